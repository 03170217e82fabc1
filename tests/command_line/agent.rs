//! `countersign agent`, and `countersign token` through it (L1).

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use support::programs::{copy_program, program};
use support::session::{Keyring, require};
use support::wait;

use crate::scene::{Done, Scene, done, keys, signal};

/// An agent in the foreground; it ends with the test.
struct Agent {
    child: Child,
    socket: PathBuf,
}

impl Agent {
    fn start(scene: &Scene, more: &[&str]) -> Self {
        let mut child = scene.command(&[&["agent", "--json"], more].concat()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(ready) = serde_json::from_str::<Value>(&line) else { panic!("{:?}", done(child.wait_with_output().unwrap())) };
        assert_eq!(keys(&ready), ["process", "socket"]);
        Self { socket: ready["socket"].as_str().unwrap().into(), child }
    }

    fn signal(&self, which: &str) {
        signal(which, self.child.id());
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A service, and Anna signed in at it.
async fn signed_in() -> (Scene, String) {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let account = scene.signed_in(&["profile", "offline_access"]).await;
    let id = account["id"].as_str().unwrap().to_owned();
    (scene, id)
}

/// What the log says, a line a use.
fn log(scene: &Scene) -> Vec<Value> {
    scene.json(&["agent", "log"]).values()
}

/// Another program asks, and gives what it was told.
fn another(scene: &Scene, path: &Path, socket: &Path, account: &str) -> Value {
    let mut command: Command = scene.session.command(path);
    let mut child = command.arg("agent").arg(socket).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let request = json!({ "version": 1, "ask": "token", "account": account });
    writeln!(child.stdin.take().unwrap(), "{request}").unwrap();
    let output: Done = done(child.wait_with_output().unwrap());
    serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"))
}

#[tokio::test]
async fn l1_token_goes_through_an_agent_where_one_runs_and_without_any_approval() {
    let (scene, id) = signed_in().await;
    let token = scene.token(&id);
    let agent = Agent::start(&scene, &[]);
    assert_eq!(agent.socket, scene.session.runtime().join("app.countersign.desktop/agent"));
    assert_eq!((scene.run(&["token", &id]).out, scene.token(&id)), (format!("{token}\n"), token.clone()));
    let uses = log(&scene);
    assert_eq!((uses.len(), uses[0]["answer"].as_str()), (2, Some("given")));
    assert_eq!(uses[0]["program"].as_str().unwrap(), program("countersign").canonicalize().unwrap().to_str().unwrap());
    assert_eq!(scene.run(&["token", &id, "--no-agent"]).out, format!("{token}\n"));
    assert_eq!(log(&scene).len(), 2, "it did it by itself");
    let (exit, code, _) = scene.json(&["token", "nobody"]).error();
    assert_eq!((exit, code.as_str(), log(&scene).len()), (3, "not_found", 3));
}

#[tokio::test]
async fn l1_another_program_gets_a_token_only_while_it_is_allowed() {
    let (scene, id) = signed_in().await;
    let agent = Agent::start(&scene, &[]);
    let path = scene.session.path().join("program");
    copy_program("neighbour", &path);
    let refused = |answer: &Value| answer["error"]["code"].as_str() == Some("denied");
    assert!(refused(&another(&scene, &path, &agent.socket, &id)));
    let allowed = scene.json(&["agent", "approvals", "allow", path.to_str().unwrap(), &id, "--for", "1h"]).value();
    assert_eq!(another(&scene, &path, &agent.socket, &id)["access_token"].as_str(), Some(scene.token(&id).as_str()));
    let listed = scene.json(&["agent", "approvals", "list"]).values();
    assert_eq!((listed.len(), &listed[0]), (1, &allowed));
    assert_eq!(keys(&allowed), ["account", "approved_at", "digest", "expires_at", "id", "program", "scopes"]);
    assert_eq!(scene.run(&["agent", "approvals", "revoke", allowed["id"].as_str().unwrap()]).code, 0);
    assert!(refused(&another(&scene, &path, &agent.socket, &id)));
    let answers: Vec<Value> = log(&scene).into_iter().filter(|used| used["program"] == path.to_str().unwrap()).collect();
    assert_eq!(answers.iter().map(|used| used["answer"].as_str().unwrap()).collect::<Vec<_>>(), ["denied", "given", "denied"]);
    assert!(scene.run(&["agent", "log"]).out.contains("denied"));
}

#[tokio::test]
async fn l1_the_person_is_asked_on_the_agents_terminal() {
    require(&["script"]);
    let (mut scene, id) = signed_in().await;
    let (shown, path) = (scene.session.path().join("terminal"), scene.session.path().join("program"));
    copy_program("neighbour", &path);
    let command = format!("'{}' agent", program("countersign").display());
    let mut terminal = scene
        .session
        .command("script")
        .args(["-qfec", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(std::fs::File::create(&shown).unwrap())
        .spawn()
        .unwrap();
    let mut keyboard = terminal.stdin.take().unwrap();
    scene.session.keep(terminal);
    // What is written meanwhile may end in the middle of a letter.
    let all_of_it = || String::from_utf8_lossy(&std::fs::read(&shown).unwrap()).into_owned();
    let on_it = |words: &str| all_of_it().contains(words);
    wait::until("the agent", || on_it("The agent answers. You are asked here"));
    let socket = scene.session.runtime().join("app.countersign.desktop/agent");
    let asks = || another(&scene, &path, &socket, &id);
    let answer = std::thread::scope(|scope| {
        let asking = scope.spawn(asks);
        wait::until("the question", || on_it("[y] for 24 h"));
        assert!(on_it(&format!("{} asks for a token", path.display())), "{}", all_of_it());
        keyboard.write_all(b"y\n").unwrap();
        asking.join().unwrap()
    });
    assert!(answer["access_token"].is_string() && asks()["access_token"].is_string(), "{answer}");
    assert_eq!(all_of_it().matches("asks for a token").count(), 1);
    // Ctrl-C, as the terminal has it.
    keyboard.write_all(b"\x03").unwrap();
    wait::until("the agent's end", || !socket.exists());
}

#[tokio::test]
async fn l1_without_an_agent_that_answers_the_command_does_it_by_itself() {
    let (scene, id) = signed_in().await;
    let token = scene.token(&id);
    let agent = Agent::start(&scene, &[]);
    agent.signal("-STOP");
    assert_eq!(scene.token(&id), token, "it does not answer");
    agent.signal("-CONT");
    agent.signal("-KILL");
    wait::until("the agent's end", || !Path::new(&format!("/proc/{}/exe", agent.child.id())).exists());
    assert!(agent.socket.exists(), "as a kill leaves it");
    assert_eq!(scene.token(&id), token, "nobody is there");
    let uses = log(&scene).len();
    let next = Agent::start(&scene, &[]);
    assert_eq!(next.socket, agent.socket);
    assert_eq!((scene.token(&id), log(&scene).len()), (token, uses + 1));
}

#[tokio::test]
async fn l1_a_second_agent_says_that_there_is_one_and_a_signal_ends_the_first() {
    let scene = Scene::bare(Keyring::Unlocked);
    for which in ["-TERM", "-INT"] {
        let mut agent = Agent::start(&scene, &[]);
        let (exit, code, message) = scene.json(&["agent"]).error();
        assert_eq!((exit, code.as_str()), (1, "already_exists"), "{message}");
        agent.signal(which);
        assert!(agent.child.wait().unwrap().success());
        assert!(!agent.socket.exists());
    }
    let elsewhere = scene.session.runtime().join("s");
    let mut agent = Agent::start(&scene, &["--socket", elsewhere.to_str().unwrap(), "--idle", "1s"]);
    assert_eq!(agent.socket, elsewhere);
    assert!(agent.child.wait().unwrap().success(), "nobody asked for a second");
    let (exit, code, _) = scene.json(&["agent", "--socket", "/tmp/countersign-agent"]).error();
    assert_eq!((exit, code.as_str()), (2, "invalid_input"), "others can enter that folder");
}

#[tokio::test]
async fn l1_a_socket_in_a_folder_that_others_can_enter_is_told_nothing() {
    let (scene, id) = signed_in().await;
    let folder = scene.session.runtime().join("app.countersign.desktop");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let listener = std::os::unix::net::UnixListener::bind(folder.join("agent")).unwrap();
    listener.set_nonblocking(true).unwrap();
    assert!(scene.token(&id).len() > 10, "it did it by itself");
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came");
}

#[tokio::test]
async fn the_forms_of_a_token_are_those_of_a_shell_and_of_curl() {
    let (scene, id) = signed_in().await;
    let token = scene.token(&id);
    let told = |form: &[&str]| scene.run(&[&["token", &id], form].concat()).out;
    assert_eq!(told(&["--format", "header"]), format!("Authorization: Bearer {token}\n"));
    assert_eq!(told(&["--format", "curl-config"]), format!("header = \"Authorization: Bearer {token}\"\n"));
    let export = told(&["--format", "env", "--variable", "API_TOKEN"]);
    let script = format!("{export}printenv API_TOKEN");
    let output = scene.session.command("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{token}\n"));
    for typed in [&["token", &id, "--variable", "A;ls"][..], &["token", &id, "--format", "xml"]] {
        assert_eq!(scene.run(typed).code, 2);
    }
}
