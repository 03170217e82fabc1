//! The way by a code that is entered on another device (RFC 8628).

use std::time::Duration;

use countersign_engine::Secret;
use countersign_engine::clock::Clock;
use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInStarted;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::wait::until_some;

use crate::stage::{Stage, browser, raced, request};

/// A service with a device endpoint, added.
async fn set() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.lets_devices_sign_in();
    stage.add("work", &fake).await;
    (stage, fake)
}

/// Waits until the engine sleeps for exactly so long before its next question.
async fn pauses_for(stage: &Stage, seconds: i64) {
    let wanted = stage.clock.now() + seconds;
    until_some(&format!("a pause of {seconds} s"), || async { (stage.clock.next_wake() == Some(wanted)).then_some(()) }).await;
}

/// Lets the engine ask once more, after a pause of so many seconds.
async fn asks_after(stage: &Stage, fake: &FakeProvider, seconds: i64) {
    pauses_for(stage, seconds).await;
    let before = fake.device_polls();
    stage.clock.advance(seconds);
    until_some("the next question", || async { (fake.device_polls() > before).then_some(()) }).await;
}

async fn ended(stage: &Stage, started: &SignInStarted) -> Result<AccountView, UserError> {
    stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await
}

#[tokio::test]
async fn a_code_that_is_entered_elsewhere_ends_in_an_account() {
    let (stage, fake) = set().await;
    let started = stage.start("work", ReturnPath::Device).await;
    let device = started.device.clone().unwrap();
    assert_eq!((started.open_ways.as_slice(), device.user_code.as_str()), (&[ReturnPath::Device][..], "WDJB-0001"));
    assert_eq!((device.verification_uri, device.expires_at), (fake.url("/device"), crate::stage::BEGINNING + 600));
    assert_eq!(stage.engine.pending_sign_ins().await.unwrap(), std::slice::from_ref(&started));
    asks_after(&stage, &fake, 5).await;
    asks_after(&stage, &fake, 5).await;
    fake.enter("WDJB-0001");
    asks_after(&stage, &fake, 5).await;
    let account = ended(&stage, &started).await.unwrap();
    assert_eq!((account.name.as_deref(), account.scopes.to_wire().as_str()), (Some("Michael"), "profile email offline_access"));
    let asked = &fake.seen("/device_authorization")[0];
    assert_eq!((asked.form("client_id").as_str(), asked.form("scope").as_str()), ("till", "profile email offline_access"));
    let polled = fake.seen("/token").pop().unwrap();
    assert_eq!(polled.form_names(), ["grant_type", "device_code", "client_id"]);
}

#[tokio::test]
async fn c11_both_requests_carry_the_secret_as_the_provider_wants_it() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.lets_devices_sign_in();
    let draft =
        ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() };
    stage.engine.add_provider(draft, Some(Secret::new("s::"))).await.unwrap();
    stage.start("work", ReturnPath::Device).await;
    asks_after(&stage, &fake, 5).await;
    for seen in [fake.seen("/device_authorization").pop().unwrap(), fake.seen("/token").pop().unwrap()] {
        assert!(seen.header("authorization").starts_with("Basic "), "{}", seen.target);
        assert!(!seen.form_names().iter().any(|name| name.starts_with("client_")), "{}", seen.body);
    }
}

#[tokio::test]
async fn slow_down_adds_five_seconds_and_a_lost_or_busy_answer_makes_it_wait() {
    let (stage, fake) = set().await;
    let started = stage.start("work", ReturnPath::Device).await;
    fake.next("/token", Reply::json(400, json!({"error": "slow_down"})));
    fake.next("/token", Reply::json(503, json!({})).header("Retry-After", "42"));
    fake.next("/token", Reply::json(429, json!({})));
    fake.next("/token", Reply::json(400, json!({"error": "authorization_pending"})).cut_at(60));
    asks_after(&stage, &fake, 5).await;
    asks_after(&stage, &fake, 10).await;
    asks_after(&stage, &fake, 42).await;
    asks_after(&stage, &fake, 20).await;
    asks_after(&stage, &fake, 40).await;
    fake.enter("WDJB-0001");
    asks_after(&stage, &fake, 10).await;
    ended(&stage, &started).await.unwrap();
}

#[tokio::test]
async fn no_at_the_other_device_is_told_as_a_denial() {
    for request in [raced("work"), request("work", ReturnPath::Device)] {
        let (stage, fake) = set().await;
        let started = stage.engine.start_sign_in(request).await.unwrap();
        fake.deny("WDJB-0001");
        asks_after(&stage, &fake, 5).await;
        assert_eq!(ended(&stage, &started).await.unwrap_err().code, ErrorCode::Denied);
    }
}

