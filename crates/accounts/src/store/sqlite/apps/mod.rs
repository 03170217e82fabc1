//! OAuth apps and their secrets: how a row is read and written. Searching, secrets and what there is to know about one
//! have files of their own.

mod overview;
mod search;
mod secrets;
#[cfg(test)]
mod tests;

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppFacets, AppKind, AppQuery, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::redirect_uri::RedirectUri;
use rusqlite::{Connection, Row, params};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{SqliteStore, StoreError, audit, first, json, run, scopes, to_json, whole, word};
use crate::audit::Entry;
use crate::store::rows::{App, AppSecret, AppsPage, NewApp, Saved, SecretAdded};
use crate::store::{Answer, AppChange, Apps};

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

fn find(connection: &Connection, client_id: &str) -> Result<Option<App>, StoreError> {
    let found = first(connection, &format!("SELECT {APP} FROM apps WHERE client_id = ?1"), [client_id], app)?;
    found.map(|app| Ok(App { secrets: secrets::of(connection, client_id)?, ..app })).transpose()
}

/// What an app is found by: its name, its client id and its return addresses, in lower case.
fn found_by(client_id: &str, draft: &OAuthAppDraft) -> String {
    format!("{}\n{client_id}\n{}", draft.name, draft.redirect_uris.join("\n")).to_lowercase()
}

/// The settings as their column holds them: without what has a column of its own.
fn settings_column(settings: &AppSettings) -> Result<String, StoreError> {
    to_json(&AppSettings { organisation: None, code_name: None, ..settings.clone() })
}

/// What an app is counted and chosen by where it has several.
fn keep_facets(connection: &Connection, client_id: &str, draft: &OAuthAppDraft) -> Result<(), StoreError> {
    run(connection, "DELETE FROM app_facets WHERE app = ?1", [client_id])?;
    let host = |uri: &String| {
        let url = Url::parse(uri).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some(("host", url.host_str()?.to_owned()))
    };
    let facets = draft.scopes.iter().map(|scope| ("scope", scope.clone())).chain(draft.redirect_uris.iter().filter_map(host));
    for (facet, value) in facets {
        let sql = "INSERT OR IGNORE INTO app_facets (facet, value, app) VALUES (?1, ?2, ?3)";
        run(connection, sql, params![facet, value, client_id])?;
    }
    Ok(())
}

/// Why an app of these settings cannot be, if it cannot: another has its code name, or its organisation is not there.
fn stands_against<T>(connection: &Connection, client_id: &str, settings: &AppSettings) -> Result<Option<Saved<T>>, StoreError> {
    let taken = "SELECT 1 FROM apps WHERE code_name = ?1 AND client_id != ?2";
    if first(connection, taken, params![settings.code_name, client_id], |_| Ok(()))?.is_some() {
        return Ok(Some(Saved::CodeNameTaken));
    }
    if let Some(organisation) = &settings.organisation
        && first(connection, "SELECT 1 FROM organisations WHERE id = ?1", [organisation], |_| Ok(()))?.is_none()
    {
        return Ok(Some(Saved::NoOrganisation));
    }
    Ok(None)
}

/// Finds an app that may be changed.
fn changeable<T>(connection: &Connection, client_id: &str) -> Result<Result<App, Saved<T>>, StoreError> {
    Ok(match find(connection, client_id)? {
        None => Err(Saved::NotFound),
        Some(app) if app.built_in => Err(Saved::BuiltIn),
        Some(app) => Ok(app),
    })
}

fn found(connection: &Connection, client_id: &str) -> Result<Saved<App>, StoreError> {
    Ok(find(connection, client_id)?.map_or(Saved::NotFound, Saved::Done))
}

fn add(connection: &Connection, new: &NewApp, entry: &Entry) -> Result<Saved<App>, StoreError> {
    let NewApp { client_id, draft, secret, built_in, created_by, created_at } = new;
    if let Some(against) = stands_against(connection, client_id, &draft.settings)? {
        return Ok(against);
    }
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
            found_by(client_id, draft),
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
        keep_facets(connection, client_id, draft)?;
        if let Some(secret) = secret {
            secrets::insert(connection, client_id, secret)?;
        }
        audit::write(connection, entry)?;
    }
    found(connection, client_id)
}

