//! A service that says anything at all where user information and its errors have a member: a profile or an error that can be
//! shown, and a session that is none the worse for it. The other answers stand in `presets::lies` and `id_tokens::lies`.

use countersign_engine::Secret;
use countersign_wire::account::SessionStatus;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, PAR, Reply};

use crate::stage::{Stage, request};

/// What no member of these should be.
fn odd() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("é\u{202e}\u{0}\u{1b}[31m\r\nx"),
        json!("x".repeat(40_000)),
        json!([[["x"], null]]),
        json!(vec!["x"; 1000]),
        json!({"value": {"value": "x"}}),
    ]
}

fn can_be_shown(text: &str) -> bool {
    text.chars().count() <= 1024 && !text.chars().any(char::is_control)
}

#[tokio::test]
async fn c10_whatever_user_information_says_of_a_person_can_be_shown_or_is_left_out() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    for name in ["name", "email", "locale", "zoneinfo", "date_format", "smart_dates", "number_separators", "business_id", "picture"] {
        for value in odd() {
            fake.person(json!({"sub": "person-1", name: value}));
            let profile = stage.engine.read_profile(&id).await.unwrap_or_else(|error| panic!("{name}: {value}: {error}"));
            assert_eq!(profile.subject.as_deref(), Some("person-1"));
            let texts = [&profile.name, &profile.email, &profile.locale, &profile.timezone, &profile.dates.format, &profile.business];
            let separators = [&profile.number_separators.thousands, &profile.number_separators.decimal];
            for text in texts.into_iter().chain(separators).flatten() {
                assert!(can_be_shown(text), "{name}: {value} is shown as {text:?}");
            }
        }
    }
    for value in [json!("x"), json!([{"sub": "person-1"}]), json!(null), json!(5), json!(true)] {
        fake.person(value.clone());
        assert_eq!(stage.engine.read_profile(&id).await.unwrap_err().code, ErrorCode::BadAnswer, "{value}");
    }
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active);
}

#[tokio::test]
async fn c10_whoever_user_information_names_oddly_is_not_the_person_of_the_session() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    for value in odd() {
        fake.person(json!({"sub": value, "name": "Eve"}));
        let read = stage.engine.read_profile(&id).await;
        let kept = stage.engine.account(&id).await.unwrap().account;
        assert_eq!(kept.subject.as_deref(), Some("person-1"), "{value}");
        match read {
            // Without a `sub` that could be read nobody else is named, where no ID token vouched for somebody.
            Ok(profile) => assert_eq!(profile.subject.unwrap_or_else(|| "person-1".into()), "person-1", "{value}"),
            Err(error) => assert_eq!(error.code, ErrorCode::BadAnswer, "{value}: {error}"),
        }
    }
}

#[tokio::test]
async fn c10_whatever_a_token_calls_its_kind_it_is_a_bearer_token_or_none() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for kind in odd().into_iter().chain([json!(["Bearer"]), json!({"Bearer": "Bearer"}), json!("Bearer "), json!("DPoP")]) {
        let said = kind.clone();
        fake.next("/token", Reply::good().saying(move |answer| answer["token_type"] = said.clone()));
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let error = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        is_plain("a token", &kind, &error);
        assert_eq!(error.code, ErrorCode::BadAnswer, "{kind}: {error}");
    }
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}

/// Each member of an error, odd; and a whole body that is.
fn errors() -> Vec<Value> {
    let mut all = odd();
    for value in odd() {
        all.extend([
            json!({ "error": value }),
            json!({"error": "invalid_request", "error_description": value}),
            json!({"error": "invalid_request", "error_description": "no", "error_uri": value}),
            json!({"error": {"code": value, "message": value}}),
            json!({ "Message": value }),
        ]);
    }
    all
}

/// An error that a person can read, and nothing of which is the service's to format.
fn is_plain(what: &str, said: &Value, error: &UserError) {
    let plain = !error.message.trim().is_empty() && can_be_shown(&error.message);
    assert!(plain, "{what}: {said}: {error:?}");
    assert!(!matches!(error.code, ErrorCode::Internal | ErrorCode::Vault), "{what}: {said}: {error:?}");
}