#[tokio::test]
async fn a_code_that_lapsed_ends_the_sign_in_only_where_there_is_no_other_way() {
    let (stage, fake) = set().await;
    let alone = stage.start("work", ReturnPath::Device).await;
    fake.lapse("WDJB-0001");
    asks_after(&stage, &fake, 5).await;
    let error = ended(&stage, &alone).await.unwrap_err();
    assert!(error.code == ErrorCode::TimedOut && error.message.contains("Start the sign-in again"), "{error}");

    let among_others = stage.engine.start_sign_in(raced("work")).await.unwrap();
    fake.lapse("WDJB-0002");
    asks_after(&stage, &fake, 5).await;
    until_some("the code to be shown no more", || async {
        stage.engine.pending_sign_ins().await.unwrap()[0].device.is_none().then_some(())
    })
    .await;
    browser().get(fake.accept(&among_others.authorize_url)).send().await.unwrap();
    ended(&stage, &among_others).await.unwrap();
}

#[tokio::test]
async fn a_device_endpoint_that_refuses_is_an_error_only_where_it_was_named() {
    let (stage, fake) = set().await;
    fake.always("/device_authorization", Reply::json(400, json!({"error": "unauthorized_client"})));
    let error = stage.engine.start_sign_in(request("work", ReturnPath::Device)).await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("unauthorized_client"), "{error}");
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
    let started = stage.engine.start_sign_in(raced("work")).await.unwrap();
    assert_eq!((started.open_ways.as_slice(), started.device), (&[ReturnPath::Loopback, ReturnPath::Paste][..], None));
}

#[tokio::test]
async fn c10_what_a_device_endpoint_may_not_say_is_never_shown() {
    let (stage, fake) = set().await;
    let good = || json!({"device_code": "d", "user_code": "U", "verification_uri": "https://a.example/", "expires_in": 600});
    let with = |name: &str, value: serde_json::Value| {
        let mut answer = good();
        answer[name] = value;
        Reply::json(200, answer)
    };
    for reply in [
        with("verification_uri", "http://a.example/".into()),
        with("verification_uri", "javascript:alert(1)".into()),
        with("verification_uri_complete", "file:///etc/passwd".into()),
        with("user_code", "\u{1b}[2J".into()),
        with("expires_in", json!(null)),
        Reply::body(200, "text/html", "<html>"),
        Reply::json(200, good()).flood(),
        Reply::redirect(302, "https://evil.example/"),
    ] {
        fake.next("/device_authorization", reply);
        let error = stage.engine.start_sign_in(request("work", ReturnPath::Device)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadAnswer, "{error}");
    }
    fake.next("/device_authorization", with("expires_in", json!(u64::MAX)));
    let started = stage.start("work", ReturnPath::Device).await;
    assert_eq!(started.device.unwrap().expires_at, started.expires_at, "no longer than the sign-in itself");
}

#[tokio::test]
async fn s6_the_device_code_is_shown_to_nobody_and_written_nowhere() {
    let (stage, _fake) = set().await;
    let started = stage.start("work", ReturnPath::Device).await;
    assert!(!format!("{started:?}").contains("device-1"));
    assert!(!serde_json::to_string(&started).unwrap().contains("device-1"));
    // A process that started anew knows the sign-in, and shows no code that nobody asks after.
    let waiting = stage.another_process().await.pending_sign_ins().await.unwrap();
    assert_eq!((waiting[0].attempt.as_str(), waiting[0].device.as_ref()), (started.attempt.as_str(), None));
}

#[tokio::test]
async fn once_another_way_was_first_nobody_asks_any_more() {
    let (stage, fake) = set().await;
    let started = stage.engine.start_sign_in(raced("work")).await.unwrap();
    pauses_for(&stage, 5).await;
    stage.engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.unwrap();
    until_some("nobody to sleep", || async { stage.clock.next_wake().is_none().then_some(()) }).await;
    assert_eq!(fake.device_polls(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn c3_a_token_that_comes_after_another_way_was_first_is_ended_at_once() {
    let (stage, fake) = set().await;
    let started = stage.engine.start_sign_in(raced("work")).await.unwrap();
    fake.enter("WDJB-0001");
    let (asked, answer) = (tokio::sync::oneshot::channel(), std::sync::mpsc::channel::<()>());
    fake.when_asked("/token", move || {
        let _heard = asked.0.send(());
        // The token is on its way for as long as the test wants it to be.
        let _told = tokio::task::block_in_place(|| answer.1.recv());
    });
    pauses_for(&stage, 5).await;
    stage.clock.advance(5);
    asked.1.await.unwrap();
    let denial = fake.answer(&Asked::of(&started.authorize_url), &[("error", "access_denied")]);
    let error = stage.engine.receive_pasted(&started.attempt, &denial).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Denied);
    answer.0.send(()).unwrap();
    until_some("both tokens to be ended", || async { (fake.seen("/revoke").len() == 2).then_some(()) }).await;
    assert!(stage.engine.accounts().await.unwrap().is_empty());
    assert_eq!(ended(&stage, &started).await.unwrap_err().code, ErrorCode::Denied);
}

#[tokio::test]
async fn a_service_without_a_device_endpoint_says_so() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let error = stage.engine.start_sign_in(request("work", ReturnPath::Device)).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("way_back")));
}
