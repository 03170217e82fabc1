//! Remembered consents.

use countersign_wire::UnixSeconds;
use rusqlite::{Connection, params};

use super::{SqliteStore, StoreError, audit, first, run, scopes, words};
use crate::audit::Entry;
use crate::store::rows::RememberedConsent;
use crate::store::{Answer, Consents};

/// Puts a consent in the place of the one before.
pub(super) fn remember(
    connection: &Connection,
    client_id: &str,
    person: &str,
    consent: &RememberedConsent,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO consents (app, person, scopes, claims, resources, given_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (app, person) DO UPDATE SET scopes = excluded.scopes, claims = excluded.claims, resources = excluded.resources, \
         given_at = excluded.given_at",
        params![client_id, person, consent.scopes.to_wire(), consent.claims.join(" "), consent.resources.join(" "), now],
    )?;
    Ok(())
}

impl Consents for SqliteStore {
    fn consent(&self, client_id: &str, person: &str) -> Answer<'_, Option<RememberedConsent>> {
        let (client_id, person) = (client_id.to_owned(), person.to_owned());
        self.reading(move |connection| {
            let sql = "SELECT scopes, claims, resources FROM consents WHERE app = ?1 AND person = ?2";
            first(connection, sql, params![client_id, person], |row| {
                let claims: Option<String> = row.get("claims")?;
                let claims = claims.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
                Ok(RememberedConsent { scopes: scopes(row, "scopes")?, claims, resources: words(row, "resources")? })
            })
        })
    }

    fn forget_consent(&self, person: &str, client_id: &str, entry: Entry) -> Answer<'_, bool> {
        let (client_id, person) = (client_id.to_owned(), person.to_owned());
        self.writing(move |connection| {
            let forgotten = run(connection, "DELETE FROM consents WHERE app = ?1 AND person = ?2", params![client_id, person])? == 1;
            if forgotten {
                audit::write(connection, &entry)?;
            }
            Ok(forgotten)
        })
    }
}
