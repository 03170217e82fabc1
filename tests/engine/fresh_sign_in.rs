//! A service that wants to be sure of the person before it does something (RFC 9470, A17).

use std::time::Duration;

use countersign_engine::{Engine, FreshSignIns, ShownOnce};
use countersign_wire::account::AccountView;
use countersign_wire::app::NewSecret;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use serde_json::{Value, json};
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::service::web_app;
use support::wait::until_some;
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinHandle;

use crate::stage::{Stage, browser, request, told};

const SECRETS: &str = "/admin/v1/apps/till/secrets";
const APP: &str = "/admin/v1/apps/till";

/// What a service that wants a fresh sign-in answers.
fn stale() -> Reply {
    let body = json!({"code": "fresh_sign_in_needed", "message": "This needs a sign-in of the last five minutes."});
    let challenge = r#"Bearer realm="administration", error="insufficient_user_authentication", max_age="300""#;
    Reply::json(401, body).header("WWW-Authenticate", challenge)
}

fn secret() -> Reply {
    Reply::json(201, json!({"client_id": "till", "client_secret": "new", "retired": null}))
}

/// An administrator of six minutes ago, at a service that will make a secret once it is sure of them.
async fn signed_in(redirect_uris: &[&str]) -> (Stage, FakeProvider, AccountView) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let root = fake.url("/admin/v1");
    fake.metadata(|document| document["countersign_administration_endpoint"] = json!(root));
    let draft = ProviderDraft {
        name: "work".into(),
        issuer: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        redirect_uris: redirect_uris.iter().map(|uri| (*uri).to_owned()).collect(),
        ..Default::default()
    };
    stage.engine.add_provider(draft, None).await.unwrap();
    let scopes = ["profile", "email", "offline_access", "accounts:admin"].map(str::to_owned).to_vec();
    let request = SignInRequest { scopes: Some(scopes), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(request).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert!(account.administers);
    stage.clock.advance(360);
    fake.forget_seen();
    fake.next(SECRETS, stale());
    fake.always(SECRETS, secret());
    (stage, fake, account)
}

async fn administrator() -> (Stage, FakeProvider, AccountView) {
    signed_in(&[]).await
}

fn new_secret(engine: &Engine) -> JoinHandle<Result<NewSecret, UserError>> {
    let engine = engine.clone();
    tokio::spawn(async move { engine.administration(None).new_secret("till").await.map(ShownOnce::handed_over) })
}

/// The fresh sign-in that is told next.
async fn wanted(events: &mut Receiver<Event>) -> (String, SignInStarted) {
    loop {
        if let Event::FreshSignIn { account, started } = events.recv().await.unwrap() {
            return (account, started);
        }
    }
}

/// The browser comes back.
async fn comes_back(address: &str) -> String {
    browser().get(address).send().await.unwrap().text().await.unwrap()
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    until_some(what, || async { holds().then_some(()) }).await;
}

fn now(stage: &Stage) -> i64 {
    countersign_engine::clock::Clock::now(stage.clock.as_ref())
}

async fn access_token(stage: &Stage, account: &AccountView) -> String {
    stage.engine.access_token(&account.id, Duration::ZERO).await.unwrap().token.expose().to_owned()
}

fn revoked(fake: &FakeProvider) -> Vec<String> {
    fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect()
}

#[tokio::test]
async fn a17_the_same_person_signs_in_freshly_and_the_request_is_sent_once_more() {
    let (stage, fake, before) = administrator().await;
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (account, started) = wanted(&mut events).await;
    assert_eq!((account.as_str(), started.provider.as_str()), (before.id.as_str(), "work"));
    let asked = Asked::of(&started.authorize_url);
    assert_eq!((asked.get("max_age"), asked.get("acr_values"), asked.get("login_hint")), ("300", "", "michael@test.com"));
    assert_eq!(asked.get("scope"), "profile email offline_access accounts:admin", "what the session has");
    assert_eq!(asked.get("code_challenge_method"), "S256");
    assert!(comes_back(&fake.accept(&started.authorize_url)).await.contains("You are signed in"));
    assert_eq!(work.await.unwrap().unwrap().client_secret, "new");
    assert_eq!(stage.browser.opened().last(), Some(&started.authorize_url));

    let after = stage.engine.account(&before.id).await.unwrap().account;
    assert_eq!((after.signed_in_at, after.scopes.clone(), after.administers), (now(&stage), before.scopes.clone(), true));
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 1);
    let tokens: Vec<_> = fake.seen(SECRETS).iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer access-2".to_owned(), format!("Bearer {}", access_token(&stage, &before).await)]);
    eventually("the older tokens to be ended", || revoked(&fake).len() == 2).await;
    assert_eq!(revoked(&fake), ["refresh-2", "access-2"], "the new ones live");
}

