//! The listener on this computer (C6).

use std::time::Duration;

use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use support::fake_provider::{Asked, FakeProvider};
use support::ports::free_port;
use support::wait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::stage::{Stage, browser, by_hand, request};

#[tokio::test]
async fn a_sign_in_by_loopback_ends_in_an_account_and_a_page_that_says_so() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let callback = fake.accept(&started.authorize_url);
    assert!(callback.starts_with("http://127.0.0.1:"));
    let page = browser().get(&callback).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((header("cache-control").as_str(), header("referrer-policy").as_str()), ("no-store", "no-referrer"));
    assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
    let text = page.text().await.unwrap();
    assert!(text.contains("You are signed in") && text.contains("Go back to Countersign"));
    assert!(!text.contains("code-") && !text.contains("access-"));
    let account = stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap();
    assert_eq!(account.name.as_deref(), Some("Michael"));
}

#[tokio::test]
async fn c6_after_a_thousand_stray_requests_the_real_one_succeeds_and_the_listener_is_gone() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let asked = Asked::of(&started.authorize_url);
    let (back, state) = (asked.get("redirect_uri").to_owned(), asked.get("state").to_owned());
    let origin = back.trim_end_matches("/callback/work").to_owned();
    let client = browser();
    let strays = [
        format!("{origin}/favicon.ico"),
        format!("{origin}/"),
        back.clone(),
        format!("{back}?code=c"),
        format!("{back}?code=c&state=wrong"),
        format!("{back}?error=access_denied&state=wrong"),
        format!("{back}/?code=c&state={state}"),
        format!("{back}/more?code=c&state={state}"),
        format!("{origin}/CALLBACK/work?code=c&state={state}"),
        format!("{back}?code=c&code=d&state={state}"),
        format!("{back}?state={state}"),
    ];
    for round in 0..1000 {
        let answer = client.get(&strays[round % strays.len()]).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{}", strays[round % strays.len()]);
    }
    let posted = client.post(format!("{back}?code=c&state={state}")).send().await.unwrap();
    assert_eq!(posted.status(), 400);
    let elsewhere = client.get(format!("{back}?code=c&state={state}")).header("Host", "evil.example").send().await.unwrap();
    assert_eq!(elsewhere.status(), 400);
    assert!(fake.seen("/token").is_empty());

    assert_eq!(client.get(fake.accept(&started.authorize_url)).send().await.unwrap().status(), 200);
    stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap();
    let address = origin.trim_start_matches("http://").to_owned();
    wait::until_some("the listener to be gone", || async { TcpStream::connect(&address).await.err() }).await;
}

#[tokio::test]
async fn c6_while_it_listens_nobody_else_can_bind() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let back = Asked::of(&started.authorize_url).get("redirect_uri").to_owned();
    let address = back.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    assert!(TcpListener::bind(&address).await.is_err());
    stage.engine.cancel_sign_in(&started.attempt).await.unwrap();
    wait::until_some("the port to be free after a cancel", || async { TcpListener::bind(&address).await.ok() }).await;
}

#[tokio::test]
async fn c6_slow_and_silent_connections_do_not_keep_the_real_one_out() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let back = Asked::of(&started.authorize_url).get("redirect_uri").to_owned();
    let address = back.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    let mut held = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(b"GET /callback/work?code=").await.unwrap();
        held.push(stream);
    }
    assert_eq!(browser().get(fake.accept(&started.authorize_url)).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn c6_a_registered_port_is_used_and_a_busy_one_is_told_before_the_browser_opens() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let port = free_port();
    let taken = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let mut draft = by_hand("fixed", &fake);
    draft.redirect_uris = vec![format!("http://localhost:{port}")];
    stage.engine.add_provider(draft, None).await.unwrap();
    let error = stage.engine.start_sign_in(request("fixed", ReturnPath::Loopback)).await.unwrap_err();
    assert!(error.message.contains(&port.to_string()), "{error}");
    assert!(stage.browser.opened().is_empty());
    drop(taken);
    let started = stage.start("fixed", ReturnPath::Loopback).await;
    assert_eq!(Asked::of(&started.authorize_url).get("redirect_uri"), format!("http://localhost:{port}"));
    // A browser writes the missing path as “/”.
    let callback = fake.accept(&started.authorize_url).replace(&format!("{port}?"), &format!("{port}/?")).replace("localhost", "127.0.0.1");
    let answer = browser().get(callback).header("Host", format!("localhost:{port}")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap();
}

#[tokio::test]
async fn c6_a_provider_without_an_address_here_says_what_to_register() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let mut draft = by_hand("far", &fake);
    draft.redirect_uris = vec!["https://my-application.com".into()];
    let added = stage.engine.add_provider(draft, None).await.unwrap();
    assert_eq!((added.return_paths.as_slice(), added.warnings.len()), (&[ReturnPath::Paste][..], 1));
    let error = stage.engine.start_sign_in(request("far", ReturnPath::Loopback)).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("return_path")));
    assert!(error.message.contains("http://127.0.0.1/callback"));
}

#[tokio::test]
async fn a_failure_is_told_in_the_app_and_not_on_the_page() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let asked = Asked::of(&started.authorize_url);
    let callback = fake.answer(&asked, &[("error", "<script>alert(1)</script>"), ("error_description", "canary")]);
    let text = browser().get(callback).send().await.unwrap().text().await.unwrap();
    assert!(text.contains("You were not signed in") && !text.contains("<script>") && !text.contains("canary"));
    let error = stage.engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap_err();
    assert!(error.code == ErrorCode::Refused && error.message.contains("canary"), "{error}");
}

#[tokio::test]
async fn a25_bytes_that_are_no_http_end_nothing() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::Loopback).await;
    let back = Asked::of(&started.authorize_url).get("redirect_uri").to_owned();
    let address = back.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    for bytes in
        [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(browser().get(fake.accept(&started.authorize_url)).send().await.unwrap().status(), 200);
}
