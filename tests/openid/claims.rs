//! Claims that an app asks for one by one.

use serde_json::json;
use support::service::PASSWORD;
use support::visitor::Visitor;

use crate::scene::{MICHAEL, Scene, error, has_code, is_consent_page, is_sign_in_page, told};

const ESSENTIAL_NAME: &str = r#"{"userinfo": {"name": {"essential": true}, "email": null, "shoe_size": null}, "id_token": {"acr": null}}"#;

#[tokio::test]
async fn op_08_what_no_scope_covers_is_asked_on_the_consent_page_and_kept_as_it_was_asked() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("claims", ESSENTIAL_NAME)]), MICHAEL).await;
    let asked: Vec<_> = page.form_with("answer").fields.into_iter().filter(|(name, _)| name == "claim" || name == "scope").collect();
    assert_eq!(asked, [("scope".into(), "email".into()), ("claim".into(), "name".into())], "who they are is no question");
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "accept")).await;
    let tokens = scene.tokens(&answer).await;
    assert_eq!((tokens["scope"].as_str(), told(&tokens)["acr"].as_str()), (Some("openid email"), Some("1")));
    assert_eq!(told(&tokens).get("name"), None, "it was asked of user info");
    let info = scene.user_info(&tokens).await;
    let said: Vec<_> = info.as_object().unwrap().keys().collect();
    assert_eq!(said, ["email", "email_verified", "name", "sub"]);
}

#[tokio::test]
async fn op_08_a_claim_that_the_person_leaves_out_is_left_out_and_the_sign_in_goes_on() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&scene.request(&[("claims", ESSENTIAL_NAME)]), MICHAEL).await;
    let form = page.form_with("answer").ticking("claim", &[]).ticking("scope", &[]).with("answer", "accept");
    let tokens = scene.tokens(&visitor.submit(&page, &form).await).await;
    assert_eq!(tokens["scope"], "openid", "who they are is always part of it");
    let info = scene.user_info(&tokens).await;
    assert_eq!(info.as_object().unwrap().keys().collect::<Vec<_>>(), ["sub"]);
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
async fn op_03_acr_values_are_a_wish_and_the_acr_is_told() {
    let scene = Scene::new().await;
    let answer = Visitor::new().accept(&scene.request(&[("acr_values", "2 urn:gold")]), MICHAEL).await;
    assert_eq!(told(&scene.tokens(&answer).await)["acr"], "1");
}

#[tokio::test]
async fn op_03_an_essential_acr_that_is_not_reached_is_told_to_the_app_and_nobody_is_signed_in_to_it_by_less() {
    let scene = Scene::new().await;
    let asks = |values: &str| json!({ "id_token": { "acr": { "essential": true, "values": [values] } } }).to_string();
    let (first, second, other) = (asks("1"), asks("2"), asks("urn:gold"));
    let mut visitor = scene.visitor(MICHAEL).await;
    assert_eq!(told(&scene.tokens(&visitor.open(&scene.request(&[("claims", &first)])).await).await)["acr"], "1");
    assert_eq!(error(&visitor.open(&scene.request(&[("claims", &second), ("prompt", "none")])).await), "login_required");
    let page = visitor.open(&scene.request(&[("claims", &second)])).await;
    assert!(is_sign_in_page(&page), "a second factor may have come since: {page:?}");
    let answer = visitor.submit_and_follow(&page, &page.form_with("password").with("password", PASSWORD)).await;
    assert_eq!(error(&answer), "unmet_authentication_requirements");
    assert_eq!(error(&Visitor::new().open(&scene.request(&[("claims", &other)])).await), "unmet_authentication_requirements");
}

#[tokio::test]
async fn op_03_an_app_that_opens_links_of_its_own_hears_of_it_by_a_press_unless_somebody_has_just_signed_in() {
    let mut draft = openid_app();
    (draft.kind, draft.redirect_uris) = (AppKind::Native, vec!["com.example.till:/callback".into()]);
    let scene = Scene::with(draft).await;
    let asks = |values: &str| json!({ "id_token": { "acr": { "essential": true, "values": [values] } } }).to_string();
    let (second, other) = (asks("2"), asks("urn:gold"));
    let mut visitor = Visitor::new();
    let page = visitor.open(&scene.request(&[("claims", &second)])).await;
    let form = page.form_with("password").with("email", MICHAEL).with("password", PASSWORD);
    assert_eq!(error(&visitor.submit_and_follow(&page, &form).await), "unmet_authentication_requirements");
    let page = visitor.open(&scene.request(&[("claims", &other)])).await;
    assert_eq!(page.turned_back_with()["error"], "unmet_authentication_requirements");
}
