//! Bringing the schema of a database forward (A23). Serving does the same at its start; this is for whoever wants to see
//! it happen by itself.

use std::path::Path;

use super::Looked;
use crate::entropy::Entropy;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::open::{OpenError, known};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The schema before; 0 where the database was made.
    pub from: i64,
    /// The schema now.
    pub to: i64,
}

/// Brings a database to the schema of this version, making it where it is absent. Each step is one transaction.
///
/// # Errors
/// [`OpenError`]; a newer schema is refused, and a step that fails leaves nothing of itself.
pub fn migrate(database: &Path, entropy: &dyn Entropy) -> Result<Migrated, OpenError> {
    // What cannot be looked at is told by opening it.
    let from = Looked::at(database).map_or(0, |looked| looked.schema);
    SqliteStore::open(database, entropy)?;
    Ok(Migrated { from, to: known() })
}
