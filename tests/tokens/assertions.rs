//! A7: apps that prove who they are by a JWT of their own (`private_key_jwt`, RFC 7523).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use countersign_wire::app::{AppSettings, ClientKeys, OAuthAppDraft};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use support::client::{Client, send};
use support::service::{BEGINNING, Service, http};
use support::visitor::Answer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::scene::{add_machine, change_app, machine_app};

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The key pair of RFC 8037, appendix A, in PKCS #8: nobody's secret.
fn ed25519() -> EncodingKey {
    let seed = BASE64_URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let head = BASE64_STANDARD.decode("MC4CAQAwBQYDK2VwBCIEIA==").unwrap();
    EncodingKey::from_ed_der(&[head, seed].concat())
}

/// Another one of that kind.
fn another() -> EncodingKey {
    let head = BASE64_STANDARD.decode("MC4CAQAwBQYDK2VwBCIEIA==").unwrap();
    EncodingKey::from_ed_der(&[head, vec![7; 32]].concat())
}

fn p256() -> EncodingKey {
    EncodingKey::from_ec_der(&rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap().serialize_der())
}

fn public(key: &EncodingKey, alg: Algorithm, kid: &str) -> Jwk {
    let mut jwk = Jwk::from_encoding_key(key, alg).unwrap();
    jwk.common.key_id = Some(kid.to_owned());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    jwk
}

fn with_keys(keys: ClientKeys) -> OAuthAppDraft {
    OAuthAppDraft { settings: AppSettings { client_keys: keys, ..AppSettings::default() }, ..machine_app() }
}

fn by_value(jwks: &[Jwk]) -> OAuthAppDraft {
    with_keys(ClientKeys { jwks: Some(json!({ "keys": jwks })), jwks_uri: None })
}

fn header(kid: &str) -> Header {
    Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) }
}

/// What a good assertion says, with an id of its own.
fn claims(client: &Client, audience: &str) -> Value {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let jti = format!("id-{}", NEXT.fetch_add(1, Ordering::SeqCst));
    json!({ "iss": client.id, "sub": client.id, "aud": audience, "jti": jti, "iat": BEGINNING, "exp": BEGINNING + 60 })
}

async fn present(client: &Client, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)];
    pairs.extend(more);
    client.token(&pairs, None).await
}

