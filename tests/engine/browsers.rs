//! In which browser a service's pages open.

use std::time::Duration;

use countersign_wire::account::SignedOutPart;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::{ProviderView, ReturnPath};
use countersign_wire::sign_in::SignInRequest;
use serde_json::json;
use support::fake_provider::FakeProvider;

use crate::stage::{Stage, request};

const FOX: &str = "fox.desktop";

fn fox() -> BrowserChoice {
    BrowserChoice::Installed { entry: FOX.into() }
}

/// A service whose pages a person wants in another browser than the default one.
async fn chosen() -> (Stage, FakeProvider, ProviderView) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    stage.browser.others.lock().unwrap().push(FOX.into());
    let provider = stage.engine.choose_browser("work", fox()).await.unwrap();
    (stage, fake, provider)
}

#[tokio::test]
async fn the_browser_that_was_chosen_for_a_service_opens_every_page_of_it() {
    let (stage, fake, provider) = chosen().await;
    assert_eq!(provider.browser, fox());
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(started.browser, fox());
    stage.another_process().await.open_again(&started.attempt).await.unwrap();
    let id = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap().id;
    let again = stage.another_process().await.sign_in_again(&id, true).await.unwrap();
    let opened = [&started.authorize_url, &started.authorize_url, &again.authorize_url].map(|url| (FOX.to_owned(), url.clone()));
    assert_eq!(stage.browser.opened_in(), opened);
    assert!(stage.browser.opened().is_empty());
}

#[tokio::test]
async fn a_service_of_which_nothing_was_chosen_opens_in_the_default_browser() {
    let (stage, fake, _) = chosen().await;
    let other = FakeProvider::start().await;
    stage.add("other", &other).await;
    let started = stage.start("other", ReturnPath::DeepLink).await;
    assert_eq!((stage.browser.opened(), started.browser), (vec![started.authorize_url], BrowserChoice::Default));
    stage.engine.choose_browser("work", BrowserChoice::Default).await.unwrap();
    stage.sign_in("work", &fake).await;
    assert_eq!((stage.browser.opened().len(), stage.browser.opened_in().len()), (2, 0));
}

#[tokio::test]
async fn a_browser_that_is_gone_is_told_and_the_default_one_opens_where_the_person_wants_that() {
    let (stage, _fake, _) = chosen().await;
    let waiting = stage.start("work", ReturnPath::DeepLink).await;
    stage.browser.others.lock().unwrap().clear();
    let error = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
    assert!(error.code == ErrorCode::Browser && error.message.contains(FOX) && error.message.contains("not on this computer"), "{error}");
    assert!(stage.browser.opened().is_empty(), "nothing takes its place unasked");
    assert_eq!(stage.engine.pending_sign_ins().await.unwrap(), std::slice::from_ref(&waiting));
    let instead = SignInRequest { browser: Some(BrowserChoice::Default), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(instead).await.unwrap();
    assert_eq!(stage.engine.open_again(&waiting.attempt).await.unwrap_err().code, ErrorCode::Browser);
    stage.engine.open_in_default(&waiting.attempt).await.unwrap();
    assert_eq!(stage.browser.opened(), [started.authorize_url, waiting.authorize_url]);
}

#[tokio::test]
async fn a_browser_that_is_not_there_is_not_chosen() {
    let (stage, _fake, _) = chosen().await;
    let gone = BrowserChoice::Installed { entry: "/usr/bin/sh".into() };
    assert_eq!(stage.engine.choose_browser("work", gone).await.unwrap_err().code, ErrorCode::Browser);
    assert_eq!(stage.engine.choose_browser("nobody", fox()).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(stage.engine.providers().await.unwrap()[0].browser, fox());
}

#[tokio::test]
async fn a_link_that_the_person_takes_elsewhere_opens_nothing_here_neither_for_the_way_in_nor_for_the_way_out() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|metadata| metadata["end_session_endpoint"] = json!(fake.url("/end")));
    stage.add("work", &fake).await;
    stage.engine.choose_browser("work", BrowserChoice::Link).await.unwrap();
    let account = stage.sign_in("work", &fake).await;
    let receipt = stage.engine.sign_out_everywhere(&account.id, Duration::from_secs(5)).await.unwrap();
    assert!(receipt.forgotten.contains(&SignedOutPart::BrowserSession), "{receipt:?}");
    assert!(receipt.reason.unwrap().contains("took the link to"));
    assert!(stage.browser.opened().is_empty() && stage.browser.opened_in().is_empty());
}
