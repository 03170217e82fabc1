//! Browser sessions, and what an account has open.

use countersign_wire::person::PersonDraft;

use super::Place;
use super::given::*;
use crate::store::Store;
use crate::store::rows::UsageBatch;

async fn sids(store: &dyn Store, person: &str) -> Vec<String> {
    store.sessions_of(person, NOW).await.unwrap().into_iter().map(|session| session.id).collect()
}

pub(crate) async fn a_session_lasts_until_its_end(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    let other = place.open().await;
    let found = other.session(digest("cookie"), END - 1).await.unwrap().unwrap();
    assert_eq!((found.person.id.as_str(), found.authentication.sid), ("michael", Some(sid("cookie"))));
    assert!(other.session(digest("cookie"), END).await.unwrap().is_none());
    assert!(other.session(digest("another"), NOW).await.unwrap().is_none());
}

pub(crate) async fn a_session_goes_on_under_its_name_when_the_same_person_signs_in_again(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "first", "michael").await;
    assert!(store.open_session(session("second", "michael"), password("hash"), Some(digest("first")), entry()).await.unwrap());
    assert!(!is_signed_in(store.as_ref(), "first").await);
    assert!(is_signed_in(store.as_ref(), "second").await);
    assert_eq!(sids(store.as_ref(), "michael").await, [sid("first")]);
}

pub(crate) async fn a10_a_session_opens_for_the_password_that_is_theirs_and_for_nobody_who_is_disabled(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "before", "michael").await;
    let open = |shown: &str| store.open_session(session("cookie", "michael"), password(shown), Some(digest("before")), entry());
    assert!(!open("another").await.unwrap());
    assert!(is_signed_in(store.as_ref(), "before").await, "nothing was changed");
    let michael = store.person("michael").await.unwrap().unwrap().person;
    store.change_person("michael", PersonDraft { enabled: false, ..draft_of(&michael) }, 1, entry()).await.unwrap();
    assert!(!open("hash").await.unwrap());
    store.change_person("michael", draft_of(&michael), 2, entry()).await.unwrap();
    assert!(open("hash").await.unwrap());
}

pub(crate) async fn a14_whoever_has_a_second_factor_comes_in_by_no_password_alone(place: &impl Place) {
    let store = furnished(place).await;
    assert!(store.begin_second_factor("michael", b"sealed".to_vec(), NOW).await.unwrap());
    open_session(store.as_ref(), "while it waits", "michael").await;
    assert!(store.confirm_second_factor("michael", b"sealed".to_vec(), 10, Vec::new(), entry()).await.unwrap());
    assert!(!store.open_session(session("cookie", "michael"), password("hash"), None, entry()).await.unwrap());
}

pub(crate) async fn a_session_of_somebody_else_is_signed_out_by_the_next(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "hers", "ada").await;
    assert!(store.open_session(session("his", "michael"), password("hash"), Some(digest("hers")), entry()).await.unwrap());
    assert!(!is_signed_in(store.as_ref(), "hers").await);
    assert_eq!((sids(store.as_ref(), "ada").await, sids(store.as_ref(), "michael").await), (vec![], vec![sid("his")]));
}

pub(crate) async fn sessions_are_listed_the_latest_first(place: &impl Place) {
    let store = furnished(place).await;
    for (cookie, later) in [("first", 0), ("second", 5)] {
        let mut session = session(cookie, "michael");
        session.created_at += later;
        assert!(store.open_session(session, password("hash"), None, entry()).await.unwrap());
    }
    let listed = store.sessions_of("michael", NOW).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.created_at).collect::<Vec<_>>(), [NOW + 5, NOW]);
    let first = &listed[1];
    assert_eq!((first.amr.as_str(), first.address.as_deref(), first.user_agent.as_deref()), ("pwd", Some("192.0.2.7"), Some("a browser")));
    assert_eq!(store.sessions_of("michael", END).await.unwrap(), []);
}

pub(crate) async fn a_session_tells_when_it_was_last_used(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    let seen = || async { store.sessions_of("michael", NOW).await.unwrap()[0].seen_at };
    assert_eq!(seen().await, NOW);
    for (at, expected) in [(NOW + 60, NOW + 60), (NOW + 30, NOW + 60)] {
        let sessions = vec![(sid("cookie"), at), (sid("gone"), at)];
        store.tell(UsageBatch { sessions, ..UsageBatch::default() }).await.unwrap();
        assert_eq!(seen().await, expected);
    }
}

pub(crate) async fn a_session_is_ended_by_its_own_person_alone(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    assert!(!store.end_session("ada", &sid("cookie"), entry()).await.unwrap());
    assert!(is_signed_in(store.as_ref(), "cookie").await);
    assert!(store.end_session("michael", &sid("cookie"), entry()).await.unwrap());
    assert!(!is_signed_in(store.as_ref(), "cookie").await);
    assert!(!store.end_session("michael", &sid("cookie"), entry()).await.unwrap());
}

pub(crate) async fn all_sessions_but_one_are_ended(place: &impl Place) {
    let store = furnished(place).await;
    for cookie in ["one", "two", "three"] {
        open_session(store.as_ref(), cookie, "michael").await;
    }
    open_session(store.as_ref(), "hers", "ada").await;
    assert_eq!(store.end_sessions("michael", Some(digest("two")), entry()).await.unwrap(), 2);
    assert_eq!(sids(store.as_ref(), "michael").await, [sid("two")]);
    assert_eq!(store.end_sessions("michael", None, entry()).await.unwrap(), 1);
    assert_eq!(sids(store.as_ref(), "michael").await, Vec::<String>::new());
    assert!(is_signed_in(store.as_ref(), "hers").await);
}

pub(crate) async fn apps_with_access_are_listed_once_each_and_disconnected(place: &impl Place) {
    let store = furnished(place).await;
    add_app(store.as_ref(), app("crane", web("crane"))).await;
    for (name, client_id, scopes) in [("one", DESK, "profile"), ("two", DESK, "openid"), ("three", "crane", "profile")] {
        let_in(store.as_ref(), name, ("michael", client_id), None, scopes).await;
    }
    let listed = store.connected_apps("michael", NOW).await.unwrap();
    assert_eq!(listed.iter().map(|one| (one.client_id.as_str(), one.scopes.len())).collect::<Vec<_>>(), [("crane", 1), (DESK, 2)]);
    assert!(store.disconnect("michael", DESK, entry()).await.unwrap());
    assert!(!store.disconnect("michael", DESK, entry()).await.unwrap());
    assert_eq!((opens(store.as_ref(), "one").await, opens(store.as_ref(), "three").await), (false, true));
    assert_eq!(store.connected_apps("michael", NOW).await.unwrap().len(), 1);
}
