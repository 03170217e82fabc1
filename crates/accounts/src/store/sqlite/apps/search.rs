//! Searching apps and counting them. Each question has an index that answers it; only a look for parts of a text that many
//! apps have, and the counts by facet, go over what they count.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppFacets, AppQuery, AppSort, FacetCount, LastUsed};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::{APP, app, secrets};
use crate::store::StoreError;
use crate::store::rows::{App, AppsPage};
use crate::store::sqlite::sought::Sought;

const DAY: i64 = 24 * 3600;
/// How many values of a facet are told.
const MOST_VALUES: usize = 50;

/// What a query asks, as SQL.
#[derive(Default)]
pub(super) struct Condition {
    all: Vec<String>,
    values: Vec<Value>,
}

impl Condition {
    pub(super) fn of(query: &AppQuery, now: UnixSeconds) -> Self {
        let mut condition = Self::default();
        condition.search(Sought::of(query.search.as_deref()));
        let flag = |value: Option<bool>| value.map(|is| Value::Integer(i64::from(is)));
        let word = |value: Option<&str>| value.map(|word| Value::Text(word.to_owned()));
        condition.when("apps.enabled = ?", flag(query.enabled));
        condition.when("apps.trusted = ?", flag(query.trusted));
        condition.when("apps.kind = ?", word(query.kind.map(|kind| kind.as_str())));
        condition.when("apps.dialect = ?", word(query.dialect.map(|dialect| dialect.as_str())));
        condition.when("apps.organisation = ?", word(query.organisation.as_deref()));
        condition.when("apps.created_by = ?", word(query.created_by.as_deref()));
        let facet = |name: &str| format!("apps.client_id IN (SELECT app FROM app_facets WHERE facet = '{name}' AND value = ?)");
        condition.when(&facet("scope"), word(query.scope.as_deref()));
        condition.when(&facet("host"), word(query.redirect_host.as_deref()));
        if let Some(last_used) = query.last_used {
            let (from, until) = span(last_used, now);
            condition.when("coalesce(apps.last_used_at, 0) >= ?", Some(Value::Integer(from)));
            condition.when("coalesce(apps.last_used_at, 0) < ?", Some(Value::Integer(until)));
        }
        condition
    }

    /// Of one sign or two, names and client ids that begin so.
    fn search(&mut self, sought: Sought) {
        match sought {
            Sought::Nothing => {}
            Sought::Beginning(bounds) => {
                self.all.push("(apps.name_key BETWEEN ? AND ? OR apps.client_id BETWEEN ? AND ?)".to_owned());
                self.values.extend(bounds.iter().chain(&bounds).cloned().map(Value::Text));
            }
            Sought::Part(phrase) => {
                self.when("apps.number IN (SELECT rowid FROM apps_found WHERE apps_found MATCH ?)", Some(Value::Text(phrase)));
            }
        }
    }

    fn when(&mut self, sql: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.all.push(sql.to_owned());
            self.values.push(value);
        }
    }

    fn sql(&self) -> String {
        if self.all.is_empty() { "1".to_owned() } else { self.all.join(" AND ") }
    }
}

/// From when until when apps of a sort were last used; 0 stands for never.
fn span(last_used: LastUsed, now: UnixSeconds) -> (i64, i64) {
    let ago = |days: i64| now.saturating_sub(days * DAY).max(1);
    match last_used {
        LastUsed::Never => (0, 1),
        LastUsed::Week => (ago(7), i64::MAX),
        LastUsed::Month => (ago(30), ago(7)),
        LastUsed::Quarter => (ago(90), ago(30)),
        LastUsed::Older => (1, ago(90)),
    }
}

/// What apps are sorted by: the column, what comes after a place, and the order.
fn order(sort: AppSort) -> (&'static str, &'static str, &'static str) {
    match sort {
        AppSort::Name => ("apps.name_key", "(apps.name_key, apps.client_id) > (?, ?)", "apps.name_key, apps.client_id"),
        AppSort::Created => ("apps.created_at", "(apps.created_at, apps.client_id) < (?, ?)", "apps.created_at DESC, apps.client_id DESC"),
        AppSort::LastUsed => (
            "coalesce(apps.last_used_at, 0)",
            "(coalesce(apps.last_used_at, 0), apps.client_id) < (?, ?)",
            "coalesce(apps.last_used_at, 0) DESC, apps.client_id DESC",
        ),
    }
}

