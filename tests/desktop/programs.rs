//! A program of the person's asks for a token, and they are asked in the window (L1).

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};
use support::programs::program;

use crate::scene::{Scene, start_sign_in};
use crate::web_view::{listen, whole_of};

/// Another program, at the agent's socket.
struct Program {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Program {
    fn at(scene: &Scene) -> Self {
        let mut command = scene.session.command(program("neighbour"));
        command.arg("agent").arg(socket(scene)).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { child, answers }
    }

    fn ask(&mut self, provider: &str) {
        let request = json!({ "version": 1, "ask": "token", "provider": provider });
        writeln!(self.child.stdin.as_mut().unwrap(), "{request}").unwrap();
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The only socket of an agent in this session.
fn socket(scene: &Scene) -> PathBuf {
    support::wait::until("the agent to listen", || find(&scene.session.runtime()).is_some());
    find(&scene.session.runtime()).unwrap()
}

fn find(folder: &std::path::Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    entries.into_iter().find_map(|path| match path.is_dir() {
        true => find(&path),
        false => path
            .file_name()?
            .to_str()?
            .starts_with("agent")
            .then(|| path.clone())
            .filter(|path| path.extension().is_none_or(|kind| kind != "lock")),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_w4_a_program_is_named_in_the_window_and_gets_a_token_once_or_none() {
    let (scene, fake, provider) = Scene::with_fake().await;
    let app = scene.app();
    scene.open_link(&fake.accept(&start_sign_in(app, &provider).await));
    app.find("nav [data-account][data-state='active']").await;
    let ear = listen(app).await;
    let mut asks = Program::at(&scene);
    asks.ask(&provider);
    let shown = app.text_of("[data-test='program-asks']").await;
    assert!(shown.contains(program("neighbour").to_str().unwrap()), "{shown}");
    app.press("Allow once").await;
    let answer = asks.answer();
    assert!(answer["access_token"].as_str().is_some_and(|token| token.starts_with("access-")), "{answer}");
    // Once is once: the next request is asked about again. What was asked first may stand there for a moment yet.
    app.lacks("[data-test='program-asks']").await;
    asks.ask(&provider);
    app.find("[data-test='program-asks']").await;
    app.press("Refuse").await;
    let refusal = asks.answer();
    assert_eq!(
        (refusal["access_token"].as_str(), refusal["error"].as_str().or(refusal["code"].as_str()).or(refusal["error"]["code"].as_str())),
        (None, Some("denied")),
        "{refusal}"
    );
    app.lacks("[data-test='program-asks']").await;
    let heard = ear.heard(app).await.join("\n") + &whole_of(app).await;
    assert!(heard.contains("program_asks") && !heard.contains("access-"), "{heard}");
}
