//! People, as they are added, changed and deleted.

use std::sync::Arc;

use countersign_wire::person::{PeopleQuery, PersonDraft};

use super::given::*;
use super::{Place, at_once, times};
use crate::store::Store;
use crate::store::rows::{LinkKept, PersonSaved, Profile, Registered, Role};

async fn version_of(store: &dyn Store, id: &str) -> i64 {
    store.person(id).await.unwrap().unwrap().person.version
}

async fn draft(store: &dyn Store, id: &str) -> PersonDraft {
    draft_of(&store.person(id).await.unwrap().unwrap().person)
}

/// What came of a change, in a word.
fn word<T>(saved: &PersonSaved<T>) -> &'static str {
    match saved {
        PersonSaved::Done(_) => "done",
        PersonSaved::NotFound => "not found",
        PersonSaved::Conflict(_) => "conflict",
        PersonSaved::EmailTaken => "e-mail taken",
        PersonSaved::NoSuchOrganisation => "no such organisation",
        PersonSaved::LastAdministrator => "last administrator",
    }
}

async fn change(store: &dyn Store, id: &str, change: impl FnOnce(&mut PersonDraft)) -> PersonSaved<Registered> {
    let (mut changed, version) = (draft(store, id).await, version_of(store, id).await);
    change(&mut changed);
    store.change_person(id, changed, version, entry()).await.unwrap()
}

pub(crate) async fn somebody_is_found_by_their_address_whatever_its_case(place: &impl Place) {
    let store = furnished(place).await;
    let (found, password) = store.person_by_email("ADA@Harbour.Example").await.unwrap().unwrap();
    assert_eq!((found, password.unwrap().0.as_str()), (person("ada", Role::Administrator).person, "hash"));
    assert!(store.person_by_email("ada@harbour").await.unwrap().is_none());
}

pub(crate) async fn an_address_is_one_persons_whatever_its_case(place: &impl Place) {
    let store = furnished(place).await;
    let mut other = member("other");
    other.person.email = "Ádá@Harbour.Example".to_owned();
    assert!(store.add_person(other.clone(), entry()).await.unwrap());
    other.person.id = "another".to_owned();
    other.person.email = "áDÁ@harbour.example".to_owned();
    assert!(!store.add_person(other, entry()).await.unwrap());
    assert!(store.person("another").await.unwrap().is_none());
    let taken = change(store.as_ref(), "michael", |draft| draft.email = "ADA@harbour.example".to_owned()).await;
    assert_eq!(word(&taken), "e-mail taken");
    let own = change(store.as_ref(), "michael", |draft| draft.email = "Michael@Harbour.example".to_owned()).await;
    assert_eq!(word(&own), "done");
}

pub(crate) async fn of_many_who_take_one_address_at_once_one_gets_it(place: &impl Place) {
    let added = at_once(place, 64, |store, number| async move {
        let mut new = member(&format!("p{number}"));
        new.person.email = if number % 2 == 0 { "one@harbour.example" } else { "ONE@harbour.example" }.to_owned();
        store.add_person(new, entry()).await
    })
    .await;
    assert_eq!(times(&added, &true), 1);
}

pub(crate) async fn a_draft_is_saved_at_the_version_that_was_read(place: &impl Place) {
    let store = furnished(place).await;
    let (mut draft, version) = (draft(store.as_ref(), "michael").await, version_of(store.as_ref(), "michael").await);
    draft.name = "Michael Ruiz".to_owned();
    let PersonSaved::Done(saved) = store.change_person("michael", draft.clone(), version, entry()).await.unwrap() else {
        panic!("not saved")
    };
    assert_eq!((saved.person.name.as_str(), saved.person.version), ("Michael Ruiz", version + 1));
    let late = store.change_person("michael", draft.clone(), version, entry()).await.unwrap();
    assert_eq!(late, PersonSaved::Conflict(version + 1));
    assert_eq!(word(&store.change_person("nobody", draft, 1, entry()).await.unwrap()), "not found");
}

pub(crate) async fn of_many_who_save_one_version_at_once_one_does(place: &impl Place) {
    let store = furnished(place).await;
    let (draft, version) = (draft(store.as_ref(), "michael").await, version_of(store.as_ref(), "michael").await);
    let saved = at_once(place, 32, move |store, number| {
        let draft = PersonDraft { name: format!("Michael {number}"), ..draft.clone() };
        async move { Ok(word(&store.change_person("michael", draft, version, entry()).await?)) }
    })
    .await;
    assert_eq!((times(&saved, &"done"), times(&saved, &"conflict")), (1, 31));
    assert_eq!(version_of(store.as_ref(), "michael").await, version + 1);
}

