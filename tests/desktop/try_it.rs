//! Whoever administers an app tries its sign-in from here, and leaves nothing behind.

use countersign_wire::app::OAuthAppDraft;
use support::service::{ada, native_app};
use support::session::Keyring;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_added_without_typing_tried_and_its_account_is_gone_again() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in_and_leave(&ada().email).await;
    let draft = OAuthAppDraft {
        redirect_uris: vec!["https://till.example/callback".into(), "app.countersign.desktop:/till".into()],
        scopes: vec!["profile".into(), "email".into()],
        ..native_app()
    };
    let client_id = scene.service.add_app(draft).await.client_id;
    let app = scene.app();
    app.press("Apps").await;
    app.press_at(&format!("[data-client-id='{client_id}']")).await;
    app.press("Add it to this computer").await;
    app.find("[data-test='add-provider']").await;
    let values = app.run("return [...document.querySelectorAll('[data-test=add-provider] input.input')].map((field) => field.value)").await;
    for known in [client_id.as_str(), "Harbour Till", "app.countersign.desktop:/till", "profile email"] {
        assert!(values.as_array().unwrap().iter().any(|value| value == known), "{known} is not in {values}");
    }
    app.press("Add and go on").await;
    app.press("Start the sign-in").await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    page.press("button[value='accept']").await;

    app.find("[data-test='tried'] figure").await;
    app.says("Ada Ruiz is signed in here by “Harbour Till”").await;
    assert_eq!(scene.command_line(&["accounts"]).len(), 2);
    app.press("Sign out and forget it").await;
    app.says("Ada Ruiz is signed out and forgotten on this computer").await;
    let left = scene.command_line(&["accounts"]);
    assert!(left.len() == 1 && left[0]["provider"] != "Harbour Till", "{left:?}");
    app.press("Back to the app").await;
    app.find(&format!("[data-test='app'][data-client-id='{client_id}']")).await;
}
