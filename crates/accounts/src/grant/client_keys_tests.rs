use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::clock::SettableClock;
use crate::outbound::names::SystemNames;

/// An app that publishes a set of keys, and may change it; counts how often it was asked.
struct App {
    keys: ClientKeys,
    published: Arc<Mutex<serde_json::Value>>,
    asked: Arc<AtomicUsize>,
}

fn key(kid: &str) -> serde_json::Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": kid })
}

async fn app(set: serde_json::Value) -> App {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let keys = ClientKeys { jwks: None, jwks_uri: Some(format!("http://{}/jwks", listener.local_addr().unwrap())) };
    let (published, asked) = (Arc::new(Mutex::new(set)), Arc::new(AtomicUsize::new(0)));
    let (set, count) = (Arc::clone(&published), Arc::clone(&asked));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            let body = set.lock().unwrap().to_string();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    App { keys, published, asked }
}

fn sets() -> (Arc<SettableClock>, ClientKeySets) {
    let clock = Arc::new(SettableClock::at(1_000_000));
    let outbound = Outbound::new("http://127.0.0.1:8400", &[], Arc::new(SystemNames));
    (clock.clone(), ClientKeySets::new(outbound, clock))
}

#[tokio::test]
async fn a_new_key_is_found_by_asking_once_more_and_made_up_ids_ask_no_more_than_that() {
    let (clock, sets) = sets();
    let App { keys, published, asked } = app(json!({ "keys": [key("one")] })).await;
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1);
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "what is known is not asked for");
    *published.lock().unwrap() = json!({ "keys": [key("two")] });
    clock.advance(30);
    assert_eq!(sets.of(&keys, Some("two")).await.len(), 1, "an unknown id asks again");
    for number in 0..50 {
        assert_eq!(sets.of(&keys, Some(&format!("made-up-{number}"))).await.len(), 0);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    clock.advance(600);
    assert_eq!(sets.of(&keys, Some("two")).await.len(), 1);
    assert_eq!(asked.load(Ordering::SeqCst), 3, "what is old is read anew");
}

#[tokio::test]
async fn what_was_read_before_is_good_while_the_app_does_not_answer() {
    let (clock, sets) = sets();
    let App { keys, published, .. } = app(json!({ "keys": [key("one")] })).await;
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1);
    *published.lock().unwrap() = json!("nonsense".repeat(100_000));
    clock.advance(601);
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1);
}

#[tokio::test]
async fn a_key_that_is_not_known_here_does_not_hide_the_others() {
    let (_clock, sets) = sets();
    let jwks = json!({ "keys": [{ "kty": "made-up" }, 7, key("one"), key("two")] });
    let keys = ClientKeys { jwks: Some(jwks), jwks_uri: None };
    assert_eq!(sets.of(&keys, Some("two")).await.len(), 1);
    assert!(sets.of(&keys, None).await.len() >= 2);
}

#[tokio::test]
async fn whoever_makes_up_a_key_id_delays_nobody_whose_key_is_known() {
    let (clock, sets) = sets();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let keys = ClientKeys { jwks: None, jwks_uri: Some(format!("http://{}/jwks", listener.local_addr().unwrap())) };
    let set = json!({ "keys": [key("one")] }).to_string();
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{set}", set.len());
    let serve = async || {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        stream
    };
    let (known, ()) = tokio::join!(sets.of(&keys, Some("one")), async { serve().await.write_all(answer.as_bytes()).await.unwrap() });
    assert_eq!(known.len(), 1);
    clock.advance(30);
    let (asking, kept) = (sets.clone(), keys.clone());
    let made_up = tokio::spawn(async move { asking.of(&kept, Some("made-up")).await });
    // The app was asked for it, and does not answer yet.
    let mut open = serve().await;
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1, "while it is fresh");
    clock.advance(600);
    assert_eq!(sets.of(&keys, Some("one")).await.len(), 1, "and after");
    assert!(!made_up.is_finished());
    open.write_all(answer.as_bytes()).await.unwrap();
    assert_eq!(made_up.await.unwrap().len(), 0);
}
