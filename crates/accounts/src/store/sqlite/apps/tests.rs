//! The plans of the questions that an administrator asks: none goes over a table that grows.

use countersign_wire::app::{AppQuery, AppSort};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{overview, search};
use crate::entropy::SystemEntropy;
use crate::store::rows::GrantsOf;
use crate::store::sqlite::SqliteStore;

fn plan(store: &SqliteStore, sql: &str, values: &[Value]) -> Vec<String> {
    store
        .read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let rows = statement.query_map(params_from_iter(values), |row| row.get::<_, String>("detail"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

fn scans(plan: &[String]) -> Vec<&String> {
    // A walk along an index that ends at the limit is no scan, and neither is a look into the trigrams.
    let fine = |step: &str| step.contains("USING INDEX") || step.contains("USING COVERING INDEX") || step.contains("VIRTUAL TABLE INDEX");
    plan.iter().filter(|step| step.starts_with("SCAN") && !fine(step)).collect()
}

#[test]
fn pages_of_apps_are_found_by_an_index_whatever_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = SqliteStore::open(&folder.path().join("accounts.db"), &SystemEntropy).unwrap();
    let place = Some(("5".to_owned(), "id".to_owned()));
    for sort in [AppSort::Name, AppSort::Created, AppSort::LastUsed] {
        let (sql, values) = search::statement(&AppQuery { sort: Some(sort), ..AppQuery::default() }, place.clone(), 0);
        let plan = plan(&store, &sql, &values);
        assert!(scans(&plan).is_empty() && !plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
    for query in [
        AppQuery { search: Some("harbour".into()), ..AppQuery::default() },
        AppQuery { scope: Some("profile".into()), ..AppQuery::default() },
        AppQuery { redirect_host: Some("harbour.example".into()), ..AppQuery::default() },
        AppQuery { organisation: Some("org".into()), ..AppQuery::default() },
    ] {
        let (sql, values) = search::statement(&query, None, 0);
        let plan = plan(&store, &sql, &values);
        assert!(scans(&plan).is_empty(), "{query:?}: {plan:?}");
    }
}

#[test]
fn pages_of_grants_are_found_by_an_index_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = SqliteStore::open(&folder.path().join("accounts.db"), &SystemEntropy).unwrap();
    for of in [GrantsOf::App("a".into()), GrantsOf::Person("p".into())] {
        let values: Vec<Value> = vec![Value::Text("a".into()), 0.into(), 0.into(), Value::Text(String::new()), 50.into()];
        let plan = plan(&store, &overview::grants_statement(&of), &values);
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
    }
}
