//! The habits of a desktop app, as the desktop sees them: the window's place and look, the tray, the start with the computer, and
//! notifications.

use std::process::Stdio;

use serde_json::{Value, json};
use support::session::Keyring;
use support::wait::until;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::panel::Panel;
use crate::scene::{Scene, invoke, start_sign_in};

impl Scene {
    /// Starts the app as the person does: a driver would keep it from ending with its window.
    fn start_undriven(&mut self) {
        let app = self.start_second(&[]);
        self.session.keep(app);
        self.until_shown();
    }

    /// Leaves a file of the app's own, as an earlier run did.
    pub(crate) fn leave(&self, name: &str, what: &Value) {
        std::fs::create_dir_all(self.home()).unwrap();
        std::fs::write(self.home().join(name), what.to_string()).unwrap();
    }

    /// What xdotool says to that.
    fn xdotool(&self, words: &[&str]) -> String {
        let output = self.session.command("xdotool").args(words).stderr(Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The number of the app's window, where it is seen.
    fn window(&self) -> Option<String> {
        let found = self.xdotool(&["search", "--onlyvisible", "--name", "^Countersign$"]);
        found.lines().next().map(str::to_owned)
    }

    pub(crate) fn until_shown(&self) {
        until("the window to be seen", || self.window().is_some());
    }

    pub(crate) fn until_hidden(&self) {
        until("the window to be hidden", || self.window().is_none());
    }

    /// Its corner and its size.
    fn place(&self) -> [i32; 4] {
        let said = self.xdotool(&["getwindowgeometry", "--shell", &self.window().unwrap()]);
        let number = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        ["X", "Y", "WIDTH", "HEIGHT"].map(|name| number(name).unwrap_or_else(|| panic!("no {name} in {said}")))
    }

    /// Closes the window as its frame does, which nothing draws here: by the message that window managers send.
    pub(crate) fn close_window(&self) {
        let display = self.session.environment().iter().find(|(name, _)| name == "DISPLAY").unwrap().1.to_str().unwrap().to_owned();
        let (server, _) = x11rb::connect(Some(&display)).unwrap();
        let atom = |name: &str| server.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
        let window: u32 = self.window().unwrap().parse().unwrap();
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), [atom("WM_DELETE_WINDOW"), 0, 0, 0, 0]);
        server.send_event(false, window, EventMask::NO_EVENT, message).unwrap();
        // Answered, so that it was read: what a client sent last may be dropped with its connection.
        server.get_input_focus().unwrap().reply().unwrap();
    }

    pub(crate) fn until_ended(&self) {
        until("the app to end", || self.app_processes().is_empty());
    }
}

async fn width(scene: &Scene) -> i64 {
    scene.app().run("return innerWidth").await.as_i64().unwrap()
}

