//! How an app is changed: each step in one transaction with its row of the audit.

use countersign_wire::app::{AppKind, AppSettings, OAuthAppDraft};
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{find, secrets};
use crate::audit::{Entry, changes};
use crate::store::AppChange;
use crate::store::rows::{
    App, NewApp, NotAdded, NotApplied, NotChanged, NotDeleted, NotSwitched, NotTransferred, OutOfReach, Reach, Unavailable,
};
use crate::store::sqlite::{StoreError, audit, first, run, to_json};

/// Whether there is an organisation.
const ORGANISATION: &str = "SELECT 1 FROM organisations WHERE id = ?1";

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
    let facets = facets.chain(draft.settings.origins.iter().map(|origin| ("origin", origin.clone())));
    for (facet, value) in facets {
        let sql = "INSERT OR IGNORE INTO app_facets (facet, value, app) VALUES (?1, ?2, ?3)";
        run(connection, sql, params![facet, value, client_id])?;
    }
    Ok(())
}

/// What an app of these settings names and cannot have, if there is any.
fn stands_against(connection: &Connection, client_id: &str, settings: &AppSettings) -> Result<Option<Unavailable>, StoreError> {
    let taken = "SELECT 1 FROM apps WHERE code_name = ?1 AND client_id != ?2";
    if first(connection, taken, params![settings.code_name, client_id], |_| Ok(()))?.is_some() {
        return Ok(Some(Unavailable::CodeName));
    }
    if let Some(organisation) = &settings.organisation
        && first(connection, ORGANISATION, [organisation], |_| Ok(()))?.is_none()
    {
        return Ok(Some(Unavailable::Organisation));
    }
    Ok(None)
}

/// An app that somebody of this reach may change.
pub(super) fn changeable(connection: &Connection, client_id: &str, reach: &Reach) -> Result<Result<App, OutOfReach>, StoreError> {
    Ok(match find(connection, client_id)?.filter(|app| reach.covers(app)) {
        None => Err(OutOfReach::NotFound),
        Some(app) if app.built_in => Err(OutOfReach::BuiltIn),
        Some(app) => Ok(app),
    })
}

/// An app that was just written.
fn written(connection: &Connection, client_id: &str) -> Result<App, StoreError> {
    find(connection, client_id)?.ok_or_else(|| StoreError::Database("an app that was just written is not there".to_owned()))
}

pub(super) fn add(connection: &Connection, new: &NewApp, entry: &Entry) -> Result<Result<App, NotAdded>, StoreError> {
    let NewApp { client_id, draft, secret, built_in, created_by, created_at } = new;
    if let Some(against) = stands_against(connection, client_id, &draft.settings)? {
        return Ok(Err(against.into()));
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
    if added == 0 {
        return Ok(Err(NotAdded::ClientIdTaken));
    }
    keep_facets(connection, client_id, draft)?;
    if let Some(secret) = secret {
        secrets::insert(connection, client_id, secret)?;
    }
    audit::write(connection, entry)?;
    Ok(Ok(written(connection, client_id)?))
}

pub(super) fn set(
    connection: &Connection,
    client_id: &str,
    reach: &Reach,
    draft: &OAuthAppDraft,
    version: i64,
    entry: &Entry,
) -> Result<Result<App, NotChanged>, StoreError> {
    let before = match changeable(connection, client_id, reach)? {
        Ok(app) => app,
        Err(no) => return Ok(Err(no.into())),
    };
    if let Some(against) = stands_against(connection, client_id, &draft.settings)? {
        return Ok(Err(against.into()));
    }
    if before.held && draft.enabled && *reach != Reach::Everything {
        return Ok(Err(NotChanged::Held));
    }
    let held = !draft.enabled && (before.held || (before.enabled && *reach == Reach::Everything));
    // An app on a server whose keys are taken away has to have a secret from then on: it never becomes public.
    let wants_secret = before.wants_secret || (draft.kind != AppKind::Native && draft.has_secret());
    let updated = run(
        connection,
        "UPDATE apps SET name = ?3, name_key = ?4, found_by = ?5, redirect_uris = ?6, scopes = ?7, trusted = ?8, enabled = ?9, \
         pkce = ?10, settings = ?11, organisation = ?12, code_name = ?13, updated_at = ?14, wants_secret = ?15, held = ?16, \
         version = version + 1 WHERE client_id = ?1 AND version = ?2",
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
            held,
        ],
    )?;
    if updated == 0 {
        return Ok(Err(NotChanged::Conflict(before.version)));
    }
    keep_facets(connection, client_id, draft)?;
    if !draft.enabled {
        end_all(connection, client_id)?;
    }
    audit::write(connection, &entry.clone().saying(&changes::of_app(&before.as_draft(), draft)))?;
    Ok(Ok(written(connection, client_id)?))
}

