//! Tokens that others took the place of: the service is told of them, and never of one that it would end the session with.

use std::time::Duration;

use countersign_engine::Secret;
use countersign_wire::account::{SessionStatus, SignedOutPart};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};
use support::service::Service;
use support::visitor::Visitor;
use support::wait::until_some;

use crate::stage::{BEGINNING, Stage, request};

use SignedOutPart::{AccessToken, RefreshToken};

/// A service that ends all that an app has of a person with one of its tokens, as a preset says it.
const HARSH: &str = r#"
[[preset]]
id = "harsh"
title = "Harsh"
scopes = ["profile"]

[preset.paths]
authorization = "/authorize"
token = "/token"
userinfo = "/userinfo"
revocation = "/revoke"

[preset.quirks]
revocation_ends_all = true

[preset.profile]
subject = "/sub"
"#;

async fn signed_in() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

async fn harsh() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    std::fs::write(stage.folder.path().join("presets.toml"), HARSH).unwrap();
    let base_url = Some(fake.issuer.clone());
    let draft =
        ProviderDraft { name: "work".into(), preset: Some("harsh".into()), base_url, client_id: Some("till".into()), ..Default::default() };
    stage.engine.add_provider(draft, None).await.unwrap();
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

/// What the service was told to end, in order.
fn revoked(fake: &FakeProvider) -> Vec<String> {
    fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect()
}

async fn until_revoked(fake: &FakeProvider, tokens: &[&str]) {
    until_some("the service to be told", || async { (revoked(fake) == tokens).then_some(()) }).await;
}

