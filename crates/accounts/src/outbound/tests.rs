use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// A resolver that gives one list of addresses after the other, and the last one from then on.
#[derive(Debug)]
struct Rebinding(Vec<Vec<IpAddr>>, AtomicUsize);

impl Rebinding {
    fn of(answers: &[&[&str]]) -> Arc<Self> {
        let read = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self(answers.iter().map(read).collect(), AtomicUsize::new(0)))
    }
}

impl Names for Rebinding {
    fn addresses(&self, _name: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let at = self.1.fetch_add(1, Ordering::SeqCst).min(self.0.len() - 1);
        let found = self.0[at].clone();
        async move { Ok(found) }.boxed()
    }
}

/// Answers each connection with the same bytes; counts them.
async fn peer(answer: impl Into<String>) -> (u16, Arc<AtomicUsize>) {
    let (listener, answer) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), answer.into());
    let (port, asked) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, asked)
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

const PUBLIC: &str = "https://accounts.example";
const HERE: &str = "http://127.0.0.1:8400";

fn outbound(issuer: &str, hosts: &[&str], names: Arc<dyn Names>) -> Outbound {
    Outbound::new(issuer, &hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>(), names)
}

#[tokio::test]
async fn n2_what_is_not_of_the_public_network_is_not_asked() {
    let outbound = outbound(PUBLIC, &[], Rebinding::of(&[&["127.0.0.1"]]));
    let (port, asked) = peer(answer("200 OK", "{}")).await;
    for url in [
        format!("https://127.0.0.1:{port}/"),
        format!("https://127.1:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        format!("https://0.0.0.0:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://10.0.0.1/".to_owned(),
        format!("https://localhost:{port}/"),
        format!("https://inner.example:{port}/"),
    ] {
        let refused = outbound.get_json(&url, 100).await;
        assert!(matches!(refused, Err(OutboundError::NotPublic { .. })), "{url}: {refused:?}");
        let refused = outbound.post_form(&url, &[]).await;
        assert!(matches!(refused, Err(OutboundError::NotPublic { .. })), "{url}: {refused:?}");
    }
    for url in [
        "",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://u:p@a.example/",
        "http://a.example/",
        &format!("http://127.0.0.1:{port}/"),
        &format!("http://localhost:{port}/"),
    ] {
        assert!(matches!(outbound.get_json(url, 100).await, Err(OutboundError::Refused(_))), "{url}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn n2_a_name_that_is_bound_anew_does_not_lead_inside() {
    // The first answer may be connected to, beside one that may not; every later one is inside. A careless client looks at
    // the first and connects to the second.
    let names = Rebinding::of(&[&["10.0.0.1", "127.0.0.1"], &["10.0.0.1"]]);
    let outbound = outbound(HERE, &[], names.clone());
    let (port, asked) = peer(answer("200 OK", "{}")).await;
    let url = format!("http://localhost:{port}/");
    assert_eq!(outbound.get_json(&url, 100).await.unwrap(), serde_json::json!({}));
    let counted = || (names.1.load(Ordering::SeqCst), asked.load(Ordering::SeqCst));
    assert_eq!(counted(), (1, 1), "what was looked at is what was connected to, without another look-up");
    for looked in 2..4 {
        let refused = outbound.get_json(&url, 100).await;
        assert!(matches!(refused, Err(OutboundError::NotPublic { .. })), "{refused:?}");
        assert_eq!(counted(), (looked, 1), "and each new connection is looked at anew");
    }
}

#[tokio::test]
async fn n2_a_host_that_the_operator_named_may_be_inside() {
    let outbound = outbound(PUBLIC, &["Inner.example"], Rebinding::of(&[&["127.0.0.1"]]));
    let (port, asked) = peer(answer("200 OK", "{}")).await;
    // The peer speaks no TLS: that it was asked at all is what counts.
    let told = outbound.get_json(&format!("https://inner.example:{port}/"), 100).await;
    assert!(matches!(told, Err(OutboundError::Unreachable(_))), "{told:?}");
    assert!(asked.load(Ordering::SeqCst) > 0);
    let other = outbound.get_json(&format!("https://other.example:{port}/"), 100).await;
    assert!(matches!(other, Err(OutboundError::NotPublic { .. })), "{other:?}");
}

#[tokio::test]
async fn n2_a_service_on_this_computer_reaches_what_is_on_it_and_nothing_private() {
    let outbound = outbound(HERE, &[], Rebinding::of(&[&["10.0.0.1"]]));
    let (port, _) = peer(answer("200 OK", r#"{"keys":[]}"#)).await;
    let read = outbound.get_json(&format!("http://127.0.0.1:{port}/"), 100).await.unwrap();
    assert_eq!(read, serde_json::json!({ "keys": [] }));
    assert_eq!(outbound.post_form(&format!("http://127.0.0.1:{port}/"), &[("a", "b")]).await.unwrap(), StatusCode::OK);
    let inside = outbound.get_json("https://inner.example/", 100).await;
    assert!(matches!(inside, Err(OutboundError::NotPublic { .. })), "{inside:?}");
}

#[tokio::test]
async fn n2_a_redirect_is_not_followed_and_an_answer_is_bounded() {
    let outbound = outbound(HERE, &[], Rebinding::of(&[&["127.0.0.1"]]));
    let (inside, asked) = peer(answer("200 OK", "{}")).await;
    let moved = format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{inside}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let (port, _) = peer(moved).await;
    let url = format!("http://127.0.0.1:{port}/");
    assert!(matches!(outbound.get_json(&url, 100).await, Err(OutboundError::Status(StatusCode::FOUND))));
    assert_eq!(outbound.post_form(&url, &[]).await.unwrap(), StatusCode::FOUND);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    let (port, _) = peer(answer("200 OK", &format!("\"{}\"", "x".repeat(99)))).await;
    let url = format!("http://127.0.0.1:{port}/");
    assert!(matches!(outbound.get_json(&url, 100).await, Err(OutboundError::TooLong(100))));
    assert!(outbound.get_json(&url, 101).await.is_ok());
    let (port, _) = peer(answer("200 OK", "<html>")).await;
    assert!(matches!(outbound.get_json(&format!("http://127.0.0.1:{port}/"), 100).await, Err(OutboundError::NotJson)));
}
