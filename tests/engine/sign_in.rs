//! The whole way, and what holds on it (C2, C3, C13).

use std::time::Duration;

use countersign_wire::account::{Kept, SessionStatus};
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInOutcome, SignInRequest, SignInStep};
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, request, told};

#[tokio::test]
async fn a_sign_in_by_deep_link_ends_in_an_account_with_its_profile() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut events = stage.engine.events();
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(stage.browser.opened(), std::slice::from_ref(&started.authorize_url));
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(
        (account.provider.as_str(), account.subject.as_deref(), account.name.as_deref()),
        ("work", Some("person-1"), Some("Michael"))
    );
    assert_eq!((account.state, account.can_refresh, account.kept), (SessionStatus::Active, true, Kept::Vault));
    assert_eq!(account.expires_at, Some(crate::stage::BEGINNING + 3600));
    assert_eq!(account.scopes.to_wire(), "profile email offline_access");
    let profile = stage.engine.account(&account.id).await.unwrap().profile.unwrap();
    assert_eq!(profile.timezone.as_deref(), Some("Europe/Madrid"));
    let steps: Vec<_> = told(&mut events)
        .into_iter()
        .map(|event| match event {
            Event::SignInProgress(progress) => format!("{:?}", progress.step),
            Event::AccountChanged(_) => "account".into(),
            Event::SignInEnded { outcome: SignInOutcome::SignedIn { .. }, .. } => "ended".into(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(steps, ["Started", "Opened", "Returned", "Exchanged", "Profile", "account", "ended"]);
}

#[tokio::test]
async fn the_same_person_keeps_the_same_account_id() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let first = stage.sign_in("work", &fake).await;
    let again = stage.sign_in("work", &fake).await;
    fake.person(serde_json::json!({"sub": "person-2", "name": "Ada"}));
    let other = stage.sign_in("work", &fake).await;
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, other.id);
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 2);
    assert_eq!(stage.engine.access_token(&first.id, Duration::ZERO).await.unwrap().token.expose(), "access-4");
}

#[tokio::test]
async fn c2_every_request_has_a_fresh_challenge_with_s256_and_its_verifier_follows() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..8 {
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let asked = Asked::of(&started.authorize_url);
        assert_eq!((asked.get("code_challenge_method"), asked.get("response_type")), ("S256", "code"));
        assert!(seen.insert(asked.get("code_challenge").to_owned()) && seen.insert(asked.get("state").to_owned()));
        // 256 bits in base64url.
        assert!(asked.get("state").len() == 43 && asked.get("code_challenge").len() == 43);
        assert!(!started.authorize_url.contains("code_verifier"));
        stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
        // The fake checks the verifier against the challenge; it has RFC 7636's form too.
        let verifier = fake.seen("/token").last().unwrap().form("code_verifier");
        assert!(verifier.len() == 43 && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)), "{verifier}");
    }
}

#[tokio::test]
async fn c2_the_same_seed_makes_the_same_request() {
    let fake = FakeProvider::start().await;
    let mut urls = Vec::new();
    for _ in 0..2 {
        let stage = Stage::new().await;
        stage.add("work", &fake).await;
        urls.push(stage.start("work", ReturnPath::DeepLink).await.authorize_url);
    }
    assert_eq!(urls[0], urls[1]);
}

#[tokio::test]
async fn c2_a_server_without_s256_in_its_metadata_gets_a_warning_and_the_challenge_all_the_same() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["code_challenge_methods_supported"] = serde_json::json!(["plain"]));
    let provider = stage.add("old", &fake).await;
    assert!(provider.warnings.iter().any(|warning| warning.contains("PKCE")), "{:?}", provider.warnings);
    let started = stage.start("old", ReturnPath::DeepLink).await;
    assert_eq!(Asked::of(&started.authorize_url).get("code_challenge_method"), "S256");
}

#[tokio::test]
async fn c3_without_the_right_state_no_token_request_leaves() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let asked = Asked::of(&started.authorize_url);
    let (back, state) = (asked.get("redirect_uri"), asked.get("state"));
    let mut wrong = state.to_owned().into_bytes();
    wrong[42] ^= 1;
    let wrong = String::from_utf8(wrong).unwrap();
    for callback in [
        format!("{back}?code=c"),
        format!("{back}?code=c&state="),
        format!("{back}?code=c&state={wrong}"),
        format!("{back}?code=c&state={}", &state[..42]),
        format!("{back}?code=c&state={state}x"),
        format!("{back}?error=access_denied&state={wrong}"),
    ] {
        let error = stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err();
        assert!(matches!(error.code, ErrorCode::NonePending | ErrorCode::CallbackRefused), "{callback}: {error:?}");
    }
    assert!(fake.seen("/token").is_empty());
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
}

