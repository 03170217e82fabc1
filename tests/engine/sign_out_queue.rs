//! What a service could not be told at a sign-out, it is told later.

use countersign_engine::clock::Clock as _;
use countersign_wire::account::{SessionStatus, SignedOutPart};
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::wait;

use crate::stage::{Stage, told};

use SignedOutPart::{AccessToken, RefreshToken};

/// Signed out while the service was away.
async fn untold() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.always("/revoke", Reply::json(503, json!({})));
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((receipt.pending.as_slice(), receipt.revoked.len(), receipt.forgotten.len()), (&[RefreshToken, AccessToken][..], 0, 0));
    fake.forget_seen();
    (stage, fake, id)
}

#[tokio::test]
async fn a_service_that_was_away_is_told_once_it_is_back_and_that_is_told() {
    let (stage, fake, id) = untold().await;
    let at = stage.clock.now();
    let other = stage.another_process().await;
    let _keeping = other.keep_sessions();
    let mut events = other.events();
    stage.pass(120).await;
    let tries = wait::until_some("another try", || async { Some(fake.seen("/revoke").len()).filter(|tries| *tries > 0) }).await;
    assert!(tries <= 4, "{tries} requests in two minutes");
    fake.behave();
    stage.pass(600).await;
    let receipt = wait::until_some("the service to be told", || {
        let settled = told(&mut events).into_iter().find_map(|event| match event {
            Event::SignOutSettled { account, receipt } => Some((account, receipt)),
            _ => None,
        });
        async move { settled }
    })
    .await;
    assert_eq!(receipt.0, id);
    assert!(receipt.1.revoked.contains(&RefreshToken) && receipt.1.revoked.contains(&AccessToken));
    assert_eq!((receipt.1.revoked.len(), receipt.1.pending.len(), receipt.1.at), (2, 0, at));
    assert_eq!((receipt.1.reason.as_ref(), receipt.1.lapses_at), (None, None));
    assert_eq!(stage.engine.account(&id).await.unwrap().receipts, [receipt.1]);
    let asked = fake.seen("/revoke").len();
    stage.pass(600).await;
    assert_eq!(fake.seen("/revoke").len(), asked, "and not again");
}

#[tokio::test]
async fn each_command_tells_what_is_due_and_nothing_earlier() {
    let (stage, fake, _) = untold().await;
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(fake.seen("/revoke").len(), 0, "a minute has not passed");
    stage.clock.advance(60);
    fake.behave();
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(fake.seen("/revoke").len(), 2);
}

#[tokio::test]
async fn what_ended_by_itself_is_not_told_any_more_and_stands_in_the_receipt() {
    let (stage, fake, id) = untold().await;
    stage.clock.advance(3600);
    stage.engine.tell_of_sign_outs().await.unwrap();
    let asked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    assert_eq!(asked, ["refresh-2"], "the access token has ended");
    let receipt = stage.engine.account(&id).await.unwrap().receipts.remove(0);
    assert_eq!((receipt.pending.as_slice(), receipt.forgotten.as_slice()), (&[RefreshToken][..], &[AccessToken][..]));
    stage.clock.advance(30 * 86_400);
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(fake.seen("/revoke").len(), 1, "thirty days are enough");
    let receipt = stage.engine.account(&id).await.unwrap().receipts.remove(0);
    assert_eq!((receipt.pending.len(), receipt.forgotten.as_slice()), (0, &[AccessToken, RefreshToken][..]));
    assert!(receipt.reason.unwrap().contains("ended by itself"));
}

#[tokio::test]
async fn an_account_is_forgotten_with_something_untold_only_on_purpose() {
    let (stage, _fake, id) = untold().await;
    let error = stage.engine.forget(&id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("could not be told yet"), "{error}");
    assert_eq!(stage.engine.remove_provider("work").await.unwrap_err().code, ErrorCode::Conflict);
    stage.engine.forget_untold(&id).await.unwrap();
    assert_eq!(stage.engine.account(&id).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_new_sign_in_to_the_account_loses_nothing_that_is_still_to_be_told() {
    let (stage, fake, id) = untold().await;
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    fake.behave();
    stage.clock.advance(60);
    stage.engine.tell_of_sign_outs().await.unwrap();
    let told: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    assert_eq!(told, ["refresh-2", "access-2"]);
    let detail = stage.engine.account(&id).await.unwrap();
    assert_eq!((detail.account.state, detail.receipts[0].pending.len()), (SessionStatus::Active, 0));
}

#[tokio::test]
async fn a_service_that_asks_to_wait_is_left_alone_as_long() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.always("/revoke", Reply::json(429, json!({})).header("Retry-After", "600"));
    stage.engine.sign_out(&id).await.unwrap();
    fake.forget_seen();
    stage.clock.advance(599);
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(fake.seen("/revoke").len(), 0);
    stage.clock.advance(1);
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(fake.seen("/revoke").len(), 2);
}

#[tokio::test]
async fn s4_however_much_there_is_to_tell_a_service_that_hangs_is_waited_for_once() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    let _gate = fake.hold("/revoke");
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((receipt.pending.as_slice(), fake.seen("/revoke").len()), (&[RefreshToken, AccessToken][..], 1));
    assert!(receipt.reason.unwrap().contains("told again by itself"));
}
