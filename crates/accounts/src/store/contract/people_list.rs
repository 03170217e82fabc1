//! People, as they are searched and counted.

use std::collections::BTreeMap;

use countersign_wire::person::{PeopleQuery, PersonDraft};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::Place;
use super::given::*;
use crate::store::Store;
use crate::store::rows::{PeoplePage, PersonSaved, Role};

async fn ask(store: &dyn Store, query: PeopleQuery) -> PeoplePage {
    store.people(query, None).await.unwrap()
}

/// The ids of those who are found; the total says how many there are.
async fn found(store: &dyn Store, search: &str) -> Vec<String> {
    let page = ask(store, PeopleQuery { search: Some(search.to_owned()), ..PeopleQuery::default() }).await;
    let ids: Vec<_> = page.items.into_iter().map(|one| one.person.id).collect();
    assert_eq!(page.total, ids.len() as u64, "{search}");
    ids
}

async fn named(store: &dyn Store, id: &str, name: &str, email: &str) {
    let mut new = member(id);
    (new.person.name, new.person.email) = (name.to_owned(), email.to_owned());
    assert!(store.add_person(new, entry()).await.unwrap());
}

pub(crate) async fn people_are_found_by_a_part_of_their_name_or_address(place: &impl Place) {
    let store = place.open().await;
    named(store.as_ref(), "ada", "Ada Núñez 100%", "ada@harbour.example").await;
    named(store.as_ref(), "bo", "Bo \"Bee\" Ruiz", "b_o@lighthouse.example").await;
    for (search, expected) in [
        ("ada", vec!["ada"]),
        (" NÚÑ ", vec!["ada"]),
        ("house", vec!["bo"]),
        ("R@HAR", vec![]),
        ("a@har", vec!["ada"]),
        ("example", vec!["ada", "bo"]),
        ("\"bee\"", vec!["bo"]),
        ("00%", vec!["ada"]),
        ("%%%", vec![]),
        ("b_o", vec!["bo"]),
        ("bao", vec![]),
        ("nuñez OR ruiz", vec![]),
        ("ruizb_o", vec![]),
        ("ad", vec!["ada"]),
        ("B", vec!["bo"]),
        ("da", vec![]),
        ("_", vec![]),
        ("\u{0}", vec!["ada", "bo"]),
    ] {
        assert_eq!(found(store.as_ref(), search).await, expected, "{search:?}");
    }
}

pub(crate) async fn what_was_changed_or_deleted_is_found_no_more(place: &impl Place) {
    let store = furnished(place).await;
    named(store.as_ref(), "grace", "Grace Crane", "grace@harbour.example").await;
    let before = store.person("grace").await.unwrap().unwrap().person;
    let draft = PersonDraft { name: "Grace Winch".to_owned(), email: "grace@quay.example".to_owned(), ..draft_of(&before) };
    assert!(matches!(store.change_person("grace", draft, 1, entry()).await.unwrap(), PersonSaved::Done(_)));
    for (search, expected) in [("crane", 0), ("grace@harbour", 0), ("winch", 1), ("grace@quay", 1)] {
        assert_eq!(found(store.as_ref(), search).await.len(), expected, "{search}");
    }
    store.delete_person("grace", entry()).await.unwrap();
    assert_eq!(found(store.as_ref(), "winch").await, Vec::<String>::new());
}

pub(crate) async fn people_are_chosen_by_role_organisation_and_whether_they_may_sign_in(place: &impl Place) {
    let store = furnished(place).await;
    add_organisation(store.as_ref(), "north").await;
    for (id, role, enabled) in [("one", Role::AppManager, true), ("two", Role::Member, false)] {
        let mut new = person(id, role);
        (new.person.organisation, new.person.enabled) = (Some("north".to_owned()), enabled);
        assert!(store.add_person(new, entry()).await.unwrap());
    }
    let north = PeopleQuery { organisation: Some("north".to_owned()), ..PeopleQuery::default() };
    for (query, expected) in [
        (PeopleQuery { role: Some(Role::Member), ..PeopleQuery::default() }, vec!["michael", "two"]),
        (north.clone(), vec!["one", "two"]),
        (PeopleQuery { enabled: Some(true), ..north.clone() }, vec!["one"]),
        (PeopleQuery { enabled: Some(false), ..PeopleQuery::default() }, vec!["two"]),
        (PeopleQuery { search: Some("two".to_owned()), role: Some(Role::AppManager), ..north }, vec![]),
    ] {
        let page = ask(store.as_ref(), query.clone()).await;
        let ids: Vec<_> = page.items.iter().map(|one| one.person.id.as_str()).collect();
        assert_eq!((ids.as_slice(), page.total), (expected.as_slice(), expected.len() as u64), "{query:?}");
    }
}

