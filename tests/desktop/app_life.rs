//! The whole life of an app on the screen: made, tried, its secret followed by another, deleted.

use support::client::{Client, member};
use support::desktop::App;
use support::service::{ada, michael};
use support::session::Keyring;

use crate::apps::ask_for_token;
use crate::scene::{SCHEME, Scene};

const NAME: &str = "harbour-till";

/// Makes a native app with a secret besides, which comes back to this computer; gives its id and its secret.
async fn make(app: &App, redirect: &str) -> (String, String) {
    app.press("Apps").await;
    app.find("[data-client-id='countersign']").await;
    app.press("New app").await;
    app.press_at("input[type='radio'][value='native']").await;
    app.fill("Name of the app", NAME).await;
    app.fill("Return address 1", redirect).await;
    for label in ["Name and formats", "With a secret besides"] {
        tick(app, label).await;
    }
    app.press("Create the app").await;
    (app.text_of("[data-test='client-id']").await, app.text_of("[data-test='client-secret']").await)
}

/// Ticks what is called so.
async fn tick(app: &App, label: &str) {
    let script = format!(
        "const label = [...document.querySelectorAll('label')].find((one) => one.firstChild?.textContent.trim() === '{label}');
         const box = label && document.getElementById(label.htmlFor);
         if (box && !box.checked) box.click();
         return box?.checked ?? null;"
    );
    assert_eq!(app.run(&script).await, serde_json::json!(true), "{label}");
}

/// Goes to the app's own screen, from wherever the window is.
async fn go_to(app: &App, id: &str) {
    app.press("Apps").await;
    app.press_at(&format!("[data-client-id='{id}']")).await;
    app.find(&format!("[data-test='app'][data-client-id='{id}']")).await;
}

/// Tries the app as a person does: adds it to this computer with the secret that was copied, and signs in through it.
async fn try_it(scene: &Scene, id: &str) {
    let app = scene.app();
    app.press("Try it").await;
    app.press("Add it to this computer").await;
    app.press("Take it from the clipboard").await;
    app.says("43 characters, hidden").await;
    app.press("Add and go on").await;
    app.find(&format!("[data-test='app'][data-client-id='{id}']")).await;
    app.press("Start the sign-in").await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    page.says(NAME).await;
    page.press("button[value='accept']").await;
    app.find("[data-test='tried'] figure").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_made_tried_given_another_secret_and_deleted_without_leaving_the_window() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in_and_leave(&ada().email).await;
    let redirect = format!("{SCHEME}:/callback/{NAME}");
    let (id, old) = make(scene.app(), &redirect).await;
    let app = scene.app();
    app.press("Copy the secret").await;
    app.press("Go to the app").await;
    try_it(&scene, &id).await;
    assert_eq!(scene.command_line(&["accounts"]).len(), 2);

    go_to(app, &id).await;
    let first = app.find("button[aria-label^='Retire the secret']").await.attr("aria-label").await.unwrap().unwrap();
    app.press("Make a new secret").await;
    let new = app.text_of("[data-test='client-secret']").await;
    assert_ne!(new, old);
    app.press("Copy the secret").await;
    for secret in [&old, &new] {
        assert_eq!(ask_for_token(&scene, &redirect, &id, secret).await.status, 200, "until one is retired, both work");
    }
    app.press(&first).await;
    app.press_at("dialog[open] button.sure").await;
    app.says("can be taken back until").await;
    let refused = ask_for_token(&scene, &redirect, &id, &old).await;
    assert_eq!((refused.status, refused.json()["error"].as_str()), (401, Some("invalid_client")));
    let token = member(&ask_for_token(&scene, &redirect, &id, &new).await, "access_token");
    let client = Client::built_in(&scene.service);
    assert_eq!(client.user_info(&token).await.json()["name"].as_str(), Some(michael().name.as_str()));

    app.press("Delete the app").await;
    app.fill("Type the app’s name to go on", NAME).await;
    app.press_at("dialog[open] button.sure").await;
    app.find("[data-test='apps']").await;
    app.lacks(&format!("[data-client-id='{id}']")).await;
    assert_eq!(client.user_info(&token).await.status, 401, "its tokens end with it");
    app.find("[data-client-id='countersign']").await;
}
