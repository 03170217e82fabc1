//! A service that does not know the return address of a sign-in says so in the browser, and tells the app nothing.

use countersign_wire::app::OAuthAppDraft;
use serde_json::json;
use support::service::{ada, native_app};
use support::session::Keyring;

use crate::scene::{Scene, invoke};

#[tokio::test(flavor = "multi_thread")]
async fn who_administers_the_app_sees_while_waiting_where_the_addresses_differ_and_after_calling_it_off_too() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in_and_leave(&ada().email).await;
    let draft = OAuthAppDraft { redirect_uris: vec!["app.countersign.desktop:/calback".into()], ..native_app() };
    let client_id = scene.service.add_app(draft).await.client_id;
    let app = scene.app();
    let provider = json!({
        "draft": { "name": "tides", "issuer": scene.service.issuer(), "client_id": client_id, "redirect_uris": ["app.countersign.desktop:/callback"], "scopes": ["profile"] },
        "secret": null,
    });
    invoke(app, "add_provider", provider).await.unwrap();
    app.run("location.hash = '#/sign-in/tides'").await;
    app.says("Sign in to tides").await;
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
    let refusal = scene.browser.page(scene.service.issuer()).await;
    refusal.go("about:blank").await;
    refusal.leave().await;
    app.find("[data-test='sign-in-waiting'] [data-test='redirect-mismatch']").await;
    app.says("One place differs.").await;
    // Letter by letter for the eye, and whole for who listens.
    let said = app.run("return document.querySelector('[data-test=redirect-mismatch]').textContent").await;
    assert!(said.as_str().unwrap().contains("app.countersign.desktop:/calback"), "{said}");

    app.press("Cancel").await;
    app.find("[data-test='sign-in'] [data-test='redirect-mismatch']").await;
    app.press("Add the address that was sent").await;
    app.says("The address is registered now").await;
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
}
