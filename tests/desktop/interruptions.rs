//! What breaks in on somebody who is in the middle of something: the keychain locks, the service goes away, links pour in.

use serde_json::json;
use support::service::{ada, michael};
use support::session::Keyring;
use support::visitor::Visitor;

use crate::bounds::{door, say};
use crate::scene::{Scene, invoke};
use crate::web_view::listen;

#[tokio::test(flavor = "multi_thread")]
async fn s3_a_keychain_that_locks_while_the_app_runs_is_told_before_a_sign_in_and_loses_nothing() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&michael().email).await;
    let before = scene.command_line(&["accounts"]);
    scene.session.lock_keyring();
    let app = scene.app();
    // What is open stays open: the app asks the keychain once.
    app.press("Read again").await;
    assert_eq!(app.text_of("[data-field='timezone']").await, "Europe/Madrid");
    app.press("Add an account").await;
    app.press_at("a[href^='#/sign-in/']").await;
    app.says("The keychain is locked.").await;
    app.says("Nothing is lost.").await;
    scene.continue_in_browser().await;
    app.says("Unlock it, and try again; nothing is lost.").await;
    assert!(invoke(app, "pending_sign_ins", json!({})).await.unwrap().as_array().unwrap().is_empty(), "no sign-in was begun");

    scene.session.unlock_keyring();
    app.press("Check again").await;
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
    app.press("Cancel").await;
    scene.kill_app();
    scene.start_app().await;
    scene.app().find("nav [data-account][data-state='active']").await;
    assert_eq!(scene.command_line(&["accounts"])[0]["id"], before[0]["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_a_sign_in_that_was_on_its_way_when_the_keychain_locked_ends_well_and_is_kept() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    scene.session.lock_keyring();
    page.press("button[value='accept']").await;
    scene.app().find("[data-test='account'][data-state='active']").await;
    scene.kill_app();
    scene.session.unlock_keyring();
    scene.start_app().await;
    scene.app().press_at("nav [data-account][data-state='active']").await;
    assert_eq!(scene.app().text_of("[data-test='account'] h1").await, "Michael");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_gone_when_the_browser_comes_back_is_told_and_the_sign_in_begins_again_with_one_press() {
    let (scene, mut line) = Scene::on_a_line().await;
    let page = scene.go_to_browser().await;
    let authorize = page.address().await;
    page.go("about:blank").await;
    page.leave().await;
    // The same request in a browser whose way back is ours to delay.
    let link = Visitor::new().accept(&authorize, &michael().email).await.location().unwrap().to_owned();
    line.cut().await;
    scene.open_link(&link);
    let app = scene.app();
    app.find("[data-test='sign-in-failed'][data-code='network'][data-step='returned']").await;
    app.says("cannot be reached").await;
    app.says("Check the connection, then try again.").await;
    assert!(scene.command_line(&["accounts"]).is_empty());

    line.mend().await;
    app.press("Try again").await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
    assert_eq!(app.text_of("[data-field='timezone']").await, "Europe/Madrid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_gone_while_an_app_is_made_is_told_and_what_was_typed_is_made_once_it_is_back() {
    let (scene, mut line) = Scene::on_a_line().await;
    scene.sign_in(&ada().email).await;
    let app = scene.app();
    app.press("Apps").await;
    app.find("[data-client-id='countersign']").await;
    app.press("New app").await;
    app.fill("Name of the app", "Harbour Desk").await;
    app.press_at(".tick:nth-child(2) input").await;
    app.fill("Return address 1", "https://harbour.example/callback").await;
    line.cut().await;
    app.press("Create the app").await;
    app.says("The app was not created.").await;
    app.says("cannot be reached").await;

    line.mend().await;
    app.press("Create the app").await;
    let id = app.text_of("[data-test='client-id']").await;
    let made = scene.command_line(&["apps", "list"]);
    let ids: Vec<_> = made.iter().filter(|one| one["name"] == "Harbour Desk").map(|one| one["client_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [id.as_str()], "it was made once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_could_not_be_read_while_the_service_was_gone_is_read_with_one_press() {
    let (scene, mut line) = Scene::on_a_line().await;
    scene.sign_in(&ada().email).await;
    line.cut().await;
    let app = scene.app();
    app.press("Apps").await;
    app.says("cannot be reached").await;
    line.mend().await;
    app.press("Try again").await;
    app.find("[data-client-id='countersign']").await;
    assert!(!app.text().await.contains("cannot be reached"));
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_links_that_pour_in_while_the_person_is_in_the_browser_do_not_end_their_sign_in() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    let app = scene.app();
    let ear = listen(app).await;
    let door = door(&scene);
    for number in 0..2_000 {
        let link = match number % 3 {
            0 => format!("app.countersign.desktop:/callback?code={number}&state={number}"),
            1 => format!("app.countersign.desktop:/callback?error=access_denied&state={number}"),
            _ => format!("app.countersign.desktop:/callback?code={number}"),
        };
        assert_eq!(say(&door, format!("countersign 1 c{link}").as_bytes()), b"+", "link {number}");
    }
    scene.open_link("app.countersign.desktop:/callback?error=access_denied&state=nobodys");
    app.find("[data-test='sign-in-waiting'][data-reached='opened']").await;
    assert_eq!(invoke(app, "pending_sign_ins", json!({})).await.unwrap().as_array().unwrap().len(), 1);
    page.press("button[value='accept']").await;
    app.find("[data-test='account'][data-state='active']").await;
    let notices = ear.heard(app).await.iter().filter(|text| text.contains("\"notice\"")).count();
    assert_eq!(notices, 1, "it is said once that something came which nobody waits for");
}
