//! What is known of a person while the service cannot be reached.

use countersign_wire::error::ErrorCode;
use serde_json::json;
use support::fake_provider::{FakeProvider, Reply};

use crate::stage::{BEGINNING, Stage};

#[tokio::test]
async fn while_the_service_is_away_the_last_profile_is_given_with_its_date_and_the_reason() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    for (reply, code) in [(Reply::good().cut_at(0), ErrorCode::Network), (Reply::json(503, json!({})), ErrorCode::Busy)] {
        stage.clock.advance(60);
        fake.always("/userinfo", reply);
        let (profile, why) = stage.engine.last_known_profile(&id).await.unwrap();
        assert_eq!((profile.name.as_deref(), profile.read_at), (Some("Michael"), BEGINNING));
        assert_eq!(why.unwrap().code, code);
        assert_eq!(stage.engine.read_profile(&id).await.unwrap_err().code, code);
    }
    fake.behave();
    let (profile, why) = stage.engine.last_known_profile(&id).await.unwrap();
    assert_eq!((profile.read_at, why), (BEGINNING + 120, None));
}

#[tokio::test]
async fn offline_with_a_token_that_ended_is_offline_and_no_end_of_the_session() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    stage.clock.advance(3600);
    drop(fake);
    let (profile, why) = stage.engine.last_known_profile(&id).await.unwrap();
    assert_eq!((profile.read_at, why.unwrap().code), (BEGINNING, ErrorCode::Network));
}

#[tokio::test]
async fn a_refusal_is_no_reason_to_show_an_old_profile() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    let id = stage.sign_in("work", &fake).await.id;
    fake.always("/userinfo", Reply::json(403, json!({ "error": "insufficient_scope" })));
    assert_eq!(stage.engine.last_known_profile(&id).await.unwrap_err().code, ErrorCode::Forbidden);
}