/// Ends all that an app was given: enabling it again must not bring back what it held.
fn end_all(connection: &Connection, client_id: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM codes WHERE app = ?1", [client_id])?;
    run(connection, "DELETE FROM grants WHERE app = ?1", [client_id])?;
    Ok(())
}

pub(super) fn delete(connection: &Connection, app: &App, entry: &Entry) -> Result<(), StoreError> {
    run(connection, "DELETE FROM apps WHERE client_id = ?1", [&app.client_id])?;
    audit::write(connection, entry)
}

pub(super) fn change(connection: &Connection, change: &AppChange, entry: &Entry) -> Result<Result<(), NotApplied>, StoreError> {
    Ok(match change {
        AppChange::Add(new) => add(connection, new, entry)?.map(drop).map_err(NotApplied::from),
        AppChange::Set(client_id, draft, version) => {
            set(connection, client_id, &Reach::Everything, draft, *version, entry)?.map(drop).map_err(NotApplied::from)
        }
        AppChange::Delete(client_id, version) => match changeable(connection, client_id, &Reach::Everything)? {
            Err(no) => Err(NotDeleted::from(no).into()),
            Ok(app) if app.version != *version => Err(NotDeleted::Conflict(app.version).into()),
            Ok(app) => {
                delete(connection, &app, entry)?;
                Ok(())
            }
        },
    })
}

/// Enables or disables an app.
pub(super) fn switch(
    connection: &Connection,
    client_id: &str,
    reach: &Reach,
    enabled: bool,
    entry: &Entry,
) -> Result<Result<App, NotSwitched>, StoreError> {
    let before = match changeable(connection, client_id, reach)? {
        Ok(app) => app,
        Err(no) => return Ok(Err(no.into())),
    };
    if before.held && enabled && *reach != Reach::Everything {
        return Ok(Err(NotSwitched::Held));
    }
    let held = !enabled && (before.held || *reach == Reach::Everything);
    if (before.enabled, before.held) == (enabled, held) {
        return Ok(Ok(before));
    }
    let sql = "UPDATE apps SET enabled = ?2, held = ?3, updated_at = ?4, version = version + 1 WHERE client_id = ?1";
    run(connection, sql, params![client_id, enabled, held, entry.at])?;
    if !enabled {
        end_all(connection, client_id)?;
    }
    audit::write(connection, entry)?;
    Ok(Ok(written(connection, client_id)?))
}

pub(super) fn transfer(
    connection: &Connection,
    client_id: &str,
    organisation: Option<&str>,
    entry: Entry,
) -> Result<Result<App, NotTransferred>, StoreError> {
    let before = match changeable(connection, client_id, &Reach::Everything)? {
        Ok(app) => app,
        Err(no) => return Ok(Err(no.into())),
    };
    if let Some(organisation) = organisation
        && first(connection, ORGANISATION, [organisation], |_| Ok(()))?.is_none()
    {
        return Ok(Err(NotTransferred::NoOrganisation));
    }
    let sql = "UPDATE apps SET organisation = ?2, updated_at = ?3, version = version + 1 WHERE client_id = ?1";
    run(connection, sql, params![client_id, organisation, entry.at])?;
    let told = changes::of_organisation(before.settings.organisation.as_deref(), organisation);
    audit::write(connection, &entry.saying(&told))?;
    Ok(Ok(written(connection, client_id)?))
}

pub(super) fn set_logo(connection: &Connection, client_id: &str, png: Option<&[u8]>, entry: &Entry) -> Result<(), StoreError> {
    match png {
        Some(png) => {
            let hash: [u8; 32] = Sha256::digest(png).into();
            let sql = "INSERT OR REPLACE INTO app_logos (app, png, hash, updated_at) VALUES (?1, ?2, ?3, ?4)";
            run(connection, sql, params![client_id, png, hash, entry.at])?;
        }
        None => {
            run(connection, "DELETE FROM app_logos WHERE app = ?1", [client_id])?;
        }
    }
    audit::write(connection, entry)
}
