//! Token endpoints that answer oddly (C10, C12, C13).

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInOutcome, SignInStep};
use countersign_wire::{account::AccountView, event::Event};
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::{Stage, told};

async fn exchange(stage: &Stage, provider: &str, fake: &FakeProvider, reply: Reply) -> Result<AccountView, UserError> {
    fake.next("/token", reply);
    let started = stage.start(provider, ReturnPath::DeepLink).await;
    let callback = fake.accept(&started.authorize_url);
    stage.engine.receive_callback(callback.as_bytes()).await
}

#[tokio::test]
async fn c10_what_is_no_token_answer_is_refused_and_nothing_is_kept() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("work", &fake, None).await;
    let good = r#"{"access_token":"access-9","token_type":"bearer"}"#;
    let with = |expires: &str| format!(r#"{{"access_token":"access-9","token_type":"bearer","expires_in":{expires}}}"#);
    let json = |text: &str| Reply::body(200, "application/json", text);
    for reply in [
        Reply::body(200, "text/html", "<html>welcome</html>"),
        Reply::body(200, "text/html", good),
        json(""),
        json("null"),
        json("[]"),
        json("{}"),
        json("{\"access_token\":"),
        json(&format!("\u{feff}{good}")),
        json(&format!("{good}<html>")),
        json(&with("NaN")),
        json(&with("1e309")),
        json(&with("-1")),
        json(&with("\"soon\"")),
        json(&with("{}")),
        json(r#"{"access_token":"access-9","access_token":"access-8","token_type":"bearer"}"#),
        json(r#"{"access_token":"","token_type":"bearer"}"#),
        json(r#"{"access_token":5,"token_type":"bearer"}"#),
        json(r#"{"access_token":"a b","token_type":"bearer"}"#),
        json(r#"{"access_token":"access-9","token_type":"mac"}"#),
        json(r#"{"access_token":"access-9","token_type":"bearer","scope":5}"#),
        json(r#"{"access_token":"access-9","token_type":"bearer","scope":"a\"b"}"#),
        json(r#"{"access_token":"access-9","token_type":"bearer","refresh_token":{}}"#),
        json(&format!("[{}", "[".repeat(20_000))),
        Reply::json(201, json!({"access_token": "access-9", "token_type": "bearer"})),
    ] {
        let error = exchange(&stage, "work", &fake, reply.clone()).await.unwrap_err();
        assert!(matches!(error.code, ErrorCode::BadAnswer | ErrorCode::Refused), "{reply:?}: {error:?}");
        assert!(!error.message.contains("access-"), "{error}");
    }
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn c10_bombs_are_cut_off_and_slow_answers_end() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let whole = |reply: Reply| exchange(&stage, "work", &fake, reply);
    let flood = whole(Reply::json(200, json!({})).flood()).await.unwrap_err();
    assert_eq!(flood.code, ErrorCode::BadAnswer);
    let large = whole(Reply::body(200, "application/json", " ".repeat(64 * 1024 + 1))).await.unwrap_err();
    assert!(large.code == ErrorCode::BadAnswer && large.message.contains("64 KiB"), "{large}");
    let slow = whole(Reply::json(200, json!({})).trickle()).await.unwrap_err();
    assert!(slow.code == ErrorCode::Network && slow.message.contains("ten seconds"), "{slow}");
}

#[tokio::test]
async fn c10_lifetimes_of_any_size_end_in_a_date() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("work", &fake, None).await;
    for (expires_in, seconds) in [
        (json!(3600), Some(3600)),
        (json!("3600"), Some(3600)),
        (json!(0), Some(0)),
        (json!(null), None),
        (json!(631_152_000), Some(631_152_000)),
    ] {
        let reply = Reply::json(200, json!({"access_token": "access-9", "token_type": "BEARER", "expires_in": expires_in}));
        let account = exchange(&stage, "work", &fake, reply).await.unwrap();
        assert_eq!(account.expires_at.map(|end| end - account.issued_at), seconds, "{expires_in}");
    }
    for huge in [json!(u64::MAX), json!(1e300), json!("99999999999999999999999999")] {
        let reply = Reply::json(200, json!({"access_token": "access-9", "token_type": "bearer", "expires_in": huge}));
        let account = exchange(&stage, "work", &fake, reply).await.unwrap();
        assert!(account.expires_at.unwrap() > account.issued_at);
    }
}

#[tokio::test]
async fn c10_a_provider_by_its_issuer_is_held_to_the_standard_and_the_error_says_how_to_allow_it() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("strict", &fake).await;
    stage.add_by_hand("lenient", &fake, None).await;
    for (body, named) in [
        (json!({"access_token": "access-9"}), "token_type"),
        (json!({"access_token": "access-9", "token_type": "bearer", "expires_in": "60"}), "expires_in"),
        (json!({"access_token": "access-9", "token_type": "bearer", "scope": ["profile"]}), "scope"),
    ] {
        let error = exchange(&stage, "strict", &fake, Reply::json(200, body.clone())).await.unwrap_err();
        assert!(
            error.code == ErrorCode::BadAnswer
                && error.message.contains(named)
                && error.message.contains("countersign providers allow strict "),
            "{error}"
        );
        let account = exchange(&stage, "lenient", &fake, Reply::json(200, body)).await.unwrap();
        assert!(account.deviations.len() == 1 && account.deviations[0].contains(named), "{:?}", account.deviations);
    }
}

#[tokio::test]
async fn c10_and_c13_a_redirect_is_not_followed_and_no_header_reaches_another_host() {
    let (stage, fake, other) = (Stage::new().await, FakeProvider::start().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for status in [301, 302, 303, 307, 308] {
        let error = exchange(&stage, "work", &fake, Reply::redirect(status, &other.url("/token"))).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains("redirect"), "{error}");
    }
    let account = stage.sign_in("work", &fake).await;
    for path in ["/userinfo", "/revoke"] {
        fake.always(path, Reply::redirect(307, &other.url(path)));
    }
    assert_eq!(stage.engine.read_profile(&account.id).await.unwrap_err().code, ErrorCode::BadAnswer);
    stage.engine.sign_out(&account.id).await.unwrap();
    assert!(other.seen_at_all().is_empty());
}

#[tokio::test]
async fn c12_a_code_is_sent_once_even_if_the_answer_is_lost() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for (reply, code) in [
        (Reply::good().cut_at(0), ErrorCode::Network),
        (Reply::good().cut_at(40), ErrorCode::Network),
        (Reply::json(503, json!({})), ErrorCode::Busy),
        (Reply::json(429, json!({})).header("Retry-After", "9"), ErrorCode::Busy),
    ] {
        fake.forget_seen();
        let error = exchange(&stage, "work", &fake, reply.clone()).await.unwrap_err();
        assert_eq!((error.code, fake.seen("/token").len()), (code, 1), "{reply:?}");
    }
}

#[tokio::test]
async fn c12_an_expired_code_is_told_plainly() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut events = stage.engine.events();
    for (status, code) in [(400, "invalid_grant"), (401, "invalid_grant"), (403, "invalid_code")] {
        let error = exchange(&stage, "work", &fake, Reply::json(status, json!({"error": code}))).await.unwrap_err();
        assert!(error.code == ErrorCode::CodeExpired && error.message.contains("expired"), "{error}");
    }
    let failed = told(&mut events).into_iter().filter(|event| {
        matches!(event, Event::SignInEnded { outcome: SignInOutcome::Failed { step: SignInStep::Returned, error }, .. } if error.code == ErrorCode::CodeExpired)
    });
    assert_eq!(failed.count(), 3);
}

#[tokio::test]
async fn odd_error_bodies_give_the_reason_that_is_in_them() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for (reply, says) in [
        (Reply::json(401, json!({"error": "invalid_client"})), "client id, and its secret or key"),
        (Reply::json(400, json!({"error": {"code": 400, "message": "no such app"}})), "no such app"),
        (Reply::json(403, json!({"Message": "explicit deny"})), "explicit deny"),
        (Reply::json(403, json!({"fault": "explicit deny"})), "status 403"),
        (Reply::body(400, "text/html", "<html>"), "status 400"),
        (Reply::body(401, "text/plain", ""), "status 401"),
        (Reply::json(400, json!({"error": "x\u{1b}[31m", "error_description": "bad\nnews"})), "badnews"),
    ] {
        let error = exchange(&stage, "work", &fake, reply.clone()).await.unwrap_err();
        assert!(error.code == ErrorCode::Refused && error.message.contains(says), "{reply:?}: {error}");
        assert!(!error.message.chars().any(char::is_control));
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_kept_is_revoked_and_said_so() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut events = stage.engine.events();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    fake.when_asked("/token", stage.break_the_disk());
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::Vault && error.message.contains("ended again"), "{error}");
    let revoked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    assert_eq!(revoked, ["refresh-2", "access-2"]);
    let used = fake.seen_at_all().into_iter().filter(|seen| !seen.header("authorization").is_empty());
    assert!(used.map(|seen| seen.target).eq(["/userinfo"]), "an unsaved token asks who it is, and nothing else");
    let told = told(&mut events);
    assert!(told.iter().any(|event| matches!(event, Event::SignInEnded { outcome: SignInOutcome::Failed { .. }, .. })));
    assert!(!told.iter().any(|event| matches!(event, Event::AccountChanged(_))), "nobody was told of it");
    stage.mend_the_disk();
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}
