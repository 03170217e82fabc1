//! How sessions stand on the screen: near their end, without a network, and after a sign-out that the service did not hear of.

use serde_json::json;
use support::fake_provider::Reply;
use support::wait::until_some;

use crate::scene::{Scene, invoke, start_sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_be_renewed_says_so_before_its_end_and_one_press_signs_in_again() {
    let (scene, fake, provider) = Scene::with_fake().await;
    fake.without_refresh_tokens();
    // The screen warns a tenth of the life before its end, a minute at most.
    fake.lifetime(30);
    let app = scene.app();
    scene.open_link(&fake.accept(&start_sign_in(app, &provider).await));
    app.press_at("nav [data-account]").await;
    // That stands there for three seconds: who looks from time to time may come too late, who is told of every change may not.
    app.run(
        "const look = () => { window.__warned ||= document.querySelector(\"[data-test='expires-soon']\")?.innerText; };
         new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
         look();",
    )
    .await;
    let warned = until_some("the warning", || async { app.run("return window.__warned").await.as_str().map(str::to_owned) }).await;
    assert!(warned.contains("This session is about to end"), "{warned}");
    fake.lifetime(3600);
    app.press("Sign in again").await;
    app.find("[data-test='sign-in-waiting']").await;
    let pending = invoke(app, "pending_sign_ins", json!({})).await.unwrap();
    scene.open_link(&fake.accept(pending[0]["authorize_url"].as_str().unwrap()));
    app.find("[data-test='account'][data-state='active']").await;
    assert!(!app.text().await.contains("about to end"));
    assert_eq!(scene.command_line(&["accounts"]).len(), 1, "it is the same account");
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_the_last_profile_is_shown_with_its_date() {
    let (scene, fake, provider) = Scene::with_fake().await;
    let app = scene.app();
    scene.open_link(&fake.accept(&start_sign_in(app, &provider).await));
    app.press_at("nav [data-account]").await;
    app.says("Europe/Madrid").await;
    drop(fake);
    app.press("Read again").await;
    let said = app.text_of("[data-test='offline']").await;
    let date = said.split_once("as read on ").unwrap_or_else(|| panic!("{said}")).1;
    assert!(date.chars().any(|c| c.is_ascii_digit()), "{said}");
    assert_eq!(app.text_of("[data-field='email']").await, "michael@test.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_that_the_service_did_not_hear_of_says_so_until_it_is_told() {
    let (scene, fake, provider) = Scene::with_fake().await;
    let app = scene.app();
    scene.open_link(&fake.accept(&start_sign_in(app, &provider).await));
    app.press_at("nav [data-account]").await;
    app.says("Europe/Madrid").await;
    fake.always("/revoke", Reply::json(503, json!({})));
    app.press("Sign out").await;
    let receipt = app.text_of("[data-test='sign-out-receipt']").await;
    assert!(receipt.contains("Could not be told just now"), "{receipt}");
    app.find("[data-test='untold']").await;
    fake.behave();
    app.press("Tell it now").await;
    app.says("Revoked: ").await;
    let receipt = app.text_of("[data-test='sign-out-receipt']").await;
    assert!(receipt.contains("Revoked: ") && !receipt.contains("Could not be told"), "{receipt}");
    app.lacks("[data-test='untold']").await;
    assert!(!app.text().await.contains("The service does not know yet"));
}
