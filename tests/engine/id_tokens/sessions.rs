//! What becomes of a session: whose it is, its profile, its renewals, its fresh sign-in (RP-03, RP-05).

use std::time::Duration;

use countersign_wire::account::SessionStatus;
use countersign_wire::error::ErrorCode;
use countersign_wire::event::Event;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInRequest;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Hand, IdTokens, KEYS, Reply, SigningKey};
use support::wait::until_some;

use super::{attempt, openid};
use crate::stage::{BEGINNING, Stage, browser, told};

#[tokio::test]
async fn the_subject_is_that_of_the_id_token_whether_or_not_the_profile_can_be_read() {
    let (stage, fake) = openid().await;
    fake.next("/userinfo", Reply::json(503, json!({})));
    let first = attempt(&stage, &fake).await.unwrap();
    assert_eq!((first.subject.as_deref(), first.name), (Some("person-1"), None));
    assert_eq!(first.scopes.to_wire(), "openid profile email offline_access");
    let again = attempt(&stage, &fake).await.unwrap();
    assert_eq!((again.id, again.name.as_deref()), (first.id, Some("Michael")), "the same person");
}

#[tokio::test]
async fn rp_03_a_profile_of_somebody_else_is_refused() {
    let (stage, fake) = openid().await;
    for (said, says) in [
        (json!({"sub": "person-2", "name": "Eve"}), "another person"),
        (json!({"sub": "PERSON-1", "name": "Eve"}), "another person"),
        (json!({"sub": 1, "name": "Eve"}), "another person"),
        (json!({"name": "Eve"}), "(sub)"),
        (json!({"sub": null, "name": "Eve"}), "(sub)"),
        (json!({"sub": "", "name": "Eve"}), "(sub)"),
    ] {
        fake.always("/userinfo", Reply::json(200, said.clone()));
        let mut events = stage.engine.events();
        let account = attempt(&stage, &fake).await.unwrap();
        assert_eq!((account.subject.as_deref(), account.name), (Some("person-1"), None), "{said}");
        assert!(
            told(&mut events).iter().any(|event| matches!(event, Event::Notice(error) if error.message.contains(says))),
            "{said}: it is told"
        );
        let error = stage.engine.read_profile(&account.id).await.unwrap_err();
        assert!(error.code == ErrorCode::BadAnswer && error.message.contains(says), "{said}: {error}");
        assert!(stage.engine.account(&account.id).await.unwrap().profile.is_none());
    }
    fake.behave();
    let account = attempt(&stage, &fake).await.unwrap();
    assert_eq!(account.name.as_deref(), Some("Michael"));
}

#[tokio::test]
async fn where_there_is_no_user_information_the_claims_of_the_id_token_are_the_profile() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| drop(document.as_object_mut().unwrap().remove("userinfo_endpoint")));
    stage.add("work", &fake).await;
    fake.id_tokens(|it| {
        it.say("name", json!("Ada"));
        it.say("email", json!("ada@test.com"));
        it.say("locale", json!(["odd"]));
    });
    let account = attempt(&stage, &fake).await.unwrap();
    assert_eq!((account.name.as_deref(), account.email.as_deref()), (Some("Ada"), Some("ada@test.com")));
    let profile = stage.engine.read_profile(&account.id).await.unwrap();
    assert_eq!((profile.subject.as_deref(), profile.locale), (Some("person-1"), None));
    // A renewal brings the newer ones.
    fake.id_tokens(|it| it.say("name", json!("Ada Lovelace")));
    stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!(stage.engine.read_profile(&account.id).await.unwrap().name.as_deref(), Some("Ada Lovelace"));
}

#[tokio::test]
async fn an_id_token_is_sealed_and_never_shown() {
    let (stage, fake) = openid().await;
    let mut events = stage.engine.events();
    fake.id_tokens(|it| it.say("canary", json!("canary-of-the-id-token")));
    let account = attempt(&stage, &fake).await.unwrap();
    stage.engine.refresh(&account.id).await.unwrap();
    let head = support::fake_provider::part(&json!({ "alg": "RS256", "kid": "first", "typ": "JWT" }));
    let shown = format!("{:?} {}", told(&mut events), json!(stage.engine.account(&account.id).await.unwrap()));
    assert!(!shown.contains(&head) && !shown.contains("canary"), "{shown}");
    let files = stage.files();
    assert!(!files.windows(head.len()).any(|window| window == head.as_bytes()));
    // Nor does an error quote it.
    fake.id_tokens(|it| it.hand = Hand::Nobody);
    let error = attempt(&stage, &fake).await.unwrap_err();
    assert!(!error.message.contains("eyJ") && !error.message.contains("canary"), "{error}");
}

