//! The end of the app while something in its window is unfinished: the person is asked first, however they end it.

use serde_json::json;
use support::session::Keyring;

use crate::panel::Panel;
use crate::scene::{Scene, invoke};

impl Scene {
    /// Writes into the form of a new service, and leaves it so.
    async fn begin_something(&self) {
        self.app().press_at("a[href='#/add']").await;
        self.app().fill("Name", "Harbour").await;
        self.until_told().await;
    }

    /// Until what the page told the native side has arrived there.
    async fn until_told(&self) {
        invoke(self.app(), "preferences", json!({})).await.unwrap();
    }

    async fn until_asked(&self) {
        self.app().says("Quit Countersign?").await;
    }

    /// Answers that the app may end. Its window may be gone before the driver has answered, which then tells an error.
    async fn quit_all_the_same(&self) {
        let press = "setTimeout(() => document.querySelector('dialog[open] button.sure').click())";
        let _answered_or_gone = self.app().client().execute(press, vec![]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_closed_over_something_unfinished_asks_first_and_ends_once_they_said_so() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let app = scene.app();
    scene.begin_something().await;
    scene.close_window();
    scene.until_asked().await;
    app.press("Stay").await;
    app.lacks("dialog[open]").await;
    scene.until_told().await;
    let written = app.run("return [...document.querySelectorAll('input')].some((field) => field.value === 'Harbour')").await;
    assert_eq!(written, json!(true), "what was written is still there");
    scene.close_window();
    scene.until_asked().await;
    scene.quit_all_the_same().await;
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_hides_into_the_tray_asks_nothing_and_quit_shows_it_with_the_question() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_app().await;
    panel.menu_with("Quit").await;
    scene.begin_something().await;
    scene.close_window();
    scene.until_hidden();
    assert!(!scene.app().text().await.contains("Quit Countersign?"), "nothing is lost by that");
    panel.choose("Quit").await;
    scene.until_shown();
    scene.until_asked().await;
    scene.quit_all_the_same().await;
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_the_app_without_a_question() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.begin_something().await;
    let id = scene.app().process().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    scene.until_ended();
}
