//! Tokens that are bound to a key of the session's own (RFC 9449).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_engine::RequestToCarry;
use countersign_wire::app::AppQuery;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use support::fake_provider::{Asked, FakeProvider, PAR, Reply, Seen};

use crate::stage::{BEGINNING, Stage};

async fn binding() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.binds_tokens();
    stage.add("work", &fake).await;
    (stage, fake)
}

fn wants_nonce(nonce: &str) -> Reply {
    Reply::json(400, json!({"error": "use_dpop_nonce"})).header("DPoP-Nonce", nonce)
}

fn nonces(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(|seen| seen.proof().get("nonce").to_owned()).collect()
}

#[tokio::test]
async fn c13_from_the_request_to_the_profile_one_key_proves_each_request_for_itself() {
    let (stage, fake) = binding().await;
    fake.takes_pushed_requests(true);
    stage.engine.remove_provider("work").await.unwrap();
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await;
    stage.engine.refresh(&account.id).await.unwrap();
    stage.engine.read_profile(&account.id).await.unwrap();
    let key = fake.seen(PAR)[0].proof().thumbprint();
    assert_eq!(fake.seen(PAR)[0].form("dpop_jkt"), key);
    let mut ids = std::collections::BTreeSet::new();
    for (path, method, times) in [(PAR, "POST", 1), ("/token", "POST", 2), ("/userinfo", "GET", 2)] {
        let seen = fake.seen(path);
        assert_eq!(seen.len(), times, "{path}");
        for proof in seen.iter().map(Seen::proof) {
            assert_eq!((proof.get("htm"), proof.get("htu")), (method, fake.url(path).as_str()));
            assert_eq!((proof.header["typ"].as_str(), proof.claims["iat"].as_i64()), (Some("dpop+jwt"), Some(BEGINNING)));
            assert!(proof.header["jwk"].get("d").is_none() && proof.thumbprint() == key, "{path}");
            assert!(ids.insert(proof.get("jti").to_owned()), "no proof goes twice");
        }
    }
    // With a token, a proof is for this very token.
    let read = fake.seen("/userinfo");
    for (seen, token) in read.iter().zip(["access-2", "access-3"]) {
        assert_eq!(seen.header("authorization"), format!("DPoP {token}"));
        assert_eq!(seen.proof().get("ath"), URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
    }
    assert!(fake.seen("/token").iter().all(|seen| seen.proof().claims.get("ath").is_none()));
}

#[tokio::test]
async fn a_request_by_the_browser_names_the_key_as_well() {
    let (stage, fake) = binding().await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let named = Asked::of(&started.authorize_url).get("dpop_jkt").to_owned();
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(fake.seen("/token")[0].proof().thumbprint(), named);
}

#[tokio::test]
async fn a_nonce_is_told_once_and_then_known_at_its_origin() {
    let (stage, fake) = binding().await;
    fake.wants_nonce("n-1");
    let account = stage.sign_in("work", &fake).await;
    assert_eq!(nonces(&fake.seen("/token")), ["", "n-1"]);
    assert_eq!(nonces(&fake.seen("/userinfo")), ["n-1"]);
    fake.forget_seen();
    fake.wants_nonce("n-2");
    stage.engine.read_profile(&account.id).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(nonces(&fake.seen("/userinfo")), ["n-1", "n-2"]);
    assert_eq!(nonces(&fake.seen("/token")), ["n-2"]);
    // What another process learned it has to learn itself.
    fake.forget_seen();
    stage.another_process().await.refresh(&account.id).await.unwrap();
    assert_eq!(nonces(&fake.seen("/token")), ["", "n-2"]);
}

#[tokio::test]
async fn a_nonce_that_came_with_a_success_is_used_next() {
    let (stage, fake) = binding().await;
    let account = stage.sign_in("work", &fake).await;
    fake.next("/userinfo", Reply::json(200, json!({"sub": "person-1"})).header("DPoP-Nonce", "n-7"));
    stage.engine.read_profile(&account.id).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(nonces(&fake.seen("/token")), ["", "n-7"]);
}

#[tokio::test]
async fn c12_a_service_that_is_never_content_with_a_nonce_is_asked_twice_and_no_more() {
    let (stage, fake) = binding().await;
    for answers in [[Some("n-1"), Some("n-2")], [Some("n-3"), Some("n-3")]] {
        fake.forget_seen();
        answers.into_iter().flatten().for_each(|nonce| fake.next("/token", wants_nonce(nonce)));
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadAnswer);
        assert!(error.message.contains("asked again"), "{error}");
        assert_eq!(fake.seen("/token").len(), 2);
    }
    // The nonce that was refused is the one that it gives: sending it once more would change nothing.
    fake.forget_seen();
    fake.next("/token", wants_nonce("n-3"));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(nonces(&fake.seen("/token")), ["n-3"]);
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_nonce_is_not_sent_back() {
    let (stage, fake) = binding().await;
    for bad in ["", "a b", "a\"b", &"x".repeat(2000)] {
        fake.forget_seen();
        fake.next("/token", wants_nonce(bad));
        let started = stage.start("work", ReturnPath::DeepLink).await;
        stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        assert_eq!(nonces(&fake.seen("/token")), [""], "{bad:?}");
    }
    // Without a nonce the refusal is one like any other.
    fake.forget_seen();
    fake.next("/token", Reply::json(400, json!({"error": "use_dpop_nonce"})));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn the_key_of_a_session_outlives_the_process_and_stands_nowhere_in_the_clear() {
    let (stage, fake) = binding().await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let other = stage.another_process().await;
    let account = other.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    let third = stage.another_process().await;
    third.refresh(&account.id).await.unwrap();
    third.read_profile(&account.id).await.unwrap();
    let keys: std::collections::BTreeSet<String> =
        [fake.seen("/token"), fake.seen("/userinfo")].concat().iter().map(|seen| seen.proof().thumbprint()).collect();
    assert_eq!(keys.len(), 1);
    let x = fake.seen("/token")[0].proof().header["jwk"]["x"].as_str().unwrap().to_owned();
    let files = stage.files();
    for text in [x.as_str(), "pkcs8", "ES256"] {
        assert!(!files.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
}

#[tokio::test]
async fn each_session_has_a_key_of_its_own() {
    let (stage, fake) = binding().await;
    stage.sign_in("work", &fake).await;
    fake.person(json!({"sub": "person-2"}));
    stage.sign_in("work", &fake).await;
    let keys: Vec<_> = fake.seen("/token").iter().map(|seen| seen.proof().thumbprint()).collect();
    assert!(keys.len() == 2 && keys[0] != keys[1]);
}

#[tokio::test]
async fn a_plain_token_in_spite_of_a_proof_is_used_as_one_and_told_and_its_renewal_is_still_proved() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["dpop_signing_alg_values_supported"] = json!(["ES256"]));
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await;
    assert!(account.deviations.len() == 1 && account.deviations[0].contains("DPoP"), "{:?}", account.deviations);
    let read = &fake.seen("/userinfo")[0];
    assert_eq!((read.header("authorization"), read.header("dpop")), ("Bearer access-2", ""));
    stage.engine.refresh(&account.id).await.unwrap();
    let seen = fake.seen("/token");
    assert_eq!(seen[0].proof().thumbprint(), seen[1].proof().thumbprint());
    let token = stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap();
    assert_eq!((token.token_type.as_str(), token.token.expose()), ("Bearer", "access-3"));
}

#[tokio::test]
async fn a_bound_token_that_nobody_asked_for_is_refused_and_nothing_is_kept() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    // RS256 proofs are none that this app makes.
    fake.metadata(|doc| doc["dpop_signing_alg_values_supported"] = json!(["RS256", "none", "HS256"]));
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(Asked::of(&started.authorize_url).get("dpop_jkt"), "");
    fake.next("/token", Reply::json(200, json!({"access_token": "canary-1", "token_type": "DPoP"})));
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadAnswer);
    assert!(error.message.contains("“DPoP”") && !error.message.contains("canary"), "{error}");
    assert!(fake.seen("/token")[0].header("dpop").is_empty() && stage.engine.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bound_token_is_not_handed_to_another_program() {
    let (stage, fake) = binding().await;
    let account = stage.sign_in("work", &fake).await;
    let error = stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(error.message.contains("the headers of one request") && !error.message.contains("access-"), "{error}");
}

#[tokio::test]
async fn the_administration_is_asked_with_a_proof_for_its_address_without_the_query() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.binds_tokens();
    let root = fake.url("/admin/v1");
    fake.metadata(|doc| {
        doc["countersign_administration_endpoint"] = root.clone().into();
        doc["scopes_supported"] = json!(["profile", "accounts:admin"]);
    });
    stage.add("work", &fake).await;
    stage.sign_in("work", &fake).await;
    fake.next("/admin/v1/apps", Reply::json(200, json!({"apps": [], "total": 0})));
    let _whatever_it_says = stage.engine.administration(None).apps(AppQuery { search: Some("x".into()), ..AppQuery::default() }).await;
    let seen = &fake.seen("/admin/v1/apps")[0];
    assert!(seen.target.contains("?search=x"), "{}", seen.target);
    assert_eq!((seen.proof().get("htm"), seen.proof().get("htu")), ("GET", format!("{root}/apps").as_str()));
    assert_eq!(seen.header("authorization"), "DPoP access-2");
}

#[tokio::test]
async fn c13_neither_token_nor_proof_follows_a_redirect() {
    let (stage, fake) = binding().await;
    let elsewhere = FakeProvider::start().await;
    let account = stage.sign_in("work", &fake).await;
    for path in ["/userinfo", "/token"] {
        fake.next(path, Reply::redirect(307, &elsewhere.url(path)));
    }
    stage.engine.read_profile(&account.id).await.unwrap_err();
    stage.engine.refresh(&account.id).await.unwrap_err();
    assert!(elsewhere.seen_at_all().is_empty());
}

#[tokio::test]
async fn s5_a_lost_answer_is_asked_for_once_more_with_a_proof_of_its_own() {
    let (stage, fake) = binding().await;
    fake.with_grace();
    let account = stage.sign_in("work", &fake).await;
    fake.forget_seen();
    fake.next("/token", Reply::good().cut_at(40));
    stage.engine.refresh(&account.id).await.unwrap();
    let seen = fake.seen("/token");
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].form("refresh_token"), seen[1].form("refresh_token"));
    assert_ne!(seen[0].proof().get("jti"), seen[1].proof().get("jti"));
}

