//! Every way back at once: one attempt, one answer (C3, C4, C6, C12, D4, D5).

use std::time::Duration;

use countersign_engine::Engine;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use support::fake_provider::{Asked, FakeProvider, Reply};
use support::wait::until_some;
use tokio::net::TcpStream;

use crate::stage::{Stage, browser, raced};

/// A service with every way, and an app that links reach.
async fn set() -> (Stage, Engine, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.lets_devices_sign_in();
    stage.add("work", &fake).await;
    let engine = stage.engine.with_links(true);
    (stage, engine, fake)
}

/// The address of the request that comes back to the listener.
fn by_loopback(started: &SignInStarted) -> &str {
    let other = started.others.iter().find(|other| other.return_path == ReturnPath::Loopback);
    &other.unwrap().authorize_url
}

fn listener(started: &SignInStarted) -> String {
    let back = Asked::of(by_loopback(started)).get("redirect_uri").to_owned();
    back.trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

async fn gone(address: &str) {
    until_some("the listener to be gone", || async { TcpStream::connect(address).await.err() }).await;
}

fn exchanges(fake: &FakeProvider) -> usize {
    fake.seen("/token").iter().filter(|seen| seen.form("grant_type") == "authorization_code").count()
}

/// All that waits in this process has ended.
async fn all_closed(stage: &Stage, started: &SignInStarted) {
    gone(&listener(started)).await;
    until_some("nobody to sleep", || async { stage.clock.next_wake().is_none().then_some(()) }).await;
}

#[tokio::test]
async fn a_sign_in_that_names_no_way_opens_all_that_there_are() {
    let (stage, engine, fake) = set().await;
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    use ReturnPath::{DeepLink, Device, Loopback, Paste};
    assert_eq!((started.return_path, started.open_ways.as_slice()), (DeepLink, &[DeepLink, Loopback, Paste, Device][..]));
    let (link, loopback) = (Asked::of(&started.authorize_url), Asked::of(by_loopback(&started)));
    assert_eq!(link.get("redirect_uri"), "app.countersign.desktop:/callback/work");
    assert!(loopback.get("redirect_uri").starts_with("http://127.0.0.1:"));
    for name in ["state", "code_challenge"] {
        assert_ne!(link.get(name), loopback.get(name), "each request has its own {name}");
    }
    // Only the preferred page is opened, and the other where somebody asks for it.
    assert_eq!(stage.browser.opened(), std::slice::from_ref(&started.authorize_url));
    engine.open_another_way(&started.attempt, Loopback).await.unwrap();
    assert_eq!(stage.browser.opened()[1], by_loopback(&started));
    assert_eq!(engine.open_another_way(&started.attempt, Paste).await.unwrap_err().code, ErrorCode::NotFound);
    engine.open_again(&started.attempt).await.unwrap();
    assert_eq!(stage.browser.opened()[2], started.authorize_url);
    // Where links do not come here, nobody is sent for one.
    let elsewhere = stage.engine.start_sign_in(raced("work")).await.unwrap();
    assert_eq!((elsewhere.open_ways.as_slice(), elsewhere.others.len()), (&[Loopback, Paste, Device][..], 0));
    drop(fake);
}

/// Answers by one way, with what the person saw of it.
async fn answers(engine: &Engine, fake: &FakeProvider, started: &SignInStarted, way: &str) -> Result<(), UserError> {
    match way {
        "deep link" => engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.map(drop),
        "pasted link" => engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.map(drop),
        "pasted loopback" => engine.receive_pasted(&started.attempt, &fake.accept(by_loopback(started))).await.map(drop),
        "loopback" => {
            let page = browser().get(fake.accept(by_loopback(started))).send().await;
            let text = match page {
                Ok(page) => page.text().await.unwrap(),
                Err(_) => "gone".into(),
            };
            let said = ["You are signed in", "had ended already", "gone"].into_iter().find(|said| text.contains(said));
            match said.unwrap_or_else(|| panic!("{text}")) {
                "You are signed in" => Ok(()),
                said => Err(UserError::new(ErrorCode::NonePending, said)),
            }
        }
        _ => unreachable!(),
    }
}

const BY_ADDRESS: [&str; 4] = ["deep link", "pasted link", "pasted loopback", "loopback"];

#[tokio::test]
async fn c3_whichever_way_is_first_the_others_are_closed_and_say_so() {
    for first in BY_ADDRESS {
        let (stage, engine, fake) = set().await;
        let started = engine.start_sign_in(raced("work")).await.unwrap();
        answers(&engine, &fake, &started, first).await.unwrap_or_else(|error| panic!("{first}: {error}"));
        all_closed(&stage, &started).await;
        for later in BY_ADDRESS {
            let error = answers(&engine, &fake, &started, later).await.unwrap_err();
            assert_eq!(error.code, ErrorCode::NonePending, "{first}, then {later}: {error}");
        }
        fake.enter("WDJB-0001");
        assert_eq!((exchanges(&fake), fake.device_polls(), engine.accounts().await.unwrap().len()), (1, 0, 1), "{first}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c3_c12_of_two_ways_in_the_same_moment_one_makes_the_one_token_request() {
    let (stage, engine, fake) = set().await;
    for one in BY_ADDRESS {
        for other in BY_ADDRESS {
            fake.forget_seen();
            let started = engine.start_sign_in(raced("work")).await.unwrap();
            let (first, second) = tokio::join!(answers(&engine, &fake, &started, one), answers(&engine, &fake, &started, other));
            let won = usize::from(first.is_ok()) + usize::from(second.is_ok());
            // A browser that asks the listener twice for the same is told twice how that went, or finds it gone.
            let told_twice = (one, other, won) == ("loopback", "loopback", 2);
            assert!((won == 1 || told_twice) && exchanges(&fake) == 1, "{one} and {other}: {first:?} {second:?}");
            assert!(first.err().or(second.err()).is_none_or(|error| error.code == ErrorCode::NonePending), "{one} and {other}");
            gone(&listener(&started)).await;
        }
    }
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn c4_an_answer_counts_only_at_the_address_of_its_own_request() {
    let (stage, engine, fake) = set().await;
    for (of_link, at_link) in [(true, false), (false, true)] {
        let started = engine.start_sign_in(raced("work")).await.unwrap();
        let url = |link: bool| if link { started.authorize_url.clone() } else { by_loopback(&started).to_owned() };
        let (asked, other) = (url(of_link), url(at_link));
        let (asked, there) = (Asked::of(&asked), Asked::of(&other).get("redirect_uri").to_owned());
        let crossed = fake.answer(&asked, &[("code", "code-x")]).replace(asked.get("redirect_uri"), &there);
        // By hand and at the listener it ends nothing.
        let error = engine.receive_pasted(&started.attempt, &crossed).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::CallbackRefused);
        if !at_link {
            assert_eq!(browser().get(&crossed).send().await.unwrap().status(), 400);
        }
        assert_eq!(engine.pending_sign_ins().await.unwrap().len(), 1);
        // By the system, who sends on what it was given, it is an attack or a defect.
        assert_eq!(engine.receive_callback(crossed.as_bytes()).await.unwrap_err().code, ErrorCode::CallbackRefused);
        all_closed(&stage, &started).await;
    }
    assert_eq!(exchanges(&fake), 0);
}

#[tokio::test]
async fn c6_d5_a_thousand_strays_by_every_way_end_nothing() {
    let (_stage, engine, fake) = set().await;
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    let asked = Asked::of(by_loopback(&started));
    let (back, link_state) = (asked.get("redirect_uri").to_owned(), Asked::of(&started.authorize_url).get("state").to_owned());
    let client = browser();
    for round in 0..1000 {
        match round % 4 {
            0 => {
                let stray = client.get(format!("{back}?code=c&state={link_state}")).send().await.unwrap();
                assert_eq!(stray.status(), 400, "the state of the other request");
            }
            1 => {
                let page = back.replace("/callback/work", "/countersign");
                assert_eq!(client.get(page).header("Sec-Fetch-Dest", "document").send().await.unwrap().status(), 400);
            }
            2 => {
                let error = engine.receive_pasted(&started.attempt, &format!("{back}?code=c&state=junk-{round}")).await.unwrap_err();
                assert_eq!(error.code, ErrorCode::CallbackRefused);
            }
            _ => {
                let junk = format!("app.countersign.desktop:/callback/work?code=c&state=junk-{round}");
                assert_eq!(engine.receive_callback(junk.as_bytes()).await.unwrap_err().code, ErrorCode::NonePending);
            }
        }
    }
    assert_eq!(exchanges(&fake), 0);
    answers(&engine, &fake, &started, "loopback").await.unwrap();
}

#[tokio::test]
async fn a_cancel_closes_every_way() {
    let (stage, engine, fake) = set().await;
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    engine.cancel_sign_in(&started.attempt).await.unwrap();
    all_closed(&stage, &started).await;
    for way in BY_ADDRESS {
        assert_eq!(answers(&engine, &fake, &started, way).await.unwrap_err().code, ErrorCode::NonePending, "{way}");
    }
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn c3_the_end_of_its_time_closes_every_way() {
    let (stage, engine, fake) = set().await;
    // No answer of the device endpoint comes, so that nobody but the hourglass sleeps.
    fake.always("/device_authorization", Reply::json(400, serde_json::json!({"error": "unauthorized_client"})));
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    let end = Some(crate::stage::BEGINNING + 601);
    until_some("the hourglass", || async { (stage.clock.next_wake() == end).then_some(()) }).await;
    stage.clock.advance(601);
    let error = engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TimedOut);
    all_closed(&stage, &started).await;
    for way in BY_ADDRESS {
        assert_eq!(answers(&engine, &fake, &started, way).await.unwrap_err().code, ErrorCode::NonePending, "{way}");
    }
    assert!(fake.seen("/token").is_empty());
}

#[tokio::test]
async fn d4_what_one_process_waits_for_another_may_paste_and_the_first_closes_its_ways() {
    let (stage, engine, fake) = set().await;
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    let other = stage.another_process().await;
    let account = other.receive_pasted(&started.attempt, &fake.accept(by_loopback(&started))).await.unwrap();
    assert_eq!(engine.await_sign_in(&started.attempt, Duration::from_secs(20)).await.unwrap().id, account.id);
    all_closed(&stage, &started).await;
    assert_eq!((exchanges(&fake), fake.device_polls()), (1, 0));
}

#[tokio::test]
async fn d4_after_a_cold_start_every_address_of_the_attempt_still_counts() {
    let (stage, engine, fake) = set().await;
    for way in ["deep link", "pasted link", "pasted loopback"] {
        let started = engine.start_sign_in(raced("work")).await.unwrap();
        let fresh = stage.another_process().await;
        answers(&fresh, &fake, &started, way).await.unwrap_or_else(|error| panic!("{way}: {error}"));
    }
}

#[tokio::test]
async fn a_service_that_knows_no_address_of_ours_is_signed_in_to_by_hand() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    let mut draft = crate::stage::by_hand("far", &fake);
    draft.redirect_uris = vec!["https://my-application.com".into()];
    let added = stage.engine.add_provider(draft, None).await.unwrap();
    assert_eq!(added.return_paths, [ReturnPath::Paste]);
    let started = stage.engine.start_sign_in(raced("far")).await.unwrap();
    assert_eq!((started.return_path, started.open_ways.as_slice()), (ReturnPath::Paste, &[ReturnPath::Paste][..]));
    stage.engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_browser_is_left_with_an_address_without_the_code_and_hears_only_what_is_so() {
    let (stage, engine, fake) = set().await;
    let started = engine.start_sign_in(raced("work")).await.unwrap();
    let (hold, held) = std::sync::mpsc::channel::<()>();
    fake.when_asked("/userinfo", move || tokio::task::block_in_place(|| held.recv().unwrap()));
    let window = |url: String| browser().get(url).header("Sec-Fetch-Dest", "document").header("Accept-Language", "es-ES,es;q=0.9");
    let sent_on = window(fake.accept(by_loopback(&started))).send().await.unwrap();
    assert_eq!((sent_on.status().as_u16(), sent_on.headers()["location"].to_str().unwrap()), (303, "/countersign"));
    assert!(sent_on.headers()["referrer-policy"] == "no-referrer" && sent_on.headers()["cache-control"] == "no-store");
    let page = tokio::spawn(window(format!("http://{}/countersign", listener(&started))).send());
    until_some("the profile to be asked for", || async { (!fake.seen("/userinfo").is_empty()).then_some(()) }).await;
    assert!(!page.is_finished(), "nothing is said before it is so");
    hold.send(()).unwrap();
    let page = page.await.unwrap().unwrap();
    assert_eq!(page.status(), 200);
    let text = page.text().await.unwrap();
    assert!(text.contains("<html lang=\"es\">") && text.contains("Ha iniciado sesión") && !text.contains("code-"), "{text}");
    all_closed(&stage, &started).await;
}

#[tokio::test]
async fn the_page_says_why_in_the_programs_own_words() {
    let (_stage, engine, fake) = set().await;
    for (reply, said) in [
        (Reply::json(400, serde_json::json!({"error": "invalid_grant", "error_description": "canary"})), "came too late"),
        (Reply::json(503, serde_json::json!({})), "the service did not answer"),
        (Reply::json(400, serde_json::json!({"error": "invalid_client", "error_description": "canary"})), "You were not signed in<"),
    ] {
        let started = engine.start_sign_in(raced("work")).await.unwrap();
        fake.next("/token", reply);
        let text = browser().get(fake.accept(by_loopback(&started))).send().await.unwrap().text().await.unwrap();
        assert!(text.contains(said) && !text.contains("canary"), "{said}: {text}");
    }
}

#[tokio::test]
async fn a_second_person_at_the_same_service_becomes_a_second_account() {
    let (stage, _, fake) = set().await;
    let first = stage.sign_in("work", &fake).await;
    let wish = SignInRequest { select_account: true, login_hint: Some("ada@test.com".into()), ..raced("work") };
    let started = stage.engine.start_sign_in(wish).await.unwrap();
    let asked = Asked::of(&started.authorize_url);
    assert_eq!((asked.get("prompt"), asked.get("login_hint")), ("select_account", "ada@test.com"));
    fake.person(serde_json::json!({"sub": "person-2", "name": "Ada"}));
    let second = stage.engine.receive_pasted(&started.attempt, &fake.accept(&started.authorize_url)).await.unwrap();
    assert_ne!(first.id, second.id);
    let names: Vec<_> = stage.engine.accounts().await.unwrap().into_iter().map(|account| account.name.unwrap()).collect();
    assert!(names.len() == 2 && names.contains(&"Michael".to_owned()) && names.contains(&"Ada".to_owned()), "{names:?}");
    let bad = SignInRequest { login_hint: Some("a\nb".into()), ..raced("work") };
    assert_eq!(stage.engine.start_sign_in(bad).await.unwrap_err().field.as_deref(), Some("login_hint"));
}
