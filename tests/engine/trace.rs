//! What is on record of sign-ins, renewals and sign-outs, and that no secret is.

use countersign_engine::Secret;
use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ReturnPath;
use countersign_wire::trace::{Length, Trace, TraceEntry, TraceKind, TraceOutcome, TraceParameter, TraceStep};
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::{Stage, by_hand, request};

async fn signed_in() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let account = stage.sign_in("work", &fake).await;
    stage.clock.advance(1);
    (stage, fake, account.id)
}

async fn last(stage: &Stage) -> Trace {
    stage.engine.traces_of("last").await.unwrap().pop().unwrap()
}

fn steps(trace: &Trace) -> Vec<TraceStep> {
    let step = |entry: &TraceEntry| if let TraceEntry::Step { step, .. } = entry { Some(*step) } else { None };
    trace.entries.iter().filter_map(step).collect()
}

/// Of an exchange: its path, its status, what was sent and what came.
type Said<'a> = (&'a str, Option<u16>, &'a [TraceParameter], &'a [TraceParameter]);

fn exchanges(trace: &Trace) -> Vec<Said<'_>> {
    let of = |entry| match entry {
        &TraceEntry::Exchange { ref path, status, ref sent, ref received, .. } => Some((path.as_str(), status, &sent[..], &received[..])),
        _ => None,
    };
    trace.entries.iter().filter_map(of).collect()
}

fn find<'a>(parameters: &'a [TraceParameter], name: &str) -> &'a TraceParameter {
    parameters.iter().find(|parameter| parameter.name == name).unwrap_or_else(|| panic!("{name} in {parameters:?}"))
}

#[tokio::test]
async fn a_sign_in_is_on_record_from_its_start_to_its_end() {
    use TraceStep as S;
    let (stage, fake, account) = signed_in().await;
    let trace = last(&stage).await;
    assert_eq!((trace.kind, trace.provider.as_str(), trace.account.as_deref()), (TraceKind::SignIn, "work", Some(account.as_str())));
    assert_eq!((trace.outcome, trace.code, trace.started_at), (Some(TraceOutcome::Done), None, crate::stage::BEGINNING));
    assert_eq!(steps(&trace), [S::Started, S::Opened, S::Returned, S::Exchanged, S::ProfileRead, S::Saved, S::Ended]);
    let said = exchanges(&trace);
    assert_eq!(said.iter().map(|one| (one.0, one.1)).collect::<Vec<_>>(), [("/token", Some(200)), ("/userinfo", Some(200))]);
    let (_, _, sent, received) = said[0];
    assert_eq!(find(sent, "grant_type").value.as_deref(), Some("authorization_code"));
    assert_eq!((&find(sent, "code_verifier").value, find(sent, "code_verifier").hidden), (&None, Some(Length::To63)));
    assert_eq!(find(received, "token_type").value.as_deref(), Some("Bearer"));
    assert!(find(received, "access_token").value.is_none() && find(said[1].2, "authorization").value.is_none());
    let Some(TraceEntry::Asked { host, path, sent, .. }) = trace.entries.iter().find(|entry| matches!(entry, TraceEntry::Asked { .. }))
    else {
        panic!("the browser was sent somewhere")
    };
    assert_eq!((format!("http://{host}"), path.as_str()), (fake.issuer.clone(), "/authorize"));
    assert_eq!(find(sent, "response_type").value.as_deref(), Some("code"));
    assert_eq!(find(sent, "scope").value.as_deref(), Some("profile email offline_access"));
    assert!(find(sent, "state").value.is_none() && find(sent, "code_challenge").value.is_none());
    let Some(TraceEntry::Brought { received, .. }) = trace.entries.iter().find(|entry| matches!(entry, TraceEntry::Brought { .. })) else {
        panic!("the browser brought something back")
    };
    assert_eq!(find(received, "iss").value.as_deref(), Some(fake.issuer.as_str()));
    assert!(find(received, "code").value.is_none());
}

#[tokio::test]
async fn a_sign_in_that_another_process_finishes_is_one_record() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.settle().await;
    stage.clock.advance(7);
    let other = stage.another_process().await;
    other.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    let traces = other.traces_of(&started.attempt).await.unwrap();
    assert_eq!((traces.len(), steps(&traces[0])[0], traces[0].outcome), (1, TraceStep::Started, Some(TraceOutcome::Done)));
    let returned = traces[0].entries.iter().find_map(|entry| match entry {
        TraceEntry::Step { step: TraceStep::Returned, took_ms, .. } => Some(*took_ms),
        _ => None,
    });
    assert!(returned.is_some_and(|took| (5_000..10_000).contains(&took)), "the time in the browser: {returned:?}");
}

