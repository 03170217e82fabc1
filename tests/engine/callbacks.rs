//! What arrives by deep link and is no answer (C7, D5).

use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::ReturnPath;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, told};

#[tokio::test]
async fn c7_a_known_parameter_twice_is_refused_and_the_sign_in_still_waits() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let right = fake.accept(&started.authorize_url);
    for double in ["code=x", "state=x", "iss=x", "%63ode=x", "error=access_denied", "code", "error=a&error=b"] {
        let error = stage.engine.receive_callback(format!("{right}&{double}").as_bytes()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CallbackRefused, "{double}");
    }
    assert!(fake.seen("/token").is_empty());
    stage.engine.receive_callback(right.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn c7_an_error_needs_a_valid_state_and_its_uri_is_never_opened() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let asked = Asked::of(&started.authorize_url);
    let opened = stage.browser.opened();
    let back = asked.get("redirect_uri");
    let stateless = stage.engine.receive_callback(format!("{back}?error=access_denied").as_bytes()).await.unwrap_err();
    assert_eq!(stateless.code, ErrorCode::CallbackRefused);
    assert_eq!(stage.engine.pending_sign_ins().await.unwrap().len(), 1);
    let callback = fake.answer(&asked, &[("error", "server_error"), ("error_description", "a\tb"), ("error_uri", "https://evil.example/")]);
    // A control character in the description: not an answer at all.
    assert_eq!(stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err().code, ErrorCode::CallbackRefused);
    let callback =
        fake.answer(&asked, &[("error", "server_error"), ("error_description", "over quota"), ("error_uri", "https://evil.example/")]);
    let error = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("over quota (server_error)"), "{error}");
    assert!(!error.message.contains("evil.example"));
    assert_eq!(stage.browser.opened(), opened);
}

/// Addresses that are near the right one.
fn near(right: String) -> impl Strategy<Value = Vec<u8>> {
    let length = right.len();
    let bytes = right.into_bytes();
    (proptest::collection::vec((0..length, any::<u8>(), 0..3_u8), 1..4)).prop_map(move |changes| {
        let mut bytes = bytes.clone();
        for (at, byte, what) in changes {
            let at = at.min(bytes.len() - 1);
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        bytes
    })
}

#[tokio::test]
async fn c7_no_change_to_an_answer_makes_a_panic_or_a_second_account() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut runner = TestRunner::deterministic();
    let (mut signed_in, mut answers) = (0, 0);
    for round in 1..=50 {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let right = fake.accept(&started.authorize_url);
        let near = near(right.clone());
        let changed = (0..8).map(|_| near.new_tree(&mut runner).unwrap().current()).collect::<Vec<_>>();
        for answer in changed.into_iter().chain([right.into_bytes()]) {
            // What is taken twice is somebody else each time, and with that an account more.
            answers += 1;
            fake.person(json!({"sub": format!("person-{answers}"), "name": "Michael"}));
            signed_in += usize::from(stage.engine.receive_callback(&answer).await.is_ok());
        }
        assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty(), "the right one is the end of it");
        // One for each sign-in at most, and none of which nobody was told.
        assert!(signed_in <= round, "a sign-in ended in two accounts");
        assert_eq!(stage.engine.accounts().await.unwrap().len(), signed_in);
    }
    assert!(signed_in > 0, "no answer was right");
}

#[tokio::test]
async fn d5_ten_thousand_junk_links_make_no_request_and_one_notice() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    fake.forget_seen();
    // The record of the start is written beside it.
    stage.engine.settle().await;
    let before = stage.files();
    let mut events = stage.engine.events();
    let long = format!("app.countersign.desktop:/callback?state={}", "x".repeat(8192));
    let mut notices = 0;
    for round in 0..10_000 {
        let junk: Vec<u8> = match round % 8 {
            0 => format!("app.countersign.desktop:/callback/work?code=c&state=junk-{round}").into(),
            1 => format!("app.countersign.desktop:/callback/work?error=access_denied&state=junk-{round}").into(),
            2 => b"app.countersign.desktop:/callback".to_vec(),
            3 => b"app.countersign.desktop:/callback?code=c&state=\xff\xfe".to_vec(),
            4 => b"app.countersign.desktop:/callback?code=c\n&state=x".to_vec(),
            5 => long.clone().into(),
            6 => Vec::new(),
            _ => b"app.countersign.desktop:/callback?code=a&code=b&state=x".to_vec(),
        };
        let error = stage.engine.receive_callback(&junk).await.unwrap_err();
        assert!(matches!(error.code, ErrorCode::NonePending | ErrorCode::CallbackRefused));
        notices += told(&mut events).iter().filter(|event| matches!(event, Event::Notice(_))).count();
    }
    assert_eq!(notices, 1);
    assert!(fake.seen_at_all().is_empty());
    assert!(stage.files() == before, "junk wrote to the vault");
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
}

#[tokio::test]
async fn d5_with_nothing_pending_nothing_is_asked_of_anybody() {
    let stage = Stage::new().await;
    let error = stage.engine.receive_callback(b"app.countersign.desktop:/callback?code=c&state=s").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NonePending);
    assert_eq!(stage.keychain.asked.load(std::sync::atomic::Ordering::SeqCst), 0);
}
