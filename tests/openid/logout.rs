//! Signing out because an app asks for it (RP-Initiated Logout 1.0).

use serde_json::json;
use support::service::web_app;
use support::visitor::{Answer, Visitor};

use crate::scene::{ADA, GOODBYE, MICHAEL, Scene, error, has_code};

/// The address that signs out.
fn end_session(scene: &Scene, pairs: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    scene.service.url(&format!("/oauth/end-session?{query}"))
}

async fn is_signed_in(scene: &Scene, visitor: &mut Visitor) -> bool {
    let answer = visitor.open(&scene.request(&[("prompt", "none")])).await;
    has_code(&answer) || { error(&answer) != "login_required" }
}

/// A page that asks, or says what was wrong; and nobody was signed out or sent anywhere.
async fn nothing_happened(scene: &Scene, visitor: &mut Visitor, answer: &Answer) -> bool {
    answer.location().is_none() && is_signed_in(scene, visitor).await
}

#[tokio::test]
async fn lo_01_with_a_hint_and_a_registered_address_the_person_is_signed_out_and_sent_back() {
    let scene = Scene::new().await;
    for (state, back) in [(&[("state", "a b&c")][..], format!("{GOODBYE}?state=a+b%26c")), (&[], GOODBYE.to_owned())] {
        let mut visitor = scene.visitor(MICHAEL).await;
        let hint = scene.id_token_of(MICHAEL).await;
        let asked = [&[("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", GOODBYE)], state].concat();
        let answer = visitor.open(&end_session(&scene, &asked)).await;
        assert_eq!((answer.status, answer.location()), (303, Some(back.as_str())));
        assert!(!visitor.cookies.keys().any(|name| name.contains("session")), "the cookie goes");
        assert_eq!(error(&visitor.open(&scene.request(&[("prompt", "none")])).await), "login_required");
    }
    assert_eq!(scene.row::<i64>("SELECT count(*) FROM audit WHERE deed = 'signed_out'"), 2);
}

#[tokio::test]
async fn lo_01_a_cookie_that_was_copied_before_is_worth_nothing_afterwards() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let mut copied = visitor.clone();
    visitor.open(&end_session(&scene, &[("id_token_hint", &scene.id_token_of(MICHAEL).await)])).await;
    assert!(!is_signed_in(&scene, &mut copied).await);
}

#[tokio::test]
async fn lo_01_a_form_does_the_same_as_an_address() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let hint = scene.id_token_of(MICHAEL).await;
    let form = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", "s")];
    let answer = scene.client.post(&scene.service.url("/oauth/end-session"), &form, None).await;
    assert_eq!(answer.status, 303);
    let answer = visitor.open(&scene.service.url(answer.location().unwrap())).await;
    assert_eq!(answer.location(), Some("https://harbour.example/goodbye?state=s"));
}

#[tokio::test]
async fn lo_02_an_address_that_is_not_registered_to_the_letter_is_never_gone_to() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let hint = scene.id_token_of(MICHAEL).await;
    for uri in [
        "https://evil.example/",
        "https://harbour.example/goodbye?a=1",
        "https://harbour.example/goodbye/",
        "https://harbour.example/GOODBYE",
        "https://harbour.example/callback",
        "https://harbour.example:443/goodbye",
        "//evil.example/",
        "javascript:alert(1)",
    ] {
        let answer = visitor.open(&end_session(&scene, &[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)])).await;
        assert!(nothing_happened(&scene, &mut visitor, &answer).await, "{uri}: {answer:?}");
    }
}

#[tokio::test]
async fn lo_02_a_hint_that_is_not_ours_and_an_address_without_a_hint_are_never_followed() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let (sub, issuer) = (scene.person(MICHAEL), scene.service.issuer());
    let good = scene.id_token_of(MICHAEL).await;
    let payload = good.split('.').nth(1).unwrap();
    let stranger = Scene::new().await.signed("JWT", &json!({ "iss": issuer, "sub": sub, "aud": scene.client.id })).await;
    let wrong = [
        stranger,
        format!("eyJhbGciOiJub25lIn0.{payload}."),
        good.rsplit_once('.').unwrap().0.to_owned() + ".",
        scene.signed("logout+jwt", &json!({ "iss": issuer, "sub": sub, "aud": scene.client.id })).await,
        "x".into(),
    ];
    let mut asked: Vec<Vec<(&str, &str)>> = wrong.iter().map(|hint| vec![("id_token_hint", hint.as_str())]).collect();
    asked.push(vec![]);
    asked.push(vec![("client_id", &scene.client.id)]);
    for mut pairs in asked {
        pairs.push(("post_logout_redirect_uri", GOODBYE));
        let answer = visitor.open(&end_session(&scene, &pairs)).await;
        assert!(nothing_happened(&scene, &mut visitor, &answer).await, "{pairs:?}: {answer:?}");
    }
}

