//! N3: clocks that are set, and computers that sleep.

use std::time::Duration;

use countersign_engine::clock::Clock as _;
use countersign_wire::account::SessionStatus;
use serde_json::json;
use support::fake_provider::FakeProvider;
use support::wait;

use crate::stage::{BEGINNING, Stage};

const DAY: i64 = 86_400;

async fn people(count: usize) -> (Stage, FakeProvider, Vec<String>) {
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

#[tokio::test]
async fn n3_a_wall_clock_that_is_set_makes_no_refresh_storm_and_no_dead_token() {
    for by in [DAY, -DAY, 120, -120] {
        let (stage, fake, ids) = people(12).await;
        let keeping = stage.engine.keep_sessions();
        stage.pass(600).await;
        stage.clock.set_wall_by(by);
        stage.pass(600).await;
        for id in &ids {
            let token = stage.engine.access_token(id, Duration::from_secs(60)).await.unwrap();
            // In terms of the clock that the person reads now.
            assert_eq!(token.expires_at, Some(BEGINNING + by + 3600), "{by}");
        }
        assert_eq!(fake.seen("/token").len(), 0, "{by}: a storm");
        keeping.stop().await;
        // The tokens end when they end, whatever the wall clock says.
        stage.clock.advance(2400);
        for (place, id) in ids.iter().enumerate() {
            stage.engine.access_token(id, Duration::from_secs(60)).await.unwrap();
            assert_eq!(fake.seen("/token").len(), place + 1, "{by}: a dead token was handed out");
        }
    }
}

#[tokio::test]
async fn n3_a_process_that_starts_after_the_clock_was_set_knows_it_too() {
    for by in [DAY, -DAY] {
        let (stage, fake, ids) = people(1).await;
        stage.clock.advance(600);
        stage.clock.set_wall_by(by);
        let other = stage.another_process().await;
        other.access_token(&ids[0], Duration::from_secs(60)).await.unwrap();
        assert_eq!(fake.seen("/token").len(), 0, "{by}");
        stage.clock.advance(3000);
        other.access_token(&ids[0], Duration::from_secs(60)).await.unwrap();
        assert_eq!(fake.seen("/token").len(), 1, "{by}");
    }
}

#[tokio::test]
async fn n3_after_a_restart_of_the_computer_the_wall_clock_is_all_there_is() {
    let (stage, fake, ids) = people(1).await;
    stage.clock.advance(600);
    stage.clock.reboot();
    let other = stage.another_process().await;
    other.access_token(&ids[0], Duration::from_secs(60)).await.unwrap();
    assert_eq!(fake.seen("/token").len(), 0);
    stage.clock.advance(3000);
    other.access_token(&ids[0], Duration::from_secs(60)).await.unwrap();
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn n3_after_a_week_of_sleep_each_session_is_renewed_once() {
    let (stage, fake, ids) = people(30).await;
    let _keeping = stage.engine.keep_sessions();
    stage.pass(15).await;
    stage.clock.suspend(7 * DAY);
    assert_eq!(fake.seen("/token").len(), 0);
    // Whoever asks at once after the wake-up gets no token that ended in the night.
    let token = stage.engine.access_token(&ids[0], Duration::from_secs(60)).await.unwrap();
    assert_eq!(token.expires_at, Some(stage.clock.now() + 3600));
    stage.pass(15).await;
    wait::until_some("all to be renewed", || async {
        let accounts = stage.engine.accounts().await.unwrap();
        accounts.iter().all(|account| account.renewed_at.len() == 1).then_some(())
    })
    .await;
    stage.pass(120).await;
    assert_eq!(fake.seen("/token").len(), 30, "a storm");
    assert!(fake.most_at_once("/token") <= 8);
}

#[tokio::test]
async fn n3_a_session_that_cannot_be_renewed_ends_in_its_time_whatever_the_wall_clock_says() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.without_refresh_tokens();
    let id = stage.sign_in("work", &fake).await.id;
    let state = || async { stage.engine.account(&id).await.unwrap().account.state };
    stage.clock.set_wall_by(-DAY);
    stage.clock.advance(3550);
    assert_eq!(state().await, SessionStatus::ExpiresSoon);
    stage.clock.advance(50);
    assert_eq!(state().await, SessionStatus::Expired);
    stage.clock.set_wall_by(-DAY);
    assert_eq!(state().await, SessionStatus::Expired);
}
