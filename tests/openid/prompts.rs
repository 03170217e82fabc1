//! Who is asked what, and how often.

use serde_json::json;
use support::service::{BEGINNING, PASSWORD};
use support::visitor::Visitor;

use crate::scene::{ADA, MICHAEL, Scene, error, has_code, is_consent_page, is_sign_in_page, told};

#[tokio::test]
async fn op_06_prompt_login_asks_again_once_and_the_time_of_the_sign_in_moves() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let tokens = scene.tokens(&visitor.accept(&scene.request(&[]), MICHAEL).await).await;
    let first = told(&tokens)["auth_time"].as_i64().unwrap();
    scene.service.clock.advance(100);
    let request = scene.request(&[("prompt", "login")]);
    let page = visitor.open(&request).await;
    assert!(is_sign_in_page(&page) && page.body.contains("asks you to sign in again"), "{}", page.body);
    let form = page.form_with("password");
    assert!(form.fields.contains(&("email".into(), MICHAEL.into())), "{form:?}");
    let answer = visitor.submit_and_follow(&page, &form.with("password", PASSWORD)).await;
    assert_eq!(told(&scene.tokens(&answer).await)["auth_time"], first + 100);
    assert!(is_sign_in_page(&visitor.open(&request).await), "the same request once more is another one");
}

#[tokio::test]
async fn op_06_no_parameter_and_no_cookie_of_another_request_takes_the_place_of_signing_in_again() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    // A request that was satisfied, and is left without its answer.
    let page = visitor.open(&scene.request_for("openid profile", &[("prompt", "login")])).await;
    let consent = visitor.submit_and_follow(&page, &page.form_with("password").with("password", PASSWORD)).await;
    assert!(is_consent_page(&consent), "{consent:?}");
    let done = visitor.cookies.iter().find(|(name, _)| name.contains("done")).map(|(_, value)| value.clone()).unwrap();
    for more in [("done", done.as_str()), ("signed_in", "1"), ("auth_time", "99999999999")] {
        let page = visitor.open(&scene.request(&[("prompt", "login"), more])).await;
        assert!(is_sign_in_page(&page), "{more:?}");
    }
    let mut other = scene.visitor(ADA).await;
    other.cookies.extend(visitor.cookies.iter().filter(|(name, _)| name.contains("done")).map(|(a, b)| (a.clone(), b.clone())));
    let page = other.open(&scene.request_for("openid profile", &[("prompt", "login")])).await;
    assert!(is_sign_in_page(&page), "what one session proves is nothing in another");
}

#[tokio::test]
async fn op_06_a_sign_in_for_a_request_counts_for_ten_minutes() {
    let scene = Scene::new().await;
    let mut visitor = Visitor::new();
    let request = scene.request(&[("prompt", "login")]);
    assert!(is_consent_page(&visitor.sign_in(&request, MICHAEL).await));
    scene.service.clock.advance(599);
    assert!(is_consent_page(&visitor.open(&request).await), "the page may be loaded again");
    scene.service.clock.advance(1);
    assert!(is_sign_in_page(&visitor.open(&request).await));
}

#[tokio::test]
async fn op_06_max_age_that_has_passed_asks_again_and_one_that_has_not_asks_nothing() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    scene.service.clock.advance(60);
    assert!(has_code(&visitor.open(&scene.request(&[("max_age", "60")])).await));
    assert!(has_code(&visitor.open(&scene.request(&[("max_age", "15000")])).await));
    let page = visitor.open(&scene.request(&[("max_age", "59")])).await;
    assert!(is_sign_in_page(&page) && page.body.contains("You signed in a while ago"), "{}", page.body);
    let form = page.form_with("password").with("password", PASSWORD);
    scene.service.clock.advance(70);
    let answer = visitor.submit_and_follow(&page, &form).await;
    assert_eq!(told(&scene.tokens(&answer).await)["auth_time"], BEGINNING + 130, "the ID token says when");
    let answer = visitor.open(&scene.request(&[("max_age", "a minute")])).await;
    assert_eq!(error(&answer), "invalid_request");
}

#[tokio::test]
async fn op_06_prompt_none_tells_the_app_what_is_missing() {
    let scene = Scene::new().await;
    let silent = |scope: &str, more: &[(&str, &str)]| scene.request_for(scope, &[&[("prompt", "none")], more].concat());
    let nobody = Visitor::new().open(&silent("openid", &[])).await;
    assert_eq!(error(&nobody), "login_required");
    assert_eq!(
        (nobody.redirected_with()["state"].as_str(), nobody.redirected_with()["iss"].as_str()),
        ("a state & more", scene.service.issuer())
    );
    let mut visitor = scene.visitor(MICHAEL).await;
    assert!(has_code(&visitor.open(&silent("openid email", &[])).await));
    assert_eq!(error(&visitor.open(&silent("openid profile", &[])).await), "consent_required");
    scene.service.clock.advance(2);
    assert_eq!(error(&visitor.open(&silent("openid", &[("max_age", "1")])).await), "login_required");
    let both = scene.request(&[("prompt", "none login")]);
    assert_eq!(error(&visitor.open(&both).await), "invalid_request");
}

