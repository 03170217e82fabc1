//! Where tokens, codes and secrets are not: the window, the logs, the arguments, the files.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::session::Keyring;

use crate::clipboard::{clipboard, copy};
use crate::scene::{Scene, invoke};
use crate::web_view::{listen, whole_of};

const CLIENT_SECRET: &str = "canary-client-secret-31415";
const CODE: &str = "canary-code-27182";
const ACCESS: &str = "access-canary-16180";
const REFRESH: &str = "refresh-canary-14142";
const CANARIES: [&str; 4] = [CLIENT_SECRET, CODE, ACCESS, REFRESH];

/// Watches the arguments and the environment of every process on the computer.
struct Watch {
    stop: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<BTreeSet<String>>,
}

impl Watch {
    fn begin() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut found = BTreeSet::new();
            while !told.load(Ordering::Relaxed) {
                for entry in std::fs::read_dir("/proc").unwrap().flatten() {
                    for file in ["cmdline", "environ"] {
                        let text = std::fs::read(entry.path().join(file)).unwrap_or_default();
                        let text = String::from_utf8_lossy(&text);
                        found.extend(CANARIES.iter().filter(|canary| text.contains(**canary)).map(|canary| format!("{canary} in {file}")));
                    }
                }
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            found
        });
        Self { stop, thread }
    }

    fn end(self) -> BTreeSet<String> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// Adds the fake provider by its addresses on the screen, its client secret taken from the clipboard.
async fn add_by_hand(scene: &mut Scene, fake: &FakeProvider) {
    copy(scene, &format!("{CLIENT_SECRET}\n"));
    let app = scene.app();
    app.press_at("a[href='#/add']").await;
    for (label, text) in [
        ("Sign-in page (authorize)", fake.url("/authorize")),
        ("Token address", fake.url("/token")),
        ("User info address", fake.url("/userinfo")),
        ("Revocation address", fake.url("/revoke")),
        ("Scopes to ask for", "profile email".to_owned()),
        ("Client id", "desk".to_owned()),
        ("Name", "by hand".to_owned()),
    ] {
        app.fill(label, &text).await;
    }
    app.press("Take it from the clipboard").await;
    let held = app.text_of("[data-test='secret-held'] .hid").await;
    assert!(held.starts_with(&CLIENT_SECRET.len().to_string()), "{held}");
    assert_eq!(clipboard(scene), "", "the clipboard is empty afterwards");
    let app = scene.app();
    app.press("Add and go on").await;
    app.find("[data-test='sign-in']").await;
}

fn hits(place: &str, text: &str) -> Vec<String> {
    CANARIES.iter().filter(|canary| text.contains(**canary)).map(|canary| format!("{canary} in {place}")).collect()
}