#[tokio::test]
async fn c3_a_state_is_good_once() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let callback = fake.accept(&started.authorize_url);
    stage.engine.receive_callback(callback.as_bytes()).await.unwrap();
    for engine in [stage.engine.clone(), stage.another_process().await] {
        assert_eq!(engine.receive_callback(callback.as_bytes()).await.unwrap_err().code, ErrorCode::NonePending);
    }
    assert_eq!(fake.seen("/token").len(), 1);
}

#[tokio::test]
async fn c3_after_ten_minutes_the_answer_is_not_used() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    assert_eq!(started.expires_at - started.started_at, 600);
    stage.clock.advance(600);
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TimedOut);
    assert!(fake.seen("/token").is_empty());
    assert_eq!(stage.engine.await_sign_in(&started.attempt, Duration::from_secs(5)).await.unwrap_err().code, ErrorCode::TimedOut);
}

#[tokio::test]
async fn a_denial_is_told_as_one_and_reaches_whoever_waits() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    let other = stage.another_process().await;
    let waiting = tokio::spawn({
        let (other, attempt) = (other.clone(), started.attempt.clone());
        async move { other.await_sign_in(&attempt, Duration::from_secs(20)).await }
    });
    let mut events = stage.engine.events();
    let callback = fake.answer(&Asked::of(&started.authorize_url), &[("error", "access_denied")]);
    assert_eq!(stage.engine.receive_callback(callback.as_bytes()).await.unwrap_err().code, ErrorCode::Denied);
    assert_eq!(waiting.await.unwrap().unwrap_err().code, ErrorCode::Denied);
    assert!(told(&mut events).iter().any(|event| matches!(
        event,
        Event::SignInEnded { outcome: SignInOutcome::Failed { step: SignInStep::Returned, error }, .. } if error.code == ErrorCode::Denied
    )));
}

#[tokio::test]
async fn another_process_that_waits_sees_the_account() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let other = stage.another_process().await;
    let started = other.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap();
    let waiting = tokio::spawn({
        let attempt = started.attempt.clone();
        async move { other.await_sign_in(&attempt, Duration::from_secs(20)).await }
    });
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().id, account.id);
}

#[tokio::test]
async fn a_cancelled_sign_in_takes_no_answer_any_more() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.cancel_sign_in(&started.attempt).await.unwrap();
    assert_eq!(stage.engine.cancel_sign_in(&started.attempt).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(stage.engine.await_sign_in(&started.attempt, Duration::from_secs(5)).await.unwrap_err().code, ErrorCode::Cancelled);
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NonePending);
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn a_provider_that_was_removed_meanwhile_leaves_no_session_that_nobody_can_end() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.remove_provider("work").await.unwrap();
    let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    assert!(error.code == ErrorCode::NotFound && error.message.contains("removed meanwhile"), "{error}");
    assert_eq!(fake.seen("/revoke").len(), 2);
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_browser_that_does_not_open_leaves_nothing_waiting() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    *stage.browser.fails.lock().unwrap() = true;
    let error = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Browser);
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
    let shown = SignInRequest { browser: Some(BrowserChoice::Link), ..request("work", ReturnPath::DeepLink) };
    let started = stage.engine.start_sign_in(shown).await.unwrap();
    assert_eq!(stage.engine.open_again(&started.attempt).await.unwrap_err().code, ErrorCode::Browser);
    assert_eq!(stage.engine.pending_sign_ins().await.unwrap(), [started]);
}

#[tokio::test]
async fn c13_tokens_travel_in_the_authorization_header_and_stand_nowhere_on_disk_in_the_clear() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    stage.sign_in("work", &fake).await;
    let asked = fake.seen("/userinfo");
    assert_eq!((asked.len(), asked[0].header("authorization"), asked[0].target.as_str()), (1, "Bearer access-2", "/userinfo"));
    for seen in fake.seen_at_all() {
        assert!(!seen.target.contains("access-") && !seen.target.contains("refresh-") && !seen.target.contains("code-"), "{}", seen.target);
    }
    let files = stage.files();
    for secret in ["access-2", "refresh-2", "code-1", "person-1"] {
        assert!(!files.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in the clear");
    }
}

#[tokio::test]
async fn s4_who_signs_in_twice_at_once_for_the_first_time_has_one_account() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(fake.accept(&stage.start("work", ReturnPath::DeepLink).await.authorize_url));
    }
    let gate = fake.hold("/userinfo");
    let coming: Vec<_> = answers
        .into_iter()
        .map(|answer| {
            let engine = stage.engine.clone();
            tokio::spawn(async move { engine.receive_callback(answer.as_bytes()).await.unwrap().id })
        })
        .collect();
    support::wait::until_some("all of them to be here", || async { (fake.seen("/userinfo").len() == 6).then_some(()) }).await;
    gate.open();
    let mut ids = Vec::new();
    for one in coming {
        ids.push(one.await.unwrap());
    }
    ids.dedup();
    assert_eq!((ids.len(), stage.engine.accounts().await.unwrap().len()), (1, 1));
}
