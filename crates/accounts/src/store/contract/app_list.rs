//! Apps, as they are searched, sorted and counted.

use std::collections::BTreeMap;

use countersign_wire::app::{AppFacets, AppQuery, AppSort, FacetCount, LastUsed};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::Place;
use super::given::*;
use crate::store::Store;
use crate::store::rows::{NewApp, UsageBatch};

async fn found(store: &dyn Store, query: AppQuery) -> Vec<String> {
    let page = store.apps(query.clone(), None, NOW).await.unwrap();
    let ids: Vec<_> = page.items.into_iter().map(|app| app.client_id).collect();
    assert_eq!(page.total, ids.len() as u64, "{query:?}");
    ids
}

fn searching(search: &str) -> AppQuery {
    AppQuery { search: Some(search.to_owned()), ..AppQuery::default() }
}

async fn named(store: &dyn Store, client_id: &str, name: &str) {
    let mut draft = web(client_id);
    draft.name = name.to_owned();
    add_app(store, app(client_id, draft)).await;
}

pub(crate) async fn apps_are_found_by_a_part_of_name_client_id_or_address(place: &impl Place) {
    let store = place.open().await;
    named(store.as_ref(), "c1a2b3", "Kränchen \"One\" 50%").await;
    named(store.as_ref(), "d4e5f6", "Winch").await;
    for (search, expected) in [
        ("RÄNCH", vec!["c1a2b3"]),
        ("\"one\"", vec!["c1a2b3"]),
        ("50%", vec!["c1a2b3"]),
        ("%%%", vec![]),
        ("4e5", vec!["d4e5f6"]),
        ("d4e5f6.example/call", vec!["d4e5f6"]),
        ("callback", vec!["c1a2b3", "d4e5f6"]),
        ("winch OR kränchen", vec![]),
        ("w", vec!["d4e5f6"]),
        ("c1", vec!["c1a2b3"]),
        ("in", vec![]),
        (" \u{7} ", vec!["c1a2b3", "d4e5f6"]),
    ] {
        assert_eq!(found(store.as_ref(), searching(search)).await, expected, "{search:?}");
    }
}

pub(crate) async fn what_was_changed_or_deleted_is_found_no_more(place: &impl Place) {
    let store = place.open().await;
    named(store.as_ref(), "a1", "Crane").await;
    let mut draft = web("a1");
    draft.name = "Winch".to_owned();
    store.update_app("a1", ALL, draft, 1, entry()).await.unwrap().unwrap();
    assert_eq!(found(store.as_ref(), searching("crane")).await, Vec::<String>::new());
    assert_eq!(found(store.as_ref(), searching("winch")).await, ["a1"]);
    store.delete_app("a1", ALL, entry()).await.unwrap().unwrap();
    assert_eq!(found(store.as_ref(), searching("winch")).await, Vec::<String>::new());
}

