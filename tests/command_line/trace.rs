//! `countersign trace`: as a picture for people, as JSON for programs; and the CA and the proxies that a request goes by.

use std::time::Duration;

use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};
use support::secured::{Authority, secured};
use support::session::Keyring;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::person::go_to;
use crate::scene::{Scene, keys};

async fn signed_in(scene: &Scene, fake: &FakeProvider) -> String {
    let added = scene.json(&["providers", "add", "--name", "fake", "--issuer", &fake.issuer, "--client-id", "till"]);
    assert_eq!(added.code, 0, "{added:?}");
    let waiting = scene.start_sign_in("fake", &[]);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value()["id"].as_str().unwrap().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_listed_and_shown_as_json_and_as_a_picture_of_80_columns() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    assert_eq!(scene.json(&["refresh", &account]).code, 0);
    fake.next("/token", Reply::json(400, json!({ "error": "invalid_scope" })));
    assert_ne!(scene.json(&["refresh", &account]).code, 0);
    let listed = scene.json(&["trace"]).values();
    assert_eq!(keys(&listed[0]), ["account", "exchanges", "id", "kind", "outcome", "provider", "started_at"]);
    let told: Vec<_> = listed.iter().map(|line| (line["kind"].as_str().unwrap(), line["outcome"].as_str().unwrap())).collect();
    assert_eq!(told, [("renewal", "failed"), ("renewal", "done"), ("sign_in", "done")]);
    let last = scene.json(&["trace", "last"]).value();
    assert_eq!((&last["code"], &last["account"], &last["provider"]), (&json!("refused"), &json!(account), &json!("fake")));
    assert_eq!(scene.json(&["trace", &account]).values().len(), 3, "the sign-in and the renewals of the account");
    let attempt = listed[2]["id"].as_str().unwrap();
    let sign_in = scene.json(&["trace", attempt]).value();
    let steps: Vec<_> = sign_in["entries"].as_array().unwrap().iter().filter_map(|entry| entry["step"].as_str()).collect();
    assert_eq!((steps.first(), steps.last()), (Some(&"started"), Some(&"ended")));
    let picture = scene.run(&["trace", attempt]);
    assert!(picture.code == 0 && !picture.out.contains('\u{1b}'), "no colours in a pipe: {picture:?}");
    for line in picture.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for there in ["browser", "POST /token", "200, ", "GET /userinfo", "grant_type=authorization_code", "code=(1-15 characters)"] {
        assert!(picture.out.contains(there), "{there} in\n{}", picture.out);
    }
    let coloured = scene.command(&["trace", "last"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(String::from_utf8_lossy(&coloured.stdout).contains("\u{1b}["));
    let mut plain = scene.command(&["trace", "last"]);
    let plain = plain.env("NO_COLOR", "1").output().unwrap();
    assert!(!String::from_utf8_lossy(&plain.stdout).contains('\u{1b}'));
    for secret in ["access-", "refresh-", "code-1"] {
        let all: Vec<Value> = scene.json(&["trace", &account]).values();
        assert!(!json!(all).to_string().contains(secret), "{secret}");
    }
    let (exit, code, _) = scene.json(&["trace", "nobody"]).error();
    assert_eq!((exit, code.as_str()), (3, "not_found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn n1_a_ca_is_added_by_its_file_and_stands_in_the_list() {
    let (scene, fake, authority) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await, Authority::new());
    let port = secured(&fake, &authority.certificate(&["127.0.0.1"])).await;
    let issuer = format!("https://127.0.0.1:{port}");
    fake.metadata(|doc| {
        doc["issuer"] = issuer.as_str().into();
        doc["authorization_endpoint"] = format!("{issuer}/authorize").into();
        doc["token_endpoint"] = format!("{issuer}/token").into();
    });
    let add = ["providers", "add", "--name", "work", "--issuer", &issuer, "--client-id", "till"];
    let (exit, code, message) = scene.json(&add).error();
    assert!((exit, code.as_str()) == (6, "network") && message.contains("--ca-file"), "{message}");
    let file = authority.file();
    let added = scene.json(&[&add[..], &["--ca-file", file.to_str().unwrap()]].concat()).value();
    assert_eq!(added["added_ca"], json!([authority.fingerprint()]));
    assert_eq!(scene.json(&["providers", "list"]).value()["added_ca"], json!([authority.fingerprint()]));
}

/// A proxy that refuses everything, and what it was asked for.
async fn proxy() -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asked, answer) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 1024];
            let count = stream.read(&mut head).await.unwrap_or(0);
            let _ = asked.send(String::from_utf8_lossy(&head[..count]).lines().next().unwrap_or_default().to_owned());
            let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        }
    });
    (address, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn n1_a_proxy_is_asked_as_the_environment_says_and_never_for_this_computer() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let (address, mut asked) = proxy().await;
    let add = |issuer: &str, without: &str| {
        let mut command = scene.command(&["providers", "add", "--name", "work", "--issuer", issuer, "--client-id", "till", "--json"]);
        command.env("HTTPS_PROXY", &address).env("HTTP_PROXY", &address).env("NO_PROXY", without).output().unwrap()
    };
    assert!(!add("https://accounts.invalid", "").status.success());
    let heard = tokio::time::timeout(Duration::from_secs(20), asked.recv()).await.unwrap().unwrap();
    assert_eq!(heard, "CONNECT accounts.invalid:443 HTTP/1.1");
    assert!(!add("https://accounts.invalid", "accounts.invalid").status.success());
    assert!(add(&fake.issuer, "").status.success());
    assert!(asked.try_recv().is_err(), "neither for what NO_PROXY names nor for a loopback address");
}
