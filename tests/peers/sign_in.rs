//! Signing in, renewing and signing out at a server of others, with all that it insists on.

use std::time::Duration;

use countersign_wire::account::SignedOutPart;
use countersign_wire::error::ErrorCode;
use serde_json::json;
use support::visitor::Visitor;

use crate::peer::Insists;
use crate::scene::{Scene, native_app};

/// Whatever it insists on, the session is the same one.
const WAYS: [Insists; 3] =
    [Insists { pushed: false, nonce: false }, Insists { pushed: true, nonce: false }, Insists { pushed: true, nonce: true }];

#[tokio::test]
async fn somebody_signs_in_over_loopback_and_is_who_they_are() {
    for insists in WAYS {
        let mut scene = Scene::with(insists, native_app(json!({}))).await;
        scene.add(None).await;
        let account = scene.sign_in("ada").await;
        assert_eq!(account.subject.as_deref(), Some("ada"), "{insists:?}");
        assert_eq!((account.email.as_deref(), account.name.as_deref()), (Some("ada@peer.example"), Some("Ada Ruiz")), "{insists:?}");
        assert!(account.can_refresh && account.deviations.is_empty(), "{insists:?}: {:?}", account.deviations);
    }
}

#[tokio::test]
async fn what_the_browser_carries_says_nothing_where_requests_are_left_beforehand() {
    let scene = Scene::with(Insists { pushed: true, nonce: false }, native_app(json!({}))).await;
    scene.add(None).await;
    let started = scene.start().await;
    let url = url::Url::parse(&started.authorize_url).unwrap();
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    assert!(started.warnings.is_empty(), "{:?}", started.warnings);
}

#[tokio::test]
async fn a_page_that_was_opened_once_opens_again() {
    let mut scene = Scene::with(Insists { pushed: true, nonce: true }, native_app(json!({}))).await;
    scene.add(None).await;
    let started = scene.start().await;
    // The person closes the tab, forgets its cookies, and presses the button once more: the request has been used up by then.
    scene.person.visit(&started.authorize_url).await;
    scene.person = Visitor::new();
    scene.engine.open_again(&started.attempt).await.unwrap();
    assert_ne!(scene.browser.last().unwrap(), started.authorize_url);
    assert_eq!(scene.finish(&started, "ada").await.subject.as_deref(), Some("ada"));
}

#[tokio::test]
async fn a_bound_session_is_renewed_and_read_by_every_start_of_the_program() {
    let mut scene = Scene::with(Insists { pushed: true, nonce: true }, native_app(json!({ "dpop_bound_access_tokens": true }))).await;
    scene.add(None).await;
    let account = scene.sign_in("ada").await;
    scene.engine.refresh(&account.id).await.unwrap();
    let later = scene.another_start().await;
    later.refresh(&account.id).await.unwrap();
    assert_eq!(later.read_profile(&account.id).await.unwrap().email.as_deref(), Some("ada@peer.example"));
    let refused = later.access_token(&account.id, Duration::ZERO).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused);
}

#[tokio::test]
async fn signing_out_ends_what_was_granted() {
    let mut scene = Scene::with(Insists::default(), native_app(json!({}))).await;
    scene.add(None).await;
    let account = scene.sign_in("ada").await;
    let receipt = scene.engine.sign_out(&account.id).await.unwrap();
    assert_eq!(receipt.revoked, [SignedOutPart::RefreshToken, SignedOutPart::AccessToken]);
    assert!(receipt.pending.is_empty() && receipt.forgotten.is_empty(), "{receipt:?}");
}

#[tokio::test]
async fn a_person_who_turns_back_at_its_pages_denied_it() {
    let mut scene = Scene::with(Insists { pushed: true, nonce: true }, native_app(json!({}))).await;
    scene.add(None).await;
    let started = scene.start().await;
    let page = scene.person.visit(&started.authorize_url).await;
    let back = scene.person.visit(&format!("{}/abort", page.url)).await.location().unwrap().to_owned();
    Visitor::new().open(&back).await;
    let error = scene.engine.await_sign_in(&started.attempt, crate::scene::SOON).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Denied);
}