pub(crate) async fn pages_lose_and_repeat_no_app_in_any_order_while_others_come(place: &impl Place) {
    let store = place.open().await;
    let mut used = Vec::new();
    for number in 0..20 {
        let client_id = format!("app{number:02}");
        let mut draft = web(&client_id);
        draft.name = ["Crane", "Winch"][number % 2].to_owned();
        let at = NOW + i64::try_from(number).unwrap() / 3;
        add_app(store.as_ref(), NewApp { created_at: at, ..app(&client_id, draft) }).await;
        if number % 4 > 0 {
            used.push((client_id, at));
        }
    }
    store.tell(UsageBatch { apps: used, ..UsageBatch::default() }).await.unwrap();
    for sort in [AppSort::Name, AppSort::Created, AppSort::LastUsed] {
        let (mut seen, mut after) = (Vec::new(), None);
        for round in 0..40 {
            let query = AppQuery { sort: Some(sort), limit: Some(6), ..AppQuery::default() };
            let page = store.apps(query, after, NOW).await.unwrap();
            seen.extend(page.items.into_iter().map(|app| app.client_id));
            // One comes at each end of each order.
            for (end, at) in [("aaa", 0), ("zzz", NOW * 2)] {
                let client_id = format!("{end}-{sort:?}-{round}").to_lowercase();
                add_app(store.as_ref(), NewApp { created_at: at, ..app(&client_id, web(&client_id)) }).await;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut first: Vec<_> = seen.iter().filter(|id| id.starts_with("app")).cloned().collect();
        first.sort();
        assert_eq!(first, (0..20).map(|number| format!("app{number:02}")).collect::<Vec<_>>(), "{sort:?}");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{sort:?}: {seen:?}");
    }
}

/// Something that is done to one of a few apps.
#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize),
    Set(usize, usize),
    Switch(usize),
    Use(usize),
    Delete(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        2 => (0..5_usize, 0..4_usize).prop_map(|(which, scopes)| Step::Add(which, scopes)),
        1 => (0..5_usize, 0..4_usize).prop_map(|(which, scopes)| Step::Set(which, scopes)),
        1 => (0..5_usize).prop_map(Step::Switch),
        1 => (0..5_usize).prop_map(Step::Use),
        1 => (0..5_usize).prop_map(Step::Delete),
    ];
    proptest::collection::vec(step, 25)
}

const SCOPES: [&[&str]; 4] = [&["openid"], &["openid", "profile"], &["profile", "offline_access"], &[]];

/// The scopes of an app, whether it is enabled, and whether it was used.
type Model = BTreeMap<String, (usize, bool, bool)>;

pub(crate) async fn totals_and_counts_are_right_after_any_changes<P: Place>(_: &P) {
    let mut runner = TestRunner::deterministic();
    for _ in 0..6 {
        let place = P::fresh().await;
        let store = place.open().await;
        let mut model = Model::new();
        for step in steps().new_tree(&mut runner).unwrap().current() {
            take(store.as_ref(), &mut model, &step).await;
            let facets = store.app_facets(AppQuery::default(), NOW).await.unwrap();
            assert_eq!(told(&facets), expected(&model), "{step:?}");
            let all = found(store.as_ref(), AppQuery::default()).await;
            assert_eq!(all, model.keys().cloned().collect::<Vec<_>>(), "{step:?}");
            let unused = AppQuery { last_used: Some(LastUsed::Never), scope: Some("profile".to_owned()), ..AppQuery::default() };
            let is_one = |(scopes, _, used): &(usize, bool, bool)| SCOPES[*scopes].contains(&"profile") && !used;
            let ones: Vec<_> = model.iter().filter(|(_, app)| is_one(app)).map(|(id, _)| id.clone()).collect();
            assert_eq!(found(store.as_ref(), unused).await, ones, "{step:?}");
        }
    }
}

async fn take(store: &dyn Store, model: &mut Model, step: &Step) {
    let (Step::Add(which, _) | Step::Set(which, _) | Step::Switch(which) | Step::Use(which) | Step::Delete(which)) = step;
    let client_id = format!("app{which}");
    let Some(there) = store.app(&client_id).await.unwrap() else {
        assert!(!model.contains_key(&client_id));
        if let Step::Add(_, scopes) = step {
            let mut draft = web(&client_id);
            draft.scopes = SCOPES[*scopes].iter().map(|scope| (*scope).to_owned()).collect();
            add_app(store, app(&client_id, draft)).await;
            model.insert(client_id, (*scopes, true, false));
        }
        return;
    };
    let known = model.get_mut(&client_id).unwrap();
    match step {
        Step::Add(..) => {}
        Step::Set(_, scopes) => {
            let mut draft = there.as_draft();
            draft.scopes = SCOPES[*scopes].iter().map(|scope| (*scope).to_owned()).collect();
            store.update_app(&client_id, ALL, draft, there.version, entry()).await.unwrap().unwrap();
            known.0 = *scopes;
        }
        Step::Switch(_) => {
            store.set_app_enabled(&client_id, ALL, !there.enabled, entry()).await.unwrap().unwrap();
            known.1 = !known.1;
        }
        Step::Use(_) => {
            store.tell(UsageBatch { apps: vec![(client_id, NOW)], ..UsageBatch::default() }).await.unwrap();
            known.2 = true;
        }
        Step::Delete(_) => {
            store.delete_app(&client_id, ALL, entry()).await.unwrap().unwrap();
            model.remove(&client_id);
        }
    }
}

/// The counts by what the steps change, without regard to their order.
type Counts = (u64, BTreeMap<String, u64>);

fn told(facets: &AppFacets) -> Counts {
    let counts = |name: &'static str, list: &[FacetCount]| {
        list.iter().map(move |one| (format!("{name} {}", one.value), one.count)).collect::<Vec<_>>()
    };
    let lists = [
        counts("enabled", &facets.enabled),
        counts("scope", &facets.scope),
        counts("host", &facets.redirect_host),
        counts("used", &facets.last_used),
    ];
    (facets.total, lists.into_iter().flatten().collect())
}

fn expected(model: &Model) -> Counts {
    let mut counts = BTreeMap::new();
    for (client_id, (scopes, enabled, used)) in model {
        let own =
            [format!("enabled {enabled}"), format!("host {client_id}.example"), format!("used {}", if *used { "7d" } else { "never" })];
        for name in own.into_iter().chain(SCOPES[*scopes].iter().map(|scope| format!("scope {scope}"))) {
            *counts.entry(name).or_default() += 1;
        }
    }
    (model.len() as u64, counts)
}
