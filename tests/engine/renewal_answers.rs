//! Every status with every body at the token endpoint while a session is renewed, and what is kept.

use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::Stage;

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
