//! Rows of the audit.

use rusqlite::{Connection, params};

use super::{StoreError, run};
use crate::audit::Entry;

pub(super) fn write(connection: &Connection, entry: &Entry) -> Result<(), StoreError> {
    run(
        connection,
        "INSERT INTO audit (at, deed, actor, app, address, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![entry.at, entry.deed.as_str(), entry.actor, entry.app, entry.address, entry.detail],
    )?;
    Ok(())
}
