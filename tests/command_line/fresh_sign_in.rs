//! What the service does only for somebody who showed a moment ago who they are (RFC 9470, A17).

use std::io::Read;

use serde_json::{Value, json};
use support::session::Keyring;
use support::wait::until;

use crate::person::Answer;
use crate::scene::{Scene, keys, query, signal, stands_in};

/// Anna administers, since six minutes ago, and has an app.
struct Desk {
    scene: Scene,
    account: String,
    app: String,
}

impl Desk {
    async fn new() -> Self {
        let scene = Scene::with_provider(Keyring::Unlocked);
        let account = scene.signed_in(&["profile", "offline_access", "accounts:admin"]).await;
        let account = account["id"].as_str().unwrap().to_owned();
        let added =
            ["apps", "add", "--name", "Harbour", "--kind", "web", "--redirect-uri", "https://harbour.example/cb", "--scope", "profile"];
        let app = scene.json(&added).value()["client_id"].as_str().unwrap().to_owned();
        scene.age_sign_ins(360);
        Self { scene, account, app }
    }

    /// What must be as it was where no fresh sign-in came of it.
    fn standing(&self) -> (Value, String, Value) {
        let token = self.scene.token(&self.account);
        (self.scene.json(&["accounts"]).value(), token, self.scene.json(&["apps", "show", &self.app]).value())
    }
}

#[tokio::test]
async fn a17_a_session_of_six_minutes_ago_signs_in_freshly_and_the_command_ends_well() {
    let desk = Desk::new().await;
    let (scene, before) = (&desk.scene, desk.standing());
    let waiting = scene.start(&["apps", "new-secret", &desk.app]);
    assert_eq!(
        (query(&waiting.authorize_url, "max_age"), query(&waiting.authorize_url, "scope")),
        ("300".into(), "profile offline_access accounts:admin".into())
    );
    let (status, page) = scene.anna.comes_back(&waiting.authorize_url, Answer::Accept).await;
    assert_eq!(status, 200);
    assert!(page.contains("You are signed in"), "{page}");
    let made = waiting.end().value();
    assert_eq!(keys(&made), ["client_id", "client_secret", "retired"]);
    let after = scene.json(&["accounts"]).value();
    assert_eq!((&after["id"], &after["scopes"], &after["can_refresh"]), (&before.0["id"], &before.0["scopes"], &json!(true)));
    let token = scene.token(&desk.account);
    assert_ne!(token, before.1);
    assert_eq!((scene.user_info(&token).await.0, scene.user_info(&before.1).await.0), (200, 401), "the older token is ended");
    // For the next minutes nobody is asked again.
    assert_eq!(scene.json(&["apps", "new-secret", &desk.app]).value()["client_id"], desk.app.as_str());
}

#[tokio::test]
async fn a17_a_person_is_told_why_the_browser_opens_and_that_it_went_on() {
    let mut desk = Desk::new().await;
    let opened = desk.scene.browser_that_notes();
    let scene = &desk.scene;
    let mut child = scene.command(&["apps", "update", &desk.app, "--redirect-uri", "https://harbour.example/new"]).spawn().unwrap();
    until("the browser to open", || opened.exists());
    scene.anna.comes_back(&std::fs::read_to_string(&opened).unwrap(), Answer::Accept).await;
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(child.wait().unwrap().success(), "{err}");
    assert!(out.contains("https://harbour.example/new") && !out.contains("authorize"), "{out}");
    assert!(err.contains("“work” wants to be sure that it is you") && err.contains("it is you. Going on."), "{err}");
}

#[tokio::test]
async fn a17_looking_and_renaming_ask_nobody() {
    let mut desk = Desk::new().await;
    let opened = desk.scene.browser_that_notes();
    let scene = &desk.scene;
    for typed in [&["apps", "list"][..], &["apps", "show", &desk.app], &["apps", "update", &desk.app, "--name", "Quay"]] {
        assert_eq!(scene.json(typed).code, 0, "{typed:?}");
    }
    assert!(!opened.exists());
}

