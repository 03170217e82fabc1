//! Sign-ins that wait: many at once, and over a cold start (D4).

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, request};

#[tokio::test]
async fn d4_thirty_two_wait_at_once_and_each_answer_finds_its_own() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut waiting = Vec::new();
    for _ in 0..32 {
        waiting.push(stage.start("work", ReturnPath::DeepLink).await);
    }
    let error = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Busy);
    // Interleaved: the last first, and all at once.
    let answers = waiting.iter().rev().map(|started| {
        let (engine, callback) = (stage.engine.clone(), fake.accept(&started.authorize_url));
        let verifier_of = Asked::of(&started.authorize_url).get("code_challenge").to_owned();
        async move { (engine.receive_callback(callback.as_bytes()).await, verifier_of) }
    });
    for (result, challenge) in futures_util::future::join_all(answers).await {
        result.unwrap_or_else(|error| panic!("{challenge}: {error}"));
    }
    assert_eq!(fake.seen("/token").len(), 32);
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
    stage.start("work", ReturnPath::DeepLink).await;
}

#[tokio::test]
async fn d4_what_waited_too_long_makes_room() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for _ in 0..32 {
        stage.start("work", ReturnPath::DeepLink).await;
    }
    stage.clock.advance(601);
    stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(stage.engine.pending_sign_ins().await.unwrap().len(), 1);
}

#[tokio::test]
async fn d4_a_callback_finishes_the_sign_in_of_a_process_that_is_gone() {
    let (mut stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let fresh = stage.another_process().await;
    stage.engine = fresh;
    let waiting = stage.engine.pending_sign_ins().await.unwrap();
    assert_eq!(waiting, std::slice::from_ref(&started));
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(account.name.as_deref(), Some("Michael"));
}

#[tokio::test]
async fn d4_a_pending_sign_in_is_sealed_on_disk() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("work", &fake, Some("canary-secret")).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let files = stage.files();
    for secret in [Asked::of(&started.authorize_url).get("state"), "canary-secret", "till"] {
        assert!(!files.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in the clear");
    }
}

#[tokio::test]
async fn two_processes_that_get_one_callback_make_one_account() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let other = stage.another_process().await;
    let callback = fake.accept(&started.authorize_url);
    let (one, two) = tokio::join!(stage.engine.receive_callback(callback.as_bytes()), other.receive_callback(callback.as_bytes()));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let refused = one.err().or(two.err()).unwrap();
    assert_eq!((refused.code, fake.seen("/token").len()), (ErrorCode::NonePending, 1));
}
