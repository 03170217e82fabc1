//! The end of a session, and its receipt.

use countersign_wire::account::{SessionStatus, SignedOutPart};
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::{Stage, told};

use SignedOutPart::{AccessToken, RefreshToken};

async fn signed_in() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

#[tokio::test]
async fn a_sign_out_ends_both_tokens_at_the_service_and_says_so() {
    let (stage, fake, id) = signed_in().await;
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((&receipt.revoked[..], receipt.forgotten.len(), receipt.pending.len()), (&[RefreshToken, AccessToken][..], 0, 0));
    let told: Vec<_> =
        fake.seen("/revoke").iter().map(|seen| (seen.form("token"), seen.form("token_type_hint"), seen.form("client_id"))).collect();
    let expected = [("refresh-2", "refresh_token", "till"), ("access-2", "access_token", "till")];
    assert_eq!(told, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    let account = stage.engine.account(&id).await.unwrap();
    assert_eq!((account.account.state, account.account.can_refresh), (SessionStatus::SignedOut, false));
    assert_eq!(account.receipts, std::slice::from_ref(&receipt));
    assert_eq!(stage.engine.access_token(&id, std::time::Duration::ZERO).await.unwrap_err().code, ErrorCode::SignInAgain);
    // Once more asks nobody and tells the same.
    assert_eq!(stage.engine.sign_out(&id).await.unwrap(), receipt);
    assert_eq!(fake.seen("/revoke").len(), 2);
}

#[tokio::test]
async fn where_the_service_offers_no_end_the_receipt_says_until_when_the_token_lives() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("work", &fake, None).await;
    let id = stage.sign_in("work", &fake).await.id;
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((receipt.forgotten.as_slice(), receipt.revoked.len()), (&[RefreshToken, AccessToken][..], 0));
    assert_eq!(receipt.lapses_at, Some(crate::stage::BEGINNING + 3600));
    assert!(receipt.reason.unwrap().contains("no way to end"));
}

#[tokio::test]
async fn a_refusal_is_told_and_a_service_that_is_away_can_be_told_later() {
    let (stage, fake, id) = signed_in().await;
    fake.next("/revoke", Reply::body(401, "text/plain", ""));
    fake.next("/revoke", Reply::json(503, json!({})));
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((receipt.forgotten.as_slice(), receipt.pending.as_slice()), (&[RefreshToken][..], &[AccessToken][..]));
    assert!(receipt.reason.unwrap().contains("401"));
    // Signing out again tells it at once, and it is the same sign-out.
    let later = stage.another_process().await.sign_out(&id).await.unwrap();
    assert_eq!((later.revoked.as_slice(), later.forgotten.as_slice(), later.pending.len()), (&[AccessToken][..], &[RefreshToken][..], 0));
    assert_eq!(stage.engine.account(&id).await.unwrap().receipts, [later]);
}

#[tokio::test]
async fn a_signed_out_account_can_be_forgotten_and_an_active_one_not() {
    let (stage, _fake, id) = signed_in().await;
    assert_eq!(stage.engine.forget(&id).await.unwrap_err().code, ErrorCode::Conflict);
    assert_eq!(stage.engine.remove_provider("work").await.unwrap_err().code, ErrorCode::Conflict);
    stage.engine.sign_out(&id).await.unwrap();
    let mut events = stage.engine.events();
    stage.engine.forget(&id).await.unwrap();
    assert_eq!(told(&mut events), [Event::AccountRemoved { id: id.clone() }]);
    assert_eq!(stage.engine.account(&id).await.unwrap_err().code, ErrorCode::NotFound);
    stage.engine.remove_provider("work").await.unwrap();
}

#[tokio::test]
async fn a_sign_out_and_a_renewal_at_once_leave_no_token_behind() {
    let (stage, fake, id) = signed_in().await;
    let (renewed, out) = tokio::join!(stage.engine.refresh(&id), stage.engine.sign_out(&id));
    out.unwrap();
    let revoked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    let newest = if renewed.is_ok() { "refresh-3" } else { "refresh-2" };
    assert!(revoked.contains(&newest.to_owned()), "{revoked:?}");
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::SignedOut);
}
