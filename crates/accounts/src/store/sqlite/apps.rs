//! OAuth apps and their secrets.

use countersign_wire::app::{AppKind, AppQuery, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::redirect_uri::RedirectUri;
use rusqlite::{Connection, Row, params};

use super::{SqliteStore, StoreError, audit, digest, first, json, run, scopes, to_json, word};
use crate::audit::Entry;
use crate::store::rows::{App, AppSecret, AppsPage, NewApp, Saved, SecretAdded};
use crate::store::{Answer, Apps};

/// The columns that [`app`] reads.
const APP: &str = "apps.client_id, apps.name, apps.kind, apps.dialect, apps.redirect_uris, apps.scopes, apps.trusted, apps.enabled, \
     apps.pkce, apps.wants_secret, apps.built_in, apps.created_at, apps.version, apps.last_used_at, apps.created_by, apps.settings, \
     apps.organisation, apps.code_name";

/// An app without its secrets.
fn app(row: &Row<'_>) -> Result<App, StoreError> {
    let settings = AppSettings { organisation: row.get("organisation")?, code_name: row.get("code_name")?, ..json(row, "settings")? };
    Ok(App {
        client_id: row.get("client_id")?,
        name: row.get("name")?,
        kind: word(row, "kind", AppKind::parse)?,
        dialect: word(row, "dialect", DialectName::parse)?,
        redirect_uris: json::<Vec<RedirectUri>>(row, "redirect_uris")?,
        scopes: scopes(row, "scopes")?,
        trusted: row.get("trusted")?,
        enabled: row.get("enabled")?,
        pkce: word(row, "pkce", Pkce::parse)?,
        wants_secret: row.get("wants_secret")?,
        built_in: row.get("built_in")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
        last_used_at: row.get("last_used_at")?,
        created_by: row.get("created_by")?,
        settings,
        secrets: Vec::new(),
    })
}

fn secrets(connection: &Connection, client_id: &str) -> Result<Vec<AppSecret>, StoreError> {
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

fn find(connection: &Connection, client_id: &str) -> Result<Option<App>, StoreError> {
    let found = first(connection, &format!("SELECT {APP} FROM apps WHERE client_id = ?1"), [client_id], app)?;
    found.map(|app| Ok(App { secrets: secrets(connection, client_id)?, ..app })).transpose()
}

/// How many apps a search finds. Only a search looks at them all: how many there are in all is kept by triggers.
fn total(connection: &Connection, search: &str, organisation: Option<&str>) -> Result<i64, StoreError> {
    if search.is_empty() && organisation.is_none() {
        return Ok(connection.prepare_cached("SELECT number FROM totals WHERE of = 'apps'")?.query_row([], |row| row.get(0))?);
    }
    let sql = "SELECT count(*) FROM apps WHERE (?1 = '' OR instr(found_by, ?1) > 0) AND (?2 IS NULL OR organisation = ?2)";
    Ok(connection.prepare_cached(sql)?.query_row(params![search, organisation], |row| row.get(0))?)
}

fn insert_secret(connection: &Connection, client_id: &str, secret: &AppSecret) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO app_secrets (id, app, hash, created_at, place) \
         SELECT ?1, ?2, ?3, ?4, coalesce(max(place), 0) + 1 FROM app_secrets WHERE app = ?2",
        params![secret.id, client_id, secret.hash.as_bytes(), secret.created_at],
    )?;
    Ok(())
}

/// What an app is found by: its name, its client id and its return addresses, in lower case.
fn found_by(client_id: &str, draft: &OAuthAppDraft) -> String {
    format!("{}\n{client_id}\n{}", draft.name, draft.redirect_uris.join("\n")).to_lowercase()
}

/// The settings as their column holds them: without what has a column of its own.
fn settings_column(settings: &AppSettings) -> Result<String, StoreError> {
    to_json(&AppSettings { organisation: None, code_name: None, ..settings.clone() })
}

/// Finds an app that may be changed.
fn changeable(connection: &Connection, client_id: &str) -> Result<Result<App, Saved<()>>, StoreError> {
    Ok(match find(connection, client_id)? {
        None => Err(Saved::NotFound),
        Some(app) if app.built_in => Err(Saved::BuiltIn),
        Some(app) => Ok(app),
    })
}

fn instead<T>(saved: &Saved<()>) -> Saved<T> {
    if *saved == Saved::BuiltIn { Saved::BuiltIn } else { Saved::NotFound }
}

