//! The contract of every store, held by SQLite: each handle is a store of its own over one file, as another process opens it.

use std::sync::Arc;

use super::SqliteStore;
use crate::entropy::SystemEntropy;
use crate::store::Store;
use crate::store::contract::{Place, holds_in};

/// A folder for one database.
pub(crate) struct InAFolder(tempfile::TempDir);

impl Place for InAFolder {
    async fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(&self.0.path().join("accounts.db"), &SystemEntropy).unwrap().0)
    }
}

holds_in!(crate::store::sqlite::contract::InAFolder);