/// A service with every endpoint that refuses.
async fn refusing() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.lets_devices_sign_in();
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

#[tokio::test]
async fn c10_whatever_an_error_says_while_somebody_signs_in_a_person_can_read_it() {
    let (stage, fake, id) = refusing().await;
    for (number, said) in errors().into_iter().enumerate() {
        let status = [400, 401, 403, 404][number % 4];
        fake.next("/token", Reply::json(status, said.clone()));
        let started = stage.start("work", ReturnPath::DeepLink).await;
        let refused = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap_err();
        is_plain("a code", &said, &refused);
        fake.next("/device_authorization", Reply::json(status, said.clone()));
        let refused = stage.engine.start_sign_in(request("work", ReturnPath::Device)).await.unwrap_err();
        is_plain("a device", &said, &refused);
    }
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active);
}

#[tokio::test]
async fn c10_whatever_an_error_says_to_a_session_it_lives_on() {
    let (stage, fake, id) = refusing().await;
    for (number, said) in errors().into_iter().enumerate() {
        let status = [400, 403, 404, 503][number % 4];
        fake.next("/userinfo", Reply::json(status, said.clone()));
        is_plain("a profile", &said, &stage.engine.read_profile(&id).await.unwrap_err());
        fake.next("/token", Reply::json(status, said.clone()));
        is_plain("a renewal", &said, &stage.engine.refresh(&id).await.unwrap_err());
        assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Active, "{said}");
    }
    stage.engine.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn c10_whatever_an_error_says_to_a_sign_out_its_receipt_can_be_read() {
    let (stage, fake, mut id) = refusing().await;
    for said in errors() {
        fake.always("/revoke", Reply::json(400, said.clone()));
        let receipt = stage.engine.sign_out(&id).await.unwrap();
        assert!(receipt.revoked.is_empty() && receipt.reason.as_deref().is_some_and(can_be_shown), "{said}: {receipt:?}");
        fake.behave();
        id = stage.sign_in("work", &fake).await.id;
    }
}

#[tokio::test]
async fn c10_whatever_an_error_says_to_a_request_that_is_left_beforehand_it_starts_nothing() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.takes_pushed_requests(true);
    stage.add("work", &fake).await;
    for said in errors() {
        fake.next(PAR, Reply::json(400, said.clone()));
        is_plain("PAR", &said, &stage.engine.start_sign_in(request("work", ReturnPath::DeepLink)).await.unwrap_err());
    }
    assert!(stage.engine.pending_sign_ins().await.unwrap().is_empty());
}

#[tokio::test]
async fn c10_whatever_an_error_says_to_a_registration_nothing_is_kept() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|document| document["registration_endpoint"] = fake.url("/register").into());
    for (number, said) in errors().into_iter().enumerate() {
        fake.next("/register", Reply::json([400, 401, 403][number % 3], said.clone()));
        let draft = ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), ..Default::default() };
        is_plain("a registration", &said, &stage.engine.add_provider(draft, None::<Secret>).await.unwrap_err());
    }
    assert!(stage.engine.providers().await.unwrap().is_empty());
}

#[tokio::test]
async fn c10_whatever_an_error_says_in_the_address_a_person_can_read_it() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    for said in ["", " ", "é\u{202e}\u{0}\u{1b}[31m\r\nx", &"x".repeat(3000), "access_denied\u{0}", "<script>", "invalid_request"] {
        for pairs in [[("error", said), ("error_description", "no")], [("error", "invalid_request"), ("error_description", said)]] {
            let started = stage.start("work", ReturnPath::DeepLink).await;
            let back = fake.answer(&fake.asked(&started.authorize_url), &pairs);
            let refused = stage.engine.receive_callback(back.as_bytes()).await.unwrap_err();
            is_plain("an address", &json!(said), &refused);
            let _over_or_not = stage.engine.cancel_sign_in(&started.attempt).await;
        }
    }
    assert!(stage.engine.accounts().await.unwrap().is_empty());
}
