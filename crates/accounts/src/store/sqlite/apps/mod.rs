//! OAuth apps and their secrets: how a row is read. Changing, searching, secrets and what there is to know about one have
//! files of their own.

mod change;
mod overview;
mod search;
mod secrets;
#[cfg(test)]
mod tests;

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppFacets, AppKind, AppQuery, AppSettings, DialectName, OAuthAppDraft, Pkce};
use countersign_wire::redirect_uri::RedirectUri;
use rusqlite::{Connection, Row};

use super::{SqliteStore, StoreError, first, json, scopes, whole, word};
use crate::audit::Entry;
use crate::store::rows::{
    App, AppSecret, AppsPage, NewApp, NoSecrets, NotAdded, NotApplied, NotChanged, NotRestored, NotRetired, NotSwitched, NotTransferred,
    OutOfReach, Reach, SecretAdded,
};
use crate::store::{Answer, AppChange, Apps};

/// The columns that [`app`] reads.
const APP: &str = "apps.client_id, apps.name, apps.kind, apps.dialect, apps.redirect_uris, apps.scopes, apps.trusted, apps.enabled, \
     apps.held, apps.pkce, apps.wants_secret, apps.built_in, apps.created_at, apps.version, apps.last_used_at, apps.created_by, apps.settings, \
     apps.organisation, apps.code_name";

/// Whether an enabled app in a browser names an origin.
const IS_ORIGIN: &str = "SELECT 1 FROM app_facets JOIN apps ON apps.client_id = app_facets.app \
     WHERE app_facets.facet = 'origin' AND app_facets.value = ?1 AND apps.kind = 'spa' AND apps.enabled LIMIT 1";

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
        held: row.get("held")?,
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

impl Apps for SqliteStore {
    fn add_app(&self, new: NewApp, entry: Entry) -> Answer<'_, Result<App, NotAdded>> {
        self.writing(move |connection| change::add(connection, &new, &entry))
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
        // Found by its key: a browser's question before a request does not wait behind searches.
        self.reading(move |connection| Ok(first(connection, IS_ORIGIN, [&origin], |_| Ok(()))?.is_some()))
    }

    fn update_app(
        &self,
        client_id: &str,
        reach: &Reach,
        draft: OAuthAppDraft,
        version: i64,
        entry: Entry,
    ) -> Answer<'_, Result<App, NotChanged>> {
        let (client_id, reach) = (client_id.to_owned(), reach.clone());
        self.writing(move |connection| change::set(connection, &client_id, &reach, &draft, version, &entry))
    }

    fn set_app_enabled(&self, client_id: &str, reach: &Reach, enabled: bool, entry: Entry) -> Answer<'_, Result<App, NotSwitched>> {
        let (client_id, reach) = (client_id.to_owned(), reach.clone());
        self.writing(move |connection| change::switch(connection, &client_id, &reach, enabled, &entry))
    }

    fn transfer_app(&self, client_id: &str, organisation: Option<String>, entry: Entry) -> Answer<'_, Result<App, NotTransferred>> {
        let client_id = client_id.to_owned();
        self.writing(move |connection| change::transfer(connection, &client_id, organisation.as_deref(), entry))
    }

    fn delete_app(&self, client_id: &str, reach: &Reach, entry: Entry) -> Answer<'_, Result<(), OutOfReach>> {
        let (client_id, reach) = (client_id.to_owned(), reach.clone());
        self.writing(move |connection| match change::changeable(connection, &client_id, &reach)? {
            Err(no) => Ok(Err(no)),
            Ok(app) => change::delete(connection, &app, &entry).map(Ok),
        })
    }

    fn change_apps(&self, changes: Vec<(AppChange, Entry)>) -> Answer<'_, Result<(), (usize, NotApplied)>> {
        self.writing(move |connection| {
            whole(connection, || {
                for (place, (one, entry)) in changes.iter().enumerate() {
                    if let Err(no) = change::change(connection, one, entry)? {
                        return Ok(Err((place, no)));
                    }
                }
                Ok(Ok(()))
            })
        })
    }

    fn add_secret(&self, client_id: &str, reach: &Reach, secret: AppSecret, entry: Entry) -> Answer<'_, Result<SecretAdded, NoSecrets>> {
        let (client_id, reach) = (client_id.to_owned(), reach.clone());
        self.writing(move |connection| secrets::add(connection, &client_id, &reach, &secret, &entry))
    }

    fn retire_secret(&self, client_id: &str, reach: &Reach, secret: &str, entry: Entry) -> Answer<'_, Result<(), NotRetired>> {
        let (client_id, reach, secret) = (client_id.to_owned(), reach.clone(), secret.to_owned());
        self.writing(move |connection| secrets::retire(connection, &client_id, &reach, &secret, &entry))
    }

    fn restore_secret(
        &self,
        client_id: &str,
        reach: &Reach,
        secret: &str,
        since: UnixSeconds,
        entry: Entry,
    ) -> Answer<'_, Result<(), NotRestored>> {
        let (client_id, reach, secret) = (client_id.to_owned(), reach.clone(), secret.to_owned());
        self.writing(move |connection| secrets::restore(connection, &client_id, &reach, &secret, since, &entry))
    }

    fn set_app_logo(&self, client_id: &str, reach: &Reach, png: Option<Vec<u8>>, entry: Entry) -> Answer<'_, Result<(), OutOfReach>> {
        let (client_id, reach) = (client_id.to_owned(), reach.clone());
        self.writing(move |connection| match change::changeable(connection, &client_id, &reach)? {
            Err(no) => Ok(Err(no)),
            Ok(_) => change::set_logo(connection, &client_id, png.as_deref(), &entry).map(Ok),
        })
    }
}
