//! Every status with every body at the token endpoint while a session is renewed, and what is kept; and whatever else a success
//! says, its refresh token.

use std::time::Duration;

use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInRequest;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::{Stage, request};

const STATUSES: [u16; 23] =
    [200, 201, 202, 204, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 429, 500, 502, 503];

/// What stands in the answer, and whether the standard calls the grant dead by it (RFC 6749 §5.2).
fn bodies() -> Vec<(&'static str, String, bool)> {
    let error = |code: &str| json!({ "error": code }).to_string();
    vec![
        ("application/json", error("invalid_grant"), true),
        ("application/json", json!({ "error": "invalid_grant", "error_description": "gone" }).to_string(), true),
        ("application/json", error("invalid_client"), false),
        ("application/json", error("invalid_request"), false),
        ("application/json", error("invalid_scope"), false),
        ("application/json", error("unauthorized_client"), false),
        ("application/json", error("unsupported_grant_type"), false),
        ("application/json", error("temporarily_unavailable"), false),
        ("application/json", error("slow_down"), false),
        ("application/json", json!({ "error": { "code": 400, "message": "invalid_grant" } }).to_string(), false),
        ("application/json", json!({ "Message": "invalid_grant" }).to_string(), false),
        ("application/json", "{\"error\":\"invalid_grant\"".to_owned(), false),
        ("application/json", "[]".to_owned(), false),
        ("application/json", "null".to_owned(), false),
        ("application/json", "\"invalid_grant\"".to_owned(), false),
        ("application/json", String::new(), false),
        ("text/html", "<html>invalid_grant</html>".to_owned(), false),
        ("text/plain", "invalid_grant".to_owned(), false),
    ]
}

#[tokio::test]
async fn s5_only_a_refusal_of_the_grant_itself_ends_a_session() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    for status in STATUSES {
        for (kind, body, says_dead) in bodies() {
            let what = format!("{status} {kind} {body}");
            fake.always("/token", Reply::body(status, kind, body));
            let error = stage.engine.refresh(&id).await.unwrap_err();
            let detail = stage.engine.account(&id).await.unwrap();
            // A refusal is a 4xx that is no “later”; what else says so is a server that is unwell, or a stranger on the way.
            let ends = says_dead && (400..500).contains(&status) && status != 429;
            fake.behave();
            if ends {
                assert_eq!((error.code, detail.account.state), (ErrorCode::SignInAgain, SessionStatus::Expired), "{what}");
                assert_eq!(stage.sign_in("work", &fake).await.id, id, "{what}");
            } else {
                assert_ne!(error.code, ErrorCode::SignInAgain, "{what}");
                assert_eq!((detail.account.state, detail.account.can_refresh), (SessionStatus::Active, true), "{what}");
            }
            assert!(detail.profile.is_some(), "{what}");
        }
    }
    // What was kept is still good.
    stage.engine.refresh(&id).await.unwrap();
}

/// What makes a success unacceptable, as a change to a good one, and what allows it where anything does.
fn deviations() -> Vec<(&'static str, Value, Option<&'static str>)> {
    vec![
        ("token_type", Value::Null, Some("missing-token-type")),
        ("expires_in", json!("3600"), Some("textual-expires-in")),
        ("scope", json!(["profile"]), Some("scope-as-array")),
        ("expires_in", json!(-1), None),
        ("expires_in", json!({}), None),
        ("scope", json!(7), None),
        ("token_type", json!("mac"), None),
        ("token_type", json!(7), None),
        ("token_type", json!(["Bearer"]), None),
        ("id_token", json!(7), None),
    ]
}

/// Rotates, and gives its successor in an answer with this member.
fn rotate_with(fake: &FakeProvider, member: &str, value: &Value) {
    let (member, value) = (member.to_owned(), value.clone());
    fake.next("/token", Reply::good().saying(move |answer| answer[&member] = value.clone()));
}

#[tokio::test]
async fn s5_the_next_refresh_token_is_kept_whatever_else_is_wrong_with_the_answer() {
    for (member, value, allowed_by) in deviations() {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        stage.add("work", &fake).await;
        let id = stage.sign_in("work", &fake).await.id;
        let what = format!("{member}: {value}");
        rotate_with(&fake, member, &value);
        let error = stage.engine.refresh(&id).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadAnswer, "{what}: {error}");
        let detail = stage.engine.account(&id).await.unwrap();
        assert_eq!((detail.account.state, detail.account.renewed_at.len()), (SessionStatus::Active, 0), "{what}");
        // Another process goes on by it too, as it was saved, and until then by the access token that is good.
        let other = stage.another_process().await;
        assert_eq!(other.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-2", "{what}");
        if let Some(allowed_by) = allowed_by {
            assert!(error.message.contains(allowed_by), "{what}: {error}");
            stage.engine.allow_deviation("work", allowed_by).await.unwrap();
            rotate_with(&fake, member, &value);
        }
        other.refresh(&id).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let presented: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
        assert_eq!(presented, ["", "refresh-2", "refresh-3"], "{what}");
        assert!(fake.seen("/revoke").is_empty(), "{what}");
    }
}

#[tokio::test]
async fn s5_the_next_refresh_token_of_an_answer_that_deviates_is_held_where_it_cannot_be_saved() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    rotate_with(&fake, "expires_in", &json!("3600"));
    fake.when_asked("/token", stage.break_the_disk());
    assert_eq!(stage.engine.refresh(&id).await.unwrap_err().code, ErrorCode::Vault);
    stage.mend_the_disk();
    assert_eq!(stage.engine.refresh(&id).await.unwrap().renewed_at.len(), 1, "who asks for a renewal gets one");
    assert_eq!(fake.seen("/token").last().unwrap().form("refresh_token"), "refresh-3");
}

#[tokio::test]
async fn rp_05_the_next_refresh_token_of_an_answer_that_deviates_is_not_kept_in_another_name() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    stage.add("work", &fake).await;
    let started =
        stage.engine.start_sign_in(SignInRequest { scopes: Some(vec!["openid".into()]), ..request("work", ReturnPath::DeepLink) }).await;
    let id = stage.engine.receive_callback(fake.accept(&started.unwrap().authorize_url).as_bytes()).await.unwrap().id;
    fake.id_tokens(|it| it.say("sub", json!("person-2")));
    rotate_with(&fake, "expires_in", &json!("3600"));
    let error = stage.engine.refresh(&id).await.unwrap_err();
    assert!(error.code == ErrorCode::SignInAgain && error.message.contains("(sub)"), "{error}");
    let told: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
    assert!(told.contains(&"refresh-3".to_owned()), "{told:?}");
}
