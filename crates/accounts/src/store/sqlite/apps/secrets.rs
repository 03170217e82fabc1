//! The secrets of an app: two work at a time.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, params};

use super::change::changeable;
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::rows::{App, AppSecret, NoSecrets, NotRestored, NotRetired, Reach, SecretAdded};
use crate::store::sqlite::{audit, digest, run};

/// How many secrets work at a time.
const MOST: usize = 2;
/// How many that are retired are kept.
const KEPT: i64 = 10;

pub(super) fn of(connection: &Connection, client_id: &str) -> Result<Vec<AppSecret>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, hash, created_at, last_used_at, last_used_from, retired_at FROM app_secrets WHERE app = ?1 ORDER BY place",
    )?;
    let mut rows = statement.query([client_id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (last_used_at, last_used_from): (Option<i64>, Option<String>) = (row.get("last_used_at")?, row.get("last_used_from")?);
        found.push(AppSecret {
            id: row.get("id")?,
            hash: digest(row, "hash")?,
            created_at: row.get("created_at")?,
            last_use: last_used_at.zip(last_used_from),
            retired_at: row.get("retired_at")?,
        });
    }
    Ok(found)
}

pub(super) fn insert(connection: &Connection, client_id: &str, secret: &AppSecret) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO app_secrets (id, app, hash, created_at, place) \
         SELECT ?1, ?2, ?3, ?4, coalesce(max(place), 0) + 1 FROM app_secrets WHERE app = ?2",
        params![secret.id, client_id, secret.hash.as_bytes(), secret.created_at],
    )?;
    Ok(())
}

/// An app that has secrets, and that somebody of this reach may change.
fn with_secrets(connection: &Connection, client_id: &str, reach: &Reach) -> Result<Result<App, NoSecrets>, StoreError> {
    Ok(match changeable(connection, client_id, reach)? {
        Err(no) => Err(no.into()),
        Ok(app) if !app.wants_secret => Err(NoSecrets::Public),
        Ok(app) => Ok(app),
    })
}

/// The same, where a secret that works is handed out: whoever has it has all that the app may do (A17).
fn to_be_given_one(connection: &Connection, client_id: &str, reach: &Reach) -> Result<Result<App, NoSecrets>, StoreError> {
    let found = with_secrets(connection, client_id, reach)?;
    Ok(found.and_then(|app| if reach.is_exceeded_by(&app) { Err(NoSecrets::BeyondThem) } else { Ok(app) }))
}

fn raise_version(connection: &Connection, client_id: &str, entry: &Entry) -> Result<(), StoreError> {
    run(connection, "UPDATE apps SET version = version + 1, updated_at = ?2 WHERE client_id = ?1", params![client_id, entry.at])?;
    Ok(())
}

pub(super) fn add(
    connection: &Connection,
    client_id: &str,
    reach: &Reach,
    secret: &AppSecret,
    entry: &Entry,
) -> Result<Result<SecretAdded, NoSecrets>, StoreError> {
    let app = match to_be_given_one(connection, client_id, reach)? {
        Ok(app) => app,
        Err(no) => return Ok(Err(no)),
    };
    let oldest = app.working_secrets().next().filter(|_| app.working_secrets().count() >= MOST).map(|oldest| oldest.id.clone());
    if let Some(oldest) = &oldest {
        run(connection, "UPDATE app_secrets SET retired_at = ?2 WHERE id = ?1", params![oldest, entry.at])?;
    }
    insert(connection, client_id, secret)?;
    run(
        connection,
        "DELETE FROM app_secrets WHERE app = ?1 AND retired_at IS NOT NULL AND id NOT IN (SELECT id FROM app_secrets \
         WHERE app = ?1 AND retired_at IS NOT NULL ORDER BY retired_at DESC, place DESC LIMIT ?2)",
        params![client_id, KEPT],
    )?;
    raise_version(connection, client_id, entry)?;
    audit::write(connection, entry)?;
    Ok(Ok(SecretAdded { retired: oldest }))
}

pub(super) fn retire(
    connection: &Connection,
    client_id: &str,
    reach: &Reach,
    secret: &str,
    entry: &Entry,
) -> Result<Result<(), NotRetired>, StoreError> {
    if let Err(no) = with_secrets(connection, client_id, reach)? {
        return Ok(Err(no.into()));
    }
    let sql = "UPDATE app_secrets SET retired_at = ?3 WHERE id = ?2 AND app = ?1 AND retired_at IS NULL";
    if run(connection, sql, params![client_id, secret, entry.at])? == 0 {
        return Ok(Err(NotRetired::NotFound));
    }
    raise_version(connection, client_id, entry)?;
    audit::write(connection, entry)?;
    Ok(Ok(()))
}

pub(super) fn restore(
    connection: &Connection,
    client_id: &str,
    reach: &Reach,
    secret: &str,
    since: UnixSeconds,
    entry: &Entry,
) -> Result<Result<(), NotRestored>, StoreError> {
    let app = match to_be_given_one(connection, client_id, reach)? {
        Ok(app) => app,
        Err(no) => return Ok(Err(no.into())),
    };
    let Some(retired_at) = app.secrets.iter().find(|kept| kept.id == secret).and_then(|kept| kept.retired_at) else {
        return Ok(Err(NotRestored::NotFound));
    };
    if retired_at < since {
        return Ok(Err(NotRestored::TooLate));
    }
    if app.working_secrets().count() >= MOST {
        return Ok(Err(NotRestored::TwoWork));
    }
    run(connection, "UPDATE app_secrets SET retired_at = NULL WHERE id = ?1", [secret])?;
    raise_version(connection, client_id, entry)?;
    audit::write(connection, entry)?;
    Ok(Ok(()))
}
