//! Who finishes a sign-in, and that it is one (C3, C12); and the connection that waits for it.

use std::time::Duration;

use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInRequest;
use support::fake_provider::FakeProvider;
use support::wait::until_some;

use crate::stage::{Stage, request};

/// The claims that lie in the state folder.
fn claims(stage: &Stage) -> usize {
    let files = std::fs::read_dir(stage.folder.path()).unwrap();
    files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "claim")).count()
}

#[tokio::test]
async fn c3_while_an_answer_is_finished_by_one_process_nothing_waits_in_any_other() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let (callback, gate) = (fake.accept(&started.authorize_url), fake.hold("/token"));
    let finishing = tokio::spawn({
        let (engine, callback) = (stage.engine.clone(), callback.clone());
        async move { engine.receive_callback(callback.as_bytes()).await }
    });
    until_some("the exchange", || async { (!fake.seen("/token").is_empty()).then_some(()) }).await;
    let other = stage.another_process().await;
    assert!(other.pending_sign_ins().await.unwrap().is_empty());
    for refused in [
        other.cancel_sign_in(&started.attempt).await.unwrap_err(),
        other.open_again(&started.attempt).await.unwrap_err(),
        other.receive_callback(callback.as_bytes()).await.unwrap_err(),
        other.receive_pasted(&started.attempt, &callback).await.unwrap_err(),
    ] {
        assert!(matches!(refused.code, ErrorCode::NotFound | ErrorCode::NonePending), "{refused}");
    }
    gate.open();
    let account = finishing.await.unwrap().unwrap();
    assert_eq!(other.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap().id, account.id);
    assert_eq!((fake.seen("/token").len(), claims(&stage)), (1, 0));
}

#[tokio::test]
async fn c12_after_an_exchange_that_broke_off_the_code_is_not_sent_again_and_that_is_said() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let (callback, gate) = (fake.accept(&started.authorize_url), fake.hold("/token"));
    // A runtime that is shut down stops where it is, as a process does that is killed.
    let doomed = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let engine = stage.another_process().await;
    let sent = callback.clone();
    doomed.spawn(async move { engine.receive_callback(sent.as_bytes()).await });
    until_some("the exchange", || async { (!fake.seen("/token").is_empty()).then_some(()) }).await;
    doomed.shutdown_background();
    drop(gate);
    assert_eq!(stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err().code, ErrorCode::NonePending);
    stage.clock.advance(121);
    let error = stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap_err();
    assert!(error.code == ErrorCode::Internal && error.message.contains("ended before it was done"), "{error}");
    // The next sign-in clears away what is left of it.
    stage.sign_in("work", &fake).await;
    assert_eq!((fake.seen("/token").len(), claims(&stage)), (2, 0));
    let error = stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap_err();
    assert!(error.message.contains("ended before it was done"), "{error}");
}

#[tokio::test]
async fn a_cancel_that_cannot_be_kept_leaves_the_sign_in_waiting() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.break_the_disk()();
    assert_eq!(stage.engine.cancel_sign_in(&started.attempt).await.unwrap_err().code, ErrorCode::Vault);
    stage.mend_the_disk();
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
}

#[tokio::test]
async fn while_the_person_is_in_the_browser_a_connection_is_made_that_carries_nothing() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    stage.start("work", ReturnPath::DeepLink).await;
    let knock = until_some("a connection", || async { fake.knocks().pop() }).await;
    assert_eq!((knock.target.as_str(), knock.body.as_str()), ("/", ""));
    for carries in ["authorization", "dpop", "cookie", "referer"] {
        assert_eq!(knock.header(carries), "", "{carries}");
    }
}

#[tokio::test]
async fn where_no_browser_is_opened_nobody_knocks() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let request = SignInRequest { browser: Some(BrowserChoice::Link), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(request).await.unwrap();
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert!(fake.knocks().is_empty());
}