#[tokio::test]
async fn how_a_sign_in_failed_is_on_record_with_its_code_and_the_services_own() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.next("/token", Reply::json(400, json!({ "error": "invalid_client", "error_description": "no such app" })));
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
    let trace = last(&stage).await;
    assert_eq!((trace.outcome, trace.code), (Some(TraceOutcome::Failed), Some(ErrorCode::Refused)));
    let said = exchanges(&trace);
    assert_eq!((said[0].1, find(said[0].3, "error").value.as_deref()), (Some(400), Some("invalid_client")));
    assert_eq!(find(said[0].3, "error_description").value.as_deref(), Some("no such app"));
    let cancelled = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.cancel_sign_in(&cancelled.attempt).await.unwrap();
    assert_eq!(stage.engine.traces_of(&cancelled.attempt).await.unwrap()[0].outcome, Some(TraceOutcome::Cancelled));
}

#[tokio::test]
async fn an_answer_that_never_came_is_on_record_as_that() {
    let (stage, fake, account) = signed_in().await;
    fake.always("/token", Reply::good().cut_at(0));
    stage.engine.refresh(&account).await.unwrap_err();
    let trace = last(&stage).await;
    assert_eq!((trace.kind, trace.outcome, trace.code), (TraceKind::Renewal, Some(TraceOutcome::Failed), Some(ErrorCode::Network)));
    let failures: Vec<_> = trace
        .entries
        .iter()
        .filter_map(|entry| if let TraceEntry::Exchange { failure, .. } = entry { failure.as_deref() } else { None })
        .collect();
    assert_eq!(failures, ["broken off", "broken off"], "it was asked for twice (S5)");
}

#[tokio::test]
async fn renewals_and_the_sign_out_of_an_account_are_on_record_beside_its_sign_in() {
    let (stage, _fake, account) = signed_in().await;
    for _ in 0..6 {
        stage.engine.refresh(&account).await.unwrap();
        stage.clock.advance(60);
    }
    stage.engine.sign_out(&account).await.unwrap();
    let traces = stage.engine.traces_of(&account).await.unwrap();
    let kinds: Vec<_> = traces.iter().map(|trace| trace.kind).collect();
    assert_eq!(kinds[..1], [TraceKind::SignIn]);
    assert_eq!(kinds.iter().filter(|kind| **kind == TraceKind::Renewal).count(), 4, "the last few");
    assert_eq!(kinds.last(), Some(&TraceKind::SignOut));
    assert!(traces.iter().all(|trace| trace.provider == "work" && trace.outcome == Some(TraceOutcome::Done)), "{traces:?}");
    assert_eq!(stage.engine.traces().await.unwrap()[0].kind, TraceKind::SignOut, "the newest first");
}

#[tokio::test]
async fn d5_a_link_that_nobody_waits_for_leaves_no_record() {
    let stage = Stage::new().await;
    stage.engine.receive_callback(b"app.countersign.desktop:/callback?code=x&state=y").await.unwrap_err();
    assert!(stage.engine.traces().await.unwrap().is_empty());
    let error = stage.engine.traces_of("last").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_record_that_cannot_be_written_stops_nothing() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    stage.break_the_file("traces.sealed")();
    let account = stage.sign_in("work", &fake).await.id;
    stage.engine.settle().await;
    stage.engine.refresh(&account).await.unwrap();
    stage.engine.settle().await;
    assert!(stage.engine.traces().await.unwrap().is_empty(), "none was kept");
    stage.engine.sign_out(&account).await.unwrap();
    stage.engine.settle().await;
    assert_eq!(stage.engine.account(&account).await.unwrap().account.state, SessionStatus::SignedOut);
    assert!(!stage.folder.path().join("traces.sealed").exists());
}

#[tokio::test]
async fn a_sign_out_that_cannot_be_saved_is_on_record() {
    let (stage, fake, account) = signed_in().await;
    stage.engine.settle().await;
    fake.when_asked("/revoke", stage.break_the_disk());
    stage.engine.sign_out(&account).await.unwrap_err();
    stage.mend_the_disk();
    let trace = last(&stage).await;
    assert_eq!((trace.kind, trace.outcome), (TraceKind::SignOut, Some(TraceOutcome::Failed)));
}

#[tokio::test]
async fn records_that_do_not_open_stay_where_they_are_for_who_looks_and_give_way_to_the_next_one() {
    let (stage, _fake, account) = signed_in().await;
    stage.engine.settle().await;
    let file = stage.folder.path().join("traces.sealed");
    std::fs::remove_file(stage.folder.path().join("traces.sealed.previous")).ok();
    std::fs::write(&file, "torn").unwrap();
    let other = stage.another_process().await;
    let told = other.traces().await.unwrap_err().message;
    assert!(told.contains("traces.sealed") && told.contains("nothing depends on them"), "{told}");
    assert_eq!(std::fs::read(&file).unwrap(), b"torn");
    other.refresh(&account).await.unwrap();
    let kinds: Vec<_> = other.traces().await.unwrap().iter().map(|trace| trace.kind).collect();
    assert_eq!(kinds, [TraceKind::Renewal]);
    assert_eq!(std::fs::read(stage.folder.path().join("traces.sealed.unreadable")).unwrap(), b"torn");
}

