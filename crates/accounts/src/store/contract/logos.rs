//! Logos of apps.

use super::Place;
use super::given::*;
use crate::store::rows::OutOfReach;

pub(crate) async fn a_logo_is_set_replaced_and_taken_away(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.logo(DESK).await.unwrap().is_none());
    let set = |png: Option<&[u8]>| store.set_app_logo(DESK, ALL, png.map(<[u8]>::to_vec), entry());
    assert_eq!(set(Some(b"one")).await.unwrap(), Ok(()));
    let first = store.logo_hash(DESK).await.unwrap().unwrap();
    assert_eq!(store.logo(DESK).await.unwrap().unwrap(), b"one");
    set(Some(b"two")).await.unwrap().unwrap();
    assert_eq!(store.logo(DESK).await.unwrap().unwrap(), b"two");
    assert!(!store.logo_hash(DESK).await.unwrap().unwrap().is_same(&first), "another picture has another address");
    set(None).await.unwrap().unwrap();
    assert!(store.logo(DESK).await.unwrap().is_none() && store.logo_hash(DESK).await.unwrap().is_none());
    assert_eq!(store.set_app_logo("no app", ALL, None, entry()).await.unwrap(), Err(OutOfReach::NotFound));
}
