//! A service that breaks off each of its answers at every byte: an honest error, and nothing lost (C10, S5). What a renewal
//! makes of it stands in `renewal`.

use countersign_engine::WithoutKeychain;
use countersign_wire::account::SessionStatus;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::json;
use support::fake_provider::{FakeProvider, KEYS, PAR, Reply, SigningKey};

use crate::stage::{Mood, Stage, request};

/// Does something with the answer at a path cut at each byte, until it comes whole. Each time before that it has to be told
/// that the service broke off.
async fn cut_at_every_byte(fake: &FakeProvider, path: &str, reply: Reply, mut act: impl AsyncFnMut() -> Result<(), UserError>) {
    for bytes in 0..4096 {
        fake.next(path, reply.clone().cut_at(bytes));
        if path == KEYS {
            // They are fetched while the person is in the browser, and where that failed once more.
            fake.next(path, reply.clone().cut_at(bytes));
        }
        match act().await {
            Err(error) => {
                let honest = error.code == ErrorCode::Network && error.message.contains("broke off");
                assert!(honest, "{path} cut at {bytes}: {error:?}");
            }
            Ok(()) => return assert!(bytes > 80, "{path}: {bytes} bytes are no whole answer"),
        }
    }
    panic!("{path}: it never came whole");
}

/// What is kept is kept in memory: it is written some hundred times.
async fn bare() -> (Stage, FakeProvider) {
    (Stage::with(Mood::Absent, WithoutKeychain::KeepInMemory).await, FakeProvider::start().await)
}

async fn set() -> (Stage, FakeProvider) {
    let (stage, fake) = bare().await;
    stage.add("work", &fake).await;
    (stage, fake)
}

async fn nothing_waits(stage: &Stage) {
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty(), "something waits");
}

async fn sign_in(stage: &Stage, fake: &FakeProvider) -> Result<(), UserError> {
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let ended = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await;
    nothing_waits(stage).await;
    if ended.is_err() {
        assert!(stage.engine.accounts().await.unwrap().is_empty(), "half a sign-in is kept");
    }
    ended.map(drop)
}

#[tokio::test]
async fn c10_a_token_that_did_not_come_whole_is_nobodys() {
    let (stage, fake) = set().await;
    cut_at_every_byte(&fake, "/token", Reply::good(), async || sign_in(&stage, &fake).await).await;
}

#[tokio::test]
async fn c8_keys_that_did_not_come_whole_sign_nobody_in() {
    let (stage, fake) = bare().await;
    fake.speak_openid();
    fake.metadata(|document| document["id_token_signing_alg_values_supported"] = json!(["ES256"]));
    fake.id_tokens(|it| it.sign_and_publish(&SigningKey::new("ES256", "first")));
    stage.add("work", &fake).await;
    cut_at_every_byte(&fake, KEYS, Reply::good(), async || {
        // Keys that could not be had are asked for again, at the latest a while later.
        stage.clock.advance(3600);
        fake.id_tokens(|it| it.now += 3600);
        sign_in(&stage, &fake).await
    })
    .await;
}

#[tokio::test]
async fn a_profile_that_did_not_come_whole_leaves_the_last_one() {
    let (stage, fake) = set().await;
    let id = stage.sign_in("work", &fake).await.id;
    cut_at_every_byte(&fake, "/userinfo", Reply::good(), async || {
        let read = stage.engine.read_profile(&id).await;
        let account = stage.engine.account(&id).await?;
        assert_eq!(account.account.state, SessionStatus::Active);
        assert_eq!(account.profile.and_then(|profile| profile.name).as_deref(), Some("Michael"));
        read.map(drop)
    })
    .await;
}

#[tokio::test]
async fn s5_a_sign_out_that_was_not_confirmed_is_told_again() {
    let (stage, fake) = set().await;
    cut_at_every_byte(&fake, "/revoke", Reply::good(), async || {
        let id = stage.sign_in("work", &fake).await.id;
        let receipt = stage.engine.sign_out(&id).await?;
        assert_eq!(stage.engine.account(&id).await?.account.state, SessionStatus::SignedOut);
        assert!(receipt.forgotten.is_empty() && receipt.revoked.len() + receipt.pending.len() == 2, "{receipt:?}");
        let Some(reason) = receipt.reason else { return Ok(()) };
        let told = stage.engine.sign_out(&id).await?;
        assert!(told.pending.is_empty() && told.revoked.len() == 2, "{told:?}");
        Err(UserError::new(ErrorCode::Network, reason))
    })
    .await;
}

#[tokio::test]
async fn c10_a_code_for_another_device_that_did_not_come_whole_starts_nothing() {
    let (stage, fake) = bare().await;
    fake.lets_devices_sign_in();
    starts_nothing(&stage, &fake, "/device_authorization", ReturnPath::Device).await;
}

#[tokio::test]
async fn c10_a_request_that_may_have_been_left_at_the_service_starts_nothing() {
    let (stage, fake) = bare().await;
    fake.takes_pushed_requests(true);
    starts_nothing(&stage, &fake, PAR, ReturnPath::DeepLink).await;
}

async fn starts_nothing(stage: &Stage, fake: &FakeProvider, path: &str, way: ReturnPath) {
    stage.add("work", fake).await;
    cut_at_every_byte(fake, path, Reply::good(), async || {
        let started = stage.engine.start_sign_in(request("work", way)).await;
        match &started {
            Ok(started) => stage.engine.cancel_sign_in(&started.attempt).await?,
            Err(_) => assert!(stage.browser.opened().is_empty(), "the browser was opened"),
        }
        nothing_waits(stage).await;
        started.map(drop)
    })
    .await;
}

#[tokio::test]
async fn an_app_whose_registration_did_not_come_whole_is_not_kept() {
    let (stage, fake) = bare().await;
    fake.metadata(|document| document["registration_endpoint"] = fake.url("/register").into());
    let answer = json!({
        "client_id": "app-1", "redirect_uris": ["http://127.0.0.1/callback/work"], "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
    });
    cut_at_every_byte(&fake, "/register", Reply::json(201, answer), async || {
        let draft = ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), ..Default::default() };
        let added = stage.engine.add_provider(draft, None).await;
        assert_eq!(stage.engine.providers().await?.len(), usize::from(added.is_ok()));
        added.map(drop)
    })
    .await;
}

#[tokio::test]
async fn c9_metadata_that_did_not_come_whole_adds_nothing() {
    let (stage, fake) = bare().await;
    cut_at_every_byte(&fake, "/.well-known/oauth-authorization-server", Reply::good(), async || {
        let draft =
            ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() };
        let added = stage.engine.add_provider(draft, None).await;
        assert_eq!(stage.engine.providers().await?.len(), usize::from(added.is_ok()));
        added.map(drop)
    })
    .await;
}
