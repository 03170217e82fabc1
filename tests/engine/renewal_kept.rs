//! Sessions that are kept while nobody asks for them.

use std::collections::BTreeSet;
use std::time::Duration;

use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::wait;

use crate::stage::{BEGINNING, Stage, told};

async fn signed_in() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.forget_seen();
    (stage, fake, id)
}

/// So many people, each with an account of their own.
async fn many(count: usize) -> (Stage, FakeProvider, Vec<String>) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut ids = Vec::new();
    for number in 0..count {
        fake.person(json!({ "sub": format!("person-{number}") }));
        ids.push(stage.sign_in("work", &fake).await.id);
    }
    fake.forget_seen();
    (stage, fake, ids)
}

async fn renewals(stage: &Stage, id: &str) -> Vec<i64> {
    stage.engine.account(id).await.unwrap().account.renewed_at
}

async fn until_asked(fake: &FakeProvider, times: usize) {
    wait::until_some("the service to be asked", || async { (fake.seen("/token").len() >= times).then_some(()) }).await;
}

async fn until_renewed(stage: &Stage, id: &str, times: usize) {
    wait::until_some("the renewal to be kept", || async { (renewals(stage, id).await.len() >= times).then_some(()) }).await;
}

#[tokio::test]
async fn a_session_is_renewed_before_its_end_while_nobody_asks() {
    let (stage, fake, id) = signed_in().await;
    let _keeping = stage.engine.keep_sessions();
    stage.pass(3000).await;
    assert_eq!(fake.seen("/token").len(), 0, "not as early as that");
    stage.pass(255).await;
    until_renewed(&stage, &id, 1).await;
    let at = renewals(&stage, &id).await[0];
    assert!((BEGINNING + 3060..=BEGINNING + 3255).contains(&at), "{}", at - BEGINNING);
    stage.pass(300).await;
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn a_token_of_ten_seconds_is_kept_as_well() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let _keeping = stage.engine.keep_sessions();
    fake.lifetime(10);
    let id = stage.sign_in("work", &fake).await.id;
    // The sign-in itself says that there is something to keep: no look every fifteen seconds would be early enough.
    for times in 1..=3 {
        let before = countersign_engine::clock::Clock::now(stage.clock.as_ref());
        wait::until_some("the renewal", || async {
            stage.clock.advance(1);
            tokio::task::yield_now().await;
            (renewals(&stage, &id).await.len() >= times).then_some(())
        })
        .await;
        assert!(countersign_engine::clock::Clock::now(stage.clock.as_ref()) > before);
    }
    let account = stage.engine.account(&id).await.unwrap().account;
    assert_eq!(account.state, SessionStatus::Active);
}

#[tokio::test]
async fn s4_many_that_end_in_the_same_second_ask_eight_at_a_time() {
    let (stage, fake, ids) = many(60).await;
    let gate = fake.hold("/token");
    stage.clock.advance(3600);
    let keeping = stage.engine.keep_sessions();
    until_asked(&fake, 8).await;
    gate.open();
    for id in &ids {
        until_renewed(&stage, id, 1).await;
    }
    keeping.stop().await;
    let presented: BTreeSet<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
    assert_eq!((fake.seen("/token").len(), presented.len()), (60, 60));
    assert_eq!(fake.most_at_once("/token"), 8);
}

#[tokio::test]
async fn a_service_that_is_unwell_is_asked_more_and_more_rarely() {
    let (stage, fake, id) = signed_in().await;
    fake.always("/token", Reply::body(503, "text/html", "<html>"));
    stage.clock.advance(3600);
    let _keeping = stage.engine.keep_sessions();
    until_asked(&fake, 1).await;
    stage.pass(3600).await;
    let asked = fake.seen("/token").len();
    assert!((5..=12).contains(&asked), "{asked} requests in an hour");
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active);
    fake.behave();
    stage.pass(900).await;
    until_renewed(&stage, &id, 1).await;
}