/// Every value that went over the wire or through the browser and is nobody else's.
fn secrets(fake: &FakeProvider, urls: &[String]) -> Vec<String> {
    const NO_SECRETS: [&str; 9] =
        ["grant_type", "redirect_uri", "client_id", "token_type_hint", "response_type", "scope", "code_challenge_method", "iss", "prompt"];
    let mut found: Vec<String> = Vec::new();
    for seen in fake.seen_at_all() {
        for name in seen.form_names().into_iter().filter(|name| !NO_SECRETS.contains(&name.as_str())) {
            found.push(seen.form(&name));
        }
        found.extend(seen.header("authorization").split(' ').skip(1).map(str::to_owned));
    }
    for url in urls {
        found.extend(Asked::of(url).pairs.into_iter().filter(|(name, _)| !NO_SECRETS.contains(&name.as_str())).map(|(_, value)| value));
    }
    found.retain(|secret| secret.len() > 5);
    found
}

#[tokio::test]
async fn s6_no_secret_of_any_request_or_answer_is_in_any_record() {
    let hostile = |word: &str| {
        json!({
            "error": format!("canary-error-{word}"), "error_description": format!("no canary-token-{word} for canary-deep-{word}"),
            "error_uri": format!("https://evil.example/canary-uri-{word}"), format!("canary-name-{word}"): [{ "deep": format!("canary-deep-{word}") }],
            "access_token": format!("canary-token-{word}"), "token_type": format!("canary-type-{word}"), "expires_in": format!("canary-in-{word}"),
        })
    };
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add_by_hand("hand", &fake, Some("canary-client-secret")).await;
    stage.add("work", &fake).await;
    let mut urls = Vec::new();
    for round in 0..4 {
        for provider in ["work", "hand"] {
            let started = stage.start(provider, ReturnPath::DeepLink).await;
            urls.push(started.authorize_url.clone());
            let back = match (provider, round) {
                (_, 3) => {
                    let asked = Asked::of(&started.authorize_url);
                    fake.answer(&asked, &[("error", "canary-error"), ("error_description", "said canary-error")])
                }
                _ => fake.accept(&started.authorize_url),
            };
            urls.push(back.clone());
            match round {
                0 => {}
                1 => fake.next(
                    "/token",
                    Reply::json(400, hostile("400")).header("X-Canary", "canary-header").header("WWW-Authenticate", "canary"),
                ),
                _ => fake.next("/userinfo", Reply::json(403, hostile("403")).header("WWW-Authenticate", "Bearer error=\"canary-header\"")),
            }
            let _ = stage.engine.receive_callback(back.as_bytes()).await;
        }
    }
    for account in stage.engine.accounts().await.unwrap() {
        stage.engine.refresh(&account.id).await.unwrap();
        fake.next("/token", Reply::body(200, "text/html", "<html>canary-page</html>"));
        let _ = stage.engine.refresh(&account.id).await;
        fake.next("/revoke", Reply::json(503, hostile("503")));
        stage.engine.sign_out(&account.id).await.unwrap();
    }
    let traces = stage.engine.traces().await.unwrap();
    assert!(traces.len() > 10, "{}", traces.len());
    let text = serde_json::to_string(&traces).unwrap();
    let hidden = secrets(&fake, &urls);
    assert!(hidden.len() > 40);
    for secret in hidden.iter().map(String::as_str).chain(["canary-", "Michael", "michael@test.com"]) {
        // What a service calls a member is told, as long as nothing secret is called the same.
        let without_names = text.replace("canary-name-400", "").replace("canary-name-403", "").replace("canary-name-503", "");
        assert!(!without_names.contains(secret), "{secret}: {}", without_names.split(secret).next().unwrap_or_default().len());
    }
}

#[tokio::test]
async fn the_records_are_in_the_sealed_file_and_nowhere_else() {
    let (stage, fake, _) = signed_in().await;
    let started = stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap();
    assert!(!stage.engine.traces_of(&started.attempt).await.unwrap().is_empty());
    stage.engine.settle().await;
    let files = stage.files();
    for word in [started.attempt.as_bytes(), b"grant_type", b"/userinfo"] {
        assert!(!files.windows(word.len()).any(|window| window == word));
    }
    drop(fake);
}

#[tokio::test]
async fn a_provider_added_by_hand_has_its_secret_in_no_record() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.engine.add_provider(by_hand("hand", &fake), Some(Secret::new("canary:secret"))).await.unwrap();
    stage.sign_in("hand", &fake).await;
    let text = serde_json::to_string(&last(&stage).await).unwrap();
    assert!(!text.contains("canary") && text.contains("authorization"), "{text}");
}