async fn outcome(client: &Client, assertion: &str) -> String {
    let answer = present(client, assertion, &[]).await;
    if answer.status == 200 { "200".to_owned() } else { answer.json()["error"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a7_an_app_proves_itself_by_a_key_of_its_own() {
    let service = Service::start().await;
    let (ed, ec) = (ed25519(), p256());
    let client = add_machine(&service, by_value(&[public(&ed, Algorithm::EdDSA, "ed"), public(&ec, Algorithm::ES256, "ec")])).await;
    assert_eq!(client.secret, None, "it has no secret besides");
    for audience in [service.issuer().to_owned(), service.url("/oauth/token")] {
        let with_ed = encode(&header("ed"), &claims(&client, &audience), &ed).unwrap();
        assert_eq!(outcome(&client, &with_ed).await, "200", "{audience}");
        let ec_header = Header { kid: Some("ec".into()), ..Header::new(Algorithm::ES256) };
        assert_eq!(outcome(&client, &encode(&ec_header, &claims(&client, &audience), &ec).unwrap()).await, "200");
    }
    let nameless = encode(&Header::new(Algorithm::EdDSA), &claims(&client, service.issuer()), &ed).unwrap();
    let beside = present(&client, &nameless, &[("client_id", &client.id)]).await;
    assert_eq!(beside.status, 200, "a client_id beside it that is the same, and a header without kid");
}

#[tokio::test]
async fn a7_whatever_is_wrong_with_an_assertion_it_is_refused() {
    let service = Service::start().await;
    let key = ed25519();
    let client = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let other = add_machine(&service, by_value(&[public(&another(), Algorithm::EdDSA, "ed")])).await;
    let issuer = service.issuer();
    let with = |name: &str, value: Value| {
        let mut claims = claims(&client, issuer);
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name)
        } else {
            claims.as_object_mut().unwrap().insert(name.into(), value)
        };
        encode(&header("ed"), &claims, &key).unwrap()
    };
    let long = |iat: Option<i64>| {
        let mut claims = claims(&client, issuer);
        claims["exp"] = json!(BEGINNING + 3600);
        match iat {
            Some(iat) => claims["iat"] = json!(iat),
            None => drop(claims.as_object_mut().unwrap().remove("iat")),
        }
        encode(&header("ed"), &claims, &key).unwrap()
    };
    let tampered = {
        let good = with("iat", json!(BEGINNING));
        let (message, signature) = good.rsplit_once('.').unwrap();
        let (head, _) = message.split_once('.').unwrap();
        let mut claims = claims(&client, issuer);
        claims["exp"] = json!(BEGINNING + 61);
        format!("{head}.{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))
    };
    let none = {
        let head = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        format!("{head}.{}.", BASE64_URL_SAFE_NO_PAD.encode(claims(&client, issuer).to_string()))
    };
    let symmetric = {
        let public = serde_json::to_vec(&public(&key, Algorithm::EdDSA, "ed")).unwrap();
        let head = Header { kid: Some("ed".into()), ..Header::new(Algorithm::HS256) };
        encode(&head, &claims(&client, issuer), &EncodingKey::from_secret(&public)).unwrap()
    };
    let critical = {
        let mut head = header("ed");
        head.crit = Some(vec!["b64".into()]);
        encode(&head, &claims(&client, issuer), &key).unwrap()
    };
    for (what, assertion) in [
        ("no JWT", "x.y.z".to_owned()),
        ("empty parts", "..".to_owned()),
        ("alg none", none),
        ("a public key as a secret", symmetric),
        ("a critical header", critical),
        ("claims that were changed", tampered),
        ("another key", encode(&header("ed"), &claims(&client, issuer), &another()).unwrap()),
        ("an unknown key id", encode(&header("made-up"), &claims(&client, issuer), &key).unwrap()),
        ("no iss", with("iss", Value::Null)),
        ("another iss", with("iss", json!(other.id))),
        ("an iss that is nobody's", with("iss", json!("nobody"))),
        ("another sub", with("sub", json!(other.id))),
        ("no sub", with("sub", Value::Null)),
        ("no aud", with("aud", Value::Null)),
        ("the aud of somebody else", with("aud", json!("https://accounts.example"))),
        ("the issuer with a slash", with("aud", json!(format!("{issuer}/")))),
        ("the address of another endpoint", with("aud", json!(format!("{issuer}/oauth/revoke")))),
        ("an aud beside ours", with("aud", json!([issuer, "https://accounts.example"]))),
        ("no aud in a list", with("aud", json!([]))),
        ("no exp", with("exp", Value::Null)),
        ("an exp in words", with("exp", json!("tomorrow"))),
        ("expired", with("exp", json!(BEGINNING - 10))),
        ("longer than an hour", with("exp", json!(BEGINNING + 3611))),
        ("longer than five minutes, made who knows when", long(None)),
        ("made more than five minutes ago", long(Some(BEGINNING - 310))),
        ("iat a minute ahead", with("iat", json!(BEGINNING + 60))),
        ("nbf a minute ahead", with("nbf", json!(BEGINNING + 60))),
        ("no jti", with("jti", Value::Null)),
        ("an empty jti", with("jti", json!(""))),
        ("an endless jti", with("jti", json!("x".repeat(257)))),
    ] {
        assert_eq!(outcome(&client, &assertion).await, "invalid_client", "{what}");
    }
    for (what, assertion) in [
        ("a skew of ten seconds behind", with("exp", json!(BEGINNING - 9))),
        ("a skew of ten seconds ahead", with("iat", json!(BEGINNING + 10))),
        ("nbf now", with("nbf", json!(BEGINNING))),
        ("both of ours", with("aud", json!([issuer, format!("{issuer}/oauth/token")]))),
        ("no iat", with("iat", Value::Null)),
        ("an hour", long(Some(BEGINNING))),
        ("an hour, made five minutes and the skew ago", long(Some(BEGINNING - 309))),
    ] {
        assert_eq!(outcome(&client, &assertion).await, "200", "{what}");
    }
}

#[tokio::test]
async fn a7_an_assertion_counts_once_however_many_present_it_together() {
    let service = Service::start().await;
    let key = ed25519();
    let client = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let assertion = encode(&header("ed"), &claims(&client, service.issuer()), &key).unwrap();
    let outcomes = futures_util::future::join_all((0..24).map(|_| outcome(&client, &assertion))).await;
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "200").count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "invalid_client").count(), 23);
    service.clock.advance(65);
    assert_eq!(outcome(&client, &assertion).await, "invalid_client", "in the seconds of the skew too");
    let twin = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let mut same_id = claims(&twin, service.issuer());
    same_id["jti"] = json!("id-of-two");
    same_id["exp"] = json!(BEGINNING + 120);
    assert_eq!(outcome(&twin, &encode(&header("ed"), &same_id, &key).unwrap()).await, "200");
    same_id["iss"] = json!(client.id);
    same_id["sub"] = json!(client.id);
    assert_eq!(outcome(&client, &encode(&header("ed"), &same_id, &key).unwrap()).await, "200", "an id is the app's own");
}

