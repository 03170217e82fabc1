//! Signing in, renewing and ending what was given, as each library does it.

use countersign_wire::app::SigningAlg;
use serde_json::{Value, json};
use url::Url;

use crate::app::Library;
use crate::scene::{MICHAEL, Proof, Scene};

/// What belongs to a sign-in, however often it is renewed.
fn lasting(claims: &Value) -> Vec<&Value> {
    ["iss", "sub", "aud", "auth_time"].iter().map(|name| claims.get(*name).unwrap_or_else(|| panic!("no {name} in {claims}"))).collect()
}

#[tokio::test]
async fn op_02_every_library_accepts_id_tokens_of_every_algorithm() {
    let scene = Scene::new().await;
    for library in Library::OF_OPENID {
        for alg in [SigningAlg::RS256, SigningAlg::ES256, SigningAlg::Ed25519, SigningAlg::EdDSA] {
            // Authlib verifies such a signature, but knows no hash for `at_hash` by this name and refuses whatever it says.
            if library == Library::Authlib && alg == SigningAlg::Ed25519 {
                continue;
            }
            let mut app = scene.app(library, Proof::Basic, alg).await;
            let (_, seen) = scene.signed_in(&mut app).await;
            assert_eq!((seen["alg"].as_str(), seen["claims"]["sub"].as_str()), (Some(alg.as_str()), Some(&*scene.michael)), "{library:?}");
            assert_eq!(seen["claims"]["iss"], scene.service.issuer(), "{library:?}");
        }
    }
}

#[tokio::test]
async fn a7_every_library_proves_its_app_in_every_way_it_knows() {
    let scene = Scene::new().await;
    for library in Library::ALL {
        let by_key = [SigningAlg::ES256, SigningAlg::Ed25519, SigningAlg::EdDSA].map(Proof::Key);
        let by_key = if library == Library::RequestsOAuthlib { &[][..] } else { &by_key };
        for proof in [&[Proof::Basic, Proof::Body], by_key].concat() {
            let mut app = scene.app(library, proof, SigningAlg::RS256).await;
            let (_, seen) = scene.signed_in(&mut app).await;
            assert_eq!(seen["expires_in"], 3600, "{library:?} {proof:?}");
            assert_eq!(app.does("refresh", &json!({})).await["fresh"], true, "{library:?} {proof:?}");
            app.does("revoke", &json!({})).await;
        }
    }
}

#[tokio::test]
async fn op_04_every_library_reads_who_signed_in() {
    let scene = Scene::new().await;
    for library in Library::ALL {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        scene.signed_in(&mut app).await;
        let claims = app.does("user_info", &json!({})).await["claims"].take();
        assert_eq!((claims["sub"].as_str(), claims["email"].as_str()), (Some(&*scene.michael), Some(MICHAEL)), "{library:?}");
    }
}

#[tokio::test]
async fn op_12_what_a_library_renews_belongs_to_the_same_sign_in() {
    let scene = Scene::new().await;
    for library in Library::OF_OPENID {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        let (_, first) = scene.signed_in(&mut app).await;
        for _ in 0..2 {
            let renewed = app.does("refresh", &json!({})).await;
            assert_eq!(renewed["fresh"], true, "{library:?}");
            assert_eq!(lasting(&renewed["claims"]), lasting(&first["claims"]), "{library:?}");
        }
    }
}

#[tokio::test]
async fn what_a_library_ended_opens_and_renews_nothing() {
    let scene = Scene::new().await;
    for library in Library::ALL {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        scene.signed_in(&mut app).await;
        app.does("revoke", &json!({})).await;
        let refused = app.refuses("refresh", &json!({})).await;
        assert!(refused.to_string().contains("invalid_grant"), "{library:?}: {refused}");
        app.refuses("user_info", &json!({})).await;
    }
}

#[tokio::test]
async fn libraries_that_compare_issuers_take_an_answer_of_this_one_alone() {
    let scene = Scene::new().await;
    for library in Library::COMPARING_ISSUERS {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        let (_, callback) = scene.asked(&mut app).await;
        let here = Url::parse(&callback).unwrap();
        let kept: Vec<_> =
            here.query_pairs().filter(|(name, _)| name != "iss").map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        for iss in [None, Some("https://accounts.example")] {
            let mut other = here.clone();
            other.query_pairs_mut().clear().extend_pairs(&kept).extend_pairs(iss.map(|iss| ("iss", iss)));
            app.refuses("callback", &json!({ "url": other })).await;
        }
        app.does("callback", &json!({ "url": callback })).await;
    }
}

#[tokio::test]
async fn no_library_takes_an_answer_to_somebody_else() {
    let scene = Scene::new().await;
    for library in Library::ALL {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        let (_, callback) = scene.asked(&mut app).await;
        let state = Url::parse(&callback).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        app.refuses("callback", &json!({ "url": callback.replace(&state, "somebody-elses") })).await;
    }
}
