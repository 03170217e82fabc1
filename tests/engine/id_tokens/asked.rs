//! When one is asked for, and what becomes of a sign-in without one.

use std::collections::BTreeSet;

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, KEYS};

use super::{attempt, openid, refused_for};
use crate::stage::{Stage, by_hand, request};

#[tokio::test]
async fn c3_every_request_with_openid_has_a_nonce_of_its_own_and_no_other_has_one() {
    let (stage, _fake) = openid().await;
    let mut nonces = BTreeSet::new();
    for _ in 0..20 {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let asked = Asked::of(&started.authorize_url);
        let nonce = asked.get("nonce");
        // 32 bytes in base64url.
        assert!(nonce.len() == 43 && nonce != asked.get("state"), "{nonce}");
        nonces.insert(nonce.to_owned());
        stage.engine.cancel_sign_in(&started.attempt).await.unwrap();
    }
    assert_eq!(nonces.len(), 20);
    let without = SignInRequest { scopes: Some(vec!["profile".into()]), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(without).await.unwrap();
    let asked = Asked::of(&started.authorize_url);
    assert_eq!((asked.get("scope"), asked.pairs.iter().any(|(name, _)| name == "nonce")), ("profile", false));
    assert!(!String::from_utf8_lossy(&stage.files()).contains(nonces.first().unwrap()), "sealed with the sign-in");
}

#[tokio::test]
async fn openid_is_asked_for_where_metadata_offers_it_and_its_keys() {
    let left_out = |document: &mut Value, name: &str| drop(document.as_object_mut().unwrap().remove(name));
    type Change<'a> = Box<dyn FnOnce(&mut Value) + 'a>;
    let cases: Vec<(&str, bool, Change<'_>)> = vec![
        ("all of it", true, Box::new(|_| {})),
        ("no list of scopes, and algorithms", true, Box::new(|document| left_out(document, "scopes_supported"))),
        ("no algorithms", true, Box::new(|document| left_out(document, "id_token_signing_alg_values_supported"))),
        ("no keys", false, Box::new(|document| left_out(document, "jwks_uri"))),
        ("other scopes", false, Box::new(|document| document["scopes_supported"] = json!(["profile"]))),
        ("no way to sign", false, Box::new(|document| document["id_token_signing_alg_values_supported"] = json!(["HS256", "none"]))),
        (
            "neither",
            false,
            Box::new(|document| {
                left_out(document, "scopes_supported");
                left_out(document, "id_token_signing_alg_values_supported");
            }),
        ),
    ];
    let stage = Stage::new().await;
    for (what, asked, change) in cases {
        let fake = FakeProvider::start().await;
        fake.speak_openid();
        fake.metadata(change);
        let added = stage.add(what, &fake).await;
        assert_eq!(added.scopes.contains("openid"), asked, "{what}");
        let offered = added.offers.iter().any(|offer| offer.scope.as_deref() == Some("openid"));
        assert_eq!(offered, asked, "{what}: what is not asked for is not offered either");
    }
}

#[tokio::test]
async fn a_service_that_gives_none_is_refused_and_the_error_says_what_to_do() {
    let (stage, fake) = openid().await;
    for member in [None, Some(Value::Null)] {
        refused_for(&stage, &fake, "none", "gave no ID token", |it| it.give_instead(member)).await;
    }
    fake.id_tokens(|it| it.give_instead(None));
    let error = attempt(&stage, &fake).await.unwrap_err();
    assert!(error.message.contains("Leave that scope out"), "{error}");
    // Which is enough.
    let without = SignInRequest { scopes: Some(vec!["profile".into()]), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(without).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(account.subject.as_deref(), Some("person-1"));
}

#[tokio::test]
async fn one_that_is_no_text_is_an_error_that_names_it() {
    let (stage, fake) = openid().await;
    for member in [json!(5), json!(true), json!([]), json!(["a.b.c"]), json!({})] {
        fake.id_tokens(|it| it.give_instead(Some(member.clone())));
        let error = attempt(&stage, &fake).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains("id_token is no text"), "{member}: {error}");
    }
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn one_that_comes_unasked_is_not_looked_at() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for token in ["", "nonsense", "a.b.c"] {
        let answer = json!({"access_token": "access-9", "token_type": "Bearer", "refresh_token": "refresh-9", "id_token": token});
        fake.next("/token", support::fake_provider::Reply::json(200, answer.clone()));
        let account = attempt(&stage, &fake).await.unwrap();
        assert_eq!((account.subject.as_deref(), account.deviations.len()), (Some("person-1"), 0));
        fake.next("/token", support::fake_provider::Reply::json(200, answer));
        stage.engine.refresh(&account.id).await.unwrap();
    }
    assert!(fake.seen(KEYS).is_empty());
}

#[tokio::test]
async fn where_nothing_is_known_of_the_keys_the_error_says_how_to_know_it() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| drop(document.as_object_mut().unwrap().remove("jwks_uri")));
    let draft = ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        scopes: vec!["openid".into()],
        ..Default::default()
    };
    stage.engine.add_provider(draft, None).await.unwrap();
    refused_for(&stage, &fake, "no keys", "add it again by its issuer", |_| {}).await;
}

#[tokio::test]
async fn a_provider_by_its_addresses_may_give_none_or_one_that_cannot_be_checked_and_that_is_told() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    let draft = ProviderDraft { scopes: vec!["openid".into(), "profile".into()], ..by_hand("work", &fake) };
    stage.engine.add_provider(draft, None).await.unwrap();
    let account = attempt(&stage, &fake).await.unwrap();
    assert_eq!(account.subject.as_deref(), Some("person-1"));
    assert!(account.deviations.len() == 1 && account.deviations[0].contains("not looked at"), "{:?}", account.deviations);
    fake.id_tokens(|it| it.give_instead(None));
    let account = attempt(&stage, &fake).await.unwrap();
    assert!(account.deviations.len() == 1 && account.deviations[0].contains("no ID token"), "{:?}", account.deviations);
}