#[tokio::test]
async fn lo_02_a_hint_of_another_app_than_is_named_is_told() {
    let scene = Scene::new().await;
    let other = scene.service.add_app(web_app()).await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let hint = scene.id_token_of(MICHAEL).await;
    for client_id in [other.client_id.as_str(), "nobody"] {
        let answer = visitor.open(&end_session(&scene, &[("id_token_hint", &hint), ("client_id", client_id)])).await;
        assert_eq!(answer.status, 400);
        assert!(nothing_happened(&scene, &mut visitor, &answer).await, "{client_id}");
    }
}

#[tokio::test]
async fn lo_02_a_hint_of_somebody_else_asks_whoever_is_signed_in() {
    let scene = Scene::new().await;
    let mut visitor = scene.visitor(MICHAEL).await;
    let hint = scene.id_token_of(ADA).await;
    let page = visitor.open(&end_session(&scene, &[("id_token_hint", &hint), ("post_logout_redirect_uri", GOODBYE)])).await;
    assert!(nothing_happened(&scene, &mut visitor, &page).await, "{page:?}");
    assert!(page.header("content-security-policy").ends_with("form-action 'self' https://harbour.example"));
    let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "sign_out")).await;
    assert_eq!(answer.location(), Some(GOODBYE));
    assert!(!is_signed_in(&scene, &mut visitor).await);
}

#[tokio::test]
async fn lo_03_without_parameters_the_person_is_asked_signed_out_and_told() {
    let scene = Scene::new().await;
    for pairs in [&[][..], &[("state", "s")], &[("client_id", scene.client.id.as_str()), ("logout_hint", MICHAEL), ("ui_locales", "en")]] {
        let mut visitor = scene.visitor(MICHAEL).await;
        let page = visitor.open(&end_session(&scene, pairs)).await;
        assert!(page.body.contains("Sign out?") && page.body.contains(MICHAEL), "{}", page.body);
        assert!(nothing_happened(&scene, &mut visitor, &page).await, "a link signs nobody out");
        let answer = visitor.submit(&page, &page.form_with("answer").with("answer", "sign_out")).await;
        assert!(answer.location().is_none() && answer.body.contains("You are signed out"), "{answer:?}");
        assert!(!is_signed_in(&scene, &mut visitor).await);
        let again = visitor.open(&end_session(&scene, pairs)).await;
        assert!(again.body.contains("You are signed out"), "{}", again.body);
    }
}

#[tokio::test]
async fn lo_03_the_form_is_of_use_only_to_the_browser_that_it_was_shown_in_and_staying_changes_nothing() {
    let scene = Scene::new().await;
    let mut michael = scene.visitor(MICHAEL).await;
    let page = michael.open(&end_session(&scene, &[])).await;
    let mut ada = scene.visitor(ADA).await;
    let forged = ada.submit(&page, &page.form_with("answer").with("answer", "sign_out")).await;
    assert_eq!(forged.status, 400);
    assert!(is_signed_in(&scene, &mut ada).await);
    let stayed = michael.submit(&page, &page.form_with("answer").with("answer", "stay")).await;
    assert!(stayed.body.contains("still signed in") && is_signed_in(&scene, &mut michael).await);
}

#[tokio::test]
async fn lo_03_the_page_speaks_the_language_that_was_asked_for() {
    let scene = Scene::new().await;
    let page = Visitor::new().open(&end_session(&scene, &[("ui_locales", "es")])).await;
    assert!(page.body.contains("Has cerrado la sesión"), "{}", page.body);
}
