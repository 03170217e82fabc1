//! A13 and A14: guessing passwords is slow, tells nothing, and costs the others nothing.

use std::time::Duration;

use support::process::{Folder, Serving};
use support::service::BEGINNING;

use crate::web::{Answer, Browser, EMAIL, PASSWORD, PageForm, Service, answers_others, authorize};

/// The sign-in form of a fresh browser.
async fn form(service: &Service, browser: &mut Browser) -> PageForm {
    PageForm::with(&browser.get(&service.authorize()).await.body, "password")
}

async fn attempt(service: &Service, email: &str, password: &str) -> Answer {
    let mut browser = service.browser();
    let form = form(service, &mut browser).await.fill("email", email).fill("password", password);
    browser.submit(&form).await
}

/// What somebody could tell two answers apart by, without what is fresh in each.
fn told(answer: &Answer, email: &str) -> (u16, Vec<(String, String)>, String) {
    let nonce = answer
        .header("content-security-policy")
        .and_then(|policy| policy.split_once("'nonce-"))
        .map(|(_, rest)| rest.split('\'').next().unwrap().to_owned());
    let mut body = answer.body.replace(email, "EMAIL");
    if let Some(nonce) = &nonce {
        body = body.replace(nonce.as_str(), "NONCE");
    }
    for tag in answer.body.split('<').filter(|tag| tag.contains("type=\"hidden\"")) {
        body = body.replace(tag.split('>').next().unwrap(), "HIDDEN");
    }
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "date" | "content-length"))
        .map(|(name, value)| (name.clone(), nonce.as_ref().map_or(value.clone(), |nonce| value.replace(nonce.as_str(), "NONCE"))))
        .map(|(name, value)| if name == "set-cookie" { (name, value.split('=').next().unwrap().to_owned()) } else { (name, value) })
        .collect();
    (answer.status, headers, body)
}

#[tokio::test]
async fn a14_an_unknown_name_and_a_wrong_password_are_answered_alike_to_the_letter() {
    let service = Service::start().await;
    let wrong = attempt(&service, EMAIL, "not the password").await;
    let unknown = attempt(&service, "bob@example.com", "not the password").await;
    assert_eq!(told(&wrong, EMAIL), told(&unknown, "bob@example.com"));
    assert!(wrong.body.contains("is wrong"), "{wrong:?}");
    assert_ne!(wrong.status, 303);
}

#[tokio::test]
async fn a14_from_the_eleventh_failure_in_fifteen_minutes_the_answer_is_to_wait() {
    for name in [EMAIL, "bob@example.com"] {
        let service = Service::start().await;
        for number in 0..10 {
            let answer = attempt(&service, name, "not the password").await;
            assert!(answer.body.contains("is wrong"), "{name}, failure {number}: {answer:?}");
            service.inner.clock.advance(1);
        }
        for password in ["not the password", PASSWORD] {
            let answer = attempt(&service, name, password).await;
            assert_eq!((answer.status, answer.header("retry-after")), (429, Some("890")), "{name}: {answer:?}");
        }
        // From this address another name waits as well; after the quarter of an hour nobody does.
        assert_eq!(attempt(&service, "carol@example.com", PASSWORD).await.status, 429);
        service.inner.clock.set(BEGINNING + 900);
        let answer = attempt(&service, EMAIL, PASSWORD).await;
        assert_eq!(answer.status, 303, "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn a14_signing_in_rightly_is_never_slowed() {
    let service = Service::start().await;
    for _ in 0..15 {
        assert_eq!(attempt(&service, EMAIL, PASSWORD).await.status, 303);
    }
}

#[tokio::test]
async fn a14_tries_that_are_sent_at_once_get_no_more_answers_than_ten() {
    let service = Service::start().await;
    let mut browser = service.browser();
    let form = form(&service, &mut browser).await.fill("email", EMAIL).fill("password", "not the password");
    let tries = (0..60).map(|_| {
        let (mut browser, form) = (browser.clone(), form.clone());
        async move { browser.submit(&form).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let judged = answers.iter().filter(|answer| answer.body.contains("is wrong")).count();
    assert!((1..=10).contains(&judged), "{judged} were told that the password is wrong");
    assert!(answers.iter().all(|answer| answer.body.contains("is wrong") || matches!(answer.status, 429 | 503)), "{answers:?}");
}

/// 5,000, or fewer where the system allows this process fewer open files.
fn sockets_at_once() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    files.unwrap_or(1024_usize).saturating_sub(700).clamp(100, 5000)
}

/// The service is a process of its own here: what counts is its memory, not that of five thousand visitors.
#[tokio::test(flavor = "multi_thread")]
async fn a13_of_5000_sign_ins_at_once_some_are_checked_and_the_rest_are_told_when_to_come_back() {
    let folder = Folder::new();
    folder.add_person(EMAIL);
    let service = Serving::start(&folder, &["--listen", "127.0.0.1:0"]);
    let at = service.issuer().strip_prefix("http://").unwrap().parse().unwrap();
    let mut browser = Browser::new(at);
    let page = browser.get(&authorize("countersign", "http://127.0.0.1:49152/callback", "profile")).await.body;
    let form = PageForm::with(&page, "password").fill("email", EMAIL).fill("password", PASSWORD);
    let before = service.memory("VmRSS");
    let places = std::sync::Arc::new(tokio::sync::Semaphore::new(sockets_at_once()));
    let tries: Vec<_> = (0..5000)
        .map(|_| {
            let (mut browser, form, places) = (browser.clone(), form.clone(), std::sync::Arc::clone(&places));
            tokio::spawn(async move {
                let _place = places.acquire().await;
                let answer = browser.submit(&form).await;
                (answer.status, answer.header("retry-after").is_some())
            })
        })
        .collect();
    let others = tokio::time::timeout(Duration::from_secs(60), answers_others(at));
    assert!(others.await.unwrap(), "somebody else is answered meanwhile");
    let mut counts = std::collections::BTreeMap::new();
    for answer in futures_util::future::join_all(tries).await {
        let (status, says_when) = answer.unwrap();
        *counts.entry(status).or_insert(0) += 1;
        assert!(status != 503 || says_when, "busy, without saying when to come back");
    }
    assert!(counts.keys().all(|status| matches!(status, 303 | 503)), "{counts:?}");
    assert!(counts.contains_key(&303) && counts.contains_key(&503), "{counts:?}");
    let (cores, more) = (std::thread::available_parallelism().unwrap().get() as u64, service.memory("VmHWM") - before);
    let allowed = cores * 19 * 1024 + 200 * 1024;
    assert!(more < allowed, "{more} KiB more than before, {allowed} allowed");
}
