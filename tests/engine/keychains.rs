//! A keychain that is locked, hangs, or is not there (S2, S3).

use std::time::Duration;

use countersign_engine::vault::WithoutKeychain;
use countersign_wire::account::Kept;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::provider::ReturnPath;
use support::fake_provider::FakeProvider;

use crate::stage::{Mood, Stage, request, told};

#[tokio::test]
async fn s2_without_a_keychain_the_command_line_refuses_before_a_browser_opens() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    stage.keychain.set_mood(Mood::Absent);
    let error = stage.engine.start_sign_in(request("work", ReturnPath::Loopback)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::KeychainAbsent);
    assert!(stage.browser.opened().is_empty());
}

#[tokio::test]
async fn s2_without_a_keychain_the_app_keeps_the_session_in_memory_and_says_so() {
    let (stage, fake) = (Stage::with(Mood::Absent, WithoutKeychain::KeepInMemory).await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await;
    assert_eq!(account.kept, Kept::Memory);
    assert_eq!(stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap().token.expose(), "access-2");
    assert!(stage.files().is_empty(), "something was written");
    let next_start = stage.another_process().await;
    assert!(next_start.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn s3_a_locked_keychain_is_not_taken_for_none_and_nothing_is_deleted() {
    for mood in [Mood::Locked, Mood::Hangs] {
        for policy in [WithoutKeychain::Refuse, WithoutKeychain::KeepInMemory] {
            let (stage, fake) = (Stage::with(Mood::Ready, policy).await, FakeProvider::start().await);
            stage.add("work", &fake).await;
            let account = stage.sign_in("work", &fake).await;
            // The record of the sign-in is written beside it.
            stage.engine.settle().await;
            let (files, entries) = (stage.files(), stage.keychain.entries());
            stage.keychain.set_mood(mood);
            let later = stage.another_process().await;
            for code in [
                later.accounts().await.unwrap_err().code,
                later.providers().await.unwrap_err().code,
                later.sign_out(&account.id).await.unwrap_err().code,
                later.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err().code,
                later.receive_callback(b"app.countersign.desktop:/callback?code=c&state=s").await.unwrap_err().code,
            ] {
                assert_eq!(code, ErrorCode::KeychainLocked, "{mood:?}");
            }
            assert!(stage.files() == files && stage.keychain.entries() == entries);
            stage.keychain.set_mood(Mood::Ready);
            assert_eq!(later.accounts().await.unwrap().len(), 1);
        }
    }
}

#[tokio::test]
async fn s3_a_change_of_the_keychain_is_told_once() {
    let stage = Stage::new().await;
    let mut events = stage.engine.events();
    assert_eq!(stage.engine.keychain_state().await, KeychainState::Ready);
    for _ in 0..3 {
        stage.keychain.set_mood(Mood::Locked);
        assert_eq!(stage.engine.keychain_state().await, KeychainState::Locked);
    }
    stage.keychain.set_mood(Mood::Hangs);
    assert_eq!(stage.engine.keychain_state().await, KeychainState::Silent);
    stage.keychain.set_mood(Mood::Ready);
    let changes = told(&mut events);
    assert_eq!(changes, [Event::KeychainChanged(KeychainState::Locked), Event::KeychainChanged(KeychainState::Silent)]);
}
