//! Who may come to the socket, with how much, and for how long.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use countersign_engine::agent::{AgentOptions, Nobody};
use countersign_wire::error::ErrorCode;
use countersign_wire::program::ProgramVerdict;
use serde_json::json;

use super::{Says, Scene, Visitor, copy_of_neighbour, options, said, token};

const ALLOW: Says = Says::Now(ProgramVerdict::Allow);

fn open_to(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Needs the right to become somebody else; whoever has it not cannot show this, and the rest of L1 stands by the folder's mode.
#[tokio::test]
async fn l1_another_uid_is_refused_even_where_it_reaches_the_socket() {
    let scene = Scene::new(ALLOW).await;
    let (home, folder) = (scene.stage.folder.path(), scene.socket.parent().unwrap());
    let path = folder.join("program");
    copy_of_neighbour(&path);
    assert_eq!((std::fs::metadata(&scene.socket).unwrap().mode() & 0o777, folder.metadata().unwrap().mode() & 0o777), (0o600, 0o700));
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("not shown: only root can become another user");
        return;
    }
    let request = scene.request();
    let as_uid = |uid: &str| {
        let mut command = tokio::process::Command::new("setpriv");
        command.args(["--reuid", uid, "--regid", uid, "--clear-groups"]).arg(&path).arg("agent").arg(&scene.socket);
        command
    };
    // What would keep them out already is opened, so that the agent itself has to.
    open_to(&path, 0o755);
    open_to(home, 0o755);
    open_to(folder, 0o755);
    open_to(&scene.socket, 0o666);
    assert_eq!(said(&mut as_uid("65534"), &[&request]).await, Vec::<serde_json::Value>::new());
    assert!(scene.asked().is_empty() && scene.answers_in_the_log().is_empty());
    token(&said(&mut as_uid("0"), &[&request]).await[0]);
}

#[tokio::test]
async fn l1_junk_is_told_so_and_the_next_line_is_answered() {
    let scene = Scene::new(ALLOW).await;
    let mut visitor = Visitor::of(&scene.socket).await;
    for junk in [&b"\n"[..], b"{}\n", b"\xff\xfe\n", b"GET / HTTP/1.1\r\n", b"{\"version\":9,\"ask\":\"token\"}\n"] {
        visitor.send(junk).await;
        assert_eq!(visitor.hear().await.unwrap()["error"]["code"], "invalid_input", "{junk:?}");
    }
    token(&visitor.ask(&scene.request()).await);
    assert_eq!(scene.answers_in_the_log(), ["given"], "junk is no use");
}

#[tokio::test]
async fn l1_a_line_that_is_too_long_ends_the_visit() {
    let scene = Scene::new(ALLOW).await;
    let mut visitor = Visitor::of(&scene.socket).await;
    let padded = format!("{}{}\n", scene.request(), " ".repeat(16 * 1024));
    // The agent closes while there is more to come.
    let _ = tokio::io::AsyncWriteExt::write_all(visitor.0.get_mut(), padded.as_bytes()).await;
    if let Some(answer) = visitor.hear().await {
        assert_eq!(answer["error"]["code"], "invalid_input");
    }
    assert!(visitor.hear().await.is_none());
    token(&scene.ask(&scene.request()).await);
}

#[tokio::test]
async fn l1_a_request_without_its_line_break_is_answered_at_its_end() {
    let scene = Scene::new(ALLOW).await;
    let mut visitor = Visitor::of(&scene.socket).await;
    visitor.send(scene.request().to_string().as_bytes()).await;
    tokio::io::AsyncWriteExt::shutdown(visitor.0.get_mut()).await.unwrap();
    token(&visitor.hear().await.unwrap());
    assert!(visitor.hear().await.is_none());
}

#[tokio::test]
async fn l1_slow_and_silent_programs_hold_up_nobody() {
    let scene = Scene::new(ALLOW).await;
    let mut slow = Vec::new();
    for number in 0..400 {
        let mut visitor = Visitor::of(&scene.socket).await;
        if number % 2 == 0 {
            visitor.send(b"{\"version\":1,").await;
        }
        slow.push(visitor);
    }
    // And some who ask, and never take their answers.
    for _ in 0..8 {
        let mut visitor = Visitor::of(&scene.socket).await;
        let many = format!("{}\n", scene.request()).repeat(64);
        visitor.send(many.as_bytes()).await;
        slow.push(visitor);
    }
    for _ in 0..20 {
        token(&scene.ask(&scene.request()).await);
    }
    assert_eq!(scene.asked().len(), 1);
    drop(slow);
}

#[tokio::test]
async fn l1_a_second_agent_finds_the_first_and_the_socket_goes_with_it() {
    let scene = Scene::new(ALLOW).await;
    let error = scene.stage.engine.open_agent(options(&scene.stage, std::sync::Arc::new(Nobody))).err().unwrap();
    assert_eq!(error.code, ErrorCode::AlreadyExists);
    token(&scene.ask(&scene.request()).await);
    let silent = Visitor::of(&scene.socket).await;
    let socket = scene.socket.clone();
    let stage = scene.end().await;
    assert!(!socket.exists(), "it did not wait for the silent one");
    drop(silent);
    let again = stage.engine.open_agent(options(&stage, std::sync::Arc::new(Nobody))).unwrap();
    assert!(socket.exists());
    drop(again);
    assert!(!socket.exists());
}

#[tokio::test]
async fn l1_an_agent_that_nobody_asks_ends_by_itself() {
    let stage = crate::stage::Stage::new().await;
    let agent = stage.engine.open_agent(options(&stage, std::sync::Arc::new(Nobody))).unwrap();
    let socket = agent.socket().to_owned();
    agent.serve(std::future::pending(), Some(Duration::from_millis(20))).await.unwrap();
    assert!(!socket.exists());
}

#[tokio::test]
async fn l1_what_is_on_its_way_is_answered_when_the_agent_ends() {
    let scene = Scene::with(Says::WhenLet(ProgramVerdict::AllowOnce), |options| AgentOptions { ..options }).await;
    let mut visitor = Visitor::of(&scene.socket).await;
    visitor.send(format!("{}\n", scene.request()).as_bytes()).await;
    support::wait::until_some("the question", || async { (!scene.asked().is_empty()).then_some(()) }).await;
    let (person, ending) = (std::sync::Arc::clone(&scene.person), scene.end());
    person.let_go.add_permits(1);
    let (stage, answer) = tokio::join!(ending, visitor.hear());
    token(&answer.unwrap());
    drop(stage);
}

#[tokio::test]
async fn l1_no_word_of_the_protocol_gives_a_refresh_token() {
    let scene = Scene::new(ALLOW).await;
    for request in [
        json!({ "version": 1, "ask": "refresh_token", "account": scene.account }),
        json!({ "version": 1, "ask": "token", "account": scene.account, "token_type": "refresh_token" }),
        json!({ "version": 1, "ask": "approvals" }),
        json!({ "version": 1, "ask": "log" }),
    ] {
        assert_eq!(scene.refusal(&request).await, "invalid_input", "{request}");
    }
    assert!(!scene.ask(&scene.request()).await.to_string().contains("refresh"));
}
