//! A server that lies in every member of its metadata: refused by the member's name, and nothing stored.

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::Stage;

const DOCUMENT: &str = "/.well-known/oauth-authorization-server";

fn by_issuer(fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft { issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() }
}

const ENDPOINTS: [&str; 10] = [
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "revocation_endpoint",
    "jwks_uri",
    "end_session_endpoint",
    "pushed_authorization_request_endpoint",
    "device_authorization_endpoint",
    "registration_endpoint",
    "countersign_administration_endpoint",
];

const LISTS: [&str; 9] = [
    "scopes_supported",
    "response_types_supported",
    "grant_types_supported",
    "response_modes_supported",
    "token_endpoint_auth_methods_supported",
    "code_challenge_methods_supported",
    "id_token_signing_alg_values_supported",
    "dpop_signing_alg_values_supported",
    "token_endpoint_auth_signing_alg_values_supported",
];

/// Neither addresses nor lists.
const OTHERS: [&str; 4] =
    ["issuer", "authorization_response_iss_parameter_supported", "require_pushed_authorization_requests", "countersign_service_name"];

#[tokio::test]
async fn c9_a_lie_is_refused_by_the_name_of_its_member() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let mut lies: Vec<(&str, Value)> = Vec::new();
    for endpoint in ENDPOINTS {
        for lie in [
            json!("http://evil.example/x"),
            json!("javascript:alert(1)"),
            json!("https://u:p@evil.example/"),
            json!("https://evil.example/#x"),
            json!("/relative"),
            json!(""),
            json!("https://evil.example/ x"),
            json!("http://169.254.169.254/"),
            json!("file:///etc/passwd"),
            json!(5),
            json!(["https://evil.example/"]),
            json!({}),
        ] {
            lies.push((endpoint, lie));
        }
    }
    for list in LISTS {
        lies.extend([(list, json!("S256")), (list, json!([5])), (list, json!({})), (list, json!(true))]);
    }
    lies.extend([
        ("response_types_supported", json!(["token"])),
        ("grant_types_supported", json!(["implicit"])),
        ("response_modes_supported", json!(["form_post"])),
        ("authorization_response_iss_parameter_supported", json!("yes")),
        ("require_pushed_authorization_requests", json!("yes")),
        ("require_pushed_authorization_requests", json!(["https://evil.example/"])),
        ("countersign_service_name", json!(5)),
        ("countersign_service_name", json!(["Inbenta"])),
        ("issuer", json!(5)),
        ("token_endpoint", Value::Null),
        ("authorization_endpoint", Value::Null),
    ]);
    for (member, lie) in lies {
        let mut told = Value::Null;
        fake.metadata(|document| told = document.clone());
        told[member] = lie.clone();
        fake.next(DOCUMENT, Reply::json(200, told));
        let error = stage.engine.add_provider(by_issuer(&fake), None).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains(member), "{member} {lie}: {error}");
        assert_eq!(error.field.as_deref(), Some("issuer"));
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn c9_a_name_that_a_service_gives_itself_can_be_shown() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for name in ["", "é\u{202e}\u{0}\u{1b}[31m\r\nx", &"x".repeat(40_000)] {
        fake.metadata(|document| document["countersign_service_name"] = name.into());
        let title = stage.engine.discover(&fake.issuer, None).await.unwrap().title;
        let is_plain = !title.is_empty() && title.chars().count() <= 1024 && !title.chars().any(char::is_control);
        assert!(is_plain, "{name:?} is shown as {title:?}");
    }
}

#[tokio::test]
async fn c9_a_member_that_stands_twice_is_refused() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let twice = format!(
        r#"{{"issuer":"{0}","authorization_endpoint":"{0}/a","token_endpoint":"{0}/t","token_endpoint":"https://evil.example/t"}}"#,
        fake.issuer
    );
    fake.always(DOCUMENT, Reply::body(200, "application/json", twice));
    let error = stage.engine.add_provider(by_issuer(&fake), None).await.unwrap_err();
    assert!(error.code == ErrorCode::BadAnswer && error.message.contains("token_endpoint"), "{error}");
}

/// What a member may say.
fn said() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,24}".prop_map(Value::from),
        "https?://[a-z0-9.@:#/?]{0,20}".prop_map(Value::from),
        prop::collection::vec("[a-zA-Z0-9_:]{0,12}", 0..4).prop_map(Value::from),
    ]
}

/// Whatever a document says: it is refused with a reason, or what is taken leads to https or to this computer, from this computer.
#[test]
fn c9_whatever_a_document_says_it_is_refused_or_harmless() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (stage, fake) = runtime.block_on(async { (Stage::new().await, FakeProvider::start().await) });
    let members: Vec<&str> = ENDPOINTS.into_iter().chain(LISTS).chain(OTHERS).collect();
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let changes = prop::collection::vec((prop::sample::select(members), said()), 1..3);
    let held = runner.run(&changes, |changes| {
        let mut told = Value::Null;
        fake.metadata(|document| told = document.clone());
        for (member, said) in &changes {
            told[*member] = said.clone();
        }
        fake.next(DOCUMENT, Reply::json(200, told.clone()));
        match runtime.block_on(stage.engine.add_provider(by_issuer(&fake), None)) {
            Err(error) => {
                prop_assert!(!error.message.is_empty());
                prop_assert!(runtime.block_on(stage.engine.providers()).unwrap().is_empty());
            }
            Ok(added) => {
                prop_assert_eq!(added.issuer.as_deref(), Some(fake.issuer.as_str()));
                for endpoint in ENDPOINTS {
                    let address = told[endpoint].as_str().unwrap_or("https://");
                    let harmless =
                        ["https://", "http://127.0.0.1", "http://[::1]", "http://localhost"].iter().any(|start| address.starts_with(start));
                    prop_assert!(harmless, "{endpoint} is {address}");
                }
                runtime.block_on(stage.engine.remove_provider(&added.name)).map_err(|error| TestCaseError::fail(error.message))?;
            }
        }
        Ok(())
    });
    held.unwrap();
}
