//! What somebody who is new here types, and is told: accounts by their provider's name, a browser that does not open, headers
//! for somewhere else.

use support::fake_provider::FakeProvider;
use support::session::Keyring;

use crate::person::go_to;
use crate::scene::{PROVIDER, Scene, query};

async fn signs_in(scene: &Scene, fake: &FakeProvider) -> String {
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value()["id"].as_str().unwrap().to_owned()
}

async fn provider(scene: &Scene) -> FakeProvider {
    let fake = FakeProvider::start().await;
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    fake
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_goes_by_its_providers_name_where_there_is_one_and_is_listed_where_there_are_several() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = provider(&scene).await;
    let (exit, code, message) = scene.json(&["token", PROVIDER]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
    assert!(message.contains("countersign accounts"), "{message}");
    let first = signs_in(&scene, &fake).await;
    let token = scene.json(&["token", &first]).value();
    assert_eq!(scene.json(&["token", PROVIDER]).value(), token);
    for typed in [&["profile", PROVIDER][..], &["refresh", PROVIDER], &["headers", PROVIDER, &fake.url("/me")]] {
        assert_eq!(scene.json(typed).code, 0, "{typed:?}");
    }
    fake.person(serde_json::json!({ "sub": "person-2", "name": "Ada", "email": "ada@test.com" }));
    let second = signs_in(&scene, &fake).await;
    let (exit, code, message) = scene.json(&["refresh", PROVIDER]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"));
    for there in [first.as_str(), &second, "ada@test.com", "countersign accounts"] {
        assert!(message.contains(there), "{there}: {message}");
    }
    assert_eq!(scene.json(&["sign-out", &second]).code, 0);
    assert_eq!(scene.json(&["refresh", PROVIDER]).code, 0, "who is signed out does not count beside the other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_browser_opens_the_address_is_told_and_the_sign_in_waits_on() {
    use std::io::{BufRead as _, BufReader};
    let mut scene = Scene::bare(Keyring::Unlocked);
    let fake = provider(&scene).await;
    scene.no_browser();
    let mut child = scene.command(&["sign-in", PROVIDER]).stdin(std::process::Stdio::null()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert!(told.starts_with("warning: ") && told.contains("--return paste"), "{told}");
    assert!(!told.contains("--return device"), "this service has no such way: {told}");
    let address = told.split_whitespace().find(|word| word.starts_with(&fake.issuer)).unwrap_or_else(|| panic!("{told}"));
    assert!(query(address, "redirect_uri").starts_with("http://127.0.0.1:"));
    assert_eq!(go_to(&fake.accept(address)).await.0, 200);
    assert!(child.wait().unwrap().success());
    assert_eq!(scene.json(&["accounts"]).value()["name"], "Michael");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c13_headers_for_somewhere_else_come_with_a_warning() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = provider(&scene).await;
    let account = signs_in(&scene, &fake).await;
    assert_eq!(scene.json(&["headers", &account, &fake.url("/reports")]).err, "");
    let told = scene.json(&["headers", &account, "https://elsewhere.example/reports"]);
    let warning: serde_json::Value = serde_json::from_str(told.err.trim()).unwrap();
    assert!(warning["warning"]["message"].as_str().unwrap().contains("“elsewhere.example”"), "{told:?}");
    assert!(told.value()["authorization"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_cannot_be_good_for_so_long_comes_with_a_warning() {
    let scene = Scene::bare(Keyring::Unlocked);
    let fake = provider(&scene).await;
    let account = signs_in(&scene, &fake).await;
    assert_eq!(scene.json(&["token", &account, "--no-agent"]).err, "");
    let told = scene.json(&["token", &account, "--no-agent", "--min-validity", "10h"]);
    assert!(told.err.contains("36000 s that were asked for"), "{told:?}");
    assert!(told.value()["access_token"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_that_ran_out_is_on_record_as_that() {
    let scene = Scene::bare(Keyring::Unlocked);
    let _fake = provider(&scene).await;
    assert_eq!(scene.start_sign_in(PROVIDER, &["--wait", "1s"]).end().error().0, 7);
    let last = scene.json(&["trace", "last"]).value();
    assert_eq!((last["outcome"].as_str(), last["code"].as_str()), (Some("failed"), Some("timed_out")));
}