/// The statement of a page, and what it is given.
pub(super) fn statement(query: &AppQuery, after: Option<(String, String)>, now: UnixSeconds) -> (String, Vec<Value>) {
    let mut condition = Condition::of(query, now);
    let sort = query.sort.unwrap_or_default();
    let (column, later, order) = order(sort);
    if let Some((key, client_id)) = after {
        let key = match sort {
            AppSort::Name => Value::Text(key),
            AppSort::Created | AppSort::LastUsed => Value::Integer(key.parse().unwrap_or_default()),
        };
        condition.all.push(later.to_owned());
        condition.values.extend([key, Value::Text(client_id)]);
    }
    let limit = i64::from(query.limit.unwrap_or(50).clamp(1, 200)) + 1;
    condition.values.push(Value::Integer(limit));
    let sql = format!("SELECT {APP}, cast({column} AS TEXT) AS place FROM apps WHERE {} ORDER BY {order} LIMIT ?", condition.sql());
    (sql, condition.values)
}

/// How many apps a query finds. Only one that asks for something looks at them: how many there are in all is kept by triggers.
fn total(connection: &Connection, condition: &Condition) -> Result<i64, StoreError> {
    let sql = match condition.all.is_empty() {
        true => "SELECT number FROM totals WHERE of = 'apps'".to_owned(),
        false => format!("SELECT count(*) FROM apps WHERE {}", condition.sql()),
    };
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(&condition.values), |row| row.get(0))?)
}

pub(super) fn page(
    connection: &Connection,
    query: &AppQuery,
    after: Option<(String, String)>,
    now: UnixSeconds,
) -> Result<AppsPage, StoreError> {
    let total = total(connection, &Condition::of(query, now))?;
    let (sql, values) = statement(query, after, now);
    let limit = query.limit.unwrap_or(50).clamp(1, 200) as usize;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    let (mut items, mut last, mut next) = (Vec::new(), None, None);
    while let Some(row) = rows.next()? {
        if items.len() == limit {
            next = last.take();
            break;
        }
        let found = app(row)?;
        last = Some((row.get("place")?, found.client_id.clone()));
        items.push(App { secrets: secrets::of(connection, &found.client_id)?, ..found });
    }
    Ok(AppsPage { items, next, total: u64::try_from(total).unwrap_or(0) })
}

/// One look over the apps of a query, from which every facet is counted.
pub(super) fn facets(connection: &Connection, query: &AppQuery, now: UnixSeconds) -> Result<AppFacets, StoreError> {
    let condition = Condition::of(query, now);
    let ago = |days: i64| now.saturating_sub(days * DAY).max(1);
    let sql = format!(
        "WITH chosen AS MATERIALIZED (SELECT client_id, enabled, kind, dialect, trusted, created_by, organisation, \
         CASE WHEN coalesce(last_used_at, 0) = 0 THEN 'never' WHEN last_used_at >= {} THEN '7d' WHEN last_used_at >= {} THEN '30d' \
         WHEN last_used_at >= {} THEN '90d' ELSE 'older' END AS used FROM apps WHERE {}) \
         SELECT 'total' AS facet, '' AS value, count(*) AS times FROM chosen \
         UNION ALL SELECT 'enabled', iif(enabled, 'true', 'false'), count(*) FROM chosen GROUP BY 2 \
         UNION ALL SELECT 'kind', kind, count(*) FROM chosen GROUP BY 2 \
         UNION ALL SELECT 'dialect', dialect, count(*) FROM chosen GROUP BY 2 \
         UNION ALL SELECT 'trusted', iif(trusted, 'true', 'false'), count(*) FROM chosen GROUP BY 2 \
         UNION ALL SELECT 'last_used', used, count(*) FROM chosen GROUP BY 2 \
         UNION ALL SELECT 'created_by', created_by, count(*) FROM chosen WHERE created_by IS NOT NULL GROUP BY 2 \
         UNION ALL SELECT 'organisation', organisation, count(*) FROM chosen WHERE organisation IS NOT NULL GROUP BY 2 \
         UNION ALL SELECT app_facets.facet, app_facets.value, count(*) FROM chosen JOIN app_facets ON app_facets.app = chosen.client_id \
         WHERE app_facets.facet <> 'origin' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2",
        ago(7),
        ago(30),
        ago(90),
        condition.sql()
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(&condition.values))?;
    let mut facets = AppFacets::default();
    while let Some(row) = rows.next()? {
        count(&mut facets, row)?;
    }
    Ok(facets)
}

fn count(facets: &mut AppFacets, row: &Row<'_>) -> Result<(), StoreError> {
    let (facet, value): (String, String) = (row.get("facet")?, row.get("value")?);
    let count = u64::try_from(row.get::<_, i64>("times")?).unwrap_or(0);
    let list = match facet.as_str() {
        "total" => {
            facets.total = count;
            return Ok(());
        }
        "enabled" => &mut facets.enabled,
        "kind" => &mut facets.kind,
        "dialect" => &mut facets.dialect,
        "trusted" => &mut facets.trusted,
        "last_used" => &mut facets.last_used,
        "created_by" => &mut facets.created_by,
        "organisation" => &mut facets.organisation,
        "scope" => &mut facets.scope,
        _ => &mut facets.redirect_host,
    };
    if list.len() < MOST_VALUES {
        list.push(FacetCount { value, count });
    }
    Ok(())
}
