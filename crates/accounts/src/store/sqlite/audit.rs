//! Rows of the audit, and their chain.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::{SqliteStore, StoreError, first, run};
use crate::audit::Entry;
use crate::audit::chain::{self, BEGINNING, Follower, Head, Seal, Verdict};
use crate::key::SealingKey;
use crate::store::rows::{AuditPage, AuditQuery};
use crate::store::{Answer, Audit};

const HEAD: &str = "SELECT value FROM facts WHERE name = 'audit head'";
const COLUMNS: &str = "id, at, deed, actor, app, subject, address, detail, seal";

/// Gives a connection the functions that seal, so that whatever writes a row needs no key at hand.
pub(super) fn seal_with(connection: &Connection, key: &SealingKey) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    let sealing = key.clone();
    connection.create_scalar_function("audit_seal", 9, flags, move |told| {
        let row = chain::Row {
            id: told.get(1)?,
            at: told.get(2)?,
            deed: told.get(3)?,
            actor: told.get(4)?,
            app: told.get(5)?,
            subject: told.get(6)?,
            address: told.get(7)?,
            detail: told.get(8)?,
        };
        Ok(chain::seal(&sealing, &told.get::<Seal>(0)?, &row).to_vec())
    })?;
    let sealing = key.clone();
    connection
        .create_scalar_function("audit_head", 2, flags, move |told| Ok(Head { id: told.get(0)?, seal: told.get(1)? }.write(&sealing)))?;
    let sealing = key.clone();
    connection.create_scalar_function("is_audit_head", 1, flags, move |told| Ok(Head::read(&told.get::<Vec<u8>>(0)?, &sealing).is_some()))
}

/// Notes the head of a chain without rows, in a database in which nothing was ever written. In any other a head that is not
/// there was taken away, and stays away.
pub(super) fn begin(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "INSERT INTO facts (name, value) SELECT 'audit head', audit_head(0, zeroblob(32)) \
               WHERE NOT EXISTS (SELECT 1 FROM audit) AND NOT EXISTS (SELECT 1 FROM people) AND NOT EXISTS (SELECT 1 FROM apps) \
               AND NOT EXISTS (SELECT 1 FROM organisations) AND NOT EXISTS (SELECT 1 FROM api_keys) ON CONFLICT DO NOTHING";
    connection.execute(sql, []).map(drop)
}

/// A row as the first version wrote it, numbered without the gaps that were left where a write of that version was undone.
fn of_the_first(row: &Row<'_>, id: i64) -> rusqlite::Result<chain::Row> {
    Ok(chain::Row {
        id,
        at: row.get("at")?,
        deed: row.get("deed")?,
        actor: row.get("actor")?,
        app: row.get("app")?,
        subject: None,
        address: row.get("address")?,
        detail: row.get("detail")?,
    })
}

/// The chain over the rows that the first version wrote: the number each had, and its seal, with the head at the end.
fn chain_of_the_first(connection: &Connection, key: &SealingKey) -> rusqlite::Result<(Vec<(i64, Head)>, Head)> {
    let mut statement = connection.prepare("SELECT id, at, deed, actor, app, address, detail FROM audit ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut chain, mut last) = (Vec::new(), Head { id: 0, seal: BEGINNING });
    while let Some(row) = rows.next()? {
        let kept = of_the_first(row, last.id + 1)?;
        last = Head { id: kept.id, seal: chain::seal(key, &last.seal, &kept) };
        chain.push((row.get("id")?, last));
    }
    Ok((chain, last))
}

/// Notes the head of what the first version wrote, in a database that is of that version still. Only what leads to this head
/// is sealed afterwards, however often the way there is broken off.
pub(super) fn note_the_first(connection: &Connection, key: &SealingKey) -> rusqlite::Result<()> {
    let (_, last) = chain_of_the_first(connection, key)?;
    let sql = "INSERT INTO facts (name, value) VALUES ('audit head', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, [last.write(key)]).map(drop)
}

/// Seals the rows of the first version, once they are of this one, where they lead to the head that was noted of them. Any
/// other row without a seal is left as it is, for the look over the chain to tell.
pub(super) fn seal_the_first(connection: &Connection, key: &SealingKey) -> rusqlite::Result<()> {
    if !connection.prepare("SELECT 1 FROM audit WHERE seal IS NULL LIMIT 1")?.exists([])? {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    let (chain, last) = chain_of_the_first(&transaction, key)?;
    let note: Option<Vec<u8>> = transaction.query_row(HEAD, [], |row| row.get(0)).optional()?;
    let is_noted = note.and_then(|note| Head::read(&note, key)).is_some_and(|head| head == last);
    if is_noted && !transaction.prepare("SELECT 1 FROM audit WHERE subject IS NOT NULL LIMIT 1")?.exists([])? {
        for (id, kept) in chain {
            transaction.execute("UPDATE audit SET id = ?2, seal = ?3 WHERE id = ?1", params![id, kept.id, kept.seal])?;
        }
    }
    transaction.commit()
}

/// Writes a row at the end of the chain. Where the note of the last row is gone or forged, the row is written all the same,
/// unsealed, and the note is left as it is: who tampers with the audit must not stop the service, and what the service
/// writes afterwards must not heal the chain. The next look over it tells.
pub(super) fn write(connection: &Connection, entry: &Entry) -> Result<(), StoreError> {
    let sound = format!("{HEAD} AND is_audit_head(value)");
    let noted = first(connection, &sound, [], |row| Ok(row.get::<_, Vec<u8>>("value")?))?;
    let last = noted.as_deref().and_then(|note| Some((i64::from_be_bytes(*note.first_chunk::<8>()?), note.get(8..40)?)));
    let subject = entry.subject.as_ref().map(ToString::to_string);
    let Entry { at, deed, actor, app, address, detail, .. } = entry;
    let Some((last, before)) = last else {
        let sql = "INSERT INTO audit (id, at, deed, actor, app, subject, address, detail) \
                   SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7 FROM audit";
        run(connection, sql, params![at, deed.as_str(), actor, app, subject, address, detail])?;
        return Ok(());
    };
    let id = last.saturating_add(1);
    let sql = "INSERT INTO audit (id, at, deed, actor, app, subject, address, detail, seal) \
               VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, audit_seal(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))";
    run(connection, sql, params![before, id, at, deed.as_str(), actor, app, subject, address, detail])?;
    let sql = "UPDATE facts SET value = (SELECT audit_head(id, seal) FROM audit WHERE id = ?1) WHERE name = 'audit head'";
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
        subject: row.get("subject")?,
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
        ("deed = ?", query.deed.map(|deed| Value::from(deed.as_str().to_owned()))),
        ("actor = ?", query.actor.map(Value::from)),
        ("app = ?", query.app.map(Value::from)),
        ("subject = ?", query.subject.map(|subject| Value::from(subject.to_string()))),
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
