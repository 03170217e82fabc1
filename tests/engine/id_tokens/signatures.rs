//! How they are signed (C8).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Hand, IdTokens, KEYS, SigningKey, part};

use super::{attempt, openid, refused_for};
use crate::stage::Stage;

const ALL: [&str; 10] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519"];

/// A service whose metadata names these.
async fn agreed(algorithms: &[&str]) -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| document["id_token_signing_alg_values_supported"] = json!(algorithms));
    stage.add("work", &fake).await;
    (stage, fake)
}

#[tokio::test]
async fn c8_every_algorithm_that_was_agreed_is_verified_and_its_hash_is_its_own() {
    for alg in ALL {
        let (stage, fake) = agreed(&["RS256", alg]).await;
        fake.id_tokens(|it| it.sign_and_publish(&SigningKey::new(alg, "a")));
        let account = attempt(&stage, &fake).await.unwrap_or_else(|error| panic!("{alg}: {error}"));
        assert_eq!(account.subject.as_deref(), Some("person-1"));
    }
}

#[tokio::test]
async fn rp_01_an_algorithm_that_was_not_agreed_is_refused_by_name() {
    let (stage, fake) = openid().await;
    for alg in &ALL[1..] {
        let change = |it: &mut IdTokens| it.sign_and_publish(&SigningKey::new(alg, "a"));
        refused_for(&stage, &fake, alg, &format!("signed by “{alg}”"), change).await;
    }
    assert!(fake.seen(KEYS).is_empty(), "no key is asked for to verify what is not taken");
}

#[tokio::test]
async fn rp_01_a_service_that_does_not_say_how_it_signs_signs_with_rs256() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| drop(document.as_object_mut().unwrap().remove("id_token_signing_alg_values_supported")));
    stage.add("work", &fake).await;
    let change = |it: &mut IdTokens| it.sign_and_publish(&SigningKey::new("ES256", "a"));
    refused_for(&stage, &fake, "ES256", "signed by “ES256”", change).await;
    fake.id_tokens(|it| it.sign_and_publish(&SigningKey::new("RS256", "first")));
    attempt(&stage, &fake).await.unwrap();
}

#[tokio::test]
async fn c8_none_is_refused_even_where_metadata_offers_it() {
    let (stage, fake) = agreed(&["none", "None", "HS256", "RS256"]).await;
    for name in ["none", "None", "nOnE"] {
        let change = |it: &mut IdTokens| {
            it.hand = Hand::Nobody;
            it.head("alg", json!(name));
        };
        refused_for(&stage, &fake, name, &format!("signed by “{name}”"), change).await;
    }
}

/// RFC 8725 §2.1: the public key is known to everybody, and must not be taken for a secret.
#[tokio::test]
async fn c8_a_signature_by_a_text_that_everybody_knows_is_refused_even_where_metadata_offers_it() {
    let (stage, fake) = agreed(&["RS256", "HS256"]).await;
    let public = SigningKey::new("RS256", "first").public();
    let modulus = URL_SAFE_NO_PAD.decode(public["n"].as_str().unwrap()).unwrap();
    for secret in [modulus, public["n"].as_str().unwrap().into(), public.to_string().into_bytes(), b"till".to_vec(), Vec::new()] {
        let change = |it: &mut IdTokens| {
            it.hand = Hand::Secret(secret);
            it.head("kid", json!("first"));
        };
        refused_for(&stage, &fake, "by a public key", "signed by “HS256”", change).await;
    }
    // Nor does a secret among the keys that are published make it one.
    let oct = json!({ "kty": "oct", "k": "AAAA", "kid": "first", "alg": "HS256" });
    fake.id_tokens(|it| it.publish(&[oct]));
    refused_for(&stage, &fake, "by a published secret", "signed by “HS256”", |it| it.hand = Hand::Secret(vec![0, 0, 0])).await;
}

#[tokio::test]
async fn rp_01_a_wrong_signature_is_refused() {
    let (stage, fake) = openid().await;
    let strangers = SigningKey::new("RS256", "a stranger's").called("first");
    refused_for(&stage, &fake, "a stranger's key", "signature is wrong", |it| it.hand = Hand::Key(strangers)).await;
    for signature in ["", "AAAA", "!", "A", &URL_SAFE_NO_PAD.encode([0; 256]), &URL_SAFE_NO_PAD.encode([255; 256])] {
        let change = |it: &mut IdTokens| it.hand = Hand::Scribble(signature.to_owned());
        refused_for(&stage, &fake, signature, "signature is wrong", change).await;
    }
}

