//! Signing in, and all the ways in which it does not come to that.

use support::service::{ada, michael};
use support::session::Keyring;
use support::visitor::Visitor;
use support::wait::until;

use crate::scene::{Scene, only_provider, start_sign_in};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_click_to_the_profile() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&michael().email).await;
    let app = scene.app();
    for (field, value) in [
        ("[data-field='email']", "michael@test.com"),
        ("[data-field='timezone']", "Europe/Madrid"),
        ("[data-field='dates']", "DD-MM-YYYY"),
        ("[data-field='smart_dates']", "Off"),
        ("[data-field='thousands']", "Point"),
        ("[data-field='decimal']", "Comma"),
        ("[data-example='thousands']", "1.234.567"),
        ("h1", "Michael"),
    ] {
        assert_eq!(app.text_of(field).await, value, "{field}");
    }
    let accounts = scene.command_line(&["accounts"]);
    assert_eq!(accounts.len(), 1);
    assert_eq!((accounts[0]["name"].as_str(), accounts[0]["state"].as_str()), (Some("Michael"), Some("active")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_see_themselves_in_their_own_formats() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&ada().email).await;
    let app = scene.app();
    for (field, value) in [
        ("[data-field='timezone']", "Asia/Tokyo"),
        ("[data-field='dates']", "YYYY/MM/DD"),
        ("[data-field='smart_dates']", "On"),
        ("[data-example='thousands']", "1,234,567"),
        ("h1", "Ada Ruiz"),
    ] {
        assert_eq!(app.text_of(field).await, value, "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d4_a_callback_starts_an_app_that_was_killed_and_it_finishes_the_sign_in() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    scene.kill_app();
    page.press_button("Accept").await;
    until("the system to start the app", || !scene.app_processes().is_empty());
    until("the started app to finish the sign-in", || !scene.command_line(&["accounts"]).is_empty());
    scene.kill_app();
    scene.start_app().await;
    let app = scene.app();
    assert_eq!(app.text_of("[data-test='account'] h1").await, "Michael");
    assert_eq!(app.text_of("[data-field='timezone']").await, "Europe/Madrid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_is_told_and_stores_nothing() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press_button("Deny").await;
    scene.app().find("[data-test='sign-in-failed'][data-code='denied']").await;
    scene.app().says("Access was denied").await;
    assert!(scene.command_line(&["accounts"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sign_in_takes_no_callback_any_more() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    scene.app().press("Cancel").await;
    scene.app().find("[data-test='sign-in']").await;
    page.press_button("Accept").await;
    scene.app().says("none waits for it").await;
    assert!(scene.command_line(&["accounts"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_a_code_that_came_too_late_is_said_plainly() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    let authorize = page.address().await;
    // The same request in a browser whose way back is ours to delay.
    let link = Visitor::new().accept(&authorize, &michael().email).await.location().unwrap().to_owned();
    scene.service.clock.advance(61);
    scene.open_link(&link);
    scene.app().find("[data-test='sign-in-failed'][data-code='code_expired']").await;
    scene.app().says("The code came too late").await;
    assert!(scene.command_line(&["accounts"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn c3_a_tampered_state_signs_nobody_in_and_the_sign_in_goes_on() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.add_service().await;
    let provider = only_provider(scene.app()).await;
    let authorize = start_sign_in(scene.app(), &provider).await;
    let link = Visitor::new().accept(&authorize, &michael().email).await.location().unwrap().to_owned();
    let (head, state) = link.split_once("state=").unwrap();
    let other = if state.starts_with('A') { 'B' } else { 'A' };
    scene.open_link(&format!("{head}state={other}{}", &state[1..]));
    scene.app().says("none waits for it").await;
    assert!(scene.command_line(&["accounts"]).is_empty());
    scene.open_link(&link);
    scene.app().find("nav [data-account][data-state='active']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_a_callback_with_none_pending_is_a_quiet_notice() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.open_link("app.countersign.desktop:/callback?code=nobodys&state=nobodys");
    scene.app().find("[data-test='notice']").await;
    scene.app().find("[data-test='welcome']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_says_what_it_revoked_and_the_service_refuses_the_token() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&michael().email).await;
    let account = scene.command_line(&["accounts"])[0]["id"].as_str().unwrap().to_owned();
    let token = scene.command_line(&["token", &account])[0]["access_token"].as_str().unwrap().to_owned();
    let client = support::client::Client::built_in(&scene.service);
    assert_eq!(client.user_info(&token).await.status, 200);
    scene.app().press("Sign out").await;
    let receipt = scene.app().text_of("[data-test='sign-out-receipt']").await;
    assert!(receipt.contains("signed out"), "{receipt}");
    assert_eq!(client.user_info(&token).await.status, 401);
    scene.app().find("nav [data-account][data-state='signed_out']").await;
}
