//! A sign-in that another process finishes, as the desktop app does when the system hands it the link.

use std::process::Stdio;

use countersign_engine::{Engine, Home, Parts, WithoutKeychain};
use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{PROVIDER, Scene};

/// Receives a callback in a process of its own, in the scene's session.
fn receive(scene: &Scene, link: &str) -> String {
    let answer = scene.session.path().join("received");
    let status = scene
        .session
        .command(std::env::current_exe().unwrap())
        .args(["--exact", "deep_link::a_process_that_receives_a_link", "--ignored", "--nocapture"])
        .env("LINK", link)
        .env("ANSWER", &answer)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    std::fs::read_to_string(answer).unwrap()
}

#[test]
#[ignore = "the other tests start it, in a session of their own"]
fn a_process_that_receives_a_link() {
    let link = std::env::var("LINK").expect("only the other tests start this one");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let received = runtime.block_on(async {
        let engine = Engine::open(Home::resolve(None).unwrap(), Parts::system(), WithoutKeychain::KeepInMemory).await.unwrap();
        engine.receive_callback(link.as_bytes()).await
    });
    let told = received.map_or_else(|error| format!("{:?}", error.code), |account| account.id);
    std::fs::write(std::env::var_os("ANSWER").unwrap(), told).unwrap();
}

#[tokio::test]
async fn the_command_waits_for_the_app_and_answers_with_the_account() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &["--return", "deep-link", "--scope", "profile"]);
    assert_eq!(waiting.redirect_uri(), "app.countersign.desktop:/callback");
    let link = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
    assert!(link.starts_with("app.countersign.desktop:/callback?"), "{link}");
    let id = receive(&scene, &link);
    let account = waiting.end().value();
    assert_eq!(account["id"], id.as_str());
    assert_eq!(scene.json(&["accounts"]).value(), account);
    assert_eq!(receive(&scene, &link), "NonePending", "a link works once");
}

#[tokio::test]
async fn a_denial_that_the_app_receives_ends_the_command() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &["--return", "deep-link"]);
    let link = scene.anna.answers(&waiting.authorize_url, Answer::Deny).await;
    assert_eq!(receive(&scene, &link), "Denied");
    let (exit, code, _) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (4, "denied"));
}

#[tokio::test]
async fn a_link_that_comes_after_the_wait_signs_nobody_in() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let waiting = scene.start_sign_in(PROVIDER, &["--return", "deep-link", "--wait", "1s"]);
    let link = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
    assert_eq!(waiting.end().error().0, 7);
    assert_eq!(receive(&scene, &link), "NonePending");
    assert_eq!(scene.json(&["accounts"]).out, "");
}
