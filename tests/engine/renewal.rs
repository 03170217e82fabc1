//! Renewal: once for all who ask, and nothing lost on the way (S5).

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::wait;

use crate::stage::{Stage, request};

const MINUTE: Duration = Duration::from_secs(60);

async fn signed_in() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.forget_seen();
    (stage, fake, id)
}

#[tokio::test]
async fn a_token_is_renewed_only_when_it_is_not_good_for_long_enough() {
    let (stage, fake, id) = signed_in().await;
    let token = |validity| {
        let (engine, id) = (stage.engine.clone(), id.clone());
        async move { engine.access_token(&id, validity).await.unwrap() }
    };
    assert_eq!(token(MINUTE).await.token.expose(), "access-2");
    stage.clock.advance(3600 - 61);
    assert_eq!(token(MINUTE).await.token.expose(), "access-2");
    stage.clock.advance(1);
    let renewed = token(MINUTE).await;
    assert_eq!((renewed.token.expose(), renewed.token_type.as_str()), ("access-3", "Bearer"));
    assert_eq!(renewed.expires_at, Some(crate::stage::BEGINNING + 3540 + 3600));
    assert_eq!(fake.seen("/token").len(), 1);
    // More than any token of this service has: the freshest there is.
    assert_eq!(token(Duration::from_secs(7200)).await.token.expose(), "access-4");
    let account = stage.engine.account(&id).await.unwrap().account;
    assert_eq!(account.renewed_at, [crate::stage::BEGINNING + 3540; 2]);
}

#[tokio::test]
async fn s4_a_hundred_callers_make_one_request() {
    let (stage, fake, id) = signed_in().await;
    stage.clock.advance(3600);
    let callers = (0..100).map(|_| {
        let (engine, id) = (stage.engine.clone(), id.clone());
        tokio::spawn(async move { engine.access_token(&id, MINUTE).await.unwrap().token.expose().to_owned() })
    });
    for caller in futures_util::future::join_all(callers).await {
        assert_eq!(caller.unwrap(), "access-3");
    }
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn s4_what_another_process_renewed_is_used_and_not_renewed_again() {
    let (stage, fake, id) = signed_in().await;
    let other = stage.another_process().await;
    stage.clock.advance(3600);
    other.access_token(&id, MINUTE).await.unwrap();
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), "access-3");
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_a_refusal_is_not_believed_when_another_process_was_faster() {
    let (stage, fake, id) = signed_in().await;
    let other = stage.another_process().await;
    other.accounts().await.unwrap();
    stage.clock.advance(3600);
    // While this process asks, the other one renews, as the lock did not hold; the server then calls the old token dead.
    let (engine, renewing) = (other.clone(), id.clone());
    let (runtime, lose_the_locks) = (tokio::runtime::Handle::current(), stage.lose_the_locks());
    fake.when_asked("/token", move || {
        lose_the_locks();
        tokio::task::block_in_place(|| runtime.block_on(engine.refresh(&renewing))).unwrap();
    });
    let token = stage.engine.access_token(&id, MINUTE).await.unwrap();
    assert_eq!(token.token.expose(), "access-3");
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active);
}

#[tokio::test]
async fn s5_a_caller_that_goes_away_takes_no_rotated_token_with_it() {
    let (stage, fake, id) = signed_in().await;
    stage.clock.advance(3600);
    {
        let renewing = stage.engine.refresh(&id);
        tokio::pin!(renewing);
        let asked = wait::until_some("the request", || async { (!fake.seen("/token").is_empty()).then_some(()) });
        tokio::select! { _ = &mut renewing => {}, () = asked => {} }
    }
    wait::until_some("the rotated token to be saved", || async {
        let account = stage.engine.account(&id).await.unwrap().account;
        (account.renewed_at.len() == 1).then_some(())
    })
    .await;
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), "access-3");
    assert_eq!(fake.seen("/token").len(), 1);
}

