//! Keys of the product APIs.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, Row, params};

use super::grants::access;
use super::{SqliteStore, StoreError, audit, digest, first, run};
use crate::audit::{Entry, changes};
use crate::store::rows::{
    ApiKey, ApiKeyChange, ApiKeyNotChanged, ApiKeySecret, ApiKeysPage, NewApiKey, NewProductToken, ProductAccess, SecretAdded,
};
use crate::store::{Answer, ProductApis};
use crate::token::Digest;

/// The columns that [`api_key`] reads.
const KEY: &str = "key, name, organisation, enabled, created_by, created_at, last_used_at, last_used_from, version";

/// A key without its secrets.
fn api_key(row: &Row<'_>) -> Result<ApiKey, StoreError> {
    let (last_used_at, last_used_from): (Option<UnixSeconds>, Option<String>) = (row.get("last_used_at")?, row.get("last_used_from")?);
    Ok(ApiKey {
        key: row.get("key")?,
        name: row.get("name")?,
        organisation: row.get("organisation")?,
        enabled: row.get("enabled")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        last_use: last_used_at.zip(last_used_from),
        version: row.get("version")?,
        secrets: Vec::new(),
    })
}

fn secrets(connection: &Connection, key: &str) -> Result<Vec<ApiKeySecret>, StoreError> {
    let sql = "SELECT id, hash, created_at, last_used_at, retired_at FROM api_key_secrets WHERE key = ?1 ORDER BY place";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(ApiKeySecret {
            id: row.get("id")?,
            hash: digest(row, "hash")?,
            created_at: row.get("created_at")?,
            last_used_at: row.get("last_used_at")?,
            retired_at: row.get("retired_at")?,
        });
    }
    Ok(found)
}

fn find(connection: &Connection, key: &str) -> Result<Option<ApiKey>, StoreError> {
    let found = first(connection, &format!("SELECT {KEY} FROM api_keys WHERE key = ?1"), [key], api_key)?;
    found.map(|found| Ok(ApiKey { secrets: secrets(connection, key)?, ..found })).transpose()
}

fn insert_secret(connection: &Connection, key: &str, secret: &ApiKeySecret) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO api_key_secrets (id, key, hash, created_at, place) \
         SELECT ?1, ?2, ?3, ?4, coalesce(max(place), 0) + 1 FROM api_key_secrets WHERE key = ?2",
        params![secret.id, key, secret.hash.as_bytes(), secret.created_at],
    )?;
    Ok(())
}

/// Retires a secret that works, and ends what was given for it. False where there is none.
fn retire(connection: &Connection, key: &str, secret: &str, now: UnixSeconds) -> Result<bool, StoreError> {
    let sql = "UPDATE api_key_secrets SET retired_at = ?3 WHERE id = ?2 AND key = ?1 AND retired_at IS NULL";
    let retired = run(connection, sql, params![key, secret, now])? == 1;
    if retired {
        run(connection, "DELETE FROM product_tokens WHERE secret = ?1", [secret])?;
    }
    Ok(retired)
}

fn count_up(connection: &Connection, key: &str) -> Result<usize, StoreError> {
    run(connection, "UPDATE api_keys SET version = version + 1 WHERE key = ?1", [key])
}