fn set(connection: &Connection, client_id: &str, draft: &OAuthAppDraft, version: i64, entry: &Entry) -> Result<Saved<App>, StoreError> {
    let before = match changeable(connection, client_id)? {
        Ok(app) => app,
        Err(no) => return Ok(no),
    };
    if let Some(against) = stands_against(connection, client_id, &draft.settings)? {
        return Ok(against);
    }
    // An app on a server whose keys are taken away has to have a secret from then on: it never becomes public.
    let wants_secret = before.wants_secret || (draft.kind != AppKind::Native && draft.has_secret());
    let updated = run(
        connection,
        "UPDATE apps SET name = ?3, name_key = ?4, found_by = ?5, redirect_uris = ?6, scopes = ?7, trusted = ?8, enabled = ?9, \
         pkce = ?10, settings = ?11, organisation = ?12, code_name = ?13, updated_at = ?14, wants_secret = ?15, version = version + 1 \
         WHERE client_id = ?1 AND version = ?2",
        params![
            client_id,
            version,
            draft.name.trim(),
            draft.name.trim().to_lowercase(),
            found_by(client_id, draft),
            to_json(&draft.redirect_uris)?,
            draft.scopes.join(" "),
            draft.trusted,
            draft.enabled,
            draft.pkce_or_default().as_str(),
            settings_column(&draft.settings)?,
            draft.settings.organisation,
            draft.settings.code_name,
            entry.at,
            wants_secret,
        ],
    )?;
    if updated == 0 {
        return Ok(Saved::Conflict(before.version));
    }
    keep_facets(connection, client_id, draft)?;
    if !draft.enabled {
        end_all(connection, client_id)?;
    }
    audit::write(connection, entry)?;
    found(connection, client_id)
}

/// Ends all that an app was given: enabling it again must not bring back what it held.
fn end_all(connection: &Connection, client_id: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM codes WHERE app = ?1", [client_id])?;
    run(connection, "DELETE FROM grants WHERE app = ?1", [client_id])?;
    Ok(())
}

fn delete(connection: &Connection, client_id: &str, version: Option<i64>, entry: &Entry) -> Result<Saved<()>, StoreError> {
    match changeable(connection, client_id)? {
        Err(no) => return Ok(no),
        Ok(app) if version.is_some_and(|version| version != app.version) => return Ok(Saved::Conflict(app.version)),
        Ok(_) => {}
    }
    run(connection, "DELETE FROM apps WHERE client_id = ?1", [client_id])?;
    audit::write(connection, entry)?;
    Ok(Saved::Done(()))
}

fn change(connection: &Connection, change: &AppChange, entry: &Entry) -> Result<Saved<()>, StoreError> {
    Ok(match change {
        AppChange::Add(new) => add(connection, new, entry)?.without_value(),
        AppChange::Set(client_id, draft, version) => set(connection, client_id, draft, *version, entry)?.without_value(),
        AppChange::Delete(client_id, version) => delete(connection, client_id, Some(*version), entry)?,
    })
}