fn files_with_canaries(folder: &Path) -> String {
    let patterns: Vec<_> = CANARIES.iter().flat_map(|canary| ["-e", canary]).collect();
    let found = Command::new("grep").args(["-rlaF"]).args(patterns).arg(folder).output().unwrap();
    String::from_utf8_lossy(&found.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn inb_08_d1_w4_no_secret_reaches_the_window_the_logs_the_arguments_or_a_file() {
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    scene.session.set("COUNTERSIGN_LOG", "trace");
    scene.start_app().await;
    let fake = FakeProvider::start().await;
    fake.always("/authorize", Reply::body(200, "text/html", "<!doctype html><title>Sign in</title><p>Sign in here"));
    let ear = listen(scene.app()).await;
    add_by_hand(&mut scene, &fake).await;
    let app = scene.app();
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(&fake.issuer).await;
    let asked = Asked::of(&page.address().await);
    let tokens =
        json!({ "access_token": ACCESS, "refresh_token": REFRESH, "token_type": "Bearer", "expires_in": 3600, "scope": "profile email" });
    fake.next("/token", Reply::json(200, tokens));

    let watch = Watch::begin();
    scene.open_link(&fake.answer(&asked, &[("code", CODE)]));
    app.find("[data-test='account'][data-state='active']").await;
    let sent = &fake.seen("/token")[0];
    let authorization = sent.header("authorization").to_owned() + &sent.body;
    assert!(sent.form("client_secret") == CLIENT_SECRET || authorization.contains("Basic "), "the secret went to the service");
    assert_eq!(sent.form("code"), CODE);

    let account = scene.command_line(&["accounts"])[0]["id"].as_str().unwrap().to_owned();
    let mut found = every_command(&scene, &account).await;
    let seen = watch.end();
    // The link itself is an argument of the opener and of the second start: that is how the system hands it over.
    let expected: BTreeSet<_> = [format!("{CODE} in cmdline")].into();
    assert_eq!(&seen - &expected, BTreeSet::new());
    assert_eq!(seen, expected, "a check of the check: the link was seen");

    let heard = ear.heard(app).await;
    assert!(heard.iter().any(|text| text.contains("signed_in")), "a check of the check: {heard:?}");
    assert!(heard.iter().all(|text| !text.contains("app.countersign.desktop:/callback?")), "the window never hears the address");
    found.extend(hits("what the window heard", &heard.join("\n")));
    found.extend(hits("the window", &whole_of(app).await));
    found.extend(hits("the log", &app.log()));
    assert!(app.log().contains("countersign"), "a check of the check: there is a log\n{}", app.log());
    assert_eq!(found, Vec::<String>::new());
    // The browser's own history has the link's page, not the link.
    for folder in [scene.session.data_home(), scene.session.config_home(), scene.session.home(), scene.session.runtime()] {
        assert_eq!(files_with_canaries(&folder), "", "{}", folder.display());
    }
}

/// The names of all commands, as the window is granted them.
pub(crate) fn commands() -> Vec<String> {
    let capability = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/capabilities/main.json");
    let capability: Value = serde_json::from_str(&std::fs::read_to_string(capability).unwrap()).unwrap();
    let names = capability["permissions"].as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap().strip_prefix("allow-").unwrap().replace('-', "_")).collect()
}

/// Any small JSON value.
fn anything() -> impl Strategy<Value = Value> {
    use proptest::prelude::{Just, any, prop_oneof};
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!("../../etc/passwd")),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,10}", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Calls every command, rightly and with all kinds of arguments, and looks through what they answer.
async fn every_command(scene: &Scene, account: &str) -> Vec<String> {
    let app = scene.app();
    let right = json!({
        "id": account, "account": account, "name": "by hand", "attempt": "none", "clientId": "countersign", "text": "a text", "version": 1, "untold": true,
        "which": account, "provider": null, "offline": true, "repair": false, "preferences": {}, "file": "", "prune": false,
        "plan": { "changes": [], "unchanged": 0 }, "enabled": true, "grant": "none", "filter": {}, "wish": {}, "kid": "none", "alg": "ES256", "key": "none",
        "address": "127.0.0.1:9", "secret": null, "ca": null, "private": false, "url": "javascript:alert(1)", "preset": "none", "verdict": "refuse", "returnPath": null, "query": {}, "draft": { "name": "x", "preset": "inbenta", "client_id": "c", "kind": "web" },
        "request": { "provider": "by hand", "scopes": null, "return_path": "deep-link", "open_browser": false },
    });
    let names = right.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut runner = TestRunner::deterministic();
    let mut found = Vec::new();
    // What ends the account or the events comes last, or not at all.
    let late = ["sign_out", "forget_account", "remove_provider"];
    let commands = commands();
    let (last, first): (Vec<_>, Vec<_>) = commands.iter().partition(|name| late.contains(&name.as_str()));
    assert_eq!(last.len(), late.len());
    // These wait for what a person does in the browser or in a window of the system's, for a minute and longer; what they answer
    // has types of their own. The last one answers nothing and ends the app.
    let waiting = ["subscribe", "probe", "sign_out_everywhere", "begin_file", "choose_ca", "quit"];
    for command in first.into_iter().filter(|name| !waiting.contains(&name.as_str())).chain(last) {
        for round in 0..6 {
            let mut arguments = right.clone();
            if round > 0 {
                for name in &names {
                    if round % 2 == 0 || !["account", "id"].contains(&name.as_str()) {
                        arguments[name] = anything().new_tree(&mut runner).unwrap().current();
                    }
                }
            }
            let answer = match invoke(app, command, arguments).await {
                Ok(answer) | Err(answer) => answer.to_string(),
            };
            found.extend(hits(&format!("the answer of {command}"), &answer));
        }
    }
    found
}
