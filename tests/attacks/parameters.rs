//! A2: a parameter that is there twice is refused, wherever it stands and whatever it says: what reads the first and what
//! reads the last would otherwise see two different requests.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::web::{Answer, REDIRECT, Service, VERIFIER, challenge, form, parameter};

fn runner() -> TestRunner {
    TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() })
}

/// The pairs with one of them once more, with the same value or another, in any order.
fn doubled(pairs: Vec<(&'static str, String)>) -> impl Strategy<Value = (&'static str, Vec<(&'static str, String)>)> {
    let others = prop_oneof![
        Just(None),
        Just(Some(String::new())),
        Just(Some("https://evil.example/".to_owned())),
        Just(Some("countersign".to_owned())),
        "[ -~]{0,20}".prop_map(Some)
    ];
    (0..pairs.len(), others).prop_flat_map(move |(index, other)| {
        let (name, value) = pairs[index].clone();
        let mut all = pairs.clone();
        all.push((name, other.unwrap_or(value)));
        (Just(name), Just(all).prop_shuffle())
    })
}

fn encode(pairs: &[(&'static str, String)]) -> String {
    form(&pairs.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

/// Refused at the authorization endpoint: on a page, or with `invalid_request` at the registered address.
fn is_refused(answer: &Answer, name: &str) -> bool {
    match answer.location() {
        None => answer.status == 400,
        Some(_) if matches!(name, "client_id" | "redirect_uri") => false,
        Some(location) => {
            location.starts_with(&format!("{REDIRECT}?"))
                && parameter(location, "error").as_deref() == Some("invalid_request")
                && parameter(location, "code").is_none()
                && (name != "state" || parameter(location, "state").is_none())
        }
    }
}

#[test]
fn a2_a_doubled_parameter_never_starts_a_sign_in() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    for (path, client) in [("/oauth/authorize", &service.web.id), ("/v1/oauth/sign-in", &service.inbenta.id)] {
        let pairs = vec![
            ("response_type", "code".to_owned()),
            ("client_id", client.clone()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("scope", if path == "/oauth/authorize" { "profile" } else { "personal_information" }.to_owned()),
            ("state", "st".to_owned()),
            ("code_challenge", challenge()),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let single = runtime.block_on(service.browser().get(&format!("{path}?{}", encode(&pairs))));
        assert!(single.body.contains("name=\"password\""), "without a double it is a sign-in: {single:?}");
        let outcome = runner().run(&doubled(pairs), |(name, pairs)| {
            let answer = runtime.block_on(service.browser().once("GET", &format!("{path}?{}", encode(&pairs)), ""));
            prop_assert!(is_refused(&answer, name), "{name} twice: {answer:?}");
            Ok(())
        });
        outcome.unwrap();
    }
}

#[test]
fn a2_a_doubled_parameter_gives_no_token_and_spends_no_code() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let service = runtime.block_on(Service::start());
    let answer = runtime.block_on(async { service.browser().sign_in_and_accept(&service.authorize()).await });
    let code = parameter(answer.location().unwrap(), "code").unwrap();
    let pairs = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
    ];
    let outcome = runner().run(&doubled(pairs.clone()), |(name, pairs)| {
        let answer = runtime.block_on(service.token(&encode(&pairs)));
        prop_assert!(answer.status == 400 && answer.json()["error"] == "invalid_request", "{name} twice: {answer:?}");
        Ok(())
    });
    outcome.unwrap();
    let answer = runtime.block_on(service.token(&encode(&pairs)));
    assert_eq!(answer.status, 200, "the code is still good: {answer:?}");
}

#[tokio::test]
async fn a2_a_parameter_in_the_query_of_the_token_endpoint_is_not_one_of_the_body() {
    let service = Service::start().await;
    let answer = service.browser().sign_in_and_accept(&service.authorize()).await;
    let code = parameter(answer.location().unwrap(), "code").unwrap();
    let query = form(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)]);
    let mut browser = service.browser();
    let answer = browser
        .once("POST", &format!("/oauth/token?{query}"), &form(&[("client_id", &service.web.id), ("client_secret", &service.web.secret)]))
        .await;
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(!answer.body.contains("access_token"));
}