#[tokio::test]
async fn a17_a_denial_a_stranger_and_nobody_end_the_command_and_leave_all_as_it_was() {
    let desk = Desk::new().await;
    let (scene, before) = (&desk.scene, desk.standing());
    let dora = scene.add_person("dora@one.example", "Dora", "--role administrator");
    let make = ["apps", "new-secret", &desk.app];

    let waiting = scene.start(&make);
    scene.anna.comes_back(&waiting.authorize_url, Answer::Deny).await;
    let (exit, code, message) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (4, "denied"), "{message}");

    let waiting = scene.start(&make);
    let (_, page) = dora.comes_back(&waiting.authorize_url, Answer::Accept).await;
    assert!(page.contains("You were not signed in"), "{page}");
    let (exit, code, message) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (4, "refused"), "{message}");
    assert!(message.contains("Somebody else signed in"), "{message}");

    let waiting = scene.start(&["apps", "--wait", "1s", "new-secret", &desk.app]);
    let late = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
    let (exit, code, message) = waiting.end().error();
    assert_eq!((exit, code.as_str()), (7, "timed_out"), "{message}");
    assert!(is_deaf(&late).await, "nobody listens any more");

    assert_eq!(desk.standing(), before);
    assert_eq!(scene.user_info(&before.1).await.0, 200);
}

#[tokio::test]
async fn a17_ctrl_c_calls_the_fresh_sign_in_off_and_the_command_with_it() {
    let desk = Desk::new().await;
    let (scene, before) = (&desk.scene, desk.standing());
    for which in ["-INT", "-TERM"] {
        let waiting = scene.start(&["apps", "new-secret", &desk.app]);
        let late = scene.anna.answers(&waiting.authorize_url, Answer::Accept).await;
        signal(which, waiting.child.id());
        let (exit, code, message) = waiting.end().error();
        assert_eq!((exit, code.as_str()), (4, "cancelled"), "{which}: {message}");
        assert!(is_deaf(&late).await, "{which}: nobody listens any more");
    }
    assert_eq!(desk.standing(), before);
}

#[tokio::test]
async fn a17_where_nobody_is_the_command_ends_with_what_the_service_wants() {
    let mut desk = Desk::new().await;
    let opened = desk.scene.browser_that_notes();
    let scene = &desk.scene;
    let (exit, code, message) = scene.json(&["apps", "new-secret", &desk.app, "--no-sign-in"]).error();
    assert_eq!((exit, code.as_str()), (4, "sign_in_again"), "{message}");
    assert!(message.contains("last five minutes"), "{message}");
    assert!(!opened.exists());
    assert_eq!(scene.json(&["apps", "new-secret", &desk.app, "--no-sign-in", "--print-url"]).code, 2, "one or the other");
}

#[tokio::test]
async fn a17_where_no_browser_opens_it_says_how_to_get_the_address() {
    let mut desk = Desk::new().await;
    let before = desk.standing();
    desk.scene.no_browser();
    let (exit, code, message) = desk.scene.json(&["apps", "new-secret", &desk.app]).error();
    assert_eq!((exit, code.as_str()), (1, "browser"), "{message}");
    assert!(message.contains("--print-url"), "{message}");
    assert_eq!(desk.standing(), before);
}

#[tokio::test]
async fn a17_no_secret_and_no_token_of_it_is_in_any_file() {
    let desk = Desk::new().await;
    let waiting = desk.scene.start(&["apps", "new-secret", &desk.app]);
    desk.scene.anna.comes_back(&waiting.authorize_url, Answer::Accept).await;
    let made = waiting.end().value();
    let token = desk.scene.token(&desk.account);
    for secret in [made["client_secret"].as_str().unwrap(), &token] {
        assert_eq!(stands_in(desk.scene.session.path(), secret), Vec::<String>::new());
    }
}

/// Whether nobody listens at an address of this computer.
async fn is_deaf(address: &str) -> bool {
    let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(address).send().await;
    answer.is_err_and(|error| error.is_connect())
}
