//! How the client says who it is, byte for byte (C11), and what else a token request has.

use countersign_engine::Secret;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::Stage;

/// As in the document of INB-06, and with every sign that could be read as something else.
const SECRETS: [&str; 3] = ["1bc82afe288104ff011cde1::", "a:b c+d&e=f%20g/h?i#j\"k\\l~m*n.o-p_q", "%3A"];

/// The header of each with the client id `till: 1`, worked out by hand: base64 of `till%3A+1:1bc82afe288104ff011cde1%3A%3A`,
/// `till%3A+1:a%3Ab+c%2Bd%26e%3Df%2520g%2Fh%3Fi%23j%22k%5Cl%7Em*n.o-p_q` and `till%3A+1:%253A` (RFC 6749 §2.3.1).
const HEADERS: [&str; 3] = [
    "Basic dGlsbCUzQSsxOjFiYzgyYWZlMjg4MTA0ZmYwMTFjZGUxJTNBJTNB",
    "Basic dGlsbCUzQSsxOmElM0FiK2MlMkJkJTI2ZSUzRGYlMjUyMGclMkZoJTNGaSUyM2olMjJrJTVDbCU3RW0qbi5vLXBfcQ==",
    "Basic dGlsbCUzQSsxOiUyNTNB",
];

async fn add(stage: &Stage, name: &str, fake: &FakeProvider, secret: &str) {
    let draft =
        ProviderDraft { name: name.into(), issuer: Some(fake.issuer.clone()), client_id: Some("till: 1".into()), ..Default::default() };
    stage.engine.add_provider(draft, Some(Secret::new(secret))).await.unwrap();
}

#[tokio::test]
async fn c11_basic_encodes_each_part_as_a_form_does_and_the_body_has_no_secret() {
    let fake = FakeProvider::start().await;
    for (secret, expected) in SECRETS.into_iter().zip(HEADERS) {
        let stage = Stage::new().await;
        fake.forget_seen();
        add(&stage, "work", &fake, secret).await;
        let account = stage.sign_in("work", &fake).await;
        stage.engine.refresh(&account.id).await.unwrap();
        stage.engine.sign_out(&account.id).await.unwrap();
        let seen = [fake.seen("/token"), fake.seen("/revoke")].concat();
        assert_eq!(seen.len(), 4);
        for request in seen {
            assert_eq!(request.header("authorization"), expected);
            assert!(request.form("client_secret").is_empty() && request.form("client_id").is_empty(), "one method in a request");
            assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
            assert_eq!(request.header("accept"), "application/json");
        }
    }
}

#[tokio::test]
async fn c11_in_the_body_the_secret_arrives_as_it_is() {
    let fake = FakeProvider::start().await;
    fake.metadata(|doc| doc["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]));
    for secret in SECRETS {
        let stage = Stage::new().await;
        fake.forget_seen();
        add(&stage, "work", &fake, secret).await;
        let account = stage.sign_in("work", &fake).await;
        stage.engine.sign_out(&account.id).await.unwrap();
        for request in [fake.seen("/token"), fake.seen("/revoke")].concat() {
            assert_eq!((request.form("client_id").as_str(), request.form("client_secret").as_str()), ("till: 1", secret));
            assert_eq!(request.header("authorization"), "");
        }
    }
}

#[tokio::test]
async fn c11_a_public_client_sends_its_id_and_nothing_to_prove_it() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await;
    stage.engine.refresh(&account.id).await.unwrap();
    let seen = fake.seen("/token");
    assert_eq!(seen[0].form_names(), ["grant_type", "code", "code_verifier", "client_id", "redirect_uri"]);
    // No scope: it would narrow the grant for good at some services.
    assert_eq!(seen[1].form_names(), ["grant_type", "refresh_token", "client_id"]);
    assert!(seen.iter().all(|request| request.header("authorization").is_empty()));
}

#[tokio::test]
async fn c11_a_secret_is_in_no_error_no_view_and_no_address() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    add(&stage, "work", &fake, "canary-secret").await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert!(!started.authorize_url.contains("canary"));
    let callback = fake.accept(&started.authorize_url);
    // A service that quotes what it was sent.
    fake.next("/token", Reply::body(200, "application/json", r#"{"access_token":["canary-secret"]}"#));
    let error = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadAnswer);
    let all =
        format!("{error:?} {:?} {:?} {:?}", stage.engine, stage.engine.providers().await.unwrap(), stage.engine.accounts().await.unwrap());
    assert!(!all.contains("canary"));
    assert!(stage.engine.providers().await.unwrap()[0].has_client_secret);
}

#[tokio::test]
async fn inb_06_the_token_request_of_the_preset_is_as_documented() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let draft = ProviderDraft {
        name: "inbenta".into(),
        preset: Some("inbenta".into()),
        base_url: Some(fake.issuer.clone()),
        client_id: Some("3f44f3b335dfbca8-9fd880312f3eab98".into()),
        ..Default::default()
    };
    let added = stage.engine.add_provider(draft, Some(Secret::new(SECRETS[0]))).await.unwrap();
    assert_eq!(added.redirect_uris, ["app.countersign.desktop:/callback/inbenta"]);
    let started = stage.start("inbenta", ReturnPath::DeepLink).await;
    assert!(started.authorize_url.starts_with(&fake.url("/v1/oauth/sign-in?")), "{}", started.authorize_url);
    let asked = Asked::of(&started.authorize_url);
    assert_eq!((asked.get("scope"), asked.get("code_challenge_method")), ("personal_information personal_configuration", "S256"));
    fake.next(
        "/v1/oauth/tokens",
        Reply::body(200, "application/json;charset=UTF-8", r#"{"access_token":"access-1","token_type":"bearer","expires_in":3600}"#),
    );
    fake.next(
        "/v1/oauth/user-information",
        Reply::body(
            200,
            "application/json;charset=UTF-8",
            r#"{"id":"asd98e7ead7fac8sdb7fe123","name":"Michael","email":"michael@test.com","locale":"en","numberSeparators":{"thousands":".","decimal":","},"dates":{"format":"DD-MM-YYYY","smart":"off"},"timezone":"Europe/Madrid"}"#,
        ),
    );
    // The document's answer carries no `iss`.
    let callback = format!("{}?code=c1&state={}", asked.get("redirect_uri"), asked.get("state"));
    let account = stage.engine.receive_callback(callback.as_bytes()).await.unwrap();
    let sent = &fake.seen("/v1/oauth/tokens")[0];
    assert_eq!(sent.form_names(), ["grant_type", "code", "code_verifier", "client_id", "client_secret", "redirect_uri"]);
    assert_eq!((sent.form("client_secret").as_str(), sent.form("code").as_str()), (SECRETS[0], "c1"));
    assert_eq!(fake.seen("/v1/oauth/user-information")[0].header("authorization"), "Bearer access-1");
    assert_eq!((account.subject.as_deref(), account.can_refresh), (Some("asd98e7ead7fac8sdb7fe123"), false));
    // INB-07: no scope in the answer means what was asked for.
    assert_eq!(account.scopes.to_wire(), "personal_information personal_configuration");
    let profile = stage.engine.account(&account.id).await.unwrap().profile.unwrap();
    assert_eq!(serde_json::to_value(&profile.number_separators).unwrap(), json!({"thousands": ".", "decimal": ","}));
    assert_eq!(serde_json::to_value(&profile.dates).unwrap(), json!({"format": "DD-MM-YYYY", "smart": "off"}));
    assert_eq!(profile.timezone.as_deref(), Some("Europe/Madrid"));
}
