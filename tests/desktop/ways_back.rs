//! Answers that come back otherwise than by a link.

use serde_json::json;
use support::fake_provider::FakeProvider;
use support::session::Keyring;

use crate::clipboard::copy;
use crate::scene::{Scene, invoke};
use crate::web_view::{listen, whole_of};

/// Signs in at a service that was added, as far as the waiting screen.
async fn wait_at(scene: &Scene, provider: &str) {
    let app = scene.app();
    app.run(&format!("location.hash = '#/sign-in/{provider}'")).await;
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waiting_screen_shows_a_code_for_another_device_and_goes_on_when_it_is_entered_there() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let fake = FakeProvider::start().await;
    fake.lets_devices_sign_in();
    fake.device_interval(1);
    let provider = scene.add(&fake).await;
    let app = scene.app();
    let ear = listen(app).await;
    wait_at(&scene, &provider).await;
    let shown = app.text_of("[data-test='device-code']").await;
    assert!(shown.contains("WDJB-0001") && shown.contains(&fake.url("/device")), "{shown}");
    fake.enter("WDJB-0001");
    app.find("[data-test='account'][data-state='active']").await;
    let heard = ear.heard(app).await.join("\n") + &whole_of(app).await;
    assert!(heard.contains("WDJB-0001"), "a check of the check");
    assert!(!heard.contains("device-1"), "the device's own code stays behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn d1_w4_a_copied_address_is_taken_past_the_window_and_anything_else_is_refused_and_the_sign_in_goes_on() {
    let (mut scene, fake, provider) = Scene::with_fake().await;
    wait_at(&scene, &provider).await;
    let ear = listen(scene.app()).await;
    copy(&mut scene, "a shopping list");
    scene.app().press("Take copied address").await;
    scene.app().find(".banner[role='alert']").await;
    let pending = invoke(scene.app(), "pending_sign_ins", json!({})).await.unwrap();
    let link = fake.accept(pending[0]["authorize_url"].as_str().unwrap());
    copy(&mut scene, &link);
    scene.app().press("Take copied address").await;
    scene.app().find("[data-test='account'][data-state='active']").await;
    let heard = ear.heard(scene.app()).await.join("\n") + &whole_of(scene.app()).await;
    assert!(!heard.contains("code-1") && !heard.contains("shopping"), "{heard}");
}
