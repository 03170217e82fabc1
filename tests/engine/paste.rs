//! An address that is given by hand.

use countersign_engine::Engine;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, by_hand, raced, request};

#[tokio::test]
async fn an_address_that_the_browser_could_not_reach_is_pasted_and_ends_in_an_account() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Paste).await;
    assert_eq!(started.open_ways, [ReturnPath::Paste]);
    // As registered, byte for byte: nobody listens, so no port has to be found.
    assert_eq!(Asked::of(&started.authorize_url).get("redirect_uri"), "http://127.0.0.1/callback/work");
    let address = fake.accept(&started.authorize_url);
    let account = stage.engine.receive_pasted(&started.attempt, &format!("  <{address}#_=_>\n")).await.unwrap();
    assert_eq!(account.name.as_deref(), Some("Michael"));
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn an_address_as_a_browser_writes_it_is_the_one_that_was_asked_for() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for (name, uri, written) in [
        ("a", "https://my-application.com", "https://my-application.com/?"),
        ("b", "http://127.0.0.1:80/callback", "http://127.0.0.1/callback?"),
    ] {
        let mut draft = by_hand(name, &fake);
        draft.redirect_uris = vec![uri.into()];
        let added = stage.engine.add_provider(draft, None).await.unwrap();
        assert!(added.return_paths.contains(&ReturnPath::Paste));
        let started = stage.start(name, ReturnPath::Paste).await;
        let address = fake.accept(&started.authorize_url).replace(&format!("{uri}?"), written);
        stage.engine.receive_pasted(&started.attempt, &address).await.unwrap();
        // The token endpoint hears it as it was registered (RFC 6749 §4.1.3).
        assert_eq!(fake.seen("/token").last().unwrap().form("redirect_uri"), uri);
    }
}

/// Each with what is told of it.
fn wrong(started: &str, fake: &FakeProvider) -> Vec<(String, &'static str)> {
    let asked = Asked::of(started);
    let (back, state) = (asked.get("redirect_uri").to_owned(), asked.get("state").to_owned());
    let right = fake.answer(&asked, &[("code", "code-x")]);
    vec![
        (String::new(), "Nothing was pasted"),
        ("   \n".into(), "Nothing was pasted"),
        (started.to_owned(), "the sign-in page itself"),
        (fake.url("/authorize"), "the sign-in page itself"),
        (fake.url("/consent?request=1"), "still a page of"),
        ("code-x".into(), "the code alone"),
        (format!("{back}?code=code-x"), "no answer in it"),
        (back.clone(), "no answer in it"),
        (format!("{back}?state={state}"), "no answer in it"),
        (format!("{right}&code=y"), "names “code” twice"),
        (format!("{back}?code=c&state=of-another-day"), "an earlier sign-in"),
        (format!("http://127.0.0.1:1/other?code=c&state={state}"), "It has to begin with"),
        (right.replace(&format!("{back}?"), &format!("{back}/?")), "It has to begin with"),
        (right.replace("iss=", "iss=https%3A%2F%2Fevil.example%2F"), "mixed up"),
        (right.split("&iss=").next().unwrap().to_owned(), "promises to say"),
        (format!("{right}&x={}", "y".repeat(8192)), "longer than 8 KiB"),
        ("https://www.example.org/?q=1".into(), "no answer in it"),
        ("one two".into(), "Copy the whole address"),
    ]
}

#[tokio::test]
async fn c4_c5_c7_a_wrong_paste_says_what_it_is_and_ends_nothing() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for started in [stage.start("work", ReturnPath::Paste).await, stage.engine.start_sign_in(raced("work")).await.unwrap()] {
        for (pasted, told) in wrong(&started.authorize_url, &fake) {
            let error = stage.engine.receive_pasted(&started.attempt, &pasted).await.unwrap_err();
            assert_eq!(error.code, ErrorCode::CallbackRefused, "{pasted}: {error}");
            assert!(error.message.contains(told), "{pasted}: {error}");
            assert!(!error.message.contains("code-x"), "{error}");
        }
        assert!(fake.seen("/token").is_empty());
        stage.engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.unwrap();
        fake.forget_seen();
    }
}

#[tokio::test]
async fn c4_no_answer_passes_at_another_attempt() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("a", &fake).await;
    stage.add_by_hand("b", &fake, None).await;
    let mut all = Vec::new();
    for name in ["a", "b", "a"] {
        all.push(stage.engine.start_sign_in(raced(name)).await.unwrap());
    }
    for (one, started) in all.iter().enumerate() {
        for (other, of) in all.iter().enumerate().filter(|(other, _)| *other != one) {
            let error = stage.engine.receive_pasted(&started.attempt, &fake.accept(&of.authorize_url)).await.unwrap_err();
            assert!(error.message.contains(&format!("waits at “{}”", of.provider)), "{one} {other}: {error}");
        }
    }
    assert!(fake.seen("/token").is_empty());
    for started in &all {
        let account = stage.engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.unwrap();
        assert_eq!(account.provider, started.provider);
    }
}

async fn told_after(engine: &Engine, attempt: &str, address: &str) -> (ErrorCode, String) {
    let error = engine.receive_pasted(attempt, address).await.unwrap_err();
    (error.code, error.message)
}

#[tokio::test]
async fn c3_a_paste_after_the_end_says_how_it_ended_and_makes_no_request() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let finished = stage.start("work", ReturnPath::Paste).await;
    let address = fake.accept(&finished.authorize_url);
    stage.engine.receive_pasted(&finished.attempt, &address).await.unwrap();
    let (code, message) = told_after(&stage.engine, &finished.attempt, &address).await;
    assert!(code == ErrorCode::NonePending && message.contains("was finished already"), "{message}");
    let cancelled = stage.start("work", ReturnPath::Paste).await;
    stage.engine.cancel_sign_in(&cancelled.attempt).await.unwrap();
    let (code, message) = told_after(&stage.another_process().await, &cancelled.attempt, &fake.accept(&cancelled.authorize_url)).await;
    assert!(code == ErrorCode::NonePending && message.contains("was called off"), "{message}");
    let failed = stage.start("work", ReturnPath::Paste).await;
    let denial = fake.answer(&Asked::of(&failed.authorize_url), &[("error", "access_denied")]);
    assert_eq!(told_after(&stage.engine, &failed.attempt, &denial).await.0, ErrorCode::Denied);
    let (code, message) = told_after(&stage.engine, &failed.attempt, &denial).await;
    assert!(code == ErrorCode::NonePending && message.contains("without success"), "{message}");
    assert_eq!(told_after(&stage.engine, "no-such-attempt", &address).await.0, ErrorCode::NotFound);
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn a_sign_in_with_another_way_alone_takes_nothing_by_hand() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for path in [ReturnPath::DeepLink, ReturnPath::Loopback] {
        let started = stage.engine.start_sign_in(request("work", path)).await.unwrap();
        assert_eq!(started.open_ways, [path]);
        let (code, _) = told_after(&stage.engine, &started.attempt, &fake.accept(&started.authorize_url)).await;
        assert_eq!(code, ErrorCode::InvalidInput);
    }
    assert!(fake.seen("/token").is_empty());
}
