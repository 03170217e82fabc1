//! A sign-in that another process finishes, as the desktop app does when the system hands it the link.

use support::session::Keyring;

use crate::person::Answer;
use crate::scene::{PROVIDER, Scene};

/// Receives a callback in a process of its own, in the scene's session.
fn receive(scene: &Scene, link: &str) -> String {
    let output = scene.session.command(env!("CARGO_BIN_EXE_neighbour")).args(["link", link]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
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

#[tokio::test]
async fn d2_a_rival_that_receives_the_links_is_told_and_loopback_offered() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let applications = scene.session.data_home().join("applications");
    std::fs::create_dir_all(&applications).unwrap();
    std::fs::write(applications.join("rival.desktop"), "[Desktop Entry]\nType=Application\nName=Rival\nExec=true %u\n").unwrap();
    let defaults = "[Default Applications]\nx-scheme-handler/app.countersign.desktop=rival.desktop\n";
    std::fs::write(scene.session.config_home().join("mimeapps.list"), defaults).unwrap();
    let told = scene.start_sign_in(PROVIDER, &["--return", "deep-link", "--wait", "1s"]).end().err;
    assert!(told.contains("rival.desktop") && told.contains("--return loopback"), "{told}");
}