pub(crate) async fn what_people_change_of_themselves_is_saved_at_the_version_that_was_read(place: &impl Place) {
    let store = furnished(place).await;
    let version = version_of(store.as_ref(), "michael").await;
    let of = |draft: PersonDraft| Profile { name: "Mike".to_owned(), formats: draft.formats, details: draft.details };
    let profile = of(draft(store.as_ref(), "michael").await);
    assert_eq!(word(&store.change_profile("michael", profile.clone(), version, entry()).await.unwrap()), "done");
    let late = store.change_profile("michael", profile.clone(), version, entry()).await.unwrap();
    assert_eq!(late, PersonSaved::Conflict(version + 1));
    assert_eq!(word(&store.change_profile("nobody", profile, 1, entry()).await.unwrap()), "not found");
    assert_eq!(draft(store.as_ref(), "michael").await.name, "Mike");
}

pub(crate) async fn another_address_is_unverified_and_mail_to_the_old_one_opens_nothing(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(keep(store.as_ref(), link("link", "michael")).await, LinkKept::Done);
    change(store.as_ref(), "michael", |draft| draft.email = "MICHAEL@harbour.example".to_owned()).await;
    assert!(store.person("michael").await.unwrap().unwrap().person.email_verified, "it is the same address");
    change(store.as_ref(), "michael", |draft| draft.email = "mike@harbour.example".to_owned()).await;
    assert!(!store.person("michael").await.unwrap().unwrap().person.email_verified);
    assert!(!store.exchange_link(digest("link"), digest("cookie"), NOW, END).await.unwrap());
}

pub(crate) async fn somebody_belongs_to_an_organisation_that_is_there(place: &impl Place) {
    let store = furnished(place).await;
    add_organisation(store.as_ref(), "north").await;
    let absent = change(store.as_ref(), "michael", |draft| draft.organisation = Some("south".to_owned())).await;
    assert_eq!(word(&absent), "no such organisation");
    change(store.as_ref(), "michael", |draft| draft.organisation = Some("north".to_owned())).await;
    assert_eq!(store.organisation("north").await.unwrap().unwrap().people, 1);
}

pub(crate) async fn a17_the_last_administrator_stays(place: &impl Place) {
    let store = furnished(place).await;
    assert_eq!(store.delete_person("ada", entry()).await.unwrap(), PersonSaved::LastAdministrator);
    let demoted = change(store.as_ref(), "ada", |draft| draft.role = Role::Member).await;
    let disabled = change(store.as_ref(), "ada", |draft| draft.enabled = false).await;
    assert_eq!((word(&demoted), word(&disabled)), ("last administrator", "last administrator"));
    assert_eq!(word(&change(store.as_ref(), "ada", |draft| draft.name = "Ada Ruiz".to_owned()).await), "done");
    change(store.as_ref(), "michael", |draft| draft.role = Role::Administrator).await;
    assert_eq!(store.delete_person("ada", entry()).await.unwrap(), PersonSaved::Done(()));
    assert_eq!(store.delete_person("ada", entry()).await.unwrap(), PersonSaved::NotFound);
}

pub(crate) async fn a17_who_cannot_come_in_is_no_other_administrator(place: &impl Place) {
    let store = furnished(place).await;
    let mut invited = person("invited", Role::Administrator);
    invited.password = None;
    let mut disabled = person("disabled", Role::Administrator);
    disabled.person.enabled = false;
    for other in [invited, disabled] {
        assert!(store.add_person(other, entry()).await.unwrap());
    }
    open_session(store.as_ref(), "cookie", "ada").await;
    assert_eq!(store.delete_person("ada", entry()).await.unwrap(), PersonSaved::LastAdministrator);
    assert!(is_signed_in(store.as_ref(), "cookie").await, "what was refused ended nothing");
    assert_eq!(store.delete_person("disabled", entry()).await.unwrap(), PersonSaved::Done(()));
}

/// A store of eight administrators and nobody else, by the ids `a0` to `a7`.
async fn of_administrators(place: &impl Place) -> Arc<dyn Store> {
    let store = place.open().await;
    for number in 0..8 {
        assert!(store.add_person(person(&format!("a{number}"), Role::Administrator), entry()).await.unwrap());
    }
    store
}