impl Apps for SqliteStore {
    fn add_app(&self, new: NewApp, entry: Entry) -> Answer<'_, Saved<App>> {
        self.writing(move |connection| {
            let NewApp { client_id, draft, secret, built_in, created_by, created_at } = new;
            let added = run(
                connection,
                "INSERT INTO apps (client_id, name, name_key, found_by, kind, dialect, redirect_uris, scopes, trusted, enabled, pkce, \
                 wants_secret, built_in, created_at, version, updated_at, created_by, settings, organisation, code_name) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 1, ?14, ?15, ?16, ?17, ?18) \
                 ON CONFLICT DO NOTHING",
                params![
                    client_id,
                    draft.name.trim(),
                    draft.name.trim().to_lowercase(),
                    found_by(&client_id, &draft),
                    draft.kind.as_str(),
                    draft.dialect.as_str(),
                    to_json(&draft.redirect_uris)?,
                    draft.scopes.join(" "),
                    draft.trusted,
                    draft.enabled,
                    draft.pkce_or_default().as_str(),
                    secret.is_some(),
                    built_in,
                    created_at,
                    created_by,
                    settings_column(&draft.settings)?,
                    draft.settings.organisation,
                    draft.settings.code_name,
                ],
            )?;
            if added == 1 {
                if let Some(secret) = &secret {
                    insert_secret(connection, &client_id, secret)?;
                }
                audit::write(connection, &entry)?;
            }
            // What the service carries may be there already; nobody else's client id is.
            Ok(find(connection, &client_id)?.map_or(Saved::CodeNameTaken, Saved::Done))
        })
    }

    fn app(&self, client_id: &str) -> Answer<'_, Option<App>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| find(connection, &client_id))
    }

    fn apps(&self, query: AppQuery, after: Option<(String, String)>) -> Answer<'_, AppsPage> {
        self.searching(move |connection| {
            let search = query.search.unwrap_or_default().trim().to_lowercase();
            let limit = i64::from(query.limit.unwrap_or(50).clamp(1, 200));
            let (name, client_id) = after.unwrap_or_default();
            let total = total(connection, &search, query.organisation.as_deref())?;
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {APP}, name_key FROM apps WHERE (name_key, client_id) > (?2, ?3) AND (?1 = '' OR instr(found_by, ?1) > 0) \
                 AND (?5 IS NULL OR organisation = ?5) ORDER BY name_key, client_id LIMIT ?4"
            ))?;
            let mut rows = statement.query(params![search, name, client_id, limit + 1, query.organisation])?;
            let mut items = Vec::new();
            let mut last = None;
            let mut next = None;
            while let Some(row) = rows.next()? {
                if i64::try_from(items.len()).is_ok_and(|length| length == limit) {
                    next = last.take();
                    break;
                }
                let found = app(row)?;
                last = Some((row.get("name_key")?, found.client_id.clone()));
                items.push(App { secrets: secrets(connection, &found.client_id)?, ..found });
            }
            Ok(AppsPage { items, next, total: u64::try_from(total).unwrap_or(0) })
        })
    }

    fn update_app(&self, client_id: &str, draft: OAuthAppDraft, version: i64, entry: Entry) -> Answer<'_, Saved<App>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let before = match changeable(connection, &client_id)? {
                Ok(app) => app,
                Err(no) => return Ok(instead(&no)),
            };
            let updated = run(
                connection,
                "UPDATE apps SET name = ?3, name_key = ?4, found_by = ?5, redirect_uris = ?6, scopes = ?7, trusted = ?8, enabled = ?9, \
                 pkce = ?10, settings = ?11, organisation = ?12, code_name = ?13, updated_at = ?14, version = version + 1 WHERE client_id = ?1 AND version = ?2",
                params![
                    client_id,
                    version,
                    draft.name.trim(),
                    draft.name.trim().to_lowercase(),
                    found_by(&client_id, &draft),
                    to_json(&draft.redirect_uris)?,
                    draft.scopes.join(" "),
                    draft.trusted,
                    draft.enabled,
                    draft.pkce_or_default().as_str(),
                    settings_column(&draft.settings)?,
                    draft.settings.organisation,
                    draft.settings.code_name,
                    entry.at,
                ],
            )?;
            if updated == 0 {
                return Ok(Saved::Conflict(before.version));
            }
            if !draft.enabled {
                // Enabling it again must not bring back what it held.
                run(connection, "DELETE FROM codes WHERE app = ?1", [&client_id])?;
                run(connection, "DELETE FROM grants WHERE app = ?1", [&client_id])?;
            }
            audit::write(connection, &entry)?;
            Ok(find(connection, &client_id)?.map_or(Saved::NotFound, Saved::Done))
        })
    }

    fn is_origin(&self, origin: &str) -> Answer<'_, bool> {
        let origin = origin.to_owned();
        self.searching(move |connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM apps, json_each(apps.settings, '$.origins') AS origins \
                       WHERE apps.kind = 'spa' AND apps.enabled AND origins.value = ?1)";
            Ok(connection.prepare_cached(sql)?.query_row([&origin], |row| row.get(0))?)
        })
    }

    fn delete_app(&self, client_id: &str, entry: Entry) -> Answer<'_, Saved<()>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            if let Err(no) = changeable(connection, &client_id)? {
                return Ok(no);
            }
            run(connection, "DELETE FROM apps WHERE client_id = ?1", [&client_id])?;
            audit::write(connection, &entry)?;
            Ok(Saved::Done(()))
        })
    }

    fn add_secret(&self, client_id: &str, secret: AppSecret, entry: Entry) -> Answer<'_, Saved<SecretAdded>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let app = match changeable(connection, &client_id)? {
                Ok(app) if !app.wants_secret => return Ok(Saved::Public),
                Ok(app) => app,
                Err(no) => return Ok(instead(&no)),
            };
            let oldest = (app.secrets.len() >= 2).then(|| app.secrets[0].id.clone());
            if let Some(oldest) = &oldest {
                run(connection, "DELETE FROM app_secrets WHERE id = ?1", [oldest])?;
            }
            insert_secret(connection, &client_id, &secret)?;
            run(connection, "UPDATE apps SET version = version + 1 WHERE client_id = ?1", [&client_id])?;
            audit::write(connection, &entry)?;
            Ok(Saved::Done(SecretAdded { retired: oldest }))
        })
    }
}
