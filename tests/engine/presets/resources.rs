//! What tokens are for (RFC 8707).

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::Stage;

const RESOURCES: [&str; 2] = ["https://api.example.com/", "https://files.example.com/v1?x=1"];

fn draft(fake: &FakeProvider, resources: &[&str]) -> ProviderDraft {
    ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        resources: resources.iter().map(|&resource| resource.to_owned()).collect(),
        ..Default::default()
    }
}

#[tokio::test]
async fn every_request_of_a_session_names_the_resources() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    assert_eq!(stage.engine.add_provider(draft(&fake, &RESOURCES), None).await.unwrap().resources, RESOURCES);
    let started = stage.start("work", ReturnPath::DeepLink).await.authorize_url;
    let named = |pairs: &[(String, String)]| -> Vec<String> {
        pairs.iter().filter(|(name, _)| name == "resource").map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(named(&Asked::of(&started).pairs), RESOURCES);
    let account = stage.engine.receive_callback(fake.accept(&started).as_bytes()).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    let seen = fake.seen("/token");
    assert_eq!(seen.len(), 2);
    for request in seen {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        assert_eq!(named(&pairs), RESOURCES, "{}", request.body);
    }
}

#[tokio::test]
async fn a_refused_resource_is_told_plainly_wherever_it_is_refused() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.engine.add_provider(draft(&fake, &RESOURCES), None).await.unwrap();
    let asked = Asked::of(&stage.start("work", ReturnPath::DeepLink).await.authorize_url);
    let at_once = fake.answer(&asked, &[("error", "invalid_target")]);
    let error = stage.engine.receive_callback(at_once.as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("no tokens for the resources"), "{error}");
    fake.next("/token", Reply::json(400, json!({"error": "invalid_target"})));
    let started = stage.start("work", ReturnPath::DeepLink).await.authorize_url;
    let error = stage.engine.receive_callback(fake.accept(&started).as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("no tokens for the resources"), "{error}");
}

#[tokio::test]
async fn what_is_no_resource_is_refused_by_its_field() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for bad in ["api.example.com", "/api", "https://api.example.com/#x", "https://api.example.com/ x", ""] {
        let error = stage.engine.add_provider(draft(&fake, &[bad]), None).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("resources")), "{bad}");
    }
}
