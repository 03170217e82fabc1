//! The probe, with the parts of the browser and of the app played by the test.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;

use serde_json::Value;
use support::session::Keyring;

use super::Findings;
use crate::scene::{Done, Scene, done, stands_in};

/// A probe that waits.
struct Waiting {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    page: String,
}

fn start(scene: &Scene, wait: &str) -> Waiting {
    let mut child = scene.command(&["doctor", "--sign-in", "--print-url", "--wait", wait, "--json"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let value: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no address: {line:?}"));
    Waiting { child, out, page: value["probe_url"].as_str().unwrap().into() }
}

impl Waiting {
    fn end(mut self) -> Findings {
        let mut out = String::new();
        self.out.read_to_string(&mut out).unwrap();
        let mut ended: Done = done(self.child.wait_with_output().unwrap());
        ended.out = out;
        ended.is_as_described(&["doctor"]);
        Findings::of(&ended)
    }

    /// What a browser does: opens the page, and follows its button to the link.
    async fn link(&self) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        let page = client.get(&self.page).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let text = page.text().await.unwrap();
        assert!(!text.contains("<script"), "{text}");
        let next = text.split("<a href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let url = url::Url::parse(&self.page).unwrap().join(next).unwrap();
        let sent = client.get(url).send().await.unwrap();
        assert_eq!(sent.status(), 302);
        sent.headers()["location"].to_str().unwrap().to_owned()
    }
}

/// The app of a home receives a link.
fn receive(scene: &Scene, link: &str, home: &str) -> String {
    let output = scene.session.command(env!("CARGO_BIN_EXE_neighbour")).args(["probe", link, home]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn home(scene: &Scene) -> String {
    scene.session.data_home().join("app.countersign.desktop").display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_that_reaches_the_app_says_which_program_received_it_and_leaves_nothing() {
    let scene = Scene::bare(Keyring::NoBus);
    let waiting = start(&scene, "30s");
    let link = waiting.link().await;
    let nonce = link.strip_prefix("app.countersign.desktop:/probe?nonce=").unwrap().to_owned();
    assert_eq!(receive(&scene, &link, &home(&scene)), "Told");
    let found = waiting.end();
    assert_eq!(found.code, 0, "{:?}", found.all);
    assert_eq!((found.state_of("sign_in", "browser"), found.state_of("sign_in", "app")), ("ok", "ok"));
    found.says("sign_in", &["neighbour", env!("CARGO_PKG_VERSION")]);
    assert_eq!(receive(&scene, &link, &home(&scene)), "PassedOver", "a probe is told of once");
    assert_eq!(stands_in(scene.session.path(), &nonce), Vec::<String>::new());
    assert!(!scene.session.runtime().join("countersign-probes").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_that_reaches_the_app_of_another_state_folder_says_so() {
    let scene = Scene::bare(Keyring::NoBus);
    let other = scene.session.path().join("other").display().to_string();
    let waiting = start(&scene, "30s");
    let link = waiting.link().await;
    assert_eq!(receive(&scene, &link, &other), "Told");
    let found = waiting.end();
    assert_eq!((found.code, found.state_of("sign_in", "app")), (1, "failed"), "{:?}", found.all);
    found.says("sign_in", &["another state folder", &other]);
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_a_probe_is_never_a_callback_and_one_that_nobody_sent_is_passed_over() {
    let scene = Scene::bare(Keyring::NoBus);
    let link = format!("app.countersign.desktop:/probe?nonce={}", "x".repeat(43));
    assert_eq!(receive(&scene, &link, &home(&scene)), "PassedOver");
    assert_eq!(receive(&scene, "app.countersign.desktop:/probe?code=c&state=s", &home(&scene)), "PassedOver");
    assert_eq!(receive(&scene, "app.countersign.desktop:/callback?code=c&state=s", &home(&scene)), "NotAProbe");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_probe_is_lost_is_told() {
    let mut scene = Scene::bare(Keyring::NoBus);
    let found = start(&scene, "1s").end();
    assert_eq!((found.code, found.state_of("sign_in", "browser"), found.state_of("sign_in", "app")), (1, "failed", "unknown"));

    let waiting = start(&scene, "5s");
    waiting.link().await;
    let found = waiting.end();
    assert_eq!((found.code, found.state_of("sign_in", "browser"), found.state_of("sign_in", "app")), (1, "ok", "failed"));
    found.says("sign_in", &["no Countersign received it", "No program receives", "Start the Countersign app once"]);

    scene.no_browser();
    let found = super::doctor(&scene, &["--sign-in", "--wait", "1s"]);
    assert_eq!((found.code, found.state_of("sign_in", "opener")), (1, "failed"), "{:?}", found.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_does_not_know_the_path_gets_nothing_of_the_probe() {
    let scene = Scene::bare(Keyring::NoBus);
    let waiting = start(&scene, "30s");
    let page = url::Url::parse(&waiting.page).unwrap();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    for path in ["/", "/probe", "/probe/x", "/probe/x/open", "/favicon.ico"] {
        assert_eq!(client.get(page.join(path).unwrap()).send().await.unwrap().status(), 400, "{path}");
    }
    let rebound = client.get(page.clone()).header("host", "site.example").send().await.unwrap();
    assert_eq!(rebound.status(), 400, "a name of somebody else's that was pointed here");
    assert_eq!(receive(&scene, &waiting.link().await, &home(&scene)), "Told");
    assert_eq!(waiting.end().code, 0);
}
