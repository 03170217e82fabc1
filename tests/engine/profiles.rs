//! One profile, whatever words a service uses.

use countersign_wire::error::ErrorCode;
use serde_json::{Value, json};
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::Stage;

async fn signed_in(person: Value) -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.metadata(|doc| doc["countersign_administration_endpoint"] = fake.url("/admin/v1").into());
    fake.person(person);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    (stage, fake, id)
}

#[tokio::test]
async fn the_claims_of_an_accounts_service_become_the_profile() {
    let (stage, _fake, id) = signed_in(json!({
        "sub": "p1", "name": "Ada Lovelace", "email": "ada@test.com", "locale": "es-ES", "zoneinfo": "America/Lima",
        "date_format": "YYYY/MM/DD", "smart_dates": "on", "number_separators": {"thousands": " ", "decimal": ","}, "picture": "x",
    }))
    .await;
    let profile = stage.engine.read_profile(&id).await.unwrap();
    let shown = serde_json::to_value(&profile).unwrap();
    assert_eq!(
        shown,
        json!({
            "id": id, "subject": "p1", "name": "Ada Lovelace", "email": "ada@test.com", "locale": "es-ES", "timezone": "America/Lima",
            "dates": {"format": "YYYY/MM/DD", "smart": "on"}, "number_separators": {"thousands": " ", "decimal": ","}, "business": null,
            "scopes": {"requested": ["profile", "email", "offline_access"], "granted": ["profile", "email", "offline_access"]},
            "read_at": crate::stage::BEGINNING,
        })
    );
}

#[tokio::test]
async fn what_is_absent_or_of_another_type_is_absent() {
    let (stage, _fake, id) = signed_in(json!({
        "sub": 17, "name": "", "email": null, "locale": 5, "zoneinfo": [], "smart_dates": true, "number_separators": {"thousands": ""}, "date_format": {},
    }))
    .await;
    let profile = stage.engine.read_profile(&id).await.unwrap();
    assert_eq!(
        (profile.subject.as_deref(), profile.name, profile.email, profile.locale, profile.timezone),
        (Some("17"), None, None, None, None)
    );
    assert_eq!(serde_json::to_value(&profile.dates).unwrap(), json!({"format": null, "smart": "on"}));
    assert_eq!(serde_json::to_value(&profile.number_separators).unwrap(), json!({"thousands": "", "decimal": null}));
}

#[tokio::test]
async fn the_last_profile_stays_with_its_date_when_the_service_is_away() {
    let (stage, fake, id) = signed_in(json!({"sub": "p1", "name": "Ada"})).await;
    stage.clock.advance(50);
    for (reply, code) in [
        (Reply::json(503, json!({})), ErrorCode::Busy),
        (Reply::body(200, "text/html", "<html>"), ErrorCode::BadAnswer),
        (Reply::json(200, json!([1])), ErrorCode::BadAnswer),
        (Reply::json(403, json!({})), ErrorCode::Forbidden),
        (Reply::json(200, json!({"sub": "p2", "name": "Eve"})), ErrorCode::BadAnswer),
        (Reply::good().cut_at(60), ErrorCode::Network),
    ] {
        fake.next("/userinfo", reply.clone());
        assert_eq!(stage.engine.read_profile(&id).await.unwrap_err().code, code, "{reply:?}");
    }
    let kept = stage.engine.account(&id).await.unwrap().profile.unwrap();
    assert_eq!((kept.name.as_deref(), kept.read_at), (Some("Ada"), crate::stage::BEGINNING));
}

#[tokio::test]
async fn a_token_that_is_refused_early_is_renewed_once() {
    let (stage, fake, id) = signed_in(json!({"sub": "p1", "name": "Ada"})).await;
    fake.forget_seen();
    fake.next("/userinfo", Reply::json(401, json!({"error": "invalid_token"})));
    stage.engine.read_profile(&id).await.unwrap();
    assert_eq!((fake.seen("/token").len(), fake.seen("/userinfo").len()), (1, 2));
    fake.always("/userinfo", Reply::json(401, json!({})));
    assert_eq!(stage.engine.read_profile(&id).await.unwrap_err().code, ErrorCode::SignInAgain);
}

#[tokio::test]
async fn a_profile_that_cannot_be_read_does_not_undo_the_sign_in() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.next("/userinfo", Reply::json(503, json!({})));
    let account = stage.sign_in("work", &fake).await;
    assert_eq!((account.name, account.subject), (None, None));
    assert_eq!(stage.engine.read_profile(&account.id).await.unwrap().name.as_deref(), Some("Michael"));
    assert_eq!(stage.engine.accounts().await.unwrap()[0].name.as_deref(), Some("Michael"));
}
