//! The service's own session in the browser, ended on request (OpenID Connect RP-Initiated Logout).

use std::time::Duration;

use countersign_wire::account::{SessionStatus, SignOutReceipt, SignedOutPart};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ProviderDraft;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider};
use support::wait;

use crate::stage::{Stage, browser};

use SignedOutPart::{AccessToken, BrowserSession, RefreshToken};

const LONG: Duration = Duration::from_secs(60);

/// Somebody at a service that ends its own session, with what was registered for the return.
async fn signed_in(registered: &[&str]) -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|metadata| metadata["end_session_endpoint"] = json!(fake.url("/end?of=session")));
    let draft = ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        post_logout_redirect_uris: registered.iter().map(|uri| (*uri).to_owned()).collect(),
        ..Default::default()
    };
    stage.engine.add_provider(draft, None).await.unwrap();
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

/// Signs out everywhere, up to where the browser is at the service's page.
async fn at_the_page(stage: &Stage, id: &str, wait: Duration) -> (tokio::task::JoinHandle<Result<SignOutReceipt, UserError>>, String) {
    let (engine, account) = (stage.engine.clone(), id.to_owned());
    let signing_out = tokio::spawn(async move { engine.sign_out_everywhere(&account, wait).await });
    let opened = wait::until_some("the service's page", || async {
        stage.browser.opened().into_iter().find(|address| address.contains("/end?of=session"))
    });
    (signing_out, opened.await)
}

async fn status(address: &str) -> u16 {
    browser().get(address).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn rp_07_the_browsers_return_with_the_state_of_this_sign_out_confirms_it() {
    let (stage, fake, id) = signed_in(&["http://127.0.0.1/signed-out"]).await;
    let (signing_out, page) = at_the_page(&stage, &id, LONG).await;
    let asked = Asked::of(&page);
    assert_eq!((asked.get("of"), asked.get("client_id")), ("session", "till"));
    assert!(asked.get("state").len() >= 22, "128 bits or more");
    let back = asked.get("post_logout_redirect_uri");
    assert!(back.starts_with("http://127.0.0.1:") && back.ends_with("/signed-out"), "{back}");
    // The tokens are gone before anybody looks at a page.
    assert_eq!(fake.seen("/revoke").len(), 2);
    assert_eq!(status(&format!("{back}?state={}", asked.get("state"))).await, 200);
    let receipt = signing_out.await.unwrap().unwrap();
    assert_eq!((receipt.revoked.as_slice(), receipt.forgotten.len()), (&[RefreshToken, AccessToken, BrowserSession][..], 0));
    let detail = stage.engine.account(&id).await.unwrap();
    assert_eq!((detail.account.state, detail.receipts), (SessionStatus::SignedOut, vec![receipt]));
}

#[tokio::test]
async fn rp_07_an_answer_with_another_state_or_none_is_refused() {
    let (stage, _fake, id) = signed_in(&["http://127.0.0.1/signed-out"]).await;
    let (signing_out, page) = at_the_page(&stage, &id, LONG).await;
    let asked = Asked::of(&page);
    let (back, state) = (asked.get("post_logout_redirect_uri"), asked.get("state"));
    for stray in [
        back.to_owned(),
        format!("{back}?state="),
        format!("{back}?state=another"),
        format!("{back}?state={state}x"),
        format!("{back}?state={state}&state={state}"),
        format!("{back}/more?state={state}"),
        format!("{}?state={state}", back.replace("/signed-out", "/")),
        format!("{}?state={state}", back.replace("127.0.0.1", "localhost")),
    ] {
        assert_eq!(status(&stray).await, 400, "{stray}");
    }
    assert_eq!(browser().post(format!("{back}?state={state}")).send().await.unwrap().status().as_u16(), 400);
    assert!(!signing_out.is_finished());
    assert_eq!(status(&format!("{back}?state={state}")).await, 200);
    assert!(signing_out.await.unwrap().unwrap().revoked.contains(&BrowserSession));
}

#[tokio::test]
async fn what_nothing_confirms_is_not_called_ended() {
    // Nobody comes back.
    let (stage, _fake, id) = signed_in(&["http://127.0.0.1/signed-out"]).await;
    let (signing_out, page) = at_the_page(&stage, &id, Duration::from_millis(50)).await;
    let receipt = signing_out.await.unwrap().unwrap();
    assert_eq!((receipt.revoked.as_slice(), receipt.forgotten.as_slice()), (&[RefreshToken, AccessToken][..], &[BrowserSession][..]));
    assert!(receipt.reason.unwrap().contains("did not come back"));
    let late = browser().get(Asked::of(&page).get("post_logout_redirect_uri")).send().await;
    assert!(late.unwrap_err().is_connect(), "nobody listens any more");

    // No address for the return is registered: the service would refuse one that it does not know.
    let (stage, _fake, id) = signed_in(&[]).await;
    let (signing_out, page) = at_the_page(&stage, &id, LONG).await;
    let asked = Asked::of(&page);
    assert_eq!((asked.get("post_logout_redirect_uri"), asked.get("state")), ("", ""));
    let receipt = signing_out.await.unwrap().unwrap();
    assert_eq!(receipt.forgotten, [BrowserSession]);
    assert!(receipt.reason.unwrap().contains("only its page says"));
}

#[tokio::test]
async fn a_service_without_such_a_page_and_a_desktop_without_a_browser_are_told_as_they_are() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    let receipt = stage.engine.sign_out_everywhere(&id, LONG).await.unwrap();
    assert_eq!((receipt.revoked.len(), receipt.forgotten.as_slice()), (2, &[BrowserSession][..]));
    assert!(receipt.reason.unwrap().contains("offers no way to end its own session"));

    let (stage, _fake, id) = signed_in(&["http://127.0.0.1/signed-out"]).await;
    *stage.browser.fails.lock().unwrap() = true;
    let receipt = stage.engine.sign_out_everywhere(&id, LONG).await.unwrap();
    assert_eq!((receipt.revoked.len(), receipt.forgotten.as_slice()), (2, &[BrowserSession][..]));
    assert!(receipt.reason.unwrap().contains("browser could not be opened"));
}

#[tokio::test]
async fn an_address_that_does_not_come_back_here_is_refused_when_the_service_is_added() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    for uri in ["https://a.example/out", "http://192.168.1.1/out", "app.countersign.desktop:/out", "nonsense"] {
        let draft = ProviderDraft {
            name: "work".into(),
            issuer: Some(fake.issuer.clone()),
            client_id: Some("till".into()),
            post_logout_redirect_uris: vec![uri.into()],
            ..Default::default()
        };
        let error = stage.engine.add_provider(draft, None).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("post_logout_redirect_uris")), "{uri}");
    }
}
