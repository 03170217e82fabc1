//! Logos of apps.

use super::{SqliteStore, digest, first};
use crate::store::{Answer, Logos};
use crate::token::Digest;

impl Logos for SqliteStore {
    fn logo_hash(&self, client_id: &str) -> Answer<'_, Option<Digest>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| {
            first(connection, "SELECT hash FROM app_logos WHERE app = ?1", [client_id], |row| Ok(digest(row, "hash")?))
        })
    }

    fn logo(&self, client_id: &str) -> Answer<'_, Option<Vec<u8>>> {
        let client_id = client_id.to_owned();
        self.reading(move |connection| {
            first(connection, "SELECT png FROM app_logos WHERE app = ?1", [client_id], |row| Ok(row.get("png")?))
        })
    }
}
