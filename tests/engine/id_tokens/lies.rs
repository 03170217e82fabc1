//! A service that says anything at all where its keys and ID tokens have a member: an error that names it, never a panic.
//! Values of any shape are given to the checks themselves, beside their code.

use countersign_wire::error::ErrorCode;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, IdTokens, SigningKey};

use super::attempt;
use crate::stage::Stage;

/// What no member of these should be.
fn odd() -> [Value; 12] {
    [
        json!(null),
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("é\u{202e}\u{0}"),
        json!("x".repeat(10_000)),
        json!([[["x"], null]]),
        json!(vec!["x"; 1000]),
        json!({"value": "x"}),
    ]
}

/// A provider that signs with what is quickly made.
async fn openid() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| document["id_token_signing_alg_values_supported"] = json!(["ES256"]));
    fake.id_tokens(|it| it.sign_and_publish(&SigningKey::new("ES256", "first")));
    stage.add("work", &fake).await;
    (stage, fake)
}

#[tokio::test]
async fn c8_whatever_a_claim_is_the_error_names_it() {
    let (stage, fake) = openid().await;
    for name in ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash"] {
        for value in odd() {
            fake.id_tokens(|it| it.say(name, value.clone()));
            let ended = attempt(&stage, &fake).await;
            fake.id_tokens(IdTokens::behave);
            match (name, ended) {
                // Times long past or far away are times; most texts are subjects, and then not the profile's.
                ("exp" | "nbf", Ok(_)) if value.is_number() => {}
                ("sub", Ok(account)) => assert_eq!(account.subject.as_deref(), value.as_str()),
                (_, Ok(_)) => panic!("{name}: {value} is taken"),
                (_, Err(error)) => {
                    let named = [format!("“{name}”"), format!("({name})")].iter().any(|named| error.message.contains(named));
                    assert!(named && error.code == ErrorCode::BadAnswer && error.message.len() < 1000, "{name}: {value}: {error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn c8_whatever_a_member_of_the_header_is_the_error_names_it() {
    let (stage, fake) = openid().await;
    for name in ["alg", "kid", "typ", "crit"] {
        for value in odd() {
            fake.id_tokens(|it| it.head(name, value.clone()));
            let ended = attempt(&stage, &fake).await;
            fake.id_tokens(IdTokens::behave);
            match (name, ended) {
                ("typ", Ok(_)) if value.is_string() => {}
                (_, Ok(_)) => panic!("{name}: {value} is taken"),
                (_, Err(error)) => {
                    let names = [format!("“{name}”"), format!("({name})"), format!("({name} “"), "signed by “".to_owned()];
                    let named = names.iter().any(|named| error.message.contains(named));
                    assert!(named && error.code == ErrorCode::BadAnswer && error.message.len() < 1000, "{name}: {value}: {error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn c8_whatever_a_key_is_it_is_not_used_or_is_what_it_was() {
    let good = SigningKey::new("ES256", "first").public();
    let (stage, fake) = openid().await;
    for name in ["kty", "x", "y", "kid", "alg", "use", "key_ops", "crv", "d", "n"] {
        for value in odd() {
            let mut key = good.clone();
            key[name] = value.clone();
            fake.id_tokens(|it| it.publish(&[json!(null), json!([]), key, json!({"kty": "future", "x": [1]})]));
            forget_keys(&stage, &fake);
            match attempt(&stage, &fake).await {
                // Such a key has no modulus.
                Ok(_) => assert_eq!(name, "n", "{value} is taken"),
                Err(error) => {
                    let named = error.message.contains("(kid “first”)") || error.message.contains("signature is wrong");
                    assert!(named && error.code == ErrorCode::BadAnswer, "{name}: {value}: {error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn c8_whatever_is_published_as_keys_the_error_says_that_it_is_none() {
    let (stage, fake) = openid().await;
    for value in odd() {
        for published in [value.clone(), json!({ "keys": value })] {
            forget_keys(&stage, &fake);
            fake.id_tokens(|it| it.published = published.clone());
            let error = attempt(&stage, &fake).await.unwrap_err();
            let named = error.message.contains("no key set") || error.message.contains("(kid “first”)");
            assert!(named && error.code == ErrorCode::BadAnswer, "{published}: {error}");
        }
    }
}

/// An hour passes: the keys are fetched anew.
fn forget_keys(stage: &Stage, fake: &FakeProvider) {
    stage.clock.advance(3600);
    fake.id_tokens(|it| it.now += 3600);
}
