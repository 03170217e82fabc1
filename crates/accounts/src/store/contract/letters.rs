//! Letters: kept with their links, sent by one, gone with their links.

use countersign_wire::person::LinkPurpose;

use super::given::*;
use super::{Place, at_once};
use crate::store::Store;
use crate::store::rows::{Invited, LinkKept, NewLink, NewPerson};

/// A link that goes by mail.
fn mailed(name: &str, person: &str) -> NewLink {
    NewLink { letter: Some(format!("{name}, sealed").into_bytes()), ..link(name, person) }
}

/// The letters that are due, by what is sealed in them.
async fn due(store: &dyn Store, now: i64) -> Vec<String> {
    let taken = store.take_due_letters(now, now + 60, 100).await.unwrap();
    taken.into_iter().map(|letter| String::from_utf8(letter.sealed).unwrap()).collect()
}

pub(crate) async fn a_letter_is_taken_by_one_and_due_again_when_it_was_put_off(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(keep(store.as_ref(), mailed("one", "michael")).await, LinkKept::Done);
    let taken = at_once(place, 16, |store, _| async move { store.take_due_letters(NOW, NOW + 60, 8).await }).await.concat();
    assert_eq!(taken.len(), 1);
    let letter = &taken[0];
    assert_eq!((letter.to.as_str(), letter.name.as_str(), letter.attempts), ("michael@harbour.example", "michael", 1));
    assert_eq!((letter.purpose, letter.expires_at), (LinkPurpose::Reset, END));
    assert_eq!(due(store.as_ref(), NOW + 59).await, Vec::<String>::new());
    store.put_letter_off(digest("one"), NOW + 100).await.unwrap();
    assert_eq!(due(store.as_ref(), NOW + 99).await, Vec::<String>::new());
    assert_eq!(due(store.as_ref(), NOW + 100).await, ["one, sealed"]);
    store.settle_letter(digest("one")).await.unwrap();
    assert_eq!(due(store.as_ref(), END).await, Vec::<String>::new());
    assert!(store.exchange_link(digest("one"), digest("cookie"), NOW, END).await.unwrap(), "the link is as it was");
}

pub(crate) async fn a_letter_goes_when_its_link_is_opened_or_ends(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(keep(store.as_ref(), mailed("opened", "michael")).await, LinkKept::Done);
    assert!(store.exchange_link(digest("opened"), digest("cookie"), NOW, END).await.unwrap());
    assert_eq!(keep(store.as_ref(), mailed("replaced", "ada")).await, LinkKept::Done);
    assert_eq!(keep(store.as_ref(), link("shown", "ada")).await, LinkKept::Done);
    assert_eq!(due(store.as_ref(), NOW).await, Vec::<String>::new());
}

pub(crate) async fn an_invitation_is_a_person_a_link_and_a_letter_or_nothing(place: &impl Place) {
    let store = furnished(place).await;
    let rows = rows_of_audit(store.as_ref()).await;
    let invite = |id: &str, name: &str| {
        let new = NewPerson { password: None, ..member(id) };
        store.invite(new, NewLink { purpose: LinkPurpose::Invitation, ..mailed(name, id) }, entry(), entry())
    };
    assert_eq!(invite("grace", "first").await.unwrap(), Invited::Done);
    assert_eq!(rows_of_audit(store.as_ref()).await, rows + 2);
    assert_eq!(invite("grace", "second").await.unwrap(), Invited::EmailTaken);
    assert_eq!(rows_of_audit(store.as_ref()).await, rows + 2);
    assert_eq!(due(store.as_ref(), NOW).await, ["first, sealed"]);
    assert!(store.exchange_link(digest("first"), digest("cookie"), NOW, END).await.unwrap());
}

pub(crate) async fn where_a_thousand_letters_wait_nothing_is_kept_that_needs_one(place: &impl Place) {
    let store = furnished(place).await;
    let fill = at_once(place, 1000, |store, number| async move {
        let id = format!("person {number}");
        store.invite(NewPerson { password: None, ..member(&id) }, mailed(&format!("link {number}"), &id), entry(), entry()).await
    });
    assert!(fill.await.iter().all(|invited| *invited == Invited::Done));
    assert_eq!(keep(store.as_ref(), link("before", "michael")).await, LinkKept::Done);
    let refused = store.invite(NewPerson { password: None, ..member("grace") }, mailed("hers", "grace"), entry(), entry());
    assert_eq!(refused.await.unwrap(), Invited::TooManyLetters);
    assert!(store.person("grace").await.unwrap().is_none());
    assert_eq!(keep(store.as_ref(), mailed("his", "michael")).await, LinkKept::TooManyLetters);
    assert!(store.exchange_link(digest("before"), digest("cookie"), NOW, END).await.unwrap(), "it took nothing away");
    store.settle_letter(digest("link 7")).await.unwrap();
    assert_eq!(keep(store.as_ref(), mailed("his", "ada")).await, LinkKept::Done);
}