#[tokio::test]
async fn op_06_a_hint_says_who_is_meant() {
    let scene = Scene::new().await;
    let (michael, ada) = (scene.id_token_of(MICHAEL).await, scene.id_token_of(ADA).await);
    let mut visitor = scene.visitor(MICHAEL).await;
    let with = |prompt: &'static str, hint: &str| scene.request(&[("prompt", prompt), ("id_token_hint", hint)]);
    assert!(has_code(&visitor.open(&with("none", &michael)).await));
    assert!(has_code(&visitor.open(&with("", &michael)).await));
    assert_eq!(error(&visitor.open(&with("none", &ada)).await), "login_required");
    let page = visitor.open(&with("", &ada)).await;
    assert!(is_sign_in_page(&page) && page.body.contains("expects somebody else"), "{}", page.body);
    let form = page.form_with("password").with("email", MICHAEL).with("password", PASSWORD);
    assert_eq!(error(&visitor.submit_and_follow(&page, &form).await), "login_required", "nobody is asked in a circle");
}

#[tokio::test]
async fn op_06_a_hint_that_was_not_signed_here_for_this_app_answers_nothing_silently() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let sub = scene.person(MICHAEL);
    let issuer = scene.service.issuer();
    let other_app = scene.signed("JWT", &json!({ "iss": issuer, "sub": sub, "aud": "another" })).await;
    let no_id_token = scene.signed("at+jwt", &json!({ "iss": issuer, "sub": sub, "aud": scene.client.id })).await;
    let unsigned = "eyJhbGciOiJub25lIn0.e30.";
    for hint in [other_app.as_str(), &no_id_token, unsigned, "x"] {
        let answer = visitor.open(&scene.request(&[("prompt", "none"), ("id_token_hint", hint)])).await;
        assert_eq!(error(&answer), "login_required", "{hint}");
    }
}

#[tokio::test]
async fn op_06_a_sub_that_is_asked_for_is_a_hint_too() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let asks = |sub: &str| json!({ "id_token": { "sub": { "value": sub } } }).to_string();
    let (michael, ada) = (asks(&scene.person(MICHAEL)), asks(&scene.person(ADA)));
    assert!(has_code(&visitor.open(&scene.request(&[("prompt", "none"), ("claims", &michael)])).await));
    assert_eq!(error(&visitor.open(&scene.request(&[("prompt", "none"), ("claims", &ada)])).await), "login_required");
}

#[tokio::test]
async fn op_06_select_account_lets_the_person_go_on_or_be_somebody_else() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let request = scene.request(&[("prompt", "select_account")]);
    let page = visitor.open(&request).await;
    assert!(page.body.contains("Continue as <bdi>Michael</bdi>"), "{}", page.body);
    let answer = visitor.submit_and_follow(&page, &page.form_with("answer").with("answer", "continue")).await;
    assert!(has_code(&answer), "{answer:?}");
    let page = visitor.open(&request).await;
    let sign_in = visitor.submit(&page, &page.form_with("answer").with("answer", "other")).await;
    let form = sign_in.form_with("password").with("email", ADA).with("password", PASSWORD);
    let consent = visitor.submit_and_follow(&sign_in, &form).await;
    assert!(is_consent_page(&consent) && consent.body.contains(ADA), "{}", consent.body);
    let mut stranger = Visitor::new();
    stranger.open(&request).await;
    let forged = stranger.submit(&page, &page.form_with("answer").with("answer", "continue")).await;
    assert_eq!(forged.status, 400, "the form is of use only to the browser it was shown in");
}

#[tokio::test]
async fn a10_signing_in_again_gives_a_new_cookie_and_keeps_what_apps_know_the_session_by() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let (old, sid) = (visitor.clone(), scene.row::<String>("SELECT sid FROM sessions"));
    let page = visitor.open(&scene.request(&[("prompt", "login")])).await;
    visitor.submit_and_follow(&page, &page.form_with("password").with("password", PASSWORD)).await;
    assert_ne!(old.cookies, visitor.cookies);
    assert_eq!(scene.row::<String>("SELECT group_concat(sid) FROM sessions"), sid);
    assert!(is_sign_in_page(&old.clone().open(&scene.request(&[])).await));
}