#[tokio::test]
async fn a17_what_is_sent_once_more_is_the_same_request_with_the_version_it_is_about() {
    let (stage, fake, _) = administrator().await;
    fake.next(APP, stale());
    fake.always(APP, Reply::json(412, json!({"code": "conflict", "message": "Somebody changed this app meanwhile."})));
    let mut events = stage.engine.events();
    let engine = stage.engine.clone();
    let work = tokio::spawn(async move { engine.administration(None).update_app("till", web_app(), 7).await });
    let (_, started) = wanted(&mut events).await;
    comes_back(&fake.accept(&started.authorize_url)).await;
    assert_eq!(work.await.unwrap().unwrap_err().code, ErrorCode::Conflict);
    let seen = fake.seen(APP);
    assert_eq!(seen.len(), 2);
    for request in &seen {
        assert_eq!((request.method.as_str(), request.header("if-match")), ("PUT", "\"7\""));
    }
    assert_eq!(seen[0].body, seen[1].body);
}

#[tokio::test]
async fn a17_somebody_elses_sign_in_is_refused_and_ended_and_nothing_changes() {
    let (stage, fake, before) = administrator().await;
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    fake.person(json!({"sub": "person-2", "name": "Ada"}));
    assert!(comes_back(&fake.accept(&started.authorize_url)).await.contains("You were not signed in"));
    let error = work.await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(error.message.contains("Somebody else signed in at “work”"), "{error}");
    assert_eq!(fake.seen(SECRETS).len(), 1, "the service is not asked again");
    assert_eq!(revoked(&fake), ["refresh-4", "access-4"], "theirs");
    let accounts = stage.engine.accounts().await.unwrap();
    assert_eq!(accounts, std::slice::from_ref(&before));
    assert_eq!(access_token(&stage, &before).await, "access-2");
}

#[tokio::test]
async fn a17_a_sign_in_of_nobody_knows_whom_is_not_believed() {
    let (stage, fake, before) = administrator().await;
    for answer in [Reply::json(503, json!({})), Reply::json(200, json!({"name": "Michael"}))] {
        fake.behave();
        fake.next(SECRETS, stale());
        fake.forget_seen();
        let mut events = stage.engine.events();
        let work = new_secret(&stage.engine);
        let (_, started) = wanted(&mut events).await;
        fake.next("/userinfo", answer);
        comes_back(&fake.accept(&started.authorize_url)).await;
        let error = work.await.unwrap().unwrap_err();
        assert!(matches!(error.code, ErrorCode::Busy | ErrorCode::BadAnswer), "{error:?}");
        assert!(error.message.contains("nothing was changed"), "{error}");
        assert_eq!((revoked(&fake).len(), fake.seen(SECRETS).len()), (2, 1));
        assert_eq!(access_token(&stage, &before).await, "access-2");
    }
}

#[tokio::test]
async fn a17_a_second_challenge_is_an_error_that_says_so() {
    let (stage, fake, before) = administrator().await;
    fake.always(SECRETS, stale());
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    comes_back(&fake.accept(&started.authorize_url)).await;
    let error = work.await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(error.message.contains("again, right after one"), "{error}");
    // The first request took the queued challenge, the second this one: exactly once more.
    assert_eq!(fake.seen(SECRETS).len(), 2);
    assert!(!told(&mut events).iter().any(|event| matches!(event, Event::FreshSignIn { .. })));
    assert_ne!(access_token(&stage, &before).await, "access-2", "the sign-in itself holds");
}

#[tokio::test]
async fn a17_two_challenged_requests_at_once_make_one_sign_in() {
    let (stage, fake, _) = administrator().await;
    fake.next(SECRETS, stale());
    let mut events = stage.engine.events();
    // A second sign-in would wait for nobody, and end so.
    let engine = stage.engine.with_fresh_sign_ins(Some(FreshSignIns { open_browser: true, wait: Duration::from_secs(20) }));
    let works = [new_secret(&engine), new_secret(&engine)];
    let (_, started) = wanted(&mut events).await;
    eventually("both to have asked", || fake.seen(SECRETS).len() == 2).await;
    comes_back(&fake.accept(&started.authorize_url)).await;
    for work in works {
        assert_eq!(work.await.unwrap().unwrap().client_secret, "new");
    }
    assert!(!told(&mut events).iter().any(|event| matches!(event, Event::FreshSignIn { .. })));
    assert_eq!((fake.seen(SECRETS).len(), fake.seen("/token").len()), (4, 1));
}

#[tokio::test]
async fn a17_denied_called_off_or_left_alone_the_session_is_as_it_was() {
    let (stage, fake, before) = administrator().await;
    let brief = stage.engine.with_fresh_sign_ins(Some(FreshSignIns { open_browser: true, wait: Duration::from_millis(50) }));
    let whole = stage.engine.clone();
    for (how, engine, code) in
        [("denied", &whole, ErrorCode::Denied), ("cancelled", &whole, ErrorCode::Cancelled), ("alone", &brief, ErrorCode::TimedOut)]
    {
        fake.next(SECRETS, stale());
        let mut events = stage.engine.events();
        let work = new_secret(engine);
        let (_, started) = wanted(&mut events).await;
        let asked = Asked::of(&started.authorize_url);
        match how {
            "denied" => drop(comes_back(&fake.answer(&asked, &[("error", "access_denied")])).await),
            "cancelled" => stage.engine.cancel_sign_in(&started.attempt).await.unwrap(),
            _ => {}
        }
        assert_eq!(work.await.unwrap().unwrap_err().code, code, "{how}");
        assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty(), "{how}");
        // What comes all the same signs nobody in.
        let late = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await;
        assert_eq!(late.unwrap_err().code, ErrorCode::NonePending, "{how}");
        assert_eq!(stage.engine.accounts().await.unwrap(), std::slice::from_ref(&before), "{how}");
        assert_eq!(access_token(&stage, &before).await, "access-2", "{how}");
    }
    assert!(fake.seen("/token").is_empty() && revoked(&fake).is_empty());
}