pub(crate) async fn a17_of_administrators_who_all_go_at_once_one_stays(place: &impl Place) {
    let store = of_administrators(place).await;
    let gone = at_once(place, 8, |store, number| async move { store.delete_person(&format!("a{number}"), entry()).await }).await;
    assert_eq!((times(&gone, &PersonSaved::Done(())), times(&gone, &PersonSaved::LastAdministrator)), (7, 1));
    assert_eq!(store.people(Default::default(), None).await.unwrap().total, 1);
}

pub(crate) async fn a17_of_administrators_who_all_step_down_at_once_one_stays(place: &impl Place) {
    let store = of_administrators(place).await;
    let stepped = at_once(place, 8, |store, number| async move {
        let id = format!("a{number}");
        let draft = PersonDraft { role: Role::Member, ..draft(store.as_ref(), &id).await };
        Ok(word(&store.change_person(&id, draft, 1, entry()).await?))
    })
    .await;
    assert_eq!((times(&stepped, &"done"), times(&stepped, &"last administrator")), (7, 1));
    let query = PeopleQuery { role: Some(Role::Administrator), ..Default::default() };
    assert_eq!(store.people(query, None).await.unwrap().total, 1);
}

/// Has michael open all that there is to open.
async fn open_all(store: &dyn Store) {
    open_session(store, "cookie", "michael").await;
    let_in(store, "grant", ("michael", DESK), Some("cookie"), "openid offline_access").await;
    assert!(store.add_code(code("waiting", "michael", DESK, "openid"), entry()).await.unwrap());
    assert_eq!(keep(store, link("link", "michael")).await, LinkKept::Done);
}

/// What of it is open still.
async fn still_open(store: &dyn Store) -> Vec<&'static str> {
    let open = [
        ("session", is_signed_in(store, "cookie").await),
        ("access token", opens(store, "grant").await),
        ("introspection", store.inspect(access("grant"), NOW).await.unwrap().is_some()),
        ("refresh token", store.refresh_token(refresh("grant"), NOW).await.unwrap().is_some()),
        ("code", store.code(digest("waiting")).await.unwrap().is_some()),
        ("link", store.exchange_link(digest("link"), digest("link cookie"), NOW, END).await.unwrap()),
    ];
    open.into_iter().filter(|(_, is_open)| *is_open).map(|(what, _)| what).collect()
}

pub(crate) async fn disabling_somebody_ends_all_that_they_have_open(place: &impl Place) {
    let store = furnished(place).await;
    open_all(store.as_ref()).await;
    change(store.as_ref(), "michael", |draft| draft.enabled = false).await;
    assert_eq!(still_open(store.as_ref()).await, Vec::<&str>::new());
    change(store.as_ref(), "michael", |draft| draft.enabled = true).await;
    assert_eq!(still_open(store.as_ref()).await, Vec::<&str>::new(), "and enabling them brings nothing back");
}

pub(crate) async fn deleting_somebody_ends_all_that_they_have_open(place: &impl Place) {
    let store = furnished(place).await;
    open_all(store.as_ref()).await;
    assert_eq!(store.delete_person("michael", entry()).await.unwrap(), PersonSaved::Done(()));
    assert_eq!(still_open(store.as_ref()).await, Vec::<&str>::new());
    assert!(store.person("michael").await.unwrap().is_none());
    assert!(store.person_by_email("michael@harbour.example").await.unwrap().is_none());
}

pub(crate) async fn what_would_go_with_somebody_is_told(place: &impl Place) {
    let store = furnished(place).await;
    open_session(store.as_ref(), "cookie", "michael").await;
    for name in ["one", "two"] {
        let_in(store.as_ref(), name, ("michael", DESK), None, "profile").await;
    }
    let told = store.person_deletion("michael", NOW).await.unwrap().unwrap();
    assert_eq!((told.sessions, told.connected_apps, told.last_administrator), (1, 1, false));
    let told = store.person_deletion("michael", END).await.unwrap().unwrap();
    assert_eq!((told.sessions, told.connected_apps), (0, 0), "what has ended does not count");
    assert!(store.person_deletion("ada", NOW).await.unwrap().unwrap().last_administrator);
    assert!(store.person_deletion("nobody", NOW).await.unwrap().is_none());
}

pub(crate) async fn a_dearer_hash_takes_the_place_of_its_own_password_only(place: &impl Place) {
    let store = furnished(place).await;
    let now = || async { store.password_of("michael").await.unwrap().unwrap().0.to_string() };
    store.replace_password("michael", password("changed meanwhile"), password("dearer")).await.unwrap();
    assert_eq!(now().await, "hash");
    store.replace_password("michael", password("hash"), password("dearer")).await.unwrap();
    assert_eq!(now().await, "dearer");
}
