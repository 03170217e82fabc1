//! Organisations.

use super::given::*;
use super::{Place, at_once, times};
use crate::store::rows::{NewOrganisation, OrganisationSaved};

fn organisation(id: &str, name: &str) -> NewOrganisation {
    NewOrganisation { id: id.to_owned(), name: name.to_owned(), created_at: NOW }
}

pub(crate) async fn a_name_is_one_organisations_whatever_its_case(place: &impl Place) {
    let store = place.open().await;
    assert!(store.add_organisation(organisation("one", "Håfen"), entry()).await.unwrap());
    assert!(!store.add_organisation(organisation("two", "hÅFEN"), entry()).await.unwrap());
    assert!(store.add_organisation(organisation("two", "Quay"), entry()).await.unwrap());
    let taken = store.rename_organisation("two", "HÅFEN", 1, entry()).await.unwrap();
    assert_eq!(taken, OrganisationSaved::NameTaken);
    assert!(matches!(store.rename_organisation("one", "HÅFEN", 1, entry()).await.unwrap(), OrganisationSaved::Done(_)));
}

pub(crate) async fn of_many_that_take_one_name_at_once_one_gets_it(place: &impl Place) {
    let added =
        at_once(
            place,
            32,
            |store, number| async move { store.add_organisation(organisation(&number.to_string(), "Harbour"), entry()).await },
        )
        .await;
    assert_eq!(times(&added, &true), 1);
}

pub(crate) async fn an_organisation_is_found_by_its_id_or_its_name(place: &impl Place) {
    let store = place.open().await;
    assert!(store.add_organisation(organisation("one", "Harbour North"), entry()).await.unwrap());
    for asked in ["one", "harbour NORTH", " Harbour North "] {
        assert_eq!(store.organisation(asked).await.unwrap().unwrap().id, "one", "{asked}");
    }
    assert!(store.organisation("Harbour").await.unwrap().is_none());
}

pub(crate) async fn a_name_is_changed_at_the_version_that_was_read(place: &impl Place) {
    let store = place.open().await;
    assert!(store.add_organisation(organisation("one", "Harbour"), entry()).await.unwrap());
    let OrganisationSaved::Done(renamed) = store.rename_organisation("one", "Quay", 1, entry()).await.unwrap() else {
        panic!("not renamed")
    };
    assert_eq!((renamed.name.as_str(), renamed.version), ("Quay", 2));
    assert_eq!(store.rename_organisation("one", "Pier", 1, entry()).await.unwrap(), OrganisationSaved::Conflict(2));
    assert_eq!(store.rename_organisation("none", "Pier", 1, entry()).await.unwrap(), OrganisationSaved::NotFound);
}

pub(crate) async fn an_organisation_is_deleted_once_nobody_belongs_to_it(place: &impl Place) {
    let store = furnished(place).await;
    add_organisation(store.as_ref(), "north").await;
    let mut new = member("grace");
    new.person.organisation = Some("north".to_owned());
    assert!(store.add_person(new, entry()).await.unwrap());
    store.transfer_app(DESK, Some("north".to_owned()), entry()).await.unwrap().unwrap();
    let refused = store.delete_organisation("north", entry()).await.unwrap();
    assert_eq!(refused, OrganisationSaved::NotEmpty { people: 1, apps: 1, api_keys: 0 });
    store.delete_person("grace", entry()).await.unwrap();
    store.transfer_app(DESK, None, entry()).await.unwrap().unwrap();
    assert_eq!(store.delete_organisation("north", entry()).await.unwrap(), OrganisationSaved::Done(()));
    assert_eq!(store.delete_organisation("north", entry()).await.unwrap(), OrganisationSaved::NotFound);
}

pub(crate) async fn pages_lose_and_repeat_no_organisation_while_others_come(place: &impl Place) {
    let store = place.open().await;
    for number in 0..15 {
        let id = format!("harbour {number:02}");
        assert!(store.add_organisation(organisation(&id, &id), entry()).await.unwrap());
    }
    assert!(store.add_organisation(organisation("other", "A quay"), entry()).await.unwrap());
    let (mut seen, mut after) = (Vec::new(), None);
    for round in 0..20 {
        let page = store.organisations(Some(" HARBOUR".to_owned()), after, 4).await.unwrap();
        assert_eq!(page.total, 15 + round, "those who begin so");
        seen.extend(page.items.into_iter().map(|one| one.id));
        // One comes with each page, before what was seen.
        let id = format!("harbour 0 {round:02}");
        assert!(store.add_organisation(organisation(&id, &id), entry()).await.unwrap());
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (0..15).map(|number| format!("harbour {number:02}")).collect::<Vec<_>>());
}
