//! The secrets of an app.

use super::Place;
use super::given::*;
use crate::audit::{Deed, Entry};
use crate::store::Store;
use crate::store::rows::{NoSecrets, NotRestored, NotRetired, OutOfReach, SecretAdded};

fn at(at: i64) -> Entry {
    Entry::of(Deed::SecretAdded, at)
}

async fn working(store: &dyn Store) -> Vec<String> {
    store.app(DESK).await.unwrap().unwrap().working_secrets().map(|secret| secret.id.clone()).collect()
}

pub(crate) async fn a7_two_secrets_work_at_a_time(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(store.add_secret(DESK, ALL, secret("second"), at(NOW)).await.unwrap(), Ok(SecretAdded { retired: None }));
    let third = store.add_secret(DESK, ALL, secret("third"), at(NOW)).await.unwrap();
    assert_eq!(third, Ok(SecretAdded { retired: Some("desk secret".to_owned()) }));
    assert_eq!(working(store.as_ref()).await, ["second", "third"]);
    assert_eq!(store.retire_secret(DESK, ALL, "second", at(NOW)).await.unwrap(), Ok(()));
    assert_eq!(store.retire_secret(DESK, ALL, "second", at(NOW)).await.unwrap(), Err(NotRetired::NotFound));
    assert_eq!(working(store.as_ref()).await, ["third"]);
    assert_eq!(store.add_secret("no app", ALL, secret("x"), at(NOW)).await.unwrap(), Err(NoSecrets::App(OutOfReach::NotFound)));
}

pub(crate) async fn a_retired_secret_is_taken_back_while_there_is_time_and_room(place: &impl Place) {
    let store = furnished(place).await;
    store.add_secret(DESK, ALL, secret("second"), at(NOW)).await.unwrap().unwrap();
    store.retire_secret(DESK, ALL, "second", at(NOW)).await.unwrap().unwrap();
    assert_eq!(store.restore_secret(DESK, ALL, "second", NOW + 1, at(NOW + 9)).await.unwrap(), Err(NotRestored::TooLate));
    assert_eq!(store.restore_secret(DESK, ALL, "second", NOW, at(NOW + 9)).await.unwrap(), Ok(()));
    assert_eq!(working(store.as_ref()).await, ["desk secret", "second"]);
    store.add_secret(DESK, ALL, secret("third"), at(NOW)).await.unwrap().unwrap();
    assert_eq!(store.restore_secret(DESK, ALL, "desk secret", NOW, at(NOW)).await.unwrap(), Err(NotRestored::TwoWork));
    assert_eq!(store.restore_secret(DESK, ALL, "no secret", NOW, at(NOW)).await.unwrap(), Err(NotRestored::NotFound));
}

pub(crate) async fn an_app_without_secrets_gets_none(place: &impl Place) {
    let store = place.open().await;
    let mut new = app("public", web("public"));
    new.secret = None;
    add_app(store.as_ref(), new).await;
    assert_eq!(store.add_secret("public", ALL, secret("x"), at(NOW)).await.unwrap(), Err(NoSecrets::Public));
}
