//! Tokens for other programs (L1): an agent over an engine and a provider, and programs at its socket. What asks is this very
//! test, or a copy of the process beside it.

mod approvals;
mod bounds;
mod crowds;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use countersign_engine::agent::{Agent, AgentOptions, Approver};
use countersign_engine::{Home, Secret};
use countersign_wire::error::UserError;
use countersign_wire::program::{ProgramQuestion, ProgramVerdict};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use support::fake_provider::FakeProvider;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use tokio::sync::oneshot;

use crate::stage::Stage;

/// What the person says to a question.
#[derive(Clone, Copy)]
enum Says {
    /// At once.
    Now(ProgramVerdict),
    /// Once the test lets them.
    WhenLet(ProgramVerdict),
    /// Never.
    Nothing,
    /// Nobody is there.
    Nobody,
}

/// A person who is asked.
struct Person {
    says: Mutex<Says>,
    asked: Mutex<Vec<ProgramQuestion>>,
    let_go: tokio::sync::Semaphore,
    /// Questions that stand before them.
    open: AtomicUsize,
}

/// A question goes when its future does.
struct Open(Arc<Person>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Door(Arc<Person>);

impl Approver for Door {
    fn ask(&self, question: ProgramQuestion) -> BoxFuture<'static, Option<ProgramVerdict>> {
        let person = Arc::clone(&self.0);
        person.asked.lock().unwrap().push(question);
        person.open.fetch_add(1, Ordering::SeqCst);
        let open = Open(Arc::clone(&person));
        async move {
            let _open = open;
            let says = *person.says.lock().unwrap();
            match says {
                Says::Now(verdict) => Some(verdict),
                Says::WhenLet(verdict) => {
                    person.let_go.acquire().await.unwrap().forget();
                    Some(verdict)
                }
                Says::Nothing => std::future::pending().await,
                Says::Nobody => None,
            }
        }
        .boxed()
    }
}

/// An agent with one account.
struct Scene {
    stage: Stage,
    fake: FakeProvider,
    account: String,
    person: Arc<Person>,
    socket: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    serving: tokio::task::JoinHandle<Result<(), UserError>>,
}

impl Scene {
    async fn new(says: Says) -> Self {
        Self::with(says, |options| options).await
    }

    async fn with(says: Says, change: impl FnOnce(AgentOptions) -> AgentOptions) -> Self {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        stage.add("work", &fake).await;
        let account = stage.sign_in("work", &fake).await.id;
        fake.forget_seen();
        let (let_go, open) = (tokio::sync::Semaphore::new(0), AtomicUsize::new(0));
        let person = Arc::new(Person { says: Mutex::new(says), asked: Mutex::default(), let_go, open });
        let options = change(options(&stage, Arc::new(Door(Arc::clone(&person)))));
        let agent = stage.engine.open_agent(options).unwrap();
        let socket = agent.socket().to_owned();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(agent, stopped));
        Self { stage, fake, account, person, socket, stop: Some(stop), serving }
    }

    fn says(&self, says: Says) {
        *self.person.says.lock().unwrap() = says;
    }

    fn asked(&self) -> Vec<ProgramQuestion> {
        self.person.asked.lock().unwrap().clone()
    }

    fn home(&self) -> Home {
        Home::resolve(Some(self.stage.folder.path().into())).unwrap()
    }

    /// What the log says of each use.
    fn answers_in_the_log(&self) -> Vec<String> {
        countersign_engine::agent::uses(&self.home()).unwrap().into_iter().map(|used| used.answer).collect()
    }

    /// The request for a token of the one account.
    fn request(&self) -> Value {
        json!({ "version": 1, "ask": "token", "account": self.account })
    }

    /// This test as a program that asks once.
    async fn ask(&self, request: &Value) -> Value {
        Visitor::of(&self.socket).await.ask(request).await
    }

    /// The code of the refusal.
    async fn refusal(&self, request: &Value) -> String {
        let answer = self.ask(request).await;
        answer["error"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    async fn end(mut self) -> Stage {
        self.stop.take().unwrap().send(()).unwrap();
        self.serving.await.unwrap().unwrap();
        self.stage
    }
}

/// An agent that takes no program for its own, at a socket in the test's folder.
fn options(stage: &Stage, approver: Arc<dyn Approver>) -> AgentOptions {
    let home = Home::resolve(Some(stage.folder.path().into())).unwrap();
    let folder = stage.folder.path().join("private");
    countersign_engine::make_private(&folder).unwrap();
    let socket = Some(folder.join("s"));
    AgentOptions { socket, own: Vec::new(), patience: Duration::from_secs(30), ..AgentOptions::usual(home, approver) }
}

async fn serve(agent: Agent, stopped: oneshot::Receiver<()>) -> Result<(), UserError> {
    let stop = async {
        // A scene that is dropped ends its agent too.
        let _ = stopped.await;
    };
    agent.serve(stop, None).await
}

/// A connection.
struct Visitor(BufReader<UnixStream>);

impl Visitor {
    async fn of(socket: &Path) -> Self {
        Self(BufReader::new(UnixStream::connect(socket).await.unwrap()))
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).await.unwrap();
    }

    /// The next line; `None` where the agent closed.
    async fn hear(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.0.read_line(&mut line).await {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"))),
        }
    }

    async fn ask(&mut self, request: &Value) -> Value {
        self.send(format!("{request}\n").as_bytes()).await;
        self.hear().await.expect("an answer")
    }
}

/// A program of its own, at a path of its own: it says the requests and gives the answers.
async fn program(path: &Path, socket: &Path, requests: &[&Value]) -> Vec<Value> {
    said(tokio::process::Command::new(path).arg("agent").arg(socket), requests).await
}

async fn said(command: &mut tokio::process::Command, requests: &[&Value]) -> Vec<Value> {
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let lines: String = requests.iter().map(|request| format!("{request}\n")).collect();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A copy of the program beside this test.
fn copy_of_neighbour(path: &Path) {
    support::programs::copy_program("neighbour", path);
}

/// The access token of an answer.
fn token(answer: &Value) -> Secret {
    Secret::new(answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")))
}