#[tokio::test]
async fn who_signs_in_once_more_leaves_no_older_token_alive() {
    let (stage, fake, id) = signed_in().await;
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    until_revoked(&fake, &["refresh-2", "access-2"]).await;
    assert_eq!(stage.engine.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-4");
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!((receipt.revoked.as_slice(), receipt.pending.len()), (&[RefreshToken, AccessToken][..], 0));
    assert_eq!(revoked(&fake), ["refresh-2", "access-2", "refresh-4", "access-4"]);
}

#[tokio::test]
async fn the_receipt_of_a_sign_out_counts_the_tokens_that_were_replaced_before() {
    let (stage, fake, id) = signed_in().await;
    fake.always("/revoke", Reply::json(503, json!({})));
    stage.clock.advance(10);
    stage.sign_in("work", &fake).await;
    until_revoked(&fake, &["refresh-2", "access-2"]).await;
    // A moment later the service takes what it is told of the newer ones, and not of the older.
    stage.clock.advance(10);
    fake.behave();
    for reply in [Reply::json(200, json!({})), Reply::json(200, json!({})), Reply::json(503, json!({})), Reply::json(503, json!({}))] {
        fake.next("/revoke", reply);
    }
    let receipt = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!(revoked(&fake)[2..], ["refresh-4", "access-4", "refresh-2", "access-2"]);
    assert_eq!((receipt.revoked.len(), receipt.pending.as_slice()), (0, &[RefreshToken, AccessToken][..]), "not all of them is dead");
    stage.clock.advance(3600);
    fake.next("/revoke", Reply::json(200, json!({})));
    stage.engine.tell_of_sign_outs().await.unwrap();
    let receipt = stage.engine.account(&id).await.unwrap().receipts.remove(0);
    assert_eq!(
        (receipt.revoked.as_slice(), receipt.forgotten.as_slice(), receipt.pending.len()),
        (&[RefreshToken][..], &[AccessToken][..], 0),
        "the older access token ended by itself"
    );
}

#[tokio::test]
async fn what_the_service_could_not_be_told_outlives_the_process() {
    let (stage, fake, id) = signed_in().await;
    fake.always("/revoke", Reply::json(503, json!({})));
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    until_revoked(&fake, &["refresh-2", "access-2"]).await;
    let restarted = stage.another_process().await;
    stage.clock.advance(60);
    fake.behave();
    restarted.tell_of_sign_outs().await.unwrap();
    assert_eq!(revoked(&fake)[2..], ["refresh-2", "access-2"]);
    assert_eq!(restarted.account(&id).await.unwrap().account.state, SessionStatus::Active);
}

#[tokio::test]
async fn a_token_that_the_service_gave_again_is_not_ended() {
    let (stage, fake, id) = signed_in().await;
    let again = json!({"access_token": "access-9", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-2"});
    fake.next("/token", Reply::json(200, again));
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    until_revoked(&fake, &["access-2"]).await;
}

#[tokio::test]
async fn where_one_token_ends_all_the_older_ones_are_only_forgotten() {
    let (stage, fake, id) = harsh().await;
    fake.always("/revoke", Reply::json(503, json!({})));
    let out = stage.engine.sign_out(&id).await.unwrap();
    assert_eq!(out.pending, [RefreshToken, AccessToken]);
    fake.behave();
    fake.forget_seen();
    stage.clock.advance(3000);
    assert_eq!(stage.sign_in("work", &fake).await.id, id);
    // What the sign-out left to be told would end the new session, and its receipt says what became of it.
    let receipt = stage.engine.account(&id).await.unwrap().receipts.remove(0);
    assert_eq!((receipt.at, receipt.pending.len(), receipt.forgotten.as_slice()), (BEGINNING, 0, &[RefreshToken, AccessToken][..]));
    assert!(receipt.reason.unwrap().contains("signed in anew"));
    stage.sign_in("work", &fake).await;
    stage.clock.advance(3000);
    stage.engine.tell_of_sign_outs().await.unwrap();
    assert_eq!(revoked(&fake), Vec::<String>::new());
    // A sign-out is meant to end all.
    stage.engine.sign_out(&id).await.unwrap();
    assert_eq!(revoked(&fake), ["refresh-6", "access-6"]);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_kept_does_not_end_the_session_that_was_there() {
    for (scene, ended) in [(harsh().await, 0), (signed_in().await, 2)] {
        let (stage, fake, id) = scene;
        let started = stage.start("work", ReturnPath::DeepLink).await;
        fake.when_asked("/token", stage.break_the_disk());
        stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        assert_eq!(revoked(&fake).len(), ended);
        stage.mend_the_disk();
        assert_eq!(stage.engine.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), "access-2");
    }
}

#[tokio::test]
async fn at_the_accounts_service_the_first_token_is_dead_and_the_second_lives_on() {
    let (stage, service) = (Stage::new().await, Service::with_people().await);
    let draft = ProviderDraft { name: "work".into(), issuer: Some(service.issuer().into()), ..Default::default() };
    stage.engine.add_provider(draft, None).await.unwrap();
    let sign_in = async || {
        let started = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap();
        let back = Visitor::new().accept(&started.authorize_url, "michael@test.com").await.location().unwrap().to_owned();
        let id = stage.engine.receive_callback(back.as_bytes()).await.unwrap().id;
        (id.clone(), stage.engine.access_token(&id, Duration::ZERO).await.unwrap().token)
    };
    let userinfo = service.url("/oauth/userinfo");
    let status =
        async |token: &Secret| support::service::http().get(&userinfo).bearer_auth(token.expose()).send().await.unwrap().status().as_u16();
    let (first_id, first) = sign_in().await;
    assert_eq!(status(&first).await, 200);
    let (id, second) = sign_in().await;
    assert_eq!(id, first_id);
    until_some("the older token to be ended", async || (status(&first).await == 401).then_some(())).await;
    assert_eq!(status(&second).await, 200, "that of the newer sign-in is not touched");
    stage.engine.refresh(&id).await.unwrap();
    let third = stage.engine.access_token(&id, Duration::ZERO).await.unwrap().token;
    assert_eq!(status(&third).await, 200, "and its session goes on");
}