/// A header may name RS256 while an elliptic curve signed: the key decides what may verify.
#[tokio::test]
async fn c8_the_algorithm_of_the_header_is_not_another_than_that_of_the_key() {
    for (signs, says) in [("ES256", "RS256"), ("RS256", "ES256"), ("PS256", "RS256"), ("EdDSA", "ES256"), ("RS256", "PS256")] {
        let (stage, fake) = agreed(&["RS256", "PS256", "ES256", "EdDSA"]).await;
        let change = |it: &mut IdTokens| {
            it.sign_and_publish(&SigningKey::new(signs, "a"));
            it.head("alg", json!(says));
        };
        refused_for(&stage, &fake, &format!("{signs} called {says}"), "a key that the service does not publish (kid “a”)", change).await;
    }
}

#[tokio::test]
async fn c8_a_header_that_has_to_be_understood_is_refused() {
    let (stage, fake) = openid().await;
    for crit in [json!(["b64"]), json!([]), json!(null)] {
        refused_for(&stage, &fake, "crit", "(crit)", |it| it.head("crit", crit)).await;
    }
}

#[tokio::test]
async fn c8_a_token_of_another_kind_is_none() {
    let (stage, fake) = openid().await;
    for typ in ["at+jwt", "logout+jwt", "application/at+JWT", "dpop+jwt"] {
        refused_for(&stage, &fake, typ, "another kind", |it| it.head("typ", json!(typ))).await;
    }
    for typ in [Some("jwt"), None] {
        fake.id_tokens(|it| {
            it.behave();
            match typ {
                Some(typ) => it.head("typ", json!(typ)),
                None => it.leave_out_of_head("typ"),
            }
        });
        attempt(&stage, &fake).await.unwrap();
    }
}

/// Keys that a header brings along are nobody's (RFC 7515 §4.1.2, §4.1.3).
#[tokio::test]
async fn c8_keys_that_the_header_brings_along_are_not_used() {
    let (stage, fake) = openid().await;
    let own = SigningKey::new("RS256", "a stranger's").called("first");
    for (name, value) in [("jwk", own.public()), ("jku", json!(fake.url("/strangers"))), ("x5u", json!(fake.url("/strangers")))] {
        let own = own.clone();
        let change = move |it: &mut IdTokens| {
            it.hand = Hand::Key(own);
            it.head(name, value);
        };
        refused_for(&stage, &fake, name, "signature is wrong", change).await;
        assert!(fake.seen("/strangers").is_empty());
    }
}

#[tokio::test]
async fn rp_01_what_is_no_signed_token_is_refused_with_what_is_wrong() {
    let (stage, fake) = openid().await;
    let (head, body) = (part(&json!({ "alg": "RS256" })), part(&json!({ "sub": "person-1" })));
    let member = |alg: Value| format!("{}.{body}.AAAA", part(&json!({ "alg": alg })));
    for (token, says) in [
        (String::new(), "three parts"),
        ("..".into(), "its header"),
        (format!("{head}.{body}"), "three parts"),
        (format!("{head}.{body}.AAAA.AAAA.AAAA"), "three parts"),
        (format!("{head}=.{body}.AAAA"), "its header"),
        (format!("{}.{body}.AAAA", part(&json!("RS256"))), "its header"),
        (format!("{}.{body}.AAAA", part(&json!({}))), "“alg”"),
        (member(json!(["RS256"])), "“alg”"),
        (member(json!(null)), "“alg”"),
        (member(json!(256)), "“alg”"),
        (format!("{head}.{}.AAAA", part(&json!([]))), "its content"),
        (format!("{head}.e30=.AAAA"), "its content"),
        (format!("{head}.{}.AAAA", URL_SAFE_NO_PAD.encode("{\"sub\":")), "its content"),
    ] {
        refused_for(&stage, &fake, &token, says, |it| it.give_instead(Some(json!(token)))).await;
    }
}
