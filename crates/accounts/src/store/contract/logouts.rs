//! Sign-outs, and the queue by which apps are told of them.

use std::sync::Arc;

use super::given::*;
use super::{Place, at_once};
use crate::audit::{Deed, Entry};
use crate::store::Store;
use crate::store::rows::LogoutDelivery;

/// Puts a delivery off, to be taken by nobody else meanwhile.
const UNTIL: i64 = NOW + 60;

/// A store with the app *told*, which is told of sign-outs, and a session of michael by the cookie *cookie*.
async fn begun(place: &impl Place) -> Arc<dyn Store> {
    let store = furnished(place).await;
    let mut draft = web("told");
    draft.settings.openid.backchannel_logout_uri = Some("https://told.example/logout".to_owned());
    add_app(store.as_ref(), app("told", draft)).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    store
}

async fn take(store: &dyn Store, now: i64) -> Vec<LogoutDelivery> {
    store.take_due_logouts(now, now + 60, 10).await.unwrap()
}

/// One sign-out of which one app is to be told.
async fn signed_out(place: &impl Place) -> Arc<dyn Store> {
    let store = begun(place).await;
    let_in(store.as_ref(), "grant", ("michael", "told"), Some("cookie"), "openid").await;
    assert!(store.sign_out(digest("cookie"), NOW, entry()).await.unwrap());
    store
}

pub(crate) async fn apps_with_id_tokens_are_told_of_a_sign_out(place: &impl Place) {
    let store = begun(place).await;
    // Twice by one app; without an ID token; by an app that is not to be told; in another session.
    for (name, client_id, cookie, scopes) in [
        ("one", "told", Some("cookie"), "openid"),
        ("two", "told", Some("cookie"), "openid profile"),
        ("no token", "told", Some("cookie"), "profile"),
        ("not told", DESK, Some("cookie"), "openid"),
        ("elsewhere", "told", None, "openid"),
    ] {
        let_in(store.as_ref(), name, ("michael", client_id), cookie, scopes).await;
    }
    assert!(store.sign_out(digest("cookie"), NOW, entry()).await.unwrap());
    assert!(!store.sign_out(digest("cookie"), NOW, entry()).await.unwrap());
    assert!(!is_signed_in(store.as_ref(), "cookie").await);
    let due = take(store.as_ref(), NOW).await;
    let told: Vec<_> = due.iter().map(|one| (one.client_id.as_str(), one.person.as_str(), one.session.as_str(), one.attempts)).collect();
    assert_eq!(told, [("told", "michael", sid("cookie").as_str(), 1)]);
}

pub(crate) async fn a_delivery_is_taken_by_one_however_many_take_at_once(place: &impl Place) {
    let store = begun(place).await;
    for number in 0..8 {
        let cookie = format!("cookie {number}");
        open_session(store.as_ref(), &cookie, "michael").await;
        let_in(store.as_ref(), &format!("grant {number}"), ("michael", "told"), Some(&cookie), "openid").await;
        assert!(store.sign_out(digest(&cookie), NOW, entry()).await.unwrap());
    }
    let taken = at_once(place, 32, |store, _| async move { store.take_due_logouts(NOW, UNTIL, 3).await }).await;
    assert!(taken.iter().all(|some| some.len() <= 3));
    let mut sessions: Vec<_> = taken.into_iter().flatten().map(|one| one.session).collect();
    sessions.sort();
    assert_eq!(sessions, (0..8).map(|number| sid(&format!("cookie {number}"))).collect::<Vec<_>>());
}

pub(crate) async fn a_delivery_that_was_put_off_is_due_again_then(place: &impl Place) {
    let store = signed_out(place).await;
    let first = take(store.as_ref(), NOW).await.remove(0);
    assert!(take(store.as_ref(), NOW + 59).await.is_empty(), "somebody has it in hand");
    store.put_logout_off(first.id, NOW + 500, "it did not answer").await.unwrap();
    assert!(take(store.as_ref(), NOW + 499).await.is_empty());
    let again = take(store.as_ref(), NOW + 500).await.remove(0);
    assert_eq!((again.id, again.attempts, again.created_at), (first.id, 2, NOW));
    assert_eq!(take(store.as_ref(), NOW + 560).await.len(), 1, "whoever had it in hand went away");
}

pub(crate) async fn a_delivery_that_is_settled_is_over(place: &impl Place) {
    let store = signed_out(place).await;
    let taken = take(store.as_ref(), NOW).await.remove(0);
    let rows = rows_of_audit(store.as_ref()).await;
    let given_up = || Some(Entry::of(Deed::LogoutNotDelivered, NOW));
    for _ in 0..2 {
        store.settle_logout(taken.id, given_up()).await.unwrap();
        assert_eq!(rows_of_audit(store.as_ref()).await, rows + 1, "it is written down once");
    }
    assert!(take(store.as_ref(), END).await.is_empty());
}

pub(crate) async fn a_sign_out_ends_refresh_tokens_that_were_not_meant_to_outlast_it(place: &impl Place) {
    let store = begun(place).await;
    for (name, cookie, scopes) in [
        ("short", Some("cookie"), "openid"),
        ("offline", Some("cookie"), "openid offline_access"),
        ("plain", Some("cookie"), "profile"),
        ("elsewhere", None, "openid"),
    ] {
        let_in(store.as_ref(), name, ("michael", DESK), cookie, scopes).await;
    }
    assert!(store.sign_out(digest("cookie"), NOW, entry()).await.unwrap());
    let mut last = Vec::new();
    for name in ["short", "offline", "plain", "elsewhere"] {
        if store.refresh_token(refresh(name), NOW).await.unwrap().is_some() {
            last.push(name);
        }
    }
    assert_eq!(last, ["offline", "plain", "elsewhere"]);
}

pub(crate) async fn a_sign_out_voids_codes_of_the_session(place: &impl Place) {
    let store = begun(place).await;
    for (name, cookie) in [("of it", Some("cookie")), ("of another", None)] {
        let mut code = code(name, "michael", DESK, "openid");
        code.code.authentication.sid = cookie.map(sid);
        assert!(store.add_code(code, entry()).await.unwrap());
    }
    assert!(store.end_session("michael", &sid("cookie"), entry()).await.unwrap());
    assert!(store.code(digest("of it")).await.unwrap().is_none());
    assert!(store.code(digest("of another")).await.unwrap().is_some());
}
