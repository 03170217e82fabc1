//! OP-02, OP-03, OP-11, OP-12: what an ID token says, how it is signed, and when there is one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use countersign_wire::app::SigningAlg;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};
use support::client::{Client, member};
use support::service::{BEGINNING, Service, inbenta_app};

use crate::scene::{MICHAEL, change_code, id_of, openid_app, published, signing_with, verified};

#[tokio::test]
async fn op_02_an_app_that_chose_nothing_gets_rs256_and_another_what_it_chose() {
    let service = Service::with_people().await;
    for (draft, alg, hash) in [
        (openid_app(), "RS256", None),
        (signing_with(SigningAlg::ES256), "ES256", None),
        (signing_with(SigningAlg::Ed25519), "Ed25519", Some(())),
        (signing_with(SigningAlg::EdDSA), "EdDSA", Some(())),
    ] {
        let client = Client::add(&service, draft).await;
        let tokens = client.tokens_for(MICHAEL, "openid").await;
        let (header, claims) = verified(&service, tokens.answer["id_token"].as_str().unwrap()).await;
        assert_eq!((&*header.alg, header.typ.as_deref()), (alg, Some("JWT")));
        let access = tokens.access_token.as_bytes();
        let half = match hash {
            None => BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access)[..16]),
            Some(()) => BASE64_URL_SAFE_NO_PAD.encode(&Sha512::digest(access)[..32]),
        };
        assert_eq!(claims["at_hash"], half, "{alg}");
    }
}

#[tokio::test]
async fn op_02_the_app_that_every_service_carries_has_es256() {
    let service = Service::with_people().await;
    let tokens = Client::built_in(&service).tokens_for(MICHAEL, "openid").await;
    let (header, _) = verified(&service, tokens.answer["id_token"].as_str().unwrap()).await;
    assert_eq!(header.alg, "ES256");
}

#[tokio::test]
async fn op_02_published_keys_carry_kid_use_and_alg_and_rsa_has_2048_bits() {
    let service = Service::start().await;
    let set = published(&service).await;
    let mut algs = Vec::new();
    for key in set["keys"].as_array().unwrap() {
        assert!(key["kid"].as_str().is_some_and(|kid| kid.len() == 43) && key["use"] == "sig", "{key}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
        if let Some(n) = key["n"].as_str() {
            assert!(BASE64_URL_SAFE_NO_PAD.decode(n).unwrap().len() >= 256);
        }
        algs.push(key["alg"].as_str().unwrap().to_owned());
    }
    algs.sort();
    assert_eq!(algs, ["ES256", "Ed25519", "EdDSA", "RS256"]);
}

#[tokio::test]
async fn op_03_an_id_token_says_who_signed_in_to_what_and_when() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let code = client.code(MICHAEL, "openid profile").await;
    change_code(&service, "nonce", "n-0S6_WzA2Mj \"&");
    service.clock.advance(20);
    let answer = client.exchange(&code).await;
    let (_, claims) = verified(&service, &member(&answer, "id_token")).await;
    let expected = json!({
        "iss": service.issuer(),
        "sub": id_of(&service, MICHAEL),
        "aud": client.id,
        "azp": client.id,
        "iat": BEGINNING + 20,
        "exp": BEGINNING + 20 + 3600,
        "auth_time": BEGINNING,
        "nonce": "n-0S6_WzA2Mj \"&",
        "amr": ["pwd"],
        "acr": "1",
        "at_hash": claims["at_hash"],
        "sid": claims["sid"],
    });
    assert_eq!(claims, expected);
    assert!(claims["sid"].is_string() && claims["at_hash"].is_string());
}

#[tokio::test]
async fn op_03_without_a_nonce_there_is_none_and_without_openid_there_is_no_id_token() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let tokens = client.tokens_for(MICHAEL, "openid").await;
    let (_, claims) = verified(&service, tokens.answer["id_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("nonce"), None);
    assert_eq!(client.tokens_for(MICHAEL, "profile").await.answer.get("id_token"), None);
    let documented = Client::add(&service, inbenta_app()).await;
    assert_eq!(documented.tokens_for(MICHAEL, "personal_information").await.answer.get("id_token"), None);
}

#[tokio::test]
async fn op_08_a_claim_that_was_asked_for_in_the_id_token_stands_in_it() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let code = client.code(MICHAEL, "openid offline_access").await;
    change_code(&service, "claims", r#"{"id_token": {"email": {"essential": true}, "phone_number": null}, "userinfo": {"name": null}}"#);
    let answer = client.exchange(&code).await;
    let renewed = client.refresh(&member(&answer, "refresh_token")).await;
    for answer in [answer, renewed] {
        let (_, claims) = verified(&service, &member(&answer, "id_token")).await;
        assert_eq!((claims["email"].as_str(), claims.get("phone_number"), claims.get("name")), (Some(MICHAEL), None, None));
    }
}

#[tokio::test]
async fn op_12_a_renewal_keeps_who_it_is_about_and_when_they_signed_in() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    let code = client.code(MICHAEL, "openid offline_access").await;
    change_code(&service, "nonce", "n");
    let first = client.exchange(&code).await;
    service.clock.advance(1000);
    let second = client.refresh(&member(&first, "refresh_token")).await;
    let ((_, before), (_, after)) =
        (verified(&service, &member(&first, "id_token")).await, verified(&service, &member(&second, "id_token")).await);
    for same in ["iss", "sub", "aud", "azp", "auth_time", "sid", "amr", "acr"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!((after["iat"].as_i64(), after.get("nonce")), (Some(BEGINNING + 1000), None));
    let access = member(&second, "access_token");
    assert_eq!(after["at_hash"], BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access)[..16]));
    let narrowed = client.refresh_with(&member(&second, "refresh_token"), &[("scope", "offline_access")]).await;
    assert_eq!(narrowed.json().get("id_token"), None, "who they are was left out");
}

#[tokio::test]
async fn op_11_a_code_used_twice_is_refused_at_once_and_later_and_what_it_gave_is_dead() {
    let service = Service::with_people().await;
    let client = Client::add(&service, openid_app()).await;
    for wait in [0, 30] {
        let code = client.code(MICHAEL, "openid profile offline_access").await;
        let first = client.exchange(&code).await;
        let access = member(&first, "access_token");
        assert_eq!(client.user_info(&access).await.status, 200);
        service.clock.advance(wait);
        let again = client.exchange(&code).await;
        assert_eq!((again.status, again.json()["error"].as_str()), (400, Some("invalid_grant")));
        assert_eq!(again.json().get("id_token"), None::<&Value>);
        assert_eq!(client.user_info(&access).await.status, 401, "after {wait} seconds");
        assert_eq!(client.refresh(&member(&first, "refresh_token")).await.json()["error"], "invalid_grant");
    }
}