pub(crate) async fn pages_lose_and_repeat_nobody_while_others_come(place: &impl Place) {
    let store = place.open().await;
    // Many have one name: what comes after a place is told by the id then.
    for number in 0..30 {
        named(store.as_ref(), &format!("p{number:02}"), ["Ada", "Bo"][number % 2], &format!("p{number}@harbour.example")).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.people(PeopleQuery { limit: Some(7), ..PeopleQuery::default() }, after).await.unwrap();
        seen.extend(page.items.into_iter().map(|one| one.person.id));
        // Two come with each page, before and behind it, and one of those that were seen goes.
        let round = seen.len();
        named(store.as_ref(), &format!("before{round}"), "Aaron", &format!("before{round}@harbour.example")).await;
        named(store.as_ref(), &format!("behind{round}"), "Zoe", &format!("behind{round}@harbour.example")).await;
        store.delete_person(&seen[round - 1], entry()).await.unwrap();
        after = page.next;
        if after.is_none() || round > 100 {
            break;
        }
    }
    let mut first: Vec<_> = seen.iter().filter(|id| id.starts_with('p')).cloned().collect();
    first.sort();
    assert_eq!(first, (0..30).map(|number| format!("p{number:02}")).collect::<Vec<_>>());
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), seen.len(), "nobody is told twice: {seen:?}");
}

/// Something that is done to one of a few people.
#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Rename(usize, usize),
    Switch(usize),
    Delete(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..6_usize).prop_map(Step::Add),
        (0..6_usize, 0..3_usize).prop_map(|(who, name)| Step::Rename(who, name)),
        (0..6_usize).prop_map(Step::Switch),
        (0..6_usize).prop_map(Step::Delete),
    ];
    proptest::collection::vec(step, 25)
}

/// What each is called, and whether they may sign in.
type Model = BTreeMap<String, (String, bool)>;

const NAMES: [&str; 3] = ["crane one", "winch two", "crane winch"];

pub(crate) async fn how_many_there_are_is_right_after_any_changes<P: Place>(_: &P) {
    let mut runner = TestRunner::deterministic();
    for _ in 0..6 {
        let place = P::fresh().await;
        let store = place.open().await;
        let mut model = Model::new();
        for step in steps().new_tree(&mut runner).unwrap().current() {
            take(store.as_ref(), &mut model, &step).await;
            let count = |keep: &dyn Fn(&(String, bool)) -> bool| model.values().filter(|one| keep(one)).count() as u64;
            let disabled = PeopleQuery { enabled: Some(false), ..PeopleQuery::default() };
            assert_eq!(ask(store.as_ref(), PeopleQuery::default()).await.total, count(&|_| true), "{step:?}");
            assert_eq!(ask(store.as_ref(), disabled).await.total, count(&|(_, enabled)| !enabled), "{step:?}");
            assert_eq!(found(store.as_ref(), "crane").await.len() as u64, count(&|(name, _)| name.contains("crane")), "{step:?}");
        }
    }
}

async fn take(store: &dyn Store, model: &mut Model, step: &Step) {
    let (Step::Add(who) | Step::Rename(who, _) | Step::Switch(who) | Step::Delete(who)) = step;
    let id = format!("p{who}");
    let Some(there) = store.person(&id).await.unwrap() else {
        if let Step::Add(_) = step {
            named(store, &id, NAMES[0], &format!("{id}@harbour.example")).await;
            model.insert(id, (NAMES[0].to_owned(), true));
        }
        return;
    };
    let mut draft = draft_of(&there.person);
    match step {
        Step::Add(_) => {
            let mut same = member(&format!("another {id}"));
            same.person.email = draft.email;
            assert!(!store.add_person(same, entry()).await.unwrap());
            return;
        }
        Step::Delete(_) => {
            store.delete_person(&id, entry()).await.unwrap();
            model.remove(&id);
            return;
        }
        Step::Rename(_, name) => draft.name = NAMES[*name].to_owned(),
        Step::Switch(_) => draft.enabled = !draft.enabled,
    }
    model.insert(id.clone(), (draft.name.clone(), draft.enabled));
    store.change_person(&id, draft, there.person.version, entry()).await.unwrap();
}
