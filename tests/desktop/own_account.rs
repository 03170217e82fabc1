//! One's own account in the window: the profile as it is changed, and apps whose access ends.

use support::client::Client;
use support::service::{michael, web_app};
use support::session::Keyring;

use crate::scene::Scene;

/// Michael, signed in, who lets the app look after his account.
async fn looked_after() -> Scene {
    let scene = Scene::new(Keyring::Unlocked).await;
    let_look_after(&scene, &michael().email).await;
    scene
}

/// Signs somebody in who lets the app look after their account: they ask for it, and tick it on the service's page.
pub(crate) async fn let_look_after(scene: &Scene, email: &str) {
    scene.add_service().await;
    scene.app().press_at("[data-test='sign-in'] input[id$='-account']").await;
    scene.continue_in_browser().await;
    scene.app().find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, email).await;
    page.press("input[name='scope'][value='account']").await;
    page.press("button[value='accept']").await;
    scene.app().find("[data-test='account'][data-state='active']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_edited_where_it_stands_and_a_refusal_loses_nothing_that_was_typed() {
    let scene = looked_after().await;
    let app = scene.app();
    app.press("Edit profile").await;
    app.find("[data-test='edit-profile']").await;
    app.fill("Name", "Michael Ende").await;
    app.fill("Time zone", "Lima").await;
    app.press("America/Lima").await;
    app.fill("Page", "http://ende.example").await;
    app.press("Save profile").await;
    app.find("[data-test='edit-profile'] input[aria-invalid='true']").await;
    app.says("Write the address with https").await;
    let typed = app.run("return [...document.querySelectorAll('[data-test=edit-profile] input')].map((one) => one.value)").await;
    let typed: Vec<_> = typed.as_array().unwrap().iter().filter_map(|value| value.as_str()).collect();
    assert!(["Michael Ende", "America/Lima", "http://ende.example"].iter().all(|text| typed.contains(text)), "{typed:?}");

    app.fill("Page", "https://ende.example").await;
    app.press("Save profile").await;
    app.find("[data-test='profile-saved']").await;
    assert_eq!(app.text_of("[data-test='account-heading']").await, "Michael Ende");
    assert_eq!(app.text_of("[data-field='timezone']").await, "America/Lima");
    let other = Client::add(&scene.service, web_app()).await;
    let token = other.tokens_for(&michael().email, "profile").await.access_token;
    let told = other.user_info(&token).await.json();
    assert_eq!((told["name"].as_str(), told["zoneinfo"].as_str()), (Some("Michael Ende"), Some("America/Lima")));
}

#[tokio::test(flavor = "multi_thread")]
async fn iii_04_the_access_of_a_connected_app_ends_at_once() {
    let scene = looked_after().await;
    let app = scene.app();
    let other = Client::add(&scene.service, web_app()).await;
    let token = other.tokens_for(&michael().email, "profile").await.access_token;
    assert_eq!(other.user_info(&token).await.status, 200);
    app.press("Connected apps and browsers").await;
    app.says("This app").await;
    app.press("Revoke the access of Harbour Desk").await;
    app.press("Keep it").await;
    assert_eq!(other.user_info(&token).await.status, 200);
    app.press("Revoke the access of Harbour Desk").await;
    app.press_at("dialog[open] button.sure").await;
    app.says("“Harbour Desk” has no access any more.").await;
    assert_eq!(other.user_info(&token).await.status, 401);
    app.lacks("[aria-label='Revoke the access of Harbour Desk']").await;
}