/// The session as a person and a peer see it.
async fn seen(stage: &Stage, id: &str) -> (Value, String) {
    let detail = json!(stage.engine.account(id).await.unwrap());
    (detail, stage.engine.access_token(id, Duration::ZERO).await.unwrap().token.expose().to_owned())
}

#[tokio::test]
async fn rp_05_a_renewal_in_another_name_is_refused_and_the_session_has_ended_with_all_its_tokens() {
    type Change = fn(&mut IdTokens);
    let cases: [(&str, &str, Change); 9] = [
        ("another person", "(sub)", |it| it.say("sub", json!("person-2"))),
        ("another issuer", "(iss)", |it| it.say("iss", json!("https://evil.example"))),
        ("nobody", "has no “sub”", |it| it.leave_out("sub")),
        ("another app", "(aud)", |it| it.say("aud", json!("other"))),
        ("another sign-in", "(nonce)", |it| it.say("nonce", json!("other"))),
        ("another access token", "(at_hash)", |it| it.say("at_hash", json!("x"))),
        ("signed by nobody", "“none”", |it| it.hand = Hand::Nobody),
        ("signed by a stranger", "signature is wrong", |it| it.hand = Hand::Key(SigningKey::new("RS256", "x").called("first"))),
        ("nonsense", "three parts", |it| it.give_instead(Some(json!("nonsense")))),
    ];
    for (what, says, change) in cases {
        let (stage, fake) = openid().await;
        let id = attempt(&stage, &fake).await.unwrap().id;
        stage.clock.advance(60);
        let _keeping = stage.engine.keep_sessions();
        fake.forget_seen();
        fake.id_tokens(change);
        let error = stage.engine.refresh(&id).await.unwrap_err();
        assert!(error.code == ErrorCode::SignInAgain && error.message.contains(says), "{what}: {error}");
        let detail = stage.engine.account(&id).await.unwrap();
        assert_eq!((detail.account.state, detail.profile.is_some()), (SessionStatus::Expired, true), "{what}");
        let revoked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
        assert!(revoked.starts_with(&["refresh-3".to_owned(), "access-3".to_owned()]), "{what}: {revoked:?}");
        // Whoever asks later is told the same, also by another process, and the used token is not presented once more.
        for engine in [&stage.engine, &stage.another_process().await] {
            let later = engine.access_token(&id, Duration::ZERO).await.unwrap_err();
            assert!(later.code == ErrorCode::SignInAgain && later.message.contains(says), "{what}: {later}");
        }
        stage.pass(120).await;
        assert_eq!(fake.seen("/token").len(), 1, "{what}");
    }
}

#[tokio::test]
async fn n3_a_wrong_clock_ends_no_session() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    for (number, change) in [
        (3, Box::new(|it: &mut IdTokens| it.say("exp", json!(BEGINNING - 3600))) as Box<dyn FnOnce(&mut IdTokens)>),
        (4, Box::new(|it| it.say("iat", json!(BEGINNING + 86_400)))),
        (5, Box::new(|it| it.say("iat", json!(BEGINNING - 86_400)))),
    ] {
        fake.id_tokens(change);
        stage.engine.refresh(&id).await.unwrap();
        assert_eq!(seen(&stage, &id).await.1, format!("access-{number}"));
        fake.id_tokens(IdTokens::behave);
    }
    // Whom it names is compared all the same.
    fake.id_tokens(|it| {
        it.say("exp", json!(BEGINNING - 3600));
        it.say("sub", json!("person-2"));
    });
    assert!(stage.engine.refresh(&id).await.unwrap_err().message.contains("(sub)"));
    fake.id_tokens(IdTokens::behave);
    assert_eq!(attempt(&stage, &fake).await.unwrap().id, id, "the next sign-in is to the same account");
    stage.engine.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn s5_a_rotated_token_is_in_the_vault_before_anybody_asks_for_keys() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    fake.forget_seen();
    let gate = fake.hold(KEYS);
    // A process that has never seen the keys renews, and is stopped while it asks for them.
    let doomed = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (engine, renewing) = (stage.another_process().await, id.clone());
    doomed.spawn(async move { engine.refresh(&renewing).await });
    until_some("the keys to be asked for", || async { (!fake.seen(KEYS).is_empty()).then_some(()) }).await;
    assert_eq!(seen(&stage, &id).await.1, "access-3");
    doomed.shutdown_background();
    drop(gate);
    stage.engine.refresh(&id).await.unwrap();
    let presented: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
    assert_eq!(presented, ["refresh-2", "refresh-3"], "by the token that was given last");
}

