//! What apps were given, and what happened to them.

use countersign_wire::UnixSeconds;
use countersign_wire::app::AppImpact;
use rusqlite::{Connection, Row, params};

use crate::audit::Entry;
use crate::store::rows::{AppGrant, DayCount, GrantsOf, Reach, RefusedRedirectUri};
use crate::store::sqlite::{SqliteStore, audit, first, run, scopes};
use crate::store::{Answer, AppOverview, StoreError};

/// A column that counts.
fn number(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The column of a grant that says whose it is, and the id that stands there.
fn whose(of: &GrantsOf) -> (&'static str, &str) {
    match of {
        GrantsOf::App(client_id) => ("app", client_id),
        GrantsOf::Person(person) => ("person", person),
    }
}

/// The statement of a page of grants.
pub(super) fn grants_statement(of: &GrantsOf) -> String {
    let (column, _) = whose(of);
    format!(
        "SELECT grants.id, grants.app, grants.scopes, grants.created_at, grants.last_used_at, grants.person, apps.name AS app_name, \
         people.name, people.email, \
         (SELECT count(*) FROM access_tokens WHERE access_tokens.under = grants.id AND access_tokens.expires_at > ?2) AS tokens \
         FROM grants JOIN apps ON apps.client_id = grants.app LEFT JOIN people ON people.id = grants.person \
         WHERE grants.{column} = ?1 AND grants.created_at <= ?3 AND grants.ends_at > ?2 AND (grants.created_at, grants.id) < (?3, ?4) \
         ORDER BY grants.created_at DESC, grants.id DESC LIMIT ?5"
    )
}

fn grant(row: &Row<'_>) -> Result<AppGrant, StoreError> {
    let person = match row.get::<_, Option<String>>("person")? {
        Some(id) => Some((id, row.get("name")?, row.get("email")?)),
        None => None,
    };
    Ok(AppGrant {
        id: row.get("id")?,
        client_id: row.get("app")?,
        app_name: row.get("app_name")?,
        person,
        scopes: scopes(row, "scopes")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        tokens: number(row, "tokens")?,
    })
}

impl AppOverview for SqliteStore {
    fn app_impact(&self, client_id: &str, now: UnixSeconds) -> Answer<'_, AppImpact> {
        let client_id = client_id.to_owned();
        self.searching(move |connection| {
            let sql = "SELECT count(*) AS grants, count(DISTINCT person) AS people, \
                       (SELECT count(*) FROM access_tokens JOIN grants AS own ON own.id = access_tokens.under \
                        WHERE own.app = ?1 AND access_tokens.expires_at > ?2) AS tokens, \
                       (SELECT last_used_at FROM apps WHERE client_id = ?1) AS last_used_at \
                       FROM grants WHERE app = ?1 AND ends_at > ?2";
            let impact = first(connection, sql, params![client_id, now], |row| {
                Ok(AppImpact {
                    people: number(row, "people")?,
                    grants: number(row, "grants")?,
                    tokens: number(row, "tokens")?,
                    last_used_at: row.get("last_used_at")?,
                })
            })?;
            Ok(impact.unwrap_or_default())
        })
    }

    fn grants(&self, of: GrantsOf, before: Option<(UnixSeconds, String)>, limit: u32, now: UnixSeconds) -> Answer<'_, Vec<AppGrant>> {
        self.searching(move |connection| {
            let (at, id) = before.unwrap_or((i64::MAX, String::new()));
            let (_, whose) = whose(&of);
            all(connection, &grants_statement(&of), params![whose, now, at, id, limit], grant)
        })
    }

    fn end_grants(&self, of: GrantsOf, reach: &Reach, grant: Option<String>, entry: Entry) -> Answer<'_, u64> {
        let reach = reach.clone();
        self.writing(move |connection| {
            if let GrantsOf::App(client_id) = &of
                && !super::find(connection, client_id)?.is_some_and(|app| reach.covers(&app))
            {
                return Ok(0);
            }
            let (column, whose) = whose(&of);
            let ended = match &grant {
                Some(grant) => run(connection, &format!("DELETE FROM grants WHERE id = ?2 AND {column} = ?1"), params![whose, grant])?,
                None => {
                    // A code that was not used yet would give a grant anew.
                    run(connection, &format!("DELETE FROM codes WHERE {column} = ?1"), [whose])?;
                    run(connection, &format!("DELETE FROM grants WHERE {column} = ?1"), [whose])?
                }
            };
            // Who takes back what was agreed to is asked again.
            if grant.is_none() {
                run(connection, &format!("DELETE FROM consents WHERE {column} = ?1"), [whose])?;
            }
            if ended > 0 {
                audit::write(connection, &entry)?;
            }
            Ok(ended as u64)
        })
    }

    fn app_usage(&self, client_id: &str, from: i64) -> Answer<'_, Vec<DayCount>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| {
            let sql = "SELECT day, event, reason, times FROM usage WHERE app = ?1 AND day >= ?2 ORDER BY day";
            all(connection, sql, params![client_id, from], |row| {
                Ok(DayCount { day: row.get("day")?, event: row.get("event")?, reason: row.get("reason")?, times: number(row, "times")? })
            })
        })
    }

    fn refused_redirect_uris(&self, client_id: &str) -> Answer<'_, Vec<RefusedRedirectUri>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| {
            let sql = "SELECT redirect_uri, times, first_at, last_at FROM redirect_uri_mismatches WHERE app = ?1 \
                       ORDER BY last_at DESC, redirect_uri";
            all(connection, sql, [client_id], |row| {
                Ok(RefusedRedirectUri {
                    redirect_uri: row.get("redirect_uri")?,
                    times: number(row, "times")?,
                    first_at: row.get("first_at")?,
                    last_at: row.get("last_at")?,
                })
            })
        })
    }
}