/// The answer of a server that rotated is cut at every byte. It gives the same successor again for a while, as many do.
#[tokio::test]
async fn s5_the_answer_cut_at_every_byte_signs_nobody_out() {
    let (stage, fake, id) = signed_in().await;
    fake.with_grace();
    for cut in 0.. {
        fake.forget_seen();
        fake.next("/token", Reply::good().cut_at(cut));
        let account = stage.engine.refresh(&id).await.unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        assert_eq!(account.state, SessionStatus::Active);
        let asked = fake.seen("/token");
        if asked.len() == 1 {
            // The first cut behind the last byte: head and body are well over 150 bytes.
            assert!(cut > 150, "an answer cut at {cut} was taken for whole");
            break;
        }
        assert_eq!((asked.len(), asked[0].form("refresh_token")), (2, asked[1].form("refresh_token")), "cut at {cut}");
    }
}

/// The same at a server that gives nothing again: whoever loses its answer has lost the session, and is told so; what is known of
/// the person stays.
#[tokio::test]
async fn s5_without_a_grace_the_answer_cut_at_every_byte_ends_in_a_session_or_in_a_plain_word() {
    let (stage, fake, id) = signed_in().await;
    for cut in 0.. {
        fake.next("/token", Reply::good().cut_at(cut));
        let renewed = stage.engine.refresh(&id).await;
        let detail = stage.engine.account(&id).await.unwrap();
        if renewed.is_ok() {
            assert!(cut > 150, "an answer cut at {cut} was taken for whole");
            assert_eq!(detail.account.state, SessionStatus::Active);
            break;
        }
        assert_eq!(renewed.unwrap_err().code, ErrorCode::SignInAgain, "cut at {cut}");
        assert_eq!((detail.account.state, detail.profile.is_some()), (SessionStatus::Expired, true), "cut at {cut}");
        assert_eq!(stage.sign_in("work", &fake).await.id, id);
    }
}

/// And at one that had not begun: the answer is lost before the server did anything, and the second try is the first.
#[tokio::test]
async fn s5_a_request_that_the_server_never_worked_on_costs_nothing() {
    let (stage, fake, id) = signed_in().await;
    let whole = Reply::json(200, json!({ "access_token": "never", "token_type": "Bearer", "refresh_token": "never" }));
    for cut in 0..whole.bytes().len() {
        fake.next("/token", whole.clone().cut_at(cut));
        assert_eq!(stage.engine.refresh(&id).await.unwrap().state, SessionStatus::Active, "cut at {cut}");
    }
}

#[tokio::test]
async fn s5_nothing_is_dropped_while_the_service_is_unwell() {
    let (stage, fake, id) = signed_in().await;
    stage.clock.advance(3600);
    for (reply, code, requests) in [
        (Reply::json(429, json!({"error": "slow_down"})).header("Retry-After", "5"), ErrorCode::Busy, 1),
        (Reply::json(500, json!({"error": "invalid_grant"})), ErrorCode::Busy, 1),
        (Reply::body(503, "text/html", "<html>"), ErrorCode::Busy, 1),
        (Reply::good().cut_at(0), ErrorCode::Network, 2),
        (Reply::good().trickle(), ErrorCode::Network, 2),
        (Reply::body(200, "text/html", "<html>captive portal</html>"), ErrorCode::BadAnswer, 2),
        (Reply::redirect(302, "https://portal.example/"), ErrorCode::BadAnswer, 1),
        (Reply::json(401, json!({"error": "invalid_client"})), ErrorCode::Refused, 1),
        (Reply::body(400, "text/plain", ""), ErrorCode::Refused, 1),
    ] {
        fake.forget_seen();
        fake.always("/token", reply.clone());
        let error = stage.engine.access_token(&id, MINUTE).await.unwrap_err();
        assert_eq!((error.code, fake.seen("/token").len()), (code, requests), "{reply:?}: {error}");
        let account = stage.engine.account(&id).await.unwrap().account;
        assert_eq!((account.state, account.can_refresh), (SessionStatus::Active, true));
        fake.behave();
        stage.clock.advance(5);
    }
    // `good()` did the server's work twice with one token, and its answers were lost, so the family lives only by its grace.
    fake.with_grace();
    stage.engine.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn s5_a_refusal_ends_the_session_and_says_to_sign_in_again() {
    let (stage, fake, id) = signed_in().await;
    fake.always("/token", Reply::json(400, json!({"error": "invalid_grant"})));
    let error = stage.engine.refresh(&id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInAgain);
    let account = stage.engine.account(&id).await.unwrap().account;
    assert_eq!((account.state, account.can_refresh), (SessionStatus::Expired, false));
    fake.behave();
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
}

#[tokio::test]
async fn s5_a_rotated_token_that_cannot_be_saved_is_held_and_saved_later() {
    let (stage, fake, id) = signed_in().await;
    stage.clock.advance(3600);
    fake.when_asked("/token", stage.break_the_disk());
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap_err().code, ErrorCode::Vault);
    stage.mend_the_disk();
    // The server would refuse the old token now; it is not asked again.
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), "access-3");
    assert_eq!(fake.seen("/token").len(), 1);
    stage.engine.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn a_session_without_a_refresh_token_lasts_as_long_as_its_token() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.next("/token", Reply::json(200, json!({"access_token": "access-9", "token_type": "Bearer", "expires_in": 100})));
    let id = stage.sign_in("work", &fake).await.id;
    assert_eq!(stage.engine.refresh(&id).await.unwrap_err().code, ErrorCode::SignInAgain);
    stage.clock.advance(99);
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), "access-9");
    stage.clock.advance(1);
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap_err().code, ErrorCode::SignInAgain);
    assert_eq!(stage.engine.accounts().await.unwrap()[0].state, SessionStatus::Expired);
}

