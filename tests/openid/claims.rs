//! Claims that an app asks for one by one.

use serde_json::Value;
use support::visitor::Visitor;

use crate::scene::{MICHAEL, Scene, error, has_code, is_consent_page};

const ESSENTIAL_NAME: &str = r#"{"userinfo": {"name": {"essential": true}, "email": null, "shoe_size": null}, "id_token": {"acr": null}}"#;

#[tokio::test]
async fn op_08_what_no_scope_covers_is_asked_on_the_consent_page_and_kept_as_it_was_asked() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("claims", ESSENTIAL_NAME)]), MICHAEL).await;
    let asked: Vec<_> = page.form_with("answer").fields.into_iter().filter(|(name, _)| name == "claim" || name == "scope").collect();
    assert_eq!(asked, [("scope".into(), "email".into()), ("claim".into(), "name".into())], "who they are is no question");
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    assert!(has_code(&answer), "{answer:?}");
    let kept: Value = serde_json::from_str(&scene.row::<String>("SELECT claims FROM codes")).unwrap();
    assert_eq!(
        kept,
        serde_json::from_str::<Value>(r#"{"id_token": {"acr": null}, "userinfo": {"name": {"essential": true}, "email": null}}"#).unwrap()
    );
    assert_eq!(scene.row::<String>("SELECT granted FROM codes"), "openid email");
}

#[tokio::test]
async fn op_08_a_claim_that_the_person_leaves_out_is_left_out_and_the_sign_in_goes_on() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("claims", ESSENTIAL_NAME)]), MICHAEL).await;
    let form = page.form_with("answer").ticking("claim", &[]).ticking("scope", &[]).with("answer", "accept");
    assert!(has_code(&visitor.submit(&page, &form).await));
    assert_eq!(scene.row::<String>("SELECT claims FROM codes"), r#"{"id_token":{"acr":null}}"#);
    assert_eq!(scene.row::<String>("SELECT granted FROM codes"), "openid", "who they are is always part of it");
}

#[tokio::test]
async fn a8_a_claim_that_was_not_asked_for_cannot_be_added_between_page_and_press() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("claims", ESSENTIAL_NAME)]), MICHAEL).await;
    for claim in ["phone_number", "address", "email", "acr", ""] {
        let form = page.form_with("answer").ticking("claim", &["name", claim]).with("answer", "accept");
        let answer = visitor.submit(&page, &form).await;
        assert_eq!((answer.status, answer.location()), (400, None), "{claim}");
    }
}

#[tokio::test]
async fn op_08_a_new_claim_is_asked_again_and_one_that_was_agreed_to_is_not() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let request = scene.request(&[("claims", ESSENTIAL_NAME)]);
    visitor.accept(&request, MICHAEL).await;
    assert!(has_code(&visitor.open(&request).await));
    let more = scene.request(&[("claims", r#"{"userinfo": {"name": null, "phone_number": null}}"#)]);
    assert!(is_consent_page(&visitor.open(&more).await));
}

#[tokio::test]
async fn op_08_claims_that_cannot_be_read_are_told_to_the_app() {
    let scene = Scene::new().await;
    for malformed in ["name", "[]", r#"{"userinfo": "name"}"#, r#"{"userinfo": {"name": true}}"#] {
        assert_eq!(error(&Visitor::new().open(&scene.request(&[("claims", malformed)])).await), "invalid_request", "{malformed}");
    }
}

#[tokio::test]
async fn op_03_acr_values_ask_for_the_acr() {
    let scene = Scene::new().await;
    Visitor::new().accept(&scene.request(&[("acr_values", "1 2")]), MICHAEL).await;
    assert_eq!(scene.row::<String>("SELECT claims FROM codes"), r#"{"id_token":{"acr":null}}"#);
}