#[tokio::test]
async fn a7_an_app_with_keys_proves_itself_in_no_other_way_and_in_one() {
    let service = Service::start().await;
    let key = ed25519();
    let client = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let grant = ("grant_type", "client_credentials");
    for pairs in [vec![grant, ("client_id", &client.id)], vec![grant, ("client_id", &client.id), ("client_secret", "guess")]] {
        assert_eq!(client.token(&pairs, None).await.json()["error"], "invalid_client", "{pairs:?}");
    }
    let assertion = || encode(&header("ed"), &claims(&client, service.issuer()), &key).unwrap();
    let twice = present(&client, &assertion(), &[("client_secret", "x")]).await;
    assert_eq!((twice.status, twice.json()["error"].as_str()), (400, Some("invalid_request")));
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:x", client.id)));
    let assertion = assertion();
    let pairs = [grant, ("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)];
    assert_eq!(client.token(&pairs, Some(basic.as_bytes())).await.json()["error"], "invalid_request");
    assert_eq!(client.token(&[grant, ("client_assertion", &assertion)], None).await.json()["error"], "invalid_client", "no type");
    let with_secret = add_machine(&service, machine_app()).await;
    let foreign = encode(&header("ed"), &claims(&with_secret, service.issuer()), &key).unwrap();
    assert_eq!(outcome(&with_secret, &foreign).await, "invalid_client", "an app without keys");
    assert_eq!(present(&client, &assertion, &[("client_id", &with_secret.id)]).await.json()["error"], "invalid_client", "two clients");
    assert_eq!(outcome(&client, &assertion).await, "200", "what was refused was not used up");
}

#[tokio::test]
async fn a7_an_app_that_moves_to_keys_is_known_by_its_secrets_no_more_and_is_told_so() {
    let service = Service::with_people().await;
    let key = ed25519();
    let client = add_machine(&service, machine_app()).await;
    let secret = client.secret.clone().unwrap();
    let pairs = [("grant_type", "client_credentials"), ("client_id", &*client.id), ("client_secret", &*secret)];
    assert_eq!(client.token(&pairs, None).await.status, 200);
    change_app(&service, &client, |draft| {
        draft.settings.client_keys = by_value(&[public(&key, Algorithm::EdDSA, "ed")]).settings.client_keys
    })
    .await;
    assert_eq!(client.token(&pairs, None).await.json()["error"], "invalid_client");
    assert_eq!(outcome(&client, &encode(&header("ed"), &claims(&client, service.issuer()), &key).unwrap()).await, "200");
    let administrator = Client::built_in(&service).tokens_for("ada@harbour.example", "accounts:admin").await.access_token;
    let list = http().get(service.url(&format!("/admin/v1/apps/{}/secrets", client.id))).bearer_auth(administrator);
    let warnings = &send(list).await.json()["warnings"];
    assert_eq!(*warnings, json!(["This app shows who it is by its keys, so its secrets do not work. Retire them."]));
    change_app(&service, &client, |draft| draft.settings.client_keys = ClientKeys::default()).await;
    assert_eq!(client.token(&pairs, None).await.status, 200, "without keys it has its secret again");
}

#[tokio::test]
async fn a7_what_is_wrong_with_an_assertion_is_told_and_a_time_may_have_a_fraction() {
    let service = Service::start().await;
    let key = ed25519();
    let client = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let tell = async |name: &str, value: Value| {
        let mut claims = claims(&client, service.issuer());
        claims[name] = value;
        let answer = present(&client, &encode(&header("ed"), &claims, &key).unwrap(), &[]).await;
        answer.json()["error_description"].as_str().unwrap_or("none").to_owned()
    };
    for (name, value, told) in [
        ("jti", Value::Null, "jti of the client assertion is missing"),
        ("exp", Value::Null, "are numbers of seconds"),
        ("exp", json!("tomorrow"), "are numbers of seconds"),
        ("iat", json!([]), "are numbers of seconds"),
        ("sub", json!(7), "iss and sub"),
        ("aud", json!({}), "aud of the client assertion"),
        ("exp", json!(BEGINNING as f64 + 59.5), "none"),
    ] {
        let text = tell(name, value.clone()).await;
        assert!(text.contains(told), "{name} {value}: {text}");
    }
}

#[tokio::test]
async fn a7_an_assertion_of_an_hour_counts_once_too_and_five_minutes_long() {
    let service = Service::start().await;
    let key = ed25519();
    let client = add_machine(&service, by_value(&[public(&key, Algorithm::EdDSA, "ed")])).await;
    let hour = || {
        let mut claims = claims(&client, service.issuer());
        claims["exp"] = json!(BEGINNING + 3600);
        encode(&header("ed"), &claims, &key).unwrap()
    };
    let (used, unused) = (hour(), hour());
    assert_eq!(outcome(&client, &used).await, "200");
    for (wait, told) in [(0, "was used before"), (309, "was used before"), (1, "was made too long ago")] {
        service.clock.advance(wait);
        let refused = present(&client, &used, &[]).await.json();
        assert!(refused["error_description"].as_str().unwrap().contains(told), "after {wait} more: {refused}");
    }
    assert_eq!(outcome(&client, &unused).await, "invalid_client");
    service.clock.advance(3600);
    assert_eq!(outcome(&client, &used).await, "invalid_client");
}

/// The same assertion with another word for its algorithm, signed anew.
fn named(alg: &str, claims: &Value, key: &EncodingKey) -> String {
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(json!({ "alg": alg, "kid": "ed" })), part(claims.clone()));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

#[tokio::test]
async fn a7_ed25519_may_be_called_by_its_own_name() {
    let service = Service::start().await;
    let key = ed25519();
    for registered in ["Ed25519", "EdDSA"] {
        let mut jwk = serde_json::to_value(public(&key, Algorithm::EdDSA, "ed")).unwrap();
        jwk["alg"] = json!(registered);
        let keys = ClientKeys { jwks: Some(json!({ "keys": [jwk] })), jwks_uri: None };
        let client = add_machine(&service, with_keys(keys)).await;
        for alg in ["Ed25519", "EdDSA"] {
            let assertion = named(alg, &claims(&client, service.issuer()), &key);
            assert_eq!(outcome(&client, &assertion).await, "200", "{alg} with a key for {registered}");
        }
        for alg in ["Ed448", "ed25519", "ES256"] {
            let assertion = named(alg, &claims(&client, service.issuer()), &key);
            assert_eq!(outcome(&client, &assertion).await, "invalid_client", "{alg}");
        }
        assert_eq!(outcome(&client, &named("Ed25519", &claims(&client, service.issuer()), &another())).await, "invalid_client");
    }
}

/// Publishes a key set on this computer, as an app would; counts how often it is asked.
async fn publish(jwks: Value) -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            let body = jwks.to_string();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, asked)
}