#[tokio::test]
async fn s5_tokens_in_another_name_are_never_in_the_vault_as_the_sessions_own() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    let gate = fake.hold("/revoke");
    fake.id_tokens(|it| it.say("sub", json!("person-2")));
    let (engine, renewing) = (stage.engine.clone(), id.clone());
    let renewal = tokio::spawn(async move { engine.refresh(&renewing).await });
    until_some("the service to be told", || async { (!fake.seen("/revoke").is_empty()).then_some(()) }).await;
    let other = stage.another_process().await;
    let error = other.access_token(&id, Duration::ZERO).await.unwrap_err();
    assert!(error.message.contains("(sub)"), "{error}");
    gate.open();
    renewal.await.unwrap().unwrap_err();
}

#[tokio::test]
async fn rp_05_a_renewal_with_a_good_id_token_or_without_one_goes_on() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    stage.engine.refresh(&id).await.unwrap();
    fake.id_tokens(|it| it.at_renewals = false);
    stage.engine.refresh(&id).await.unwrap();
    // What vouched last is still compared with.
    fake.id_tokens(|it| {
        it.at_renewals = true;
        it.say("sub", json!("person-2"));
    });
    assert!(stage.engine.refresh(&id).await.unwrap_err().message.contains("(sub)"));
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Expired);
}

#[tokio::test]
async fn s5_a_rotated_token_is_not_lost_because_the_keys_cannot_be_had() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    stage.clock.advance(4000);
    fake.id_tokens(|it| it.now += 4000);
    let replies = [
        ("access-3", Reply::json(503, json!({}))),
        ("access-4", Reply::good().cut_at(9)),
        ("access-5", Reply::json(404, json!({}))),
        ("access-6", Reply::json(403, json!({}))),
        ("access-7", Reply::body(200, "text/html", "<h1>We are back in an hour</h1>")),
        ("access-8", Reply::json(200, json!({"keys": []}))),
    ];
    for (token, reply) in replies {
        fake.always(KEYS, reply);
        stage.engine.refresh(&id).await.unwrap();
        assert_eq!(seen(&stage, &id).await.1, token);
        // What was fetched is not believed for longer.
        stage.clock.advance(4000);
        fake.id_tokens(|it| it.now += 4000);
    }
    assert!(fake.seen("/revoke").is_empty());
    // Who signs in is somebody only by a signature that was checked.
    assert!(attempt(&stage, &fake).await.unwrap_err().message.contains("could not be checked"));
    // Whom it names is compared all the same.
    fake.id_tokens(|it| it.say("sub", json!("person-2")));
    assert!(stage.engine.refresh(&id).await.unwrap_err().message.contains("(sub)"));
}

#[tokio::test]
async fn a_session_that_began_without_an_id_token_goes_on_without_one() {
    let (stage, fake) = openid().await;
    let request = SignInRequest {
        provider: "work".into(),
        scopes: Some(vec!["profile".into(), "offline_access".into()]),
        return_path: Some(ReturnPath::DeepLink),
        ..Default::default()
    };
    let started = stage.engine.start_sign_in(request).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    let nonsense = json!({"access_token": "access-9", "token_type": "Bearer", "id_token": "nonsense"});
    fake.next("/token", Reply::json(200, nonsense));
    let view = stage.engine.refresh(&account.id).await.unwrap();
    assert_eq!((view.state, view.subject.as_deref()), (SessionStatus::Active, Some("person-1")));
    // There was no new refresh token in it: the old one is still the session's.
    stage.engine.refresh(&account.id).await.unwrap();
    let presented: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
    assert_eq!(presented[1..], ["refresh-2", "refresh-2"]);
}

/// Of a service that does not rotate: without a refresh token, or with the same one again.
fn renews_by_the_same(fake: &FakeProvider, again: Option<&'static str>) {
    fake.next("/token", Reply::good().saying(move |answer| answer["refresh_token"] = json!(again)));
}

