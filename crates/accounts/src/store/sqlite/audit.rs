//! Rows of the audit, and their chain.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{SqliteStore, StoreError, first, run};
use crate::audit::Entry;
use crate::audit::chain::{self, BEGINNING, Follower, Head, Seal, Verdict};
use crate::key::SealingKey;
use crate::store::rows::{AuditPage, AuditQuery};
use crate::store::{Answer, Audit};

const HEAD: &str = "SELECT value FROM facts WHERE name = 'audit head'";
const COLUMNS: &str = "id, at, deed, actor, app, address, detail, seal";

/// Gives a connection the two functions that seal, so that whatever writes a row needs no key at hand.
pub(super) fn seal_with(connection: &Connection, key: &SealingKey) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    let sealing = key.clone();
    connection.create_scalar_function("audit_seal", 8, flags, move |told| {
        let row = chain::Row {
            id: told.get(1)?,
            at: told.get(2)?,
            deed: told.get(3)?,
            actor: told.get(4)?,
            app: told.get(5)?,
            address: told.get(6)?,
            detail: told.get(7)?,
        };
        Ok(chain::seal(&sealing, &told.get::<Seal>(0)?, &row).to_vec())
    })?;
    let sealing = key.clone();
    connection.create_scalar_function("audit_head", 2, flags, move |told| Ok(Head { id: told.get(0)?, seal: told.get(1)? }.write(&sealing)))
}

/// Seals rows that an earlier version wrote, which knew no seals.
pub(super) fn seal_what_is_not(connection: &Connection, key: &SealingKey) -> rusqlite::Result<()> {
    let unsealed = "SELECT 1 FROM audit WHERE seal IS NULL AND NOT EXISTS (SELECT 1 FROM facts WHERE name = 'audit head') LIMIT 1";
    if !connection.prepare(unsealed)?.exists([])? {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    let rows =
        transaction.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY id"))?.query_map([], stored)?.collect::<Result<Vec<_>, _>>()?;
    let mut last = Head { id: 0, seal: BEGINNING };
    for (row, _) in rows {
        // An early version may have left gaps where a write was undone; from now on there are none.
        let row_as_kept = chain::Row { id: last.id + 1, ..row.clone() };
        let seal = chain::seal(key, &last.seal, &row_as_kept);
        transaction.execute("UPDATE audit SET id = ?2, seal = ?3 WHERE id = ?1", params![row.id, row_as_kept.id, seal])?;
        last = Head { id: row_as_kept.id, seal };
    }
    transaction.execute("INSERT INTO facts (name, value) VALUES ('audit head', ?1)", [last.write(key)])?;
    transaction.commit()
}

/// Writes a row at the end of the chain. Where the note of the last row is gone, the row is written all the same: who
/// tampers with the audit must not stop the service. The next look over the chain tells.
pub(super) fn write(connection: &Connection, entry: &Entry) -> Result<(), StoreError> {
    let noted = first(connection, HEAD, [], |row| Ok(row.get::<_, Vec<u8>>("value")?))?;
    let last = noted.as_deref().and_then(|note| Some((note.first_chunk::<8>()?, note.get(8..40)?)));
    let (id, before) = match last {
        Some((id, seal)) => (i64::from_be_bytes(*id), seal.to_vec()),
        None => (connection.prepare_cached("SELECT coalesce(max(id), 0) FROM audit")?.query_row([], |row| row.get(0))?, BEGINNING.to_vec()),
    };
    let id = id.saturating_add(1);
    let sql = "INSERT INTO audit (id, at, deed, actor, app, address, detail, seal) \
               VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, audit_seal(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))";
    run(connection, sql, params![before, id, entry.at, entry.deed.as_str(), entry.actor, entry.app, entry.address, entry.detail])?;
    let sql = "INSERT INTO facts (name, value) SELECT 'audit head', audit_head(id, seal) FROM audit WHERE id = ?1 \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    run(connection, sql, [id])?;
    Ok(())
}

fn stored(row: &Row<'_>) -> rusqlite::Result<(chain::Row, Option<Seal>)> {
    let told = chain::Row {
        id: row.get("id")?,
        at: row.get("at")?,
        deed: row.get("deed")?,
        actor: row.get("actor")?,
        app: row.get("app")?,
        address: row.get("address")?,
        detail: row.get("detail")?,
    };
    // A seal of another length is no seal.
    let seal = row.get::<_, Option<Vec<u8>>>("seal")?.and_then(|seal| seal.try_into().ok());
    Ok((told, seal))
}

impl Audit for SqliteStore {
    fn audit(&self, query: AuditQuery, before: Option<i64>, limit: u32) -> Answer<'_, AuditPage> {
        self.searching(move |connection| page(connection, query, before, limit))
    }

    fn verify_audit(&self) -> Answer<'_, Verdict> {
        let key = self.key.clone();
        self.searching(move |connection| {
            // One state of the file: rows that are written meanwhile are not half seen.
            let moment = connection.unchecked_transaction()?;
            let verdict = verify(&moment, &key)?;
            moment.commit()?;
            Ok(verdict)
        })
    }
}

fn page(connection: &Connection, query: AuditQuery, before: Option<i64>, limit: u32) -> Result<AuditPage, StoreError> {
    let mut conditions = vec!["id < ?".to_owned()];
    let mut values = vec![Value::from(before.unwrap_or(i64::MAX))];
    for (condition, value) in [
        ("deed = ?", query.deed.map(Value::from)),
        ("actor = ?", query.actor.map(Value::from)),
        ("app = ?", query.app.map(Value::from)),
        ("at >= ?", query.from.map(Value::from)),
        ("at < ?", query.until.map(Value::from)),
    ] {
        if let Some(value) = value {
            conditions.push(condition.to_owned());
            values.push(value);
        }
    }
    let limit = limit.clamp(1, 1000);
    values.push(Value::from(i64::from(limit) + 1));
    let sql = format!("SELECT {COLUMNS} FROM audit WHERE {} ORDER BY id DESC LIMIT ?", conditions.join(" AND "));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| stored(row).map(|(row, _)| row))?;
    let mut items = rows.collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = if more { items.last().map(|row| row.id) } else { None };
    Ok(AuditPage { items, next })
}

/// Looks over the whole chain.
///
/// # Errors
/// Where the database cannot be read.
pub(crate) fn verify(connection: &Connection, key: &SealingKey) -> Result<Verdict, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM audit ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut follower = Follower::new(key);
    while let Some(row) = rows.next()? {
        let (row, seal) = stored(row)?;
        if let Err(found) = follower.follow(&row, seal) {
            return Ok(Verdict::Broken(found));
        }
    }
    let note = first(connection, HEAD, [], |row| Ok(row.get::<_, Vec<u8>>("value")?))?;
    Ok(follower.end(note.as_deref()))
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
