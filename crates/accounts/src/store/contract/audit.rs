//! The audit, as it is written with what it tells of, and read.

use super::given::*;
use super::{Place, at_once};
use crate::audit::chain::Verdict;
use crate::audit::{Deed, Entry};
use crate::store::rows::{AuditQuery, Kept, Role};

pub(crate) async fn a18_a_change_has_its_row_and_a_refused_one_has_none(place: &impl Place) {
    let store = furnished(place).await;
    let mut rows = rows_of_audit(store.as_ref()).await;
    assert_eq!(rows, 3, "two people and an app");
    assert!(!store.add_person(member("ada"), entry()).await.unwrap());
    store.delete_person("ada", entry()).await.unwrap();
    store.delete_person("nobody", entry()).await.unwrap();
    store.update_app(DESK, web(DESK), 7, entry()).await.unwrap();
    store.delete_app("no app", entry()).await.unwrap();
    store.retire_secret(DESK, "no secret", entry()).await.unwrap();
    store.delete_organisation("none", entry()).await.unwrap();
    store.rename_organisation("none", "name", 1, entry()).await.unwrap();
    store.delete_api_key("none", entry()).await.unwrap();
    store.end_session("michael", "no session", entry()).await.unwrap();
    store.end_sessions("michael", None, entry()).await.unwrap();
    store.disconnect("michael", DESK, entry()).await.unwrap();
    store.forget_consent("michael", DESK, entry()).await.unwrap();
    store.remove_second_factor("michael", entry()).await.unwrap();
    store.revoke(access("none"), DESK, entry()).await.unwrap();
    store.sign_out(digest("none"), NOW, entry()).await.unwrap();
    store.promote_signing_key("none", NOW, entry()).await.unwrap();
    store.choose_password(digest("none"), password("x"), entry()).await.unwrap();
    store.change_password("michael", password("wrong"), password("x"), Kept::Session(digest("none")), entry()).await.unwrap();
    assert_eq!(rows_of_audit(store.as_ref()).await, rows, "what changed nothing is not told");
    store.note(entry()).await.unwrap();
    store.add_person(person("grace", Role::Administrator), entry()).await.unwrap();
    store.delete_person("ada", entry()).await.unwrap();
    store.update_app(DESK, web(DESK), 1, entry()).await.unwrap();
    open_session(store.as_ref(), "cookie", "michael").await;
    store.delete_app(DESK, entry()).await.unwrap();
    rows += 6;
    assert_eq!(rows_of_audit(store.as_ref()).await, rows);
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Whole { rows: rows as u64 });
}

pub(crate) async fn a18_rows_of_many_who_write_at_once_are_one_chain(place: &impl Place) {
    at_once(place, 200, |store, number| async move { store.note(entry().saying(&number.to_string())).await }).await;
    let store = place.open().await;
    assert_eq!(store.verify_audit().await.unwrap(), Verdict::Whole { rows: 200 });
    let items = store.audit(AuditQuery::default(), None, 1000).await.unwrap().items;
    assert_eq!(items.iter().map(|row| row.id).collect::<Vec<_>>(), (1..=200).rev().collect::<Vec<_>>(), "there is no gap");
    let mut told: Vec<usize> = items.iter().map(|row| row.detail.as_deref().unwrap().parse().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, (0..200).collect::<Vec<_>>());
}

pub(crate) async fn pages_go_from_the_latest_to_the_first_and_keep_to_what_was_asked(place: &impl Place) {
    let store = place.open().await;
    for at in 1..=5 {
        store.note(Entry::of(Deed::SignedIn, at).by("ada").about("desk").saying("line\nend")).await.unwrap();
    }
    store.note(Entry::of(Deed::AppAdded, 6).by("eve")).await.unwrap();
    let page = |query: AuditQuery, before| store.audit(query, before, 3);
    let first = page(AuditQuery::default(), None).await.unwrap();
    assert_eq!((first.items.iter().map(|row| row.id).collect::<Vec<_>>(), first.next), (vec![6, 5, 4], Some(4)));
    store.note(Entry::of(Deed::AppAdded, 7).by("meanwhile")).await.unwrap();
    let rest = page(AuditQuery::default(), first.next).await.unwrap();
    assert_eq!((rest.items.iter().map(|row| row.id).collect::<Vec<_>>(), rest.next), (vec![3, 2, 1], None));
    assert_eq!((rest.items[0].app.as_deref(), rest.items[0].detail.as_deref()), (Some("desk"), Some("line\\nend")));
    let of_eve = page(AuditQuery { actor: Some("eve".into()), ..AuditQuery::default() }, None).await.unwrap();
    assert_eq!(of_eve.items.iter().map(|row| row.deed.as_str()).collect::<Vec<_>>(), ["app_added"]);
    let of_desk = page(AuditQuery { app: Some("desk".into()), ..AuditQuery::default() }, None).await.unwrap();
    assert_eq!((of_desk.items.len(), of_desk.next), (3, Some(3)));
    let added = page(AuditQuery { deed: Some("app_added".into()), ..AuditQuery::default() }, None).await.unwrap();
    assert_eq!(added.items.iter().map(|row| row.at).collect::<Vec<_>>(), [7, 6]);
    let between = page(AuditQuery { from: Some(2), until: Some(4), ..AuditQuery::default() }, None).await.unwrap();
    assert_eq!(between.items.iter().map(|row| row.at).collect::<Vec<_>>(), [3, 2]);
}
