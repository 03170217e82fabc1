//! The sign-in doctor's probe, through the real opener, browser and app.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;
use support::desktop::App;
use support::programs::program;
use support::session::Keyring;
use support::wait::until;

use crate::handlers::{RIVAL, install_rival};
use crate::scene::{SCHEME, Scene};

/// The command that waits for its probe.
struct Probe {
    child: Child,
    out: BufReader<ChildStdout>,
    page: String,
}

impl Probe {
    fn start(scene: &Scene, wait: &str) -> Self {
        let mut command = scene.session.command(program("countersign"));
        command.args(["doctor", "--sign-in", "--print-url", "--json", "--wait", wait]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let value: Value = serde_json::from_str(&line).unwrap();
        Self { child, out, page: value["probe_url"].as_str().unwrap().to_owned() }
    }

    /// The system opens the page, in a browser that may open the app's links from there.
    fn open(&self, scene: &mut Scene) {
        let origin = self.page.split("/probe").next().unwrap();
        scene.browser.allow_scheme(origin, SCHEME);
        let mut opener = scene.session.command("xdg-open");
        // Without a desktop environment it stays as long as the browser does.
        let opener = opener.arg(&self.page).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        scene.session.keep(opener);
    }

    /// How it ended: the exit code, and the state and words of what was found about the app.
    fn end(mut self) -> (i32, String, String) {
        let mut text = String::new();
        self.out.read_to_string(&mut text).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let app = found.iter().find(|finding| finding["about"] == "app").unwrap_or_else(|| panic!("{text}"));
        (code, app["state"].as_str().unwrap().into(), app["seen"].as_str().unwrap().into())
    }
}

/// The probe reaches the app that runs, and the screen never hears of it.
async fn reaches_the_running_app(environment: Option<&str>) {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    if let Some(name) = environment {
        support::session::require(&["gio"]);
        scene.session.set("XDG_CURRENT_DESKTOP", name);
    }
    scene.start_app().await;
    let running = scene.app_processes();
    let probe = Probe::start(&scene, "2m");
    probe.open(&mut scene);
    let (code, state, seen) = probe.end();
    assert_eq!((code, state.as_str()), (0, "ok"), "{seen}");
    assert!(seen.contains("countersign-desktop"), "{seen}");
    until("the second start to end, as the running app received it", || scene.app_processes() == running);
    let log = scene.app().log();
    assert!(!log.contains("nonce"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_probe_goes_the_whole_way_to_the_running_app() {
    reaches_the_running_app(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_probe_goes_the_whole_way_through_the_opener_of_a_desktop_environment() {
    reaches_the_running_app(Some("GNOME")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_probe_starts_the_app_where_none_runs() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    scene.kill_app();
    let probe = Probe::start(&scene, "2m");
    probe.open(&mut scene);
    let (code, state, seen) = probe.end();
    assert_eq!((code, state.as_str()), (0, "ok"), "{seen}");
    until("the app that the link started", || !scene.app_processes().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn d2_a_probe_that_a_rival_swallows_names_it_and_the_repair_brings_it_home() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    install_rival(&scene);
    scene.app = Some(App::start(&scene.session, &[]).await);
    let own = format!("{SCHEME}.desktop");
    until("the app to write its entry", || scene.session.data_home().join("applications").join(&own).exists());
    let probe = Probe::start(&scene, "30s");
    probe.open(&mut scene);
    let (code, state, seen) = probe.end();
    assert_eq!((code, state.as_str()), (1, "failed"));
    assert!(seen.contains(RIVAL), "{seen}");

    scene.command_line(&["doctor", "--offline", "--repair"]);
    assert_eq!(scene.handler(), own);
    scene.browser.close();
    let probe = Probe::start(&scene, "2m");
    probe.open(&mut scene);
    let (code, state, seen) = probe.end();
    assert_eq!((code, state.as_str()), (0, "ok"), "{seen}");
}