#[tokio::test]
async fn a_refused_proof_says_what_may_be_wrong_with_it() {
    let (stage, fake) = binding().await;
    fake.next("/token", Reply::json(400, json!({"error": "invalid_dpop_proof"})));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.message.contains("clock"), "{error}");
    let proof = fake.seen("/token")[0].header("dpop").to_owned();
    assert!(!error.message.contains(&proof[..20]));
}

#[tokio::test]
async fn c13_another_program_gets_the_headers_of_one_request_and_never_the_key() {
    let (stage, fake) = binding().await;
    let account = stage.sign_in("work", &fake).await;
    let url = fake.url("/userinfo?fields=name");
    let request = RequestToCarry { method: "GET", url: &url, nonce: Some("n-5") };
    let headers = stage.engine.headers_for(&account.id, request).await.unwrap();
    assert_eq!(headers.authorization.expose(), "DPoP access-2");
    let proof = headers.proof.unwrap();
    fake.wants_nonce("n-5");
    fake.forget_seen();
    let asked = crate::stage::browser().get(&url).header("authorization", headers.authorization.expose()).header("dpop", proof.expose());
    assert_eq!(asked.send().await.unwrap().status(), 200);
    assert_eq!(fake.seen("/userinfo")[0].proof().get("nonce"), "n-5");
}

