//! Refresh tokens: each is used once, and a lost answer is given again for a while (RFC 9700 §4.14.2).

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::scope::ScopeSet;

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{Renewal, Rotated};

const GRACE: i64 = 30;

/// Renews by a refresh token, for one that follows it; the access token is `successor access`.
fn renewal(presented: &str, successor: &str, now: UnixSeconds) -> Renewal {
    Renewal {
        presented: refresh(presented),
        successor: refresh(successor),
        access: access(successor),
        scopes: ScopeSet::parse("profile").unwrap(),
        resources: Vec::new(),
        access_ends_at: now + 100,
        idle_until: now + 500,
        grace: GRACE,
        now,
    }
}

/// The same for another access token: one renewal makes one of its own each time.
fn again(presented: &str, successor: &str, access_token: &str, now: UnixSeconds) -> Renewal {
    Renewal { access: access(access_token), ..renewal(presented, successor, now) }
}

async fn rotate(store: &dyn Store, renewal: Renewal) -> Rotated {
    store.rotate(renewal, entry()).await.unwrap()
}

/// A store in which michael let the desk in: the grant `first`.
async fn begun(place: &impl Place) -> Arc<dyn Store> {
    let store = furnished(place).await;
    let_in(store.as_ref(), "first", ("michael", DESK), None, "profile offline_access").await;
    store
}

pub(crate) async fn a6_a_refresh_token_gives_the_same_successor_for_half_a_minute(place: &impl Place) {
    let store = begun(place).await;
    assert_eq!(rotate(store.as_ref(), renewal("first", "second", NOW)).await, Rotated::Until(NOW + 100));
    let last = NOW + GRACE;
    assert_eq!(rotate(store.as_ref(), again("first", "second", "lost", last)).await, Rotated::Until(last + 100));
    for name in ["first", "second", "lost"] {
        assert!(opens(store.as_ref(), name).await, "{name}");
    }
    assert_eq!(rotate(store.as_ref(), renewal("second", "third", last)).await, Rotated::Until(last + 100), "the successor holds");
}

pub(crate) async fn a5_a_refresh_token_that_is_used_later_ends_its_family(place: &impl Place) {
    let store = begun(place).await;
    rotate(store.as_ref(), renewal("first", "second", NOW)).await;
    let rows = rows_of_audit(store.as_ref()).await;
    assert_eq!(rotate(store.as_ref(), again("first", "second", "late", NOW + GRACE + 1)).await, Rotated::Reused);
    for name in ["first", "second", "late"] {
        assert!(!opens(store.as_ref(), name).await, "{name}");
    }
    assert_eq!(rotate(store.as_ref(), renewal("second", "third", NOW + GRACE + 2)).await, Rotated::Gone);
    assert_eq!(rows_of_audit(store.as_ref()).await, rows + 1);
}

pub(crate) async fn a6_a_refresh_token_whose_successor_was_used_ends_its_family(place: &impl Place) {
    let store = begun(place).await;
    rotate(store.as_ref(), renewal("first", "second", NOW)).await;
    rotate(store.as_ref(), renewal("second", "third", NOW + 1)).await;
    // Within the grace: but whoever has the successor has had the answer.
    assert_eq!(rotate(store.as_ref(), again("first", "second", "stolen", NOW + 2)).await, Rotated::Reused);
    assert!(!opens(store.as_ref(), "third").await && !opens(store.as_ref(), "stolen").await);
    assert!(store.refresh_token(refresh("third"), NOW + 2).await.unwrap().is_none());
}

pub(crate) async fn a6_of_many_renewals_at_once_each_gets_the_one_successor(place: &impl Place) {
    let store = begun(place).await;
    let answers = at_once(place, 64, |store, number| async move {
        store.rotate(again("first", "second", &format!("access {number}"), NOW), entry()).await
    })
    .await;
    assert_eq!(times(&answers, &Rotated::Until(NOW + 100)), 64);
    assert!(opens(store.as_ref(), "access 0").await && opens(store.as_ref(), "access 63").await);
    assert_eq!(rotate(store.as_ref(), renewal("second", "third", NOW)).await, Rotated::Until(NOW + 100));
}

pub(crate) async fn a5_a_refresh_token_that_lay_unused_for_too_long_is_gone(place: &impl Place) {
    let store = begun(place).await;
    rotate(store.as_ref(), renewal("first", "second", NOW)).await;
    let idle = NOW + 500;
    assert!(store.inspect(refresh("second"), idle - 1).await.unwrap().is_some());
    assert!(store.inspect(refresh("second"), idle).await.unwrap().is_none());
    assert_eq!(rotate(store.as_ref(), renewal("second", "third", idle)).await, Rotated::Gone);
    assert_eq!(rotate(store.as_ref(), renewal("no token", "third", NOW)).await, Rotated::Gone);
    assert!(!opens(store.as_ref(), "third").await);
}

pub(crate) async fn a_renewal_does_not_outlast_its_grant(place: &impl Place) {
    let store = begun(place).await;
    assert_eq!(rotate(store.as_ref(), renewal("first", "second", END - 1)).await, Rotated::Until(END));
    assert!(store.inspect(refresh("second"), END).await.unwrap().is_none());
    assert!(store.access(access("second"), END).await.unwrap().is_none());
    assert_eq!(rotate(store.as_ref(), renewal("second", "third", END)).await, Rotated::Gone);
}