async fn until_width(scene: &Scene, wanted: std::ops::RangeInclusive<i64>) {
    let seen = support::wait::found(|| async { wanted.contains(&width(scene).await).then_some(()) }).await;
    assert!(seen.is_some(), "the page is {} wide, and not {wanted:?}", width(scene).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_comes_back_where_it_was_left() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    scene.start_undriven();
    let window = scene.window().unwrap();
    scene.xdotool(&["windowmove", &window, "70", "40", "windowsize", &window, "1000", "640"]);
    let left = [70, 40, 1000, 640];
    until("the window to be there", || scene.place() == left);
    scene.close_window();
    scene.until_ended();
    scene.start_app().await;
    until_width(&scene, 1000..=1000).await;
    until("the window to be where it was", || scene.place() == left);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_of_a_screen_that_is_gone_comes_to_the_one_that_is_there() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    scene.leave("window.json", &json!({ "x": 5000, "y": 900, "width": 1000, "height": 640, "maximised": false }));
    scene.start_app().await;
    until("the window to be in the middle", || scene.place() == [140, 80, 1000, 640]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_the_size_and_the_language_are_those_that_were_chosen_and_change_at_once() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    scene.leave("preferences.json", &json!({ "appearance": "dark", "language": "es", "zoom": 125 }));
    scene.start_app().await;
    let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    assert_eq!(scene.app().run(is_dark).await, json!(true));
    scene.app().says("Ajustes").await;
    // What the page knew before it asked anything.
    assert_eq!(scene.app().run("return document.documentElement.dataset.language").await, json!("es"));
    until_width(&scene, 1023..=1025).await;
    let other =
        json!({ "preferences": { "appearance": "light", "language": "en", "zoom": 200, "keep_in_tray": false, "notifications": false } });
    invoke(scene.app(), "set_preferences", other).await.unwrap();
    until_width(&scene, 639..=641).await;
    let light = || async { (scene.app().run(is_dark).await == json!(false)).then_some(()) };
    assert!(support::wait::found(light).await.is_some(), "it is still dark");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_closing_the_window_ends_the_app_whatever_was_chosen() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_undriven();
    scene.close_window();
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_into_the_tray_the_window_is_found_again_and_quit_ends_the_app() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_undriven();
    assert_eq!(panel.menu_with("Quit").await, ["Sign in…", "Open Countersign", "-", "Quit"]);
    scene.close_window();
    scene.until_hidden();
    assert!(scene.start_second(&[]).wait().unwrap().success());
    scene.until_shown();
    panel.choose("Quit").await;
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_hidden_in_a_tray_comes_back_when_the_tray_goes() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_undriven();
    panel.menu_with("Quit").await;
    scene.close_window();
    scene.until_hidden();
    panel.leave().await;
    scene.until_shown();
    // There is nowhere to hide any more.
    scene.close_window();
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_hidden_in_a_tray_comes_back_when_its_panel_goes_and_who_knows_of_the_icons_stays() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_undriven();
    panel.menu_with("Quit").await;
    scene.close_window();
    scene.until_hidden();
    panel.go_away().await;
    scene.until_shown();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_say_which_version_this_is_and_where_the_data_is() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.app().press("Settings").await;
    scene.app().says(&format!("Countersign {}", env!("CARGO_PKG_VERSION"))).await;
    scene.app().says(scene.home().to_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_hidden_in_the_tray_comes_back_when_it_is_not_to_stay_there_any_more() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true }));
    scene.start_app().await;
    panel.menu_with("Quit").await;
    scene.close_window();
    scene.until_hidden();
    let other =
        json!({ "preferences": { "appearance": "light", "language": "en", "zoom": 100, "keep_in_tray": false, "notifications": false } });
    invoke(scene.app(), "set_preferences", other).await.unwrap();
    scene.until_shown();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_tray_closing_the_window_ends_the_app_unless_it_was_asked_to_stay() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.start_undriven();
    panel.menu_with("Quit").await;
    scene.close_window();
    scene.until_ended();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_lists_who_is_signed_in_and_leads_to_them() {
    let (scene, fake, provider) = Scene::with_fake().await;
    // A panel that comes later than the app.
    let panel = Panel::start(&scene.session).await;
    assert_eq!(panel.menu_with("Sign in…").await.len(), 4);
    let authorize = start_sign_in(scene.app(), &provider).await;
    scene.open_link(&fake.accept(&authorize));
    let menu = panel.menu_with("(signed in)").await;
    assert!(menu[0].contains(&provider), "{menu:?}");
    panel.choose("Sign in…").await;
    scene.app().find("[data-test='welcome']").await;
    panel.choose(&menu[0]).await;
    scene.app().find("[data-test='account'][data-state='active']").await;
    let spanish =
        json!({ "preferences": { "appearance": "system", "language": "es", "zoom": 100, "keep_in_tray": false, "notifications": false } });
    invoke(scene.app(), "set_preferences", spanish).await.unwrap();
    panel.menu_with("(sesión iniciada)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_with_the_computer_is_an_entry_that_begins_in_the_tray() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    let entry = scene.session.config_home().join("autostart/app.countersign.desktop.desktop");
    let answer = invoke(scene.app(), "start_with_computer", json!({ "on": true })).await.unwrap();
    assert_eq!(answer, json!({ "has_tray": false, "can_notify": false, "starts_with_computer": true }));
    scene.kill_app();
    let panel = Panel::start(&scene.session).await;
    let launched = scene.session.command("gio").arg("launch").arg(&entry).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    scene.session.keep(launched);
    panel.menu_with("Quit").await;
    assert!(panel.has_an_item());
    assert_eq!(scene.window(), None);
    panel.choose("Open Countersign").await;
    scene.until_shown();
    panel.choose("Quit").await;
    scene.until_ended();
    scene.start_app().await;
    let answer = invoke(scene.app(), "start_with_computer", json!({ "on": false })).await.unwrap();
    assert_eq!(answer["starts_with_computer"], json!(false));
    assert!(!entry.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn w6_a_sign_in_that_nobody_sees_complete_is_told_without_a_name_and_pressing_it_leads_there() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let panel = Panel::start(&scene.session).await;
    scene.leave("preferences.json", &json!({ "keep_in_tray": true, "notifications": true }));
    scene.start_app().await;
    panel.menu_with("Quit").await;
    let fake = support::fake_provider::FakeProvider::start().await;
    // A link would bring the window to the front.
    let draft = json!({ "draft": { "name": "Harbour", "issuer": fake.issuer, "client_id": "desk", "redirect_uris": ["http://127.0.0.1/callback"] }, "secret": null });
    invoke(scene.app(), "add_provider", draft).await.unwrap();
    let provider = crate::scene::only_provider(scene.app()).await;
    let request = json!({ "request": { "provider": provider, "scopes": null, "return_path": "loopback", "open_browser": false } });
    let started = invoke(scene.app(), "start_sign_in", request).await.unwrap();
    scene.close_window();
    scene.until_hidden();
    let back = fake.accept(started["authorize_url"].as_str().unwrap());
    assert!(reqwest::get(back).await.unwrap().status().is_success());
    until("a notification", || !panel.notices().is_empty());
    let notice = panel.notices().remove(0);
    assert_eq!(notice.summary, format!("Signed in: {provider}"));
    assert!(!notice.body.contains('@'), "{notice:?}");
    panel.press_notice(1).await;
    scene.until_shown();
    scene.app().find("[data-test='account'][data-state='active']").await;
    assert_eq!(panel.notices().len(), 1);
}
