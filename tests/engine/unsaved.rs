//! New tokens that could not be saved: whose they are, how old they are, and what becomes of them.

use std::time::Duration;

use countersign_engine::Secret;
use countersign_engine::vault::passphrase::Passphrase;
use countersign_wire::account::{SessionStatus, SignedOutPart};
use countersign_wire::error::ErrorCode;
use support::fake_provider::FakeProvider;
use support::wait::until_some;

use crate::stage::{BEGINNING, Stage};

/// A session whose renewal gave tokens that could not be saved, half a minute ago; the disk is well again.
async fn held() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    stage.clock.advance(3600);
    fake.when_asked("/token", stage.break_the_disk());
    assert_eq!(stage.engine.refresh(&id).await.unwrap_err().code, ErrorCode::Vault);
    stage.mend_the_disk();
    stage.clock.advance(30);
    (stage, fake, id)
}

fn revoked(fake: &FakeProvider) -> Vec<String> {
    fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect()
}

#[tokio::test]
async fn n3_the_life_of_a_token_counts_from_its_arrival_and_not_from_its_save() {
    let (stage, fake, id) = held().await;
    let account = stage.engine.refresh(&id).await.unwrap();
    assert_eq!(fake.seen("/token").len(), 2, "the sign-in, and one renewal");
    let came = BEGINNING + 3600;
    assert_eq!((account.issued_at, account.expires_at, account.renewed_at), (came, Some(came + 3600), vec![came]));
}

#[tokio::test]
async fn n3_one_that_waited_for_longer_than_it_lives_is_not_handed_out() {
    let (stage, fake, id) = held().await;
    stage.clock.advance(3600);
    let token = stage.engine.access_token(&id, Duration::from_secs(60)).await.unwrap();
    assert_eq!((token.token.expose(), token.expires_at), ("access-4", Some(BEGINNING + 3630 + 3600 + 3600)));
    assert_eq!(fake.seen("/token").last().unwrap().form("refresh_token"), "refresh-3", "it was saved first");
}

#[tokio::test]
async fn s5_a_sign_out_ends_what_could_not_be_saved_too() {
    let (stage, fake, id) = held().await;
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!(receipt.revoked, [SignedOutPart::RefreshToken, SignedOutPart::AccessToken]);
    let mut told = revoked(&fake);
    told.sort();
    assert!(["access-3", "refresh-2", "refresh-3"].iter().all(|token| told.contains(&(*token).to_owned())), "{told:?}");
}

#[tokio::test]
async fn s5_what_could_not_be_saved_is_not_written_over_a_sign_in_of_another_process() {
    let (stage, fake, id) = held().await;
    let other = stage.another_process().await;
    let started = other.start_sign_in(crate::stage::request("work", countersign_wire::provider::ReturnPath::DeepLink)).await.unwrap();
    assert_eq!(other.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap().id, id);
    // This process holds access-3, and the session is that of access-5 now.
    let account = stage.engine.refresh(&id).await.unwrap();
    assert_eq!(account.state, SessionStatus::Active);
    assert_eq!(fake.seen("/token").last().unwrap().form("refresh_token"), "refresh-5");
    let told = revoked(&fake);
    assert!(told.contains(&"refresh-3".to_owned()) && told.contains(&"access-3".to_owned()), "{told:?}");
}

#[tokio::test]
async fn s5_what_could_not_be_saved_does_not_outlive_a_sign_out_of_another_process() {
    let (stage, fake, id) = held().await;
    stage.another_process().await.sign_out(&id).await.unwrap();
    assert!(!revoked(&fake).contains(&"refresh-3".to_owned()), "the other process does not know of it");
    let _keeping = stage.engine.keep_sessions();
    until_some("the service to be told", || async { revoked(&fake).contains(&"refresh-3".to_owned()).then_some(()) }).await;
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::SignedOut);
}

#[tokio::test]
async fn s5_a_sign_in_of_the_same_process_ends_what_could_not_be_saved() {
    let (stage, fake, id) = held().await;
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    until_some("the service to be told", || async { revoked(&fake).contains(&"refresh-3".to_owned()).then_some(()) }).await;
    stage.engine.refresh(&id).await.unwrap();
    assert_eq!(fake.seen("/token").last().unwrap().form("refresh_token"), "refresh-5");
}

#[tokio::test]
async fn s5_a_session_that_another_process_found_ended_goes_on_by_what_could_not_be_saved() {
    for asks in [true, false] {
        let (stage, fake, id) = held().await;
        assert_eq!(stage.another_process().await.refresh(&id).await.unwrap_err().code, ErrorCode::SignInAgain);
        assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Expired);
        let _keeping = (!asks).then(|| stage.engine.keep_sessions());
        if asks {
            stage.engine.refresh(&id).await.unwrap();
        }
        until_some("the session to go on", || async {
            Some(stage.engine.account(&id).await.unwrap().account).filter(|account| account.state == SessionStatus::Active)
        })
        .await;
        assert_eq!(stage.another_process().await.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-3");
        assert_eq!(revoked(&fake), Vec::<String>::new());
    }
}

#[tokio::test]
async fn s5_who_asks_for_a_token_of_such_a_session_gets_the_one_that_could_not_be_saved() {
    let (stage, _fake, id) = held().await;
    stage.another_process().await.refresh(&id).await.unwrap_err();
    assert_eq!(stage.engine.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-3");
}

#[tokio::test]
async fn s5_who_takes_the_account_off_the_list_leaves_nothing_alive_that_could_not_be_saved() {
    let (stage, fake, id) = held().await;
    stage.another_process().await.sign_out(&id).await.unwrap();
    stage.engine.forget(&id).await.unwrap();
    let told = revoked(&fake);
    assert!(told.ends_with(&["refresh-3".to_owned(), "access-3".to_owned()]), "{told:?}");
}

#[tokio::test]
async fn s5_an_export_takes_along_what_could_not_be_saved() {
    let (stage, fake, id) = held().await;
    let (there, file) = (Stage::new().await, stage.folder.path().join("accounts.sealed"));
    let passphrase = Passphrase::new(Secret::new("a passphrase of many words")).unwrap();
    stage.engine.export_accounts(&file, &passphrase, &[], true).await.unwrap();
    there.engine.import_accounts(&file, &passphrase).await.unwrap();
    there.engine.refresh(&id).await.unwrap();
    assert_eq!(fake.seen("/token").last().unwrap().form("refresh_token"), "refresh-3");
}

#[tokio::test]
async fn s5_an_end_saves_what_could_not_be_saved_before() {
    let (stage, fake, id) = held().await;
    let asked = fake.seen("/token").len();
    stage.engine.end().await;
    let next = stage.another_process().await;
    assert_eq!(next.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-3");
    assert_eq!(fake.seen("/token").len(), asked, "nobody was asked for it");
}