#[tokio::test]
async fn a_service_that_asks_to_wait_is_left_alone_for_all_its_sessions_and_after_a_restart() {
    let (stage, fake, ids) = many(3).await;
    fake.next("/token", Reply::json(429, json!({"error": "slow_down"})).header("Retry-After", "120"));
    stage.clock.advance(3600);
    let error = stage.engine.refresh(&ids[0]).await.unwrap_err();
    assert_eq!((error.code, fake.seen("/token").len()), (ErrorCode::Busy, 1));
    let restarted = stage.another_process().await;
    let _keeping = restarted.keep_sessions();
    for id in &ids {
        let error = restarted.access_token(id, Duration::ZERO).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Busy);
        assert!(error.message.contains("120 s"), "{error}");
    }
    stage.pass(105).await;
    assert_eq!(fake.seen("/token").len(), 1, "nobody asked meanwhile");
    stage.pass(30).await;
    for id in &ids {
        until_renewed(&stage, id, 1).await;
    }
    assert_eq!(fake.seen("/token").len(), 4);
}

#[tokio::test]
async fn inb_07_a_session_that_cannot_be_renewed_says_so_a_minute_before_its_end_and_at_its_end() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.without_refresh_tokens();
    stage.sign_in("work", &fake).await;
    let _keeping = stage.engine.keep_sessions();
    stage.pass(15).await;
    let mut events = stage.engine.events();
    let states = |events: &mut _| -> Vec<_> {
        told(events).into_iter().filter_map(|event| if let Event::AccountChanged(view) = event { Some(view.state) } else { None }).collect()
    };
    stage.pass(3500).await;
    assert_eq!(states(&mut events), []);
    stage.pass(45).await;
    assert_eq!(states(&mut events), [SessionStatus::ExpiresSoon]);
    stage.pass(75).await;
    assert_eq!(states(&mut events), [SessionStatus::Expired]);
    assert_eq!(fake.seen("/token").len(), 1, "the sign-in");
}

#[tokio::test]
async fn s5_stopping_waits_until_what_is_on_its_way_was_saved() {
    let (stage, fake, id) = signed_in().await;
    let gate = fake.hold("/token");
    stage.clock.advance(3600);
    let keeping = stage.engine.keep_sessions();
    until_asked(&fake, 1).await;
    let stopping = tokio::spawn(keeping.stop());
    tokio::task::yield_now().await;
    assert!(!stopping.is_finished());
    gate.open();
    stopping.await.unwrap();
    assert_eq!(renewals(&stage, &id).await.len(), 1);
}

#[tokio::test]
async fn s3_a_locked_keychain_stops_nothing_for_good() {
    let (stage, fake, id) = signed_in().await;
    let other = stage.another_process().await;
    stage.keychain.set_mood(crate::stage::Mood::Locked);
    stage.clock.advance(3600);
    let _keeping = other.keep_sessions();
    stage.pass(60).await;
    assert_eq!(fake.seen("/token").len(), 0);
    stage.keychain.set_mood(crate::stage::Mood::Ready);
    stage.pass(30).await;
    until_renewed(&stage, &id, 1).await;
}

#[tokio::test]
async fn s5_a_service_that_is_told_of_older_tokens_is_not_asked_for_new_ones_the_sooner() {
    let (stage, fake, id) = signed_in().await;
    fake.always("/revoke", Reply::json(503, json!({})));
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    wait::until_some("the service to be told", || async { (fake.seen("/revoke").len() >= 2).then_some(()) }).await;
    fake.forget_seen();
    fake.behave();
    fake.always("/token", Reply::body(503, "text/html", "<html>"));
    stage.clock.advance(3600);
    let _keeping = stage.engine.keep_sessions();
    until_asked(&fake, 1).await;
    stage.pass(3600).await;
    let asked = fake.seen("/token").len();
    assert!(!fake.seen("/revoke").is_empty());
    assert!((5..=12).contains(&asked), "{asked} requests in an hour");
}
