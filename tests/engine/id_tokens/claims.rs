//! Each claim wrong, and missing where it has to be there (RP-01).

use serde_json::{Value, json};
use support::fake_provider::IdTokens;

use super::{attempt, openid, refused_for};
use crate::stage::BEGINNING;

type Change = Box<dyn FnOnce(&mut IdTokens)>;

fn said(name: &'static str, value: Value) -> Change {
    Box::new(move |it| it.say(name, value))
}

fn left_out(name: &'static str) -> Change {
    Box::new(move |it| it.leave_out(name))
}

#[tokio::test]
async fn rp_01_a_claim_that_is_missing_is_named() {
    let (stage, fake) = openid().await;
    for name in ["iss", "sub", "aud", "exp", "iat", "nonce"] {
        refused_for(&stage, &fake, name, &format!("has no “{name}”"), left_out(name)).await;
    }
    // What a service may leave out.
    for name in ["at_hash", "auth_time", "azp"] {
        fake.id_tokens(|it| it.leave_out(name));
    }
    assert_eq!(attempt(&stage, &fake).await.unwrap().subject.as_deref(), Some("person-1"));
}

#[tokio::test]
async fn rp_01_the_issuer_is_compared_byte_for_byte() {
    let (stage, fake) = openid().await;
    for other in [format!("{}/", fake.issuer), fake.issuer.replace("http", "https"), "https://evil.example".into(), String::new()] {
        refused_for(&stage, &fake, &other, "(iss)", said("iss", json!(other))).await;
    }
}

#[tokio::test]
async fn rp_01_the_audience_is_this_app_and_others_only_where_it_is_the_party() {
    let (stage, fake) = openid().await;
    for (aud, azp, says) in [
        (json!("other"), None, "(aud)"),
        (json!(""), None, "(aud)"),
        (json!(["other"]), None, "(aud)"),
        (json!([]), None, "(aud)"),
        (json!("TILL"), None, "(aud)"),
        (json!(["till", "other"]), None, "(azp)"),
        (json!(["till", "other"]), Some("other"), "(azp)"),
        (json!("till"), Some("other"), "(azp)"),
        (json!(["till", "other"]), Some(""), "(azp)"),
    ] {
        let what = format!("{aud} {azp:?}");
        let change = move |it: &mut IdTokens| {
            it.say("aud", aud);
            if let Some(azp) = azp {
                it.say("azp", json!(azp));
            }
        };
        refused_for(&stage, &fake, &what, says, change).await;
    }
    for (aud, azp) in [(json!("till"), Some("till")), (json!(["till"]), None), (json!(["other", "till"]), Some("till"))] {
        fake.id_tokens(|it| {
            it.behave();
            it.say("aud", aud.clone());
            if let Some(azp) = azp {
                it.say("azp", json!(azp));
            }
        });
        attempt(&stage, &fake).await.unwrap_or_else(|error| panic!("{aud} {azp:?}: {error}"));
    }
}

#[tokio::test]
async fn n3_clocks_may_be_a_minute_apart_and_no_more() {
    let (stage, fake) = openid().await;
    for (name, seconds, says) in [
        ("exp", -60, "(exp)"),
        ("exp", -100_000, "(exp)"),
        ("iat", 61, "“iat”"),
        ("iat", 1_000_000_000, "“iat”"),
        ("iat", -661, "(iat)"),
        ("iat", -BEGINNING, "(iat)"),
        ("nbf", 61, "“nbf”"),
    ] {
        let what = format!("{name} {seconds}");
        refused_for(&stage, &fake, &what, says, said(name, json!(BEGINNING + seconds))).await;
    }
    for (name, seconds) in [("exp", -59), ("iat", 60), ("iat", -660), ("nbf", 60), ("exp", i64::MAX - BEGINNING)] {
        fake.id_tokens(|it| {
            it.behave();
            it.say(name, json!(BEGINNING + seconds));
        });
        attempt(&stage, &fake).await.unwrap_or_else(|error| panic!("{name} {seconds}: {error}"));
    }
}

#[tokio::test]
async fn rp_01_another_nonce_is_refused_and_so_is_that_of_the_sign_in_before() {
    let (stage, fake) = openid().await;
    let before = stage.start("work", countersign_wire::provider::ReturnPath::DeepLink).await;
    let before = support::fake_provider::Asked::of(&before.authorize_url).get("nonce").to_owned();
    for nonce in [json!(before), json!(""), json!("x")] {
        refused_for(&stage, &fake, &nonce.to_string(), "(nonce)", said("nonce", nonce.clone())).await;
    }
}

#[tokio::test]
async fn rp_01_the_access_token_that_it_belongs_to_is_the_one_it_came_with() {
    let (stage, fake) = openid().await;
    // The last is the hash of OpenID Connect Core, appendix A.3, of another token.
    for hash in [json!(""), json!("x"), json!("77QmUPtjPfzWtF2AnpK9RQ")] {
        refused_for(&stage, &fake, &hash.to_string(), "(at_hash)", said("at_hash", hash.clone())).await;
    }
}

#[tokio::test]
async fn rp_01_a_subject_has_one_to_255_characters() {
    let (stage, fake) = openid().await;
    for sub in [json!(""), json!("x".repeat(256)), json!("a\u{0}b")] {
        refused_for(&stage, &fake, &sub.to_string(), "“sub”", said("sub", sub.clone())).await;
    }
    let longest = "x".repeat(255);
    fake.person(json!({"sub": longest, "name": "Michael"}));
    let account = attempt(&stage, &fake).await.unwrap();
    assert_eq!((account.subject, account.name.as_deref()), (Some(longest), Some("Michael")));
}
