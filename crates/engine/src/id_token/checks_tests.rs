//! The checks of claims, without a service: tenants, and values of any shape.

use countersign_wire::UnixSeconds;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use super::checks::Checks;
use super::claims::Claims;
use super::{Asked, IdTokenError};
use crate::provider::Provider;
use crate::secret::Secret;
use crate::signature::Algorithm;

const NOW: UnixSeconds = 1_778_749_620;
const TEMPLATE: &str = "https://login.example/{tenantid}/v2.0";

fn provider(issuer: &str) -> Provider {
    let provider = json!({
        "name": "work", "title": "", "preset": null, "issuer": issuer,
        "issuer_template": {"template": TEMPLATE, "tenant_claim": "tid"},
        "authorization_endpoint": "https://login.example/a", "token_endpoint": "https://login.example/t", "userinfo_endpoint": null,
        "revocation_endpoint": null, "administration_endpoint": null, "client_id": "till", "client_authentication": "basic",
        "redirect_uris": [], "scopes": [], "offers": [], "promises_iss": false, "localhost": false, "tolerates": {}, "profile": {},
        "warnings": [],
    });
    serde_json::from_value(provider).unwrap()
}

fn good(issuer: &str) -> Value {
    json!({"iss": issuer, "sub": "person-1", "aud": "till", "exp": NOW + 3600, "iat": NOW, "nonce": "n", "tid": "a-tenant"})
}

fn checked(provider: &Provider, claims: &Value) -> Result<(String, String), IdTokenError> {
    let (nonce, access, empty) = (Secret::new("n"), Secret::new("access"), Map::new());
    let claims = Claims(claims.as_object().unwrap_or(&empty));
    let asked = Asked { nonce: Some(&nonce), ..Asked::default() };
    Checks { provider, claims, asked, access: &access, algorithm: Algorithm::named("RS256").unwrap(), now: NOW }.all()
}

#[test]
fn c9_where_tenants_share_a_service_the_issuer_is_the_template_filled_in_with_the_tokens_own() {
    let shared = provider(TEMPLATE);
    let (issuer, _) = checked(&shared, &good("https://login.example/a-tenant/v2.0")).unwrap();
    assert_eq!(issuer, "https://login.example/a-tenant/v2.0");
    for named in
        [TEMPLATE, "https://login.example/another/v2.0", "https://login.example/a-tenant/v2.0/", "https://evil.example/a-tenant/v2.0"]
    {
        assert!(matches!(checked(&shared, &good(named)), Err(IdTokenError::Issuer { .. })), "{named}");
    }
    for tenant in [json!(null), json!(5), json!(""), json!("a/b"), json!("{tenantid}"), json!(["a-tenant"])] {
        let mut claims = good("https://login.example/a-tenant/v2.0");
        claims["tid"] = tenant.clone();
        assert_eq!(checked(&shared, &claims), Err(IdTokenError::Tenant("tid".into())), "{tenant}");
    }
}

#[test]
fn c9_where_metadata_named_one_tenant_it_is_that_one_whatever_the_token_says() {
    let one = provider("https://login.example/a-tenant/v2.0");
    checked(&one, &good("https://login.example/a-tenant/v2.0")).unwrap();
    let mut other = good("https://login.example/another/v2.0");
    other["tid"] = json!("another");
    assert!(matches!(checked(&one, &other), Err(IdTokenError::Issuer { .. })));
}

/// A value of any shape, now and then near to a good one.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-800_i64..200).prop_map(|off| json!(NOW + off)),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,20}".prop_map(Value::from),
        (250_usize..260).prop_map(|length| json!("x".repeat(length))),
        prop::sample::select(vec!["till", "person-1", "n", "https://login.example", "x"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{0,6}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Whether an otherwise good token may pass where this one claim is this.
fn may_pass(name: &str, value: &Value) -> bool {
    let between = |from: i64, to: i64| value.as_f64().is_some_and(|at| (from as f64..=to as f64).contains(&at.trunc()));
    match name {
        "iss" => value == "https://login.example",
        "aud" => value == "till" || value.as_array().is_some_and(|all| all.len() == 1 && all[0] == "till"),
        "azp" => value == "till",
        "exp" => between(NOW - 59, i64::MAX) || value.as_f64().is_some_and(|at| at > 0.0 && at > i64::MAX as f64),
        "iat" => between(NOW - 660, NOW + 60),
        "nbf" => value.as_f64().is_some_and(|at| at.trunc() <= (NOW + 60) as f64),
        "sub" => value.as_str().is_some_and(|sub| (1..=255).contains(&sub.len()) && !sub.chars().any(char::is_control)),
        "nonce" => value == "n",
        _ => false,
    }
}

/// The same inputs each time.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

#[test]
fn c8_a_claim_of_any_shape_passes_only_where_it_is_right_and_is_named_where_it_is_not() {
    let provider = provider("https://login.example");
    let names = vec!["iss", "aud", "azp", "exp", "iat", "nbf", "sub", "nonce", "at_hash"];
    let outcome = runner(5_000).run(&(prop::sample::select(names), anything()), |(name, value)| {
        let mut claims = good("https://login.example");
        claims[name] = value.clone();
        match checked(&provider, &claims) {
            Ok((_, subject)) => {
                prop_assert!(may_pass(name, &value), "{name}: {value} passes");
                prop_assert_eq!(Some(&*subject), claims["sub"].as_str());
            }
            Err(error) => {
                let said = error.to_string();
                prop_assert!(!may_pass(name, &value), "{name}: {value} is refused: {said}");
                let named = said.contains(&format!("“{name}”")) || said.contains(&format!("({name})"));
                // Several audiences want a party.
                prop_assert!(named || (name == "aud" && said.contains("(azp)")), "{name}: {value}: {said}");
            }
        }
        Ok(())
    });
    outcome.unwrap();
}
