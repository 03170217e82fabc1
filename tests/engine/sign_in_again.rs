//! One click when a session has ended, or is about to.

use countersign_wire::account::SessionStatus;
use countersign_wire::event::Event;
use serde_json::json;
use support::fake_provider::{Asked, FakeProvider};

use crate::stage::{Stage, told};

/// Somebody whose session has ended, as at a service without refresh tokens.
async fn ended() -> (Stage, FakeProvider, String) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.without_refresh_tokens();
    let id = stage.sign_in("work", &fake).await.id;
    stage.clock.advance(3600);
    assert_eq!(stage.engine.account(&id).await.unwrap().account.state, SessionStatus::Expired);
    (stage, fake, id)
}

#[tokio::test]
async fn inb_07_one_click_signs_the_same_person_in_to_the_same_account() {
    let (stage, fake, id) = ended().await;
    let first = Asked::of(&stage.browser.opened()[0]);
    let started = stage.engine.sign_in_again(&id, true).await.unwrap();
    assert_eq!(stage.browser.opened().last(), Some(&started.authorize_url));
    let asked = Asked::of(&started.authorize_url);
    assert_eq!((asked.get("scope"), asked.get("login_hint"), asked.get("prompt")), (first.get("scope"), "michael@test.com", ""));
    let mut events = stage.engine.events();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!((account.id, account.state), (id, SessionStatus::Active));
    assert_eq!(stage.engine.accounts().await.unwrap().len(), 1);
    assert!(!told(&mut events).iter().any(|event| matches!(event, Event::Notice(_))));
}

#[tokio::test]
async fn somebody_else_becomes_an_account_of_their_own_and_that_is_told() {
    let (stage, fake, id) = ended().await;
    fake.person(json!({ "sub": "person-2", "name": "Ada" }));
    let started = stage.engine.sign_in_again(&id, true).await.unwrap();
    let mut events = stage.engine.events();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_ne!(account.id, id);
    let said = told(&mut events).into_iter().find_map(|event| if let Event::Notice(notice) = event { Some(notice.message) } else { None });
    let said = said.unwrap();
    assert!(said.contains("Ada") && said.contains("of its own"), "{said}");
    let old = stage.engine.account(&id).await.unwrap();
    assert_eq!((old.account.state, old.account.name.as_deref()), (SessionStatus::Expired, Some("Michael")));
}

#[tokio::test]
async fn where_a_service_names_nobody_it_is_the_account_that_was_clicked() {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    stage.add("work", &fake).await;
    fake.person(json!({}));
    let (one, two) = (stage.sign_in("work", &fake).await.id, stage.sign_in("work", &fake).await.id);
    assert_ne!(one, two, "without a word of the service nobody can tell");
    let started = stage.engine.sign_in_again(&two, true).await.unwrap();
    let account = stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await.unwrap();
    assert_eq!((account.id, stage.engine.accounts().await.unwrap().len()), (two, 2));
}
