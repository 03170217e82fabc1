//! Sessions that end, services that are away, and what scripts see of it.

use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};
use support::session::Keyring;

use crate::person::go_to;
use crate::scene::{Scene, keys};

/// A service that does as it is told, and somebody who is signed in there.
async fn signed_in(scene: &Scene, fake: &FakeProvider) -> String {
    let added = scene.json(&["providers", "add", "--name", "fake", "--issuer", &fake.issuer, "--client-id", "till"]);
    assert_eq!(added.code, 0, "{added:?}");
    signs_in_again(scene, fake).await
}

async fn signs_in_again(scene: &Scene, fake: &FakeProvider) -> String {
    let waiting = scene.start_sign_in("fake", &[]);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    waiting.end().value()["id"].as_str().unwrap().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_service_is_away_the_last_profile_is_printed_and_the_exit_code_says_that_it_is_not_a_new_one() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    let now = scene.json(&["profile", &account]).value();
    fake.always("/userinfo", Reply::good().cut_at(0));
    let away = scene.json(&["profile", &account]);
    assert_eq!(away.code, 6, "{away:?}");
    assert_eq!(away.values(), [now]);
    let error: Value = serde_json::from_str(&away.err).unwrap();
    assert_eq!(error["error"]["code"], "network");
    assert!(error["error"]["message"].as_str().unwrap().contains("was read at"), "{error}");
    fake.always("/userinfo", Reply::json(503, json!({})));
    assert_eq!(scene.json(&["profile", &account]).code, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_could_not_be_told_keeps_the_account_until_it_is_forgotten_on_purpose() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let account = signed_in(&scene, &fake).await;
    let (exit, code, _) = scene.json(&["forget", &account]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"), "it is signed in");
    fake.always("/revoke", Reply::json(503, json!({})));
    let receipt = scene.json(&["sign-out", &account]).value();
    assert_eq!(receipt, json!({ "revoked": [], "forgotten": [], "pending": ["refresh_token", "access_token"] }));
    let (exit, code, message) = scene.json(&["forget", &account]).error();
    assert_eq!((exit, code.as_str()), (4, "conflict"), "{message}");
    fake.behave();
    let receipt = scene.json(&["sign-out", &account]).value();
    assert_eq!(receipt["revoked"], json!(["refresh_token", "access_token"]));
    assert_eq!(scene.json(&["forget", &account]).value(), json!({ "id": account, "forgotten": true }));
    assert_eq!(scene.json(&["accounts"]).out, "");

    let account = signs_in_again(&scene, &fake).await;
    fake.always("/revoke", Reply::json(503, json!({})));
    scene.json(&["sign-out", &account]).value();
    assert_eq!(scene.json(&["forget", &account, "--force"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_of_all_prints_a_receipt_for_each() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    let first = signed_in(&scene, &fake).await;
    fake.person(json!({ "sub": "person-2", "name": "Ada" }));
    let second = signs_in_again(&scene, &fake).await;
    let receipts = scene.json(&["sign-out", "--all"]).values();
    assert_eq!(receipts.iter().map(keys).collect::<Vec<_>>(), vec![["account", "forgotten", "pending", "revoked"]; 2]);
    let mut accounts: Vec<_> = receipts.iter().map(|receipt| receipt["account"].as_str().unwrap().to_owned()).collect();
    let mut expected = [first, second];
    accounts.sort();
    expected.sort();
    assert_eq!(accounts, expected);
    assert!(scene.json(&["accounts"]).values().iter().all(|account| account["state"] == "signed_out"));
    let again = scene.json(&["sign-out", "--all"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn rp_07_signing_out_everywhere_waits_for_the_browsers_return() {
    let (mut scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.metadata(|metadata| metadata["end_session_endpoint"] = json!(fake.url("/end")));
    let registered = "http://127.0.0.1/signed-out";
    let add =
        ["providers", "add", "--name", "fake", "--issuer", &fake.issuer, "--client-id", "till", "--post-logout-redirect-uri", registered];
    assert_eq!(scene.json(&add).code, 0);
    let account = signs_in_again(&scene, &fake).await;
    let opened = scene.browser_that_notes();
    let child = scene.command(&["sign-out", &account, "--everywhere", "--json"]).spawn().unwrap();
    support::wait::until("the browser to be opened", || opened.exists());
    let page = std::fs::read_to_string(&opened).unwrap();
    let (back, state) = (crate::scene::query(&page, "post_logout_redirect_uri"), crate::scene::query(&page, "state"));
    assert_eq!(go_to(&format!("{back}?state=another")).await.0, 400);
    let (status, shown) = go_to(&format!("{back}?state={state}")).await;
    assert!(status == 200 && shown.contains("You are signed out"), "{status} {shown}");
    let receipt = crate::scene::done(child.wait_with_output().unwrap()).value();
    assert_eq!(receipt, json!({ "revoked": ["refresh_token", "access_token", "browser_session"], "forgotten": [], "pending": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_about_to_end_is_active_to_a_script() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    fake.without_refresh_tokens();
    fake.lifetime(100_000_000);
    let account = signed_in(&scene, &fake).await;
    assert_eq!(scene.json(&["accounts"]).value()["state"], "active");
    fake.lifetime(0);
    assert_eq!(signs_in_again(&scene, &fake).await, account);
    assert_eq!(scene.json(&["accounts"]).value()["state"], "expired");
}