impl Apps for SqliteStore {
    fn add_app(&self, new: NewApp, entry: Entry) -> Answer<'_, Saved<App>> {
        self.writing(move |connection| add(connection, &new, &entry))
    }

    fn app(&self, client_id: &str) -> Answer<'_, Option<App>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| find(connection, &client_id))
    }

    fn apps(&self, query: AppQuery, after: Option<(String, String)>, now: UnixSeconds) -> Answer<'_, AppsPage> {
        self.searching(move |connection| search::page(connection, &query, after, now))
    }

    fn app_facets(&self, query: AppQuery, now: UnixSeconds) -> Answer<'_, AppFacets> {
        self.searching(move |connection| search::facets(connection, &query, now))
    }

    fn all_apps(&self) -> Answer<'_, Vec<App>> {
        self.searching(move |connection| {
            let mut statement = connection.prepare_cached(&format!("SELECT {APP} FROM apps WHERE NOT built_in ORDER BY client_id"))?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                all.push(app(row)?);
            }
            Ok(all)
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

    fn update_app(&self, client_id: &str, draft: OAuthAppDraft, version: i64, entry: Entry) -> Answer<'_, Saved<App>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| set(connection, &client_id, &draft, version, &entry))
    }

    fn set_app_enabled(&self, client_id: &str, enabled: bool, entry: Entry) -> Answer<'_, Saved<App>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let before = match changeable(connection, &client_id)? {
                Ok(app) => app,
                Err(no) => return Ok(no),
            };
            if before.enabled == enabled {
                return Ok(Saved::Done(before));
            }
            let sql = "UPDATE apps SET enabled = ?2, updated_at = ?3, version = version + 1 WHERE client_id = ?1";
            run(connection, sql, params![client_id, enabled, entry.at])?;
            if !enabled {
                end_all(connection, &client_id)?;
            }
            audit::write(connection, &entry)?;
            found(connection, &client_id)
        })
    }

    fn transfer_app(&self, client_id: &str, organisation: Option<String>, entry: Entry) -> Answer<'_, Saved<App>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            let before = match changeable(connection, &client_id)? {
                Ok(app) => app,
                Err(no) => return Ok(no),
            };
            let settings = AppSettings { organisation: organisation.clone(), ..before.settings };
            if let Some(against) = stands_against(connection, &client_id, &settings)? {
                return Ok(against);
            }
            let sql = "UPDATE apps SET organisation = ?2, updated_at = ?3, version = version + 1 WHERE client_id = ?1";
            run(connection, sql, params![client_id, organisation, entry.at])?;
            audit::write(connection, &entry)?;
            found(connection, &client_id)
        })
    }

    fn delete_app(&self, client_id: &str, entry: Entry) -> Answer<'_, Saved<()>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| delete(connection, &client_id, None, &entry))
    }

    fn change_apps(&self, changes: Vec<(AppChange, Entry)>) -> Answer<'_, Result<(), (usize, Saved<()>)>> {
        self.writing(move |connection| {
            whole(connection, || {
                for (place, (one, entry)) in changes.iter().enumerate() {
                    match change(connection, one, entry)? {
                        Saved::Done(()) => {}
                        no => return Ok(Err((place, no))),
                    }
                }
                Ok(Ok(()))
            })
        })
    }

    fn add_secret(&self, client_id: &str, secret: AppSecret, entry: Entry) -> Answer<'_, Saved<SecretAdded>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| secrets::add(connection, &client_id, &secret, &entry))
    }

    fn retire_secret(&self, client_id: &str, secret: &str, entry: Entry) -> Answer<'_, Saved<()>> {
        let (client_id, secret) = (client_id.to_owned(), secret.to_owned());
        self.writing(move |connection| secrets::retire(connection, &client_id, &secret, &entry))
    }

    fn restore_secret(&self, client_id: &str, secret: &str, since: UnixSeconds, entry: Entry) -> Answer<'_, Saved<()>> {
        let (client_id, secret) = (client_id.to_owned(), secret.to_owned());
        self.writing(move |connection| secrets::restore(connection, &client_id, &secret, since, &entry))
    }

    fn set_app_logo(&self, client_id: &str, png: Option<Vec<u8>>, entry: Entry) -> Answer<'_, Saved<()>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| {
            if let Err(no) = changeable::<()>(connection, &client_id)? {
                return Ok(no);
            }
            match &png {
                Some(png) => {
                    let hash: [u8; 32] = Sha256::digest(png).into();
                    let sql = "INSERT OR REPLACE INTO app_logos (app, png, hash, updated_at) VALUES (?1, ?2, ?3, ?4)";
                    run(connection, sql, params![client_id, png, hash, entry.at])?;
                }
                None => {
                    run(connection, "DELETE FROM app_logos WHERE app = ?1", [&client_id])?;
                }
            }
            audit::write(connection, &entry)?;
            Ok(Saved::Done(()))
        })
    }
}