#[tokio::test]
async fn a_session_at_a_service_that_does_not_rotate_is_renewed_by_the_same_refresh_token_each_time() {
    let (stage, fake, id) = signed_in().await;
    fake.without_rotation();
    for access in ["access-3", "access-4"] {
        stage.engine.refresh(&id).await.unwrap();
        assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), access);
    }
    let presented: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
    assert_eq!(presented, ["refresh-2", "refresh-2"]);
}

#[tokio::test]
async fn only_the_last_sixteen_renewals_are_remembered() {
    let (stage, _fake, id) = signed_in().await;
    for _ in 0..20 {
        stage.clock.advance(1);
        stage.engine.refresh(&id).await.unwrap();
    }
    let renewed = stage.engine.account(&id).await.unwrap().account.renewed_at;
    assert_eq!((renewed.len(), renewed[0], renewed[15]), (16, crate::stage::BEGINNING + 5, crate::stage::BEGINNING + 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_a_renewal_does_not_write_over_a_sign_in_of_another_process() {
    let (stage, fake, id) = signed_in().await;
    let (other, fake) = (stage.another_process().await, Arc::new(fake));
    stage.clock.advance(3600);
    // While this process asks, somebody signs in with the other one, which finds no lock.
    let (runtime, server, lose_the_locks) = (tokio::runtime::Handle::current(), Arc::clone(&fake), stage.lose_the_locks());
    fake.when_asked("/token", move || {
        lose_the_locks();
        let sign_in = async {
            let started = other.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap();
            other.receive_callback(server.accept(&started.authorize_url).as_bytes()).await.unwrap();
        };
        tokio::task::block_in_place(|| runtime.block_on(sign_in));
    });
    let token = stage.engine.access_token(&id, MINUTE).await.unwrap();
    assert_eq!(token.token.expose(), "access-4", "that of the sign-in");
    let revoked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    let renewed: Vec<_> = revoked.iter().filter(|token| token.ends_with("-5")).collect();
    assert_eq!(renewed, ["refresh-5", "access-5"], "what the renewal gave");
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_refusal_that_another_process_believed_does_not_end_what_this_one_was_granted() {
    let (stage, fake, id) = signed_in().await;
    let other = stage.another_process().await;
    stage.clock.advance(3600);
    fake.next("/token", Reply::json(400, json!({"error": "invalid_grant"})));
    // While this process asks, the other one asks with the same token, as the lock did not hold, and is refused.
    let (runtime, renewing, lose_the_locks) = (tokio::runtime::Handle::current(), id.clone(), stage.lose_the_locks());
    fake.when_asked("/token", move || {
        lose_the_locks();
        let refused = tokio::task::block_in_place(|| runtime.block_on(other.refresh(&renewing)));
        assert_eq!(refused.unwrap_err().code, ErrorCode::SignInAgain);
    });
    assert_eq!(stage.engine.access_token(&id, MINUTE).await.unwrap().token.expose(), "access-3");
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active);
    stage.engine.refresh(&id).await.unwrap();
}
