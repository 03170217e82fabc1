//! A service that says anything at all where its keys and ID tokens have a member: an error that names it, never a panic.

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, IdTokens, SigningKey};

use super::{attempt, openid};
use crate::stage::{BEGINNING, Stage};

/// What no member of these should be.
fn odd() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}"),
        json!("é\u{202e}"),
        json!("x".repeat(10_000)),
        json!([]),
        json!([null]),
        json!([[["x"]]]),
        json!(vec!["x"; 1000]),
        json!({}),
        json!({"value": "x"}),
    ]
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
    let good = SigningKey::new("RS256", "first").public();
    let (stage, fake) = openid().await;
    for name in ["kty", "n", "e", "kid", "alg", "use", "key_ops", "crv", "d"] {
        for value in odd() {
            let mut key = good.clone();
            key[name] = value.clone();
            fake.id_tokens(|it| it.publish(&[json!(null), json!([]), key, json!({"kty": "future", "x": [1]})]));
            forget_keys(&stage, &fake);
            match attempt(&stage, &fake).await {
                // An RSA key has no curve.
                Ok(_) => assert_eq!(name, "crv", "{value} is taken"),
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

/// A value of any shape, now and then near to a good one.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-200_i64..200).prop_map(|off| json!(BEGINNING + off)),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,40}".prop_map(Value::from),
        prop::sample::select(vec!["till", "person-1", "RS256", "ES256", "none", "first", "JWT", "sig", "AQAB"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{0,6}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Whether a sign-in may go through where this one member of a good ID token is this.
fn may_pass(name: &str, value: &Value) -> bool {
    let near = |from: i64, to: i64| value.as_f64().is_some_and(|at| (from as f64..=to as f64).contains(&at.trunc()));
    match name {
        "aud" => value == "till" || value == &json!(["till"]),
        "azp" => value == "till",
        "exp" => near(BEGINNING - 59, i64::MAX),
        "iat" => near(BEGINNING - 660, BEGINNING + 60),
        "nbf" => near(i64::MIN, BEGINNING + 60),
        "sub" => value.as_str().is_some_and(|sub| !sub.is_empty()),
        // Its own, which nobody guesses.
        _ => false,
    }
}

#[test]
fn c8_no_members_sign_in_anybody_whom_they_should_not() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (stage, fake) = runtime.block_on(openid());
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let names = vec!["iss", "aud", "azp", "exp", "iat", "nbf", "sub", "nonce", "at_hash"];
    let all = (prop::sample::select(names), anything(), prop::option::of((".{0,12}", anything())));
    let outcome = runner.run(&all, |(name, value, more)| {
        fake.id_tokens(|it| {
            if let Some((name, value)) = &more {
                it.head(&format!("x{name}"), value.clone());
                it.say(&format!("x{name}"), value.clone());
            }
            it.say(name, value.clone());
        });
        let ended: Result<AccountView, UserError> = runtime.block_on(async {
            let started = stage.start("work", ReturnPath::DeepLink).await;
            stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await
        });
        fake.id_tokens(IdTokens::behave);
        fake.forget_seen();
        match ended {
            Ok(account) => {
                prop_assert!(may_pass(name, &value), "{name}: {value} is taken");
                let subject = if name == "sub" { value.as_str() } else { Some("person-1") };
                prop_assert_eq!(account.subject.as_deref(), subject);
            }
            Err(error) => {
                let named = error.message.contains(&format!("“{name}”")) || error.message.contains(&format!("({name})"));
                prop_assert!(named, "{name}: {value}: {error}");
                prop_assert!(!may_pass(name, &value) || name == "sub", "{name}: {value} is refused: {error}");
            }
        }
        Ok(())
    });
    outcome.unwrap();
}
