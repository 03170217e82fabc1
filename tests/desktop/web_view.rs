//! What the window may do, and what it hears.

use serde_json::{Value, json};
use support::desktop::App;
use support::fake_provider::FakeProvider;
use support::session::Keyring;

use crate::scene::{Scene, invoke};

/// An ear in the window: it notes every message that reaches a script from the native side or from another page.
pub(crate) struct Ear;

/// Puts an ear into the window.
///
/// All that Tauri hands to a script, be it an answer, a channel's message or an event, goes through one map of
/// callbacks; messages between pages go through `message` events.
pub(crate) async fn listen(app: &App) -> Ear {
    app.run(
        "window.__heard = [];
         const note = (what) => { try { window.__heard.push(JSON.stringify(what) ?? String(what)); } catch { window.__heard.push(String(what)); } };
         const callbacks = window.__TAURI_INTERNALS__.callbacks;
         callbacks.get = function (id) {
           const callback = Map.prototype.get.call(this, id);
           return callback && ((data) => { note(data); return callback(data); });
         };
         for (const kind of ['message', 'messageerror', 'storage']) window.addEventListener(kind, (event) => note(event.data ?? event.newValue), true);
         const dispatch = EventTarget.prototype.dispatchEvent;
         EventTarget.prototype.dispatchEvent = function (event) { note([event.type, event.detail]); return dispatch.call(this, event); };",
    )
    .await;
    Ear
}

impl Ear {
    /// What it heard, in order.
    pub(crate) async fn heard(&self, app: &App) -> Vec<String> {
        let heard = app.run("return window.__heard").await;
        heard.as_array().expect("the window was not loaded anew").iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }
}

/// Everything in the window that could keep a text: the page, what is written in its fields, and its stores.
pub(crate) async fn whole_of(app: &App) -> String {
    let text = app
        .run(
            "const fields = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
             return JSON.stringify([document.documentElement.outerHTML, fields, location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state, window.name]);",
        )
        .await;
    text.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn w1_an_injected_script_an_image_a_form_and_a_request_are_blocked() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let elsewhere = FakeProvider::start().await;
    let app = scene.app();
    let script = "const [to, done] = arguments;
        const blocked = [];
        document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
        const add = (name, more) => document.body.append(Object.assign(document.createElement(name), more));
        add('script', { textContent: 'window.__ran = true' });
        add('script', { src: to + '/script.js' });
        add('img', { src: to + '/beacon?x=1' });
        add('link', { rel: 'stylesheet', href: to + '/style.css' });
        add('iframe', { src: to + '/frame' });
        add('a', { href: '#', id: 'handler' });
        document.getElementById('handler').setAttribute('onclick', 'window.__ran = true');
        document.getElementById('handler').click();
        const form = Object.assign(document.createElement('form'), { action: to + '/form', method: 'post' });
        document.body.append(form);
        form.submit();
        try { new Function('window.__ran = true')(); } catch { blocked.push('eval'); }
        const tries = [fetch(to + '/fetch').catch(() => blocked.push('fetch')), new Promise((resolve) => {
          const socket = new WebSocket(to.replace('http', 'ws') + '/socket');
          socket.onerror = socket.onclose = resolve;
        }).catch(() => {})];
        navigator.sendBeacon?.(to + '/send');
        Promise.allSettled(tries).then(() => setTimeout(() => done({ ran: window.__ran ?? false, blocked }), 300));";
    let outcome = app.client().execute_async(script, vec![json!(elsewhere.issuer)]).await.unwrap();
    assert_eq!(outcome["ran"], false, "{outcome}");
    let blocked: Vec<&str> = outcome["blocked"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    for directive in ["img-src", "form-action", "connect-src", "eval", "fetch"] {
        assert!(blocked.contains(&directive), "{directive} is not in {blocked:?}");
    }
    assert!(blocked.iter().any(|word| word.starts_with("script-src")), "{blocked:?}");
    assert!(elsewhere.seen_at_all().is_empty(), "{:?}", elsewhere.seen_at_all());
}

#[tokio::test(flavor = "multi_thread")]
async fn c1_w2_the_window_stays_at_the_apps_own_pages() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let elsewhere = FakeProvider::start().await;
    let app = scene.app();
    let here = app.run("return location.href").await;
    for to in [
        format!("{}/page", elsewhere.issuer),
        "file:///etc/passwd".to_owned(),
        "javascript:document.title='gone'".to_owned(),
        "data:text/html,gone".to_owned(),
        "app.countersign.desktop:/callback?code=x&state=y".to_owned(),
        "tauri://elsewhere/".to_owned(),
    ] {
        let script = "const [to, done] = arguments;
            const opened = window.open(to);
            const link = Object.assign(document.createElement('a'), { href: to, target: '_blank' });
            document.body.append(link);
            link.click();
            location.href = to;
            setTimeout(() => done({ opened: opened !== null, here: location.href, title: document.title }), 200);";
        let outcome = app.client().execute_async(script, vec![json!(to)]).await.unwrap();
        assert_eq!((&outcome["opened"], &outcome["here"]), (&json!(false), &here), "{to}");
        assert_ne!(outcome["title"], "gone", "{to}");
        assert_eq!(app.client().windows().await.unwrap().len(), 1, "{to}");
    }
    assert!(elsewhere.seen_at_all().is_empty(), "{:?}", elsewhere.seen_at_all());
    app.find("[data-test='welcome']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w3_the_window_is_granted_no_command_of_tauris_own() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let app = scene.app();
    assert_eq!(app.run("return typeof window.__TAURI__").await, "undefined");
    for (command, arguments) in [
        ("plugin:event|listen", json!({ "event": "x", "target": { "kind": "Any" }, "handler": 1 })),
        ("plugin:event|emit", json!({ "event": "x", "payload": 1 })),
        ("plugin:window|close", json!({ "label": "main" })),
        ("plugin:window|create", json!({ "options": { "label": "other" } })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "other", "url": "https://example.com" } })),
        ("plugin:webview|internal_toggle_devtools", json!({})),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
        ("plugin:resources|close", json!({ "rid": 1 })),
        ("plugin:deep-link|get_current", json!({})),
        ("plugin:shell|open", json!({ "path": "https://example.com" })),
        ("plugin:fs|read_text_file", json!({ "path": "/etc/passwd" })),
    ] {
        let refused: Result<Value, Value> = invoke(app, command, arguments).await;
        let said = refused.expect_err(command).to_string();
        assert!(said.contains("not allowed") || said.contains("not found"), "{command}: {said}");
    }
}