#[tokio::test]
async fn headers_are_for_a_request_that_may_be_made() {
    let (stage, fake) = binding().await;
    let account = stage.sign_in("work", &fake).await;
    let good = RequestToCarry { method: "GET", url: "https://a.example/", nonce: None };
    for (field, request) in [
        ("method", RequestToCarry { method: "GET /", ..good }),
        ("url", RequestToCarry { url: "http://a.example/", ..good }),
        ("url", RequestToCarry { url: "a.example", ..good }),
        ("nonce", RequestToCarry { nonce: Some("a b"), ..good }),
    ] {
        let error = stage.engine.headers_for(&account.id, request).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some(field)), "{request:?}");
    }
    assert!(stage.engine.headers_for(&account.id, good).await.is_ok());
}

#[tokio::test]
async fn a_provider_that_is_added_for_bearer_tokens_binds_none() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["dpop_signing_alg_values_supported"] = json!(["ES256"]));
    let draft = ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        bearer_tokens: true,
        ..ProviderDraft::default()
    };
    stage.engine.add_provider(draft, None).await.unwrap();
    let account = stage.sign_in("work", &fake).await;
    assert!(fake.seen_at_all().iter().all(|seen| seen.header("dpop").is_empty()) && account.deviations.is_empty());
    let request = RequestToCarry { method: "GET", url: "https://a.example/", nonce: None };
    let headers = stage.engine.headers_for(&account.id, request).await.unwrap();
    assert_eq!((headers.authorization.expose(), headers.proof.is_none()), ("Bearer access-2", true));
}
