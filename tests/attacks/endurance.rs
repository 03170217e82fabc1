//! A20: slow, large and many, while others are answered.

use std::time::Duration;

use crate::routes;
use crate::web::{FORM, Service, request, send};

#[tokio::test]
async fn a20_a_body_of_16_kib_is_read_and_a_larger_one_is_refused_everywhere() {
    let service = Service::start().await;
    let mut addresses = routes::all(&service).await;
    addresses.push("/nothing".to_owned());
    for (path, method) in addresses.iter().flat_map(|path| ["POST", "PUT", "PATCH", "DELETE"].map(|method| (path, method))) {
        for size in [16 * 1024 + 1, 200_000] {
            let answer = send(service.at, &request(method, path, &[FORM], &vec![b'a'; size])).await.expect("an answer");
            assert_eq!(answer.status, 413, "{method} {path} with {size} bytes: {answer:?}");
        }
    }
    let fits = send(service.at, &request("POST", "/oauth/token", &[FORM], &vec![b'a'; 16 * 1024])).await.unwrap();
    assert!((400..=401).contains(&fits.status) && fits.body.contains("error"), "it was read: {fits:?}");
}

#[tokio::test]
async fn a20_a_body_that_hides_its_length_is_refused_all_the_same() {
    let service = Service::start().await;
    let mut bytes = b"POST /oauth/token HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..100 {
        bytes.extend_from_slice(b"400\r\n");
        bytes.extend_from_slice(&[b'a'; 1024]);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(send(service.at, &bytes).await.unwrap().status, 413);
}

#[tokio::test]
async fn a20_an_address_over_8_kib_is_refused_everywhere() {
    let service = Service::start().await;
    let mut addresses = routes::all(&service).await;
    addresses.push("/nothing".to_owned());
    for (path, method) in addresses.iter().flat_map(|path| routes::METHODS.map(|method| (path, method))) {
        let answer = send(service.at, &request(method, &format!("{path}?state={}", "a".repeat(9000)), &[], b"")).await.unwrap();
        assert_eq!(answer.status, 414, "{method} {path}");
    }
}

#[tokio::test]
async fn a20_headers_without_end_are_refused() {
    let service = Service::start().await;
    let long = "a".repeat(100_000);
    let many: Vec<(String, String)> = (0..1000).map(|number| (format!("x-{number}"), "a".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for headers in [vec![("x-long", long.as_str())], many] {
        let answer = send(service.at, &request("GET", "/", &headers, b"")).await;
        assert!(answer.is_none_or(|answer| answer.status == 431), "refused or cut off");
    }
    assert!(service.answers_others().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a20_others_are_answered_while_a_process_holds_slow_sockets() {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let service = Service::start().await;
    let mut holder = tokio::process::Command::new(env!("CARGO_BIN_EXE_neighbour"))
        .args(["sockets", &service.at.to_string()])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while said != "holding" {
        said = tokio::time::timeout(Duration::from_secs(60), lines.next_line()).await.unwrap().unwrap().expect("the holder speaks");
    }
    // While it still opens more, and once it has all: a whole sign-in each time.
    for _ in 0..3 {
        let answer = service.browser().sign_in_and_accept(&service.authorize()).await;
        assert!(answer.location().is_some_and(|location| location.contains("code=")), "{answer:?}");
    }
    while said != "all" {
        said = tokio::time::timeout(Duration::from_secs(60), lines.next_line()).await.unwrap().unwrap().expect("the holder speaks");
    }
    let answer = service.browser().sign_in_and_accept(&service.authorize()).await;
    assert!(answer.location().is_some_and(|location| location.contains("code=")), "{answer:?}");
    drop(holder.stdin.take());
    holder.wait().await.unwrap();
}
