//! Apps that prove themselves by a key instead of a secret (RFC 7523).

use countersign_engine::{ClientKey, Enclosed, Secret};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ProviderView, ReturnPath};
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, PAR, Reply, Seen, Signed};

use crate::stage::{BEGINNING, Stage, by_hand};

/// RFC 7515 appendix A.3 and RFC 8037 appendix A.1: nobody's secrets.
fn published(name: &str) -> Value {
    let keys: Value = serde_json::from_str(include_str!("../../crates/engine/src/signing_key/published.json")).unwrap();
    keys[name].clone()
}

fn ec() -> Value {
    published("ec")
}

fn ed() -> Value {
    published("ed")
}

fn given(key: &Value) -> Enclosed {
    Enclosed { client_key: Some(ClientKey::Given(Secret::new(key.to_string()))), ..Enclosed::default() }
}

fn made() -> Enclosed {
    Enclosed { client_key: Some(ClientKey::Made), ..Enclosed::default() }
}

async fn add(stage: &Stage, fake: &FakeProvider, enclosed: Enclosed) -> Result<ProviderView, UserError> {
    let draft =
        ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() };
    stage.engine.add_provider(draft, enclosed).await
}

/// The assertion of a request, as the holder of the public key reads it.
fn assertion(seen: &Seen, key: &Value) -> Signed {
    assert_eq!(seen.form("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assert_eq!((seen.header("authorization"), seen.form("client_secret").as_str()), ("", ""), "one method in a request");
    assert_eq!(seen.form("client_id"), "till");
    Signed::read(&seen.form("client_assertion"), Some(key))
}

#[tokio::test]
async fn rp_06_every_endpoint_of_the_service_gets_an_assertion_of_its_own() {
    for key in [ec(), ed()] {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        fake.takes_pushed_requests(true);
        add(&stage, &fake, given(&key)).await.unwrap();
        let account = stage.sign_in("work", &fake).await;
        stage.engine.refresh(&account.id).await.unwrap();
        stage.engine.sign_out(&account.id).await.unwrap();
        let seen = [fake.seen(PAR), fake.seen("/token"), fake.seen("/revoke")].concat();
        assert_eq!(seen.len(), 5);
        let mut ids = std::collections::BTreeSet::new();
        for assertion in seen.iter().map(|seen| assertion(seen, &key)) {
            assert_eq!((assertion.get("iss"), assertion.get("sub"), assertion.get("aud")), ("till", "till", fake.issuer.as_str()));
            assert_eq!((assertion.claims["iat"].as_i64(), assertion.claims["exp"].as_i64()), (Some(BEGINNING), Some(BEGINNING + 60)));
            assert_eq!(assertion.header.get("kid"), key.get("kid"));
            assert!(assertion.header.get("jwk").is_none() && ids.insert(assertion.get("jti").to_owned()));
        }
    }
}

#[tokio::test]
async fn rp_06_a_service_without_an_issuer_is_the_audience_by_its_token_endpoint() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.engine.add_provider(by_hand("work", &fake), given(&ec())).await.unwrap();
    stage.sign_in("work", &fake).await;
    assert_eq!(assertion(&fake.seen("/token")[0], &ec()).get("aud"), fake.url("/token"));
}

#[tokio::test]
async fn rp_06_a_key_that_is_made_here_shows_its_public_part_and_keeps_the_other() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| {
        doc["token_endpoint_auth_methods_supported"] = json!(["client_secret_basic", "private_key_jwt"]);
        doc["token_endpoint_auth_signing_alg_values_supported"] = json!(["RS256", "ES256"]);
    });
    let added = add(&stage, &fake, made()).await.unwrap();
    let public = added.public_client_key.unwrap();
    let members: Vec<_> = public.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((public["alg"].as_str(), public["use"].as_str()), (Some("ES256"), Some("sig")));
    // After a cold start it is the same.
    let listed = stage.another_process().await.providers().await.unwrap();
    assert_eq!(listed[0].public_client_key.as_ref(), Some(&public));
    stage.sign_in("work", &fake).await;
    assert_eq!(assertion(&fake.seen("/token")[0], &public).header["kid"], public["kid"]);
}

#[tokio::test]
async fn rp_06_a_key_signs_by_an_algorithm_that_the_service_takes_or_is_refused_at_once() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["token_endpoint_auth_signing_alg_values_supported"] = json!(["RS256", "Ed25519"]));
    let refused = add(&stage, &fake, given(&ec())).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("client_key")));
    assert!(refused.message.contains("ES256") && refused.message.contains("RS256, Ed25519"), "{refused}");
    assert!(stage.engine.providers().await.unwrap().is_empty());
    add(&stage, &fake, given(&ed())).await.unwrap();
    stage.sign_in("work", &fake).await;
    assert_eq!(assertion(&fake.seen("/token")[0], &ed()).header["alg"], "Ed25519");
}

#[tokio::test]
async fn rp_06_a_service_that_takes_no_keys_says_what_it_takes() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["token_endpoint_auth_methods_supported"] = json!(["client_secret_basic"]));
    let refused = add(&stage, &fake, made()).await.unwrap_err();
    assert!(refused.code == ErrorCode::InvalidInput && refused.message.contains("client_secret_basic"), "{refused}");
}

#[tokio::test]
async fn a7_a_secret_and_a_key_at_once_are_refused() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let both = Enclosed { client_secret: Some(Secret::new("s")), ..made() };
    assert_eq!(add(&stage, &fake, both).await.unwrap_err().field.as_deref(), Some("client_key"));
}

#[tokio::test]
async fn c11_what_is_no_key_is_told_and_nothing_of_it_is_quoted() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for text in ["canary", "{\"canary\":\"canary\"}", "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n"] {
        let enclosed = Enclosed { client_key: Some(ClientKey::Given(Secret::new(text))), ..Enclosed::default() };
        let refused = add(&stage, &fake, enclosed).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::InvalidInput, Some("client_key")));
        assert!(!refused.message.contains("canary") && !refused.message.contains("Y2Fu"), "{refused}");
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn c11_neither_key_nor_assertion_stands_in_an_error_a_view_an_address_or_a_file() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let view = add(&stage, &fake, given(&ec())).await.unwrap();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    fake.next("/token", Reply::json(401, json!({"error": "invalid_client"})));
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.message.contains("secret or key"), "{error}");
    let sent = fake.seen("/token")[0].form("client_assertion");
    let said = format!("{view:?} {error:?} {} {}", started.authorize_url, serde_json::to_string(&view).unwrap());
    for secret in [ec()["d"].as_str().unwrap(), &sent, sent.rsplit_once('.').unwrap().1] {
        assert!(!said.contains(secret));
        assert!(!stage.files().windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
    assert!(fake.seen_at_all().iter().all(|seen| !seen.target.contains("assertion")));
}

#[tokio::test]
async fn a_request_that_is_made_anew_for_a_nonce_proves_the_app_anew() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.binds_tokens();
    fake.takes_pushed_requests(true);
    add(&stage, &fake, given(&ec())).await.unwrap();
    fake.wants_nonce("n-1");
    stage.sign_in("work", &fake).await;
    let ids: Vec<_> = fake.seen(PAR).iter().map(|seen| assertion(seen, &ec()).get("jti").to_owned()).collect();
    assert!(ids.len() == 2 && ids[0] != ids[1]);
    assert_eq!(fake.seen("/token").len(), 1, "the nonce was known by then");
}