#[tokio::test]
async fn a7_keys_are_read_from_where_the_app_publishes_them() {
    let service = Service::start().await;
    let key = ed25519();
    let (url, asked) = publish(json!({ "keys": [public(&key, Algorithm::EdDSA, "ed")] })).await;
    let client = add_machine(&service, with_keys(ClientKeys { jwks: None, jwks_uri: Some(url) })).await;
    for _ in 0..3 {
        assert_eq!(outcome(&client, &encode(&header("ed"), &claims(&client, service.issuer()), &key).unwrap()).await, "200");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn n2_a_public_service_reads_no_keys_from_within() {
    // What such a service does not take: apps of the time before it was public have it.
    let private = Service::start().await;
    let key = ed25519();
    let (url, asked) = publish(json!({ "keys": [public(&key, Algorithm::EdDSA, "ed")] })).await;
    let inside = url.replace("http://", "https://");
    let mut apps = Vec::new();
    for url in [url, inside] {
        apps.push(private.add_app(with_keys(ClientKeys { jwks: None, jwks_uri: Some(url) })).await);
    }
    let service = private.restart_with(|config| config.public_url = Some("https://accounts.example".into())).await;
    for added in apps {
        let client = Client::of(&service, &added.client_id, None, "");
        let assertion = encode(&header("ed"), &claims(&client, "https://accounts.example"), &key).unwrap();
        let address = format!("http://{}/oauth/token", service.running.local_addr());
        let pairs = [("grant_type", "client_credentials"), ("client_assertion_type", JWT_BEARER), ("client_assertion", &assertion)];
        assert_eq!(client.post(&address, &pairs, None).await.json()["error"], "invalid_client");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}
