use std::net::SocketAddr;

use super::client::Proxies;
use super::*;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

fn short() -> Limits {
    Limits {
        headers_within: Duration::from_millis(200),
        request_within: Duration::from_millis(300),
        connections: 4,
        grace: Duration::from_millis(20),
        stop_within: Duration::from_millis(300),
        ..Limits::default()
    }
}

/// What takes so long has failed.
const LONG: Duration = Duration::from_secs(60);

/// More than the sockets of a connection hold between them.
const LARGE: usize = 32 * 1024 * 1024;

fn router() -> Router {
    Router::new()
        .route("/", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }))
        .route("/large", get(|| async { "a".repeat(LARGE) }))
        .route("/length", post(|body: Bytes| async move { body.len().to_string() }))
        .route(
            "/panic",
            get(|| async {
                if true {
                    panic!("canary in a panic")
                }
            }),
        )
        .route("/never", get(std::future::pending::<&'static str>))
}

struct Served {
    at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<()>,
}

async fn served(limits: Limits) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let door = Door { listener, certificate: None, proxies: Proxies::default(), limits, allowance: None };
    let task = tokio::spawn(serve(door, router(), stopped));
    Served { at, stop: Some(stop), task }
}

async fn connected(at: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// All that the service says until it closes.
async fn said(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let _ = timeout(LONG, stream.read_to_end(&mut text)).await.expect("the service closes the connection");
    String::from_utf8(text).unwrap()
}

async fn exchange(at: SocketAddr, request: &str) -> String {
    said(connected(at, request.as_bytes()).await).await
}

const HELLO: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn handlers_know_the_peer() {
    let served = served(Limits::default()).await;
    assert!(exchange(served.at, HELLO).await.ends_with("\r\n\r\n127.0.0.1"));
}

#[tokio::test]
async fn a20_headers_that_do_not_arrive_end_the_connection() {
    let served = served(short()).await;
    let half = connected(served.at, b"GET / HTTP/1.1\r\nhost: a\r\nx: ").await;
    let silent = connected(served.at, b"").await;
    assert!(!said(half).await.contains("200"));
    assert_eq!(said(silent).await, "");
}

#[tokio::test]
async fn a20_a_body_that_does_not_arrive_is_a_408() {
    let served = served(short()).await;
    let answer = exchange(served.at, "POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc").await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a20_a_handler_that_does_not_end_is_a_503() {
    let served = served(short()).await;
    let answer = exchange(served.at, "GET /never HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
}

#[tokio::test]
async fn a20_a_body_of_16_kib_is_read_and_one_byte_more_is_refused() {
    let served = served(Limits::default()).await;
    for (length, status) in [(16 * 1024, "200"), (16 * 1024 + 1, "413"), (300_000, "413")] {
        let request =
            format!("POST /length HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{}", "a".repeat(length));
        let answer = exchange(served.at, &request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{length}: {answer}");
    }
}

#[tokio::test]
async fn a20_the_host_in_an_address_counts_as_well() {
    let served = served(Limits::default()).await;
    let answer = exchange(served.at, &format!("GET http://{}/ HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "a".repeat(9000))).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
}

#[tokio::test]
async fn a20_an_address_over_8_kib_is_a_414() {
    let served = served(Limits::default()).await;
    for (length, status) in [(8 * 1024, "200"), (8 * 1024 + 1, "414")] {
        let answer =
            exchange(served.at, &format!("GET /?{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "a".repeat(length - 2))).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{length}: {answer}");
    }
}

#[tokio::test]
async fn a25_a_panic_is_a_500_that_tells_nothing() {
    let served = served(Limits::default()).await;
    let answer = exchange(served.at, "GET /panic HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 500 ") && !answer.contains("canary"), "{answer}");
    assert!(exchange(served.at, HELLO).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a20_a_peer_that_does_not_take_its_answer_is_left() {
    // Stopping waits for requests under way: for longer than this test does.
    let mut served = served(Limits { stop_within: Duration::from_secs(600), ..short() }).await;
    let mut peer = connected(served.at, b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut first = [0];
    peer.read_exact(&mut first).await.unwrap();
    served.stop.take().unwrap().send(()).unwrap();
    timeout(LONG, served.task).await.expect("the connection ends").unwrap();
}

#[tokio::test]
async fn a20_a_large_answer_comes_whole_to_whoever_takes_it() {
    let served = served(Limits::default()).await;
    let answer = exchange(served.at, "GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.len() > LARGE && answer.ends_with('a'), "{}", answer.len());
}

#[tokio::test]
async fn a20_silent_connections_make_room_for_one_that_speaks() {
    let served = served(Limits { headers_within: Duration::from_secs(60), ..short() }).await;
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(connected(served.at, b"GET / HTTP/1.1\r\n").await);
    }
    assert!(exchange(served.at, HELLO).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a20_a_request_being_answered_keeps_its_place() {
    let limits = Limits { request_within: Duration::from_millis(400), connections: 1, ..short() };
    let served = served(limits).await;
    let slow = connected(served.at, b"GET /never HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    let next = tokio::spawn(exchange_owned(served.at));
    assert!(said(slow).await.starts_with("HTTP/1.1 503 "));
    assert!(next.await.unwrap().starts_with("HTTP/1.1 200 "));
}

async fn exchange_owned(at: SocketAddr) -> String {
    exchange(at, HELLO).await
}

#[tokio::test]
async fn stopping_ends_within_its_time_although_a_handler_does_not() {
    let limits = Limits { request_within: Duration::from_secs(60), headers_within: Duration::from_secs(60), ..short() };
    let mut served = served(limits).await;
    let _idle = connected(served.at, b"").await;
    let _stuck = connected(served.at, b"GET /never HTTP/1.1\r\nhost: a\r\n\r\n").await;
    served.stop.take().unwrap().send(()).unwrap();
    timeout(LONG, served.task).await.expect("it stops").unwrap();
    assert!(TcpStream::connect(served.at).await.is_err(), "nothing listens any more");
}
