//! Signing out, as each library asks for it (RP-Initiated Logout 1.0).

use countersign_wire::app::SigningAlg;
use serde_json::json;
use support::visitor::Visitor;

use crate::app::Library;
use crate::scene::{GOODBYE, MICHAEL, Proof, Scene};

async fn is_signed_in(visitor: &mut Visitor, authorize: &str) -> bool {
    let answer = visitor.open(&format!("{authorize}&prompt=none")).await;
    answer.redirected_with().get("error").map(String::as_str) != Some("login_required")
}

#[tokio::test]
async fn lo_01_the_address_that_a_library_makes_signs_the_person_out_and_sends_them_back() {
    let scene = Scene::new().await;
    for library in Library::SIGNING_OUT {
        let mut app = scene.app(library, Proof::Basic, SigningAlg::RS256).await;
        let (mut visitor, _) = scene.signed_in(&mut app).await;
        let authorize = app.does("authorize", &json!({})).await["url"].as_str().unwrap().to_owned();
        assert!(is_signed_in(&mut visitor, &authorize).await, "{library:?}: {MICHAEL} is signed in before");
        let made = app.does("sign_out", &json!({})).await;
        let answer = visitor.visit(made["url"].as_str().unwrap()).await;
        let back = format!("{GOODBYE}?state={}", made["state"].as_str().unwrap());
        assert_eq!(answer.location(), Some(&*back), "{library:?}");
        assert!(!is_signed_in(&mut visitor, &authorize).await, "{library:?}");
    }
}