#[tokio::test]
async fn a17_where_nobody_may_be_asked_or_no_browser_opens_the_challenge_is_an_error() {
    let (stage, fake, before) = administrator().await;
    let opened = stage.browser.opened().len();
    let error = stage.engine.with_fresh_sign_ins(None).administration(None).new_secret("till").await.unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::SignInAgain, "This needs a sign-in of the last five minutes."));
    fake.next(SECRETS, stale());
    *stage.browser.fails.lock().unwrap() = true;
    assert_eq!(stage.engine.administration(None).new_secret("till").await.unwrap_err().code, ErrorCode::Browser);
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
    assert_eq!((stage.browser.opened().len(), fake.seen("/token").len()), (opened, 0), "no renewal either: it would not help");
    assert_eq!(access_token(&stage, &before).await, "access-2");
}

#[tokio::test]
async fn a17_only_the_address_is_told_where_no_browser_is_to_open() {
    let (stage, fake, _) = administrator().await;
    let opened = stage.browser.opened().len();
    let engine = stage.engine.with_fresh_sign_ins(Some(FreshSignIns { open_browser: false, ..FreshSignIns::default() }));
    let mut events = engine.events();
    let work = new_secret(&engine);
    let (_, started) = wanted(&mut events).await;
    comes_back(&fake.accept(&started.authorize_url)).await;
    work.await.unwrap().unwrap();
    assert_eq!(stage.browser.opened().len(), opened);
}

#[tokio::test]
async fn a17_an_account_that_signs_out_meanwhile_stays_signed_out() {
    let (stage, fake, before) = administrator().await;
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    stage.engine.sign_out(&before.id).await.unwrap();
    fake.forget_seen();
    comes_back(&fake.accept(&started.authorize_url)).await;
    assert_eq!(work.await.unwrap().unwrap_err().code, ErrorCode::SignInAgain);
    assert_eq!(revoked(&fake).len(), 2, "what came for it is ended");
    assert!(!stage.engine.account(&before.id).await.unwrap().account.administers);
}

#[tokio::test]
async fn a17_d4_the_answer_may_come_back_to_another_process() {
    let (stage, fake, before) = signed_in(&["app.countersign.desktop:/callback"]).await;
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    assert_eq!(started.return_path, ReturnPath::DeepLink, "the only way back there is");
    let other = stage.another_process().await;
    let view = other.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(view.id, before.id);
    assert_eq!(work.await.unwrap().unwrap().client_secret, "new");
}

#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_renewed_and_nobody_signs_in() {
    let (stage, fake, _) = administrator().await;
    fake.behave();
    let invalid = Reply::json(401, json!({"code": "unauthorized", "message": "No."}));
    fake.next(SECRETS, invalid.header("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    fake.always(SECRETS, secret());
    let opened = stage.browser.opened().len();
    assert_eq!(stage.engine.administration(None).new_secret("till").await.unwrap().client_secret, "new");
    let kinds: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("grant_type")).collect();
    assert_eq!((kinds, stage.browser.opened().len()), (vec!["refresh_token".to_owned()], opened));
}

#[tokio::test]
async fn a17_what_the_service_says_of_itself_is_kept_with_the_session() {
    let (stage, fake, before) = administrator().await;
    let requested = |detail: &Value| detail["profile"]["scopes"]["requested"].clone();
    let asked_once = requested(&json!(stage.engine.account(&before.id).await.unwrap()));
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    fake.person(json!({"sub": "person-1", "name": "Michael", "email": "michael@new.example"}));
    comes_back(&fake.accept(&started.authorize_url)).await;
    work.await.unwrap().unwrap();
    let detail = stage.engine.account(&before.id).await.unwrap();
    assert_eq!(detail.account.email.as_deref(), Some("michael@new.example"));
    assert_eq!(requested(&json!(detail)), asked_once);
}

#[tokio::test]
async fn the_page_of_a_fresh_sign_in_waits_for_no_token_to_be_ended() {
    let (stage, fake, _) = administrator().await;
    let gate = fake.hold("/revoke");
    let mut events = stage.engine.events();
    let work = new_secret(&stage.engine);
    let (_, started) = wanted(&mut events).await;
    assert!(comes_back(&fake.accept(&started.authorize_url)).await.contains("You are signed in"));
    let answered = stage.engine.accounts().await.unwrap();
    work.await.unwrap().unwrap();
    assert_eq!(answered.len(), 1);
    assert!(fake.seen("/revoke").len() < 2, "{:?}", revoked(&fake));
    gate.open();
    eventually("the older tokens to be ended", || revoked(&fake).len() == 2).await;
}
