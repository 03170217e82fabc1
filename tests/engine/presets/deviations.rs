//! Where services differ from the standard: refused by name, allowed by name, told where it passed.

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::Stage;

/// An answer that deviates, and the name of the deviation.
fn answers() -> Vec<(&'static str, Reply)> {
    let token = r#"{"access_token":"access-1","token_type":"bearer"}"#;
    vec![
        ("missing-token-type", Reply::json(200, json!({"access_token": "access-1", "expires_in": 3600}))),
        ("textual-expires-in", Reply::json(200, json!({"access_token": "access-1", "token_type": "bearer", "expires_in": "3600"}))),
        ("scope-as-array", Reply::json(200, json!({"access_token": "access-1", "token_type": "bearer", "scope": ["profile"]}))),
        ("mislabelled-json", Reply::body(200, "text/plain; charset=utf-8", token)),
        ("mislabelled-json", Reply::body(200, "text/javascript", token)),
    ]
}

#[tokio::test]
async fn c10_a_service_by_its_issuer_is_held_to_the_standard_until_somebody_allows_what_the_error_names() {
    for (deviation, reply) in answers() {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        stage.add("my work", &fake).await;
        fake.always("/token", reply.clone());
        let sign_in = || async {
            let started = stage.start("my work", ReturnPath::DeepLink).await;
            stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await
        };
        let error = sign_in().await.unwrap_err();
        let how = format!("countersign providers allow 'my work' {deviation}");
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains(&how), "{reply:?}: {error}");
        assert!(stage.engine.accounts().await.unwrap().is_empty());

        let allowed = stage.engine.allow_deviation("my work", deviation).await.unwrap();
        assert_eq!(allowed.tolerates, [deviation]);
        let account = sign_in().await.unwrap();
        assert_eq!(account.deviations.len(), 1, "{deviation}: {:?}", account.deviations);
        assert_eq!(stage.engine.providers().await.unwrap()[0].tolerates, [deviation], "it is kept");
    }
}

#[tokio::test]
async fn c10_an_error_as_a_success_is_an_error_either_way() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.always("/token", Reply::json(200, json!({"error": "invalid_client", "error_description": "Who?"})));
    let refused = || async {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err()
    };
    let error = refused().await;
    assert!(error.code == ErrorCode::BadAnswer && error.message.contains("allow work error-with-success"), "{error}");
    stage.engine.allow_deviation("work", "error-with-success").await.unwrap();
    let error = refused().await;
    assert!(error.code == ErrorCode::Refused && error.message.contains("Who?"), "{error}");
}

#[tokio::test]
async fn c5_a_promised_iss_that_is_missing_is_refused_until_it_is_allowed() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let without_iss = || async {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let asked = Asked::of(&started.authorize_url);
        let callback = format!("{}?code={}&state={}", asked.get("redirect_uri"), fake.code_for(&started.authorize_url), asked.get("state"));
        stage.engine.receive_callback(callback.as_bytes()).await
    };
    assert_eq!(without_iss().await.unwrap_err().code, ErrorCode::CallbackRefused);
    assert!(fake.seen("/token").is_empty());
    stage.engine.allow_deviation("work", "missing-iss").await.unwrap();
    let account = without_iss().await.unwrap();
    assert!(account.deviations.iter().any(|told| told.contains("who it is")), "{:?}", account.deviations);
}

#[tokio::test]
async fn a_deviation_may_be_allowed_when_a_service_is_added() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let draft = |allow: &str| ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        allow: vec![allow.to_owned()],
        ..Default::default()
    };
    let error = stage.engine.add_provider(draft("everything"), None).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("allow")));
    assert_eq!(stage.engine.add_provider(draft("missing-token-type"), None).await.unwrap().tolerates, ["missing-token-type"]);
    fake.next("/token", Reply::json(200, json!({"access_token": "access-1"})));
    assert!(stage.sign_in("work", &fake).await.deviations[0].contains("token_type"));
    assert_eq!(stage.engine.allow_deviation("nobody", "missing-iss").await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_only_unusual_is_no_deviation() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for token in [
        json!({"access_token": "access-1", "token_type": "BEARER", "expires_in": 10, "created_at": 1_778_749_620}),
        json!({"access_token": "access-1", "token_type": "bearer"}),
        json!({"access_token": "access-1", "token_type": "Bearer", "expires_in": 631_139_040_i64, "scope": "profile", "resource_owner": {}}),
    ] {
        fake.next("/token", Reply::json(200, token));
        assert!(stage.sign_in("work", &fake).await.deviations.is_empty());
    }
    fake.next("/token", Reply::json(403, json!({"error": "expired_code"})));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CodeExpired, "codes of their own, with statuses of their own");
}