impl ProductApis for SqliteStore {
    fn add_api_key(&self, new: NewApiKey, entry: Entry) -> Answer<'_, Option<ApiKey>> {
        self.writing(move |connection| {
            let added = run(
                connection,
                "INSERT INTO api_keys (key, name, name_key, organisation, created_by, created_at, version) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, 1 WHERE ?4 IS NULL OR EXISTS (SELECT 1 FROM organisations WHERE id = ?4)",
                params![new.key, new.name, new.name.to_lowercase(), new.organisation, new.created_by, new.created_at],
            )?;
            if added == 1 {
                insert_secret(connection, &new.key, &new.secret)?;
                audit::write(connection, &entry)?;
            }
            find(connection, &new.key)
        })
    }

    fn api_key(&self, key: &str) -> Answer<'_, Option<ApiKey>> {
        let key = key.to_owned();
        self.reading(move |connection| find(connection, &key))
    }

    fn api_keys(&self, search: Option<String>, after: Option<(String, String)>, limit: u32) -> Answer<'_, ApiKeysPage> {
        self.searching(move |connection| page(connection, &search.unwrap_or_default(), after.unwrap_or_default(), limit))
    }

    fn change_api_key(&self, key: &str, change: ApiKeyChange, version: i64, entry: Entry) -> Answer<'_, Result<ApiKey, ApiKeyNotChanged>> {
        let key = key.to_owned();
        self.writing(move |connection| {
            let Some(before) = find(connection, &key)? else { return Ok(Err(ApiKeyNotChanged::NotFound)) };
            let told = changes::of_api_key((&before.name, before.enabled), (change.name.as_deref(), change.enabled));
            let (name, enabled) = (change.name.unwrap_or(before.name), change.enabled.unwrap_or(before.enabled));
            let changed = run(
                connection,
                "UPDATE api_keys SET name = ?3, name_key = ?4, enabled = ?5, version = version + 1 WHERE key = ?1 AND version = ?2",
                params![key, version, name, name.to_lowercase(), enabled],
            )?;
            if changed == 0 {
                return Ok(Err(ApiKeyNotChanged::Conflict(before.version)));
            }
            if !enabled {
                // Enabling it again must not bring back what it held.
                let sql = "DELETE FROM product_tokens WHERE secret IN (SELECT id FROM api_key_secrets WHERE key = ?1)";
                run(connection, sql, [&key])?;
            }
            audit::write(connection, &entry.saying(&told))?;
            Ok(find(connection, &key)?.ok_or(ApiKeyNotChanged::NotFound))
        })
    }

    fn add_api_key_secret(&self, key: &str, secret: ApiKeySecret, entry: Entry) -> Answer<'_, Option<SecretAdded>> {
        let key = key.to_owned();
        self.writing(move |connection| {
            let Some(before) = find(connection, &key)? else { return Ok(None) };
            let working: Vec<_> = before.secrets.iter().filter(|secret| secret.retired_at.is_none()).collect();
            let oldest = if working.len() >= 2 { working.first().map(|secret| secret.id.clone()) } else { None };
            if let Some(oldest) = &oldest {
                retire(connection, &key, oldest, secret.created_at)?;
            }
            insert_secret(connection, &key, &secret)?;
            count_up(connection, &key)?;
            audit::write(connection, &entry)?;
            Ok(Some(SecretAdded { retired: oldest }))
        })
    }

    fn retire_api_key_secret(&self, key: &str, secret: &str, entry: Entry) -> Answer<'_, bool> {
        let (key, secret) = (key.to_owned(), secret.to_owned());
        self.writing(move |connection| {
            if !retire(connection, &key, &secret, entry.at)? {
                return Ok(false);
            }
            count_up(connection, &key)?;
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn delete_api_key(&self, key: &str, entry: Entry) -> Answer<'_, bool> {
        let key = key.to_owned();
        self.writing(move |connection| {
            if run(connection, "DELETE FROM api_keys WHERE key = ?1", [&key])? == 0 {
                return Ok(false);
            }
            audit::write(connection, &entry)?;
            Ok(true)
        })
    }

    fn add_product_token(&self, new: NewProductToken) -> Answer<'_, bool> {
        self.writing(move |connection| {
            let added = run(
                connection,
                "INSERT INTO product_tokens (hash, secret, given_for, expires_at) \
                 SELECT ?1, api_key_secrets.id, access_tokens.hash, ?4 FROM api_key_secrets, access_tokens, api_keys \
                 WHERE api_key_secrets.id = ?2 AND api_key_secrets.retired_at IS NULL AND api_keys.key = api_key_secrets.key \
                 AND api_keys.enabled AND access_tokens.hash = ?3 AND access_tokens.expires_at > ?5",
                params![new.hash.as_bytes(), new.secret, new.given_for.as_bytes(), new.expires_at, new.now],
            )?;
            if added == 1 {
                run(connection, "UPDATE api_key_secrets SET last_used_at = ?2 WHERE id = ?1", params![new.secret, new.now])?;
                let sql = "UPDATE api_keys SET last_used_at = ?2, last_used_from = ?3 \
                           WHERE key = (SELECT key FROM api_key_secrets WHERE id = ?1)";
                run(connection, sql, params![new.secret, new.now, new.address])?;
            }
            Ok(added == 1)
        })
    }

    fn product_access(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<ProductAccess>> {
        self.reading(move |connection| {
            let sql = "SELECT api_keys.key, api_keys.organisation, secret, given_for FROM product_tokens \
                       JOIN api_key_secrets ON api_key_secrets.id = product_tokens.secret \
                       JOIN api_keys ON api_keys.key = api_key_secrets.key \
                       WHERE product_tokens.hash = ?1 AND product_tokens.expires_at > ?2 \
                       AND api_key_secrets.retired_at IS NULL AND api_keys.enabled";
            let given = first(connection, sql, params![hash.as_bytes(), now], |row| {
                Ok((row.get::<_, String>("key")?, row.get("organisation")?, row.get::<_, String>("secret")?, digest(row, "given_for")?))
            })?;
            let Some((key, organisation, secret, given_for)) = given else { return Ok(None) };
            Ok(access(connection, &given_for, now)?.map(|access| ProductAccess { key, organisation, secret, given_for, access }))
        })
    }
}

fn page(connection: &Connection, search: &str, after: (String, String), limit: u32) -> Result<ApiKeysPage, StoreError> {
    let search = search.trim().to_lowercase();
    let limit = limit.clamp(1, 200);
    let total: i64 = connection
        .prepare_cached("SELECT count(*) FROM api_keys WHERE ?1 = '' OR instr(name_key, ?1) > 0")?
        .query_row([&search], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {KEY}, name_key FROM api_keys WHERE (name_key, key) > (?2, ?3) AND (?1 = '' OR instr(name_key, ?1) > 0) \
         ORDER BY name_key, key LIMIT ?4"
    ))?;
    let mut rows = statement.query(params![search, after.0, after.1, limit + 1])?;
    let mut items: Vec<ApiKey> = Vec::new();
    let mut last = None;
    let mut next = None;
    while let Some(row) = rows.next()? {
        if u32::try_from(items.len()).is_ok_and(|length| length == limit) {
            next = last.take();
            break;
        }
        let found = api_key(row)?;
        last = Some((row.get("name_key")?, found.key.clone()));
        items.push(ApiKey { secrets: secrets(connection, &found.key)?, ..found });
    }
    Ok(ApiKeysPage { items, next, total: u64::try_from(total).unwrap_or(0) })
}