#[tokio::test]
async fn rp_05_a_renewal_in_another_name_without_a_new_refresh_token_leaves_the_session_as_it_was() {
    type Change = fn(&mut IdTokens);
    let cases: [(&str, Change); 5] = [
        ("(sub)", |it| it.say("sub", json!("person-2"))),
        ("(iss)", |it| it.say("iss", json!("https://evil.example"))),
        ("(aud)", |it| it.say("aud", json!("other"))),
        ("“none”", |it| it.hand = Hand::Nobody),
        ("signature is wrong", |it| it.hand = Hand::Key(SigningKey::new("RS256", "x").called("first"))),
    ];
    for (says, change) in cases {
        for again in [None, Some("refresh-2")] {
            let (stage, fake) = openid().await;
            let id = attempt(&stage, &fake).await.unwrap().id;
            stage.clock.advance(60);
            let before = seen(&stage, &id).await;
            fake.forget_seen();
            fake.id_tokens(change);
            renews_by_the_same(&fake, again);
            let error = stage.engine.refresh(&id).await.unwrap_err();
            assert!(error.code == ErrorCode::BadAnswer && error.message.contains(says), "{says}: {error}");
            assert_eq!(seen(&stage, &id).await, before, "{says}");
            assert_eq!(stage.another_process().await.access_token(&id, Duration::ZERO).await.unwrap().token.expose(), before.1, "{says}");
            let revoked: Vec<_> = fake.seen("/revoke").iter().map(|seen| seen.form("token")).collect();
            assert_eq!(revoked, ["access-3"], "{says}: what came is ended, and nothing of the session");
        }
    }
}

#[tokio::test]
async fn rp_05_after_a_renewal_that_was_not_believed_the_unspent_refresh_token_is_presented_again() {
    let (stage, fake) = openid().await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    fake.without_rotation();
    fake.id_tokens(|it| it.say("sub", json!("person-2")));
    stage.engine.refresh(&id).await.unwrap_err();
    fake.id_tokens(IdTokens::behave);
    for access in ["access-4", "access-5"] {
        stage.engine.refresh(&id).await.unwrap();
        assert_eq!(seen(&stage, &id).await.1, access);
    }
    let presented: Vec<_> = fake.seen("/token").iter().map(|seen| seen.form("refresh_token")).collect();
    assert_eq!(presented[1..], ["refresh-2"; 3]);
}

const SECRETS: &str = "/admin/v1/apps/till/secrets";

/// A fresh sign-in of an administrator, with ID tokens that are like this; how the request ended that wanted it.
async fn freshly(
    stage: &Stage,
    fake: &FakeProvider,
    change: impl FnOnce(&mut IdTokens),
) -> Result<String, countersign_wire::error::UserError> {
    let challenge = r#"Bearer error="insufficient_user_authentication", max_age="300""#;
    fake.next(SECRETS, Reply::json(401, json!({"code": "fresh_sign_in_needed", "message": "No."})).header("WWW-Authenticate", challenge));
    fake.next(SECRETS, Reply::json(201, json!({"client_id": "till", "client_secret": "new", "retired": null})));
    fake.id_tokens(change);
    let mut events = stage.engine.events();
    let engine = stage.engine.clone();
    let work = tokio::spawn(async move { engine.administration(None).new_secret("till").await });
    let started = loop {
        if let Event::FreshSignIn { started, .. } = events.recv().await.unwrap() {
            break started;
        }
    };
    browser().get(fake.accept(&started.authorize_url)).send().await.unwrap();
    let ended = work.await.unwrap().map(|secret| secret.client_secret.clone());
    fake.behave();
    fake.id_tokens(IdTokens::behave);
    ended
}

#[tokio::test]
async fn a17_a_fresh_sign_in_is_one_that_the_service_vouches_for() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    fake.metadata(|document| {
        document["countersign_administration_endpoint"] = fake.url("/admin/v1").into();
        document["scopes_supported"].as_array_mut().unwrap().push("accounts:admin".into());
    });
    stage.add("work", &fake).await;
    let id = attempt(&stage, &fake).await.unwrap().id;
    stage.clock.advance(1000);
    let before = seen(&stage, &id).await;
    type Change = fn(&mut IdTokens);
    let now = BEGINNING + 1000;
    let cases: [(&str, Change); 6] = [
        ("(auth_time)", |it| it.say("auth_time", json!(it.now - 361))),
        ("(auth_time)", |it| it.say("auth_time", json!(0))),
        ("“auth_time”", |it| it.say("auth_time", json!(it.now + 61))),
        ("has no “auth_time”", |it| it.leave_out("auth_time")),
        ("the “auth_time”", |it| it.say("auth_time", json!("now"))),
        ("Somebody else", |it| it.say("sub", json!("person-2"))),
    ];
    for (says, change) in cases {
        fake.person(json!({"sub": if says == "Somebody else" { "person-2" } else { "person-1" }, "name": "Michael"}));
        fake.id_tokens(|it| it.now = now);
        let error = freshly(&stage, &fake, change).await.unwrap_err();
        assert!(error.message.contains(says), "{says}: {error}");
        assert_eq!(seen(&stage, &id).await, before, "{says}");
    }
    fake.person(json!({"sub": "person-1", "name": "Michael", "email": "michael@test.com"}));
    assert_eq!(freshly(&stage, &fake, |it| it.say("auth_time", json!(it.now - 360))).await.unwrap(), "new");
}
