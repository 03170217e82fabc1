//! The engine's own types as records of the vault.

use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::vault::{RecordKind, Records};

/// A type that is kept as a record.
pub(crate) trait Stored: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which kind of record it is.
    const KIND: RecordKind;

    /// What it is found by.
    fn id(&self) -> &str;

    /// The one of this id.
    fn load(records: &Records, id: &str) -> Result<Option<Self>, UserError> {
        records.get(Self::KIND, id).map(|bytes| serde_json::from_slice(bytes).map_err(|error| unreadable(id, &error))).transpose()
    }

    /// Whether there is one of this id.
    fn is_in(records: &Records, id: &str) -> bool {
        records.get(Self::KIND, id).is_some()
    }

    /// All of them. One that does not read (a newer version wrote it) is left alone, and does not hide the others.
    fn load_all(records: &Records) -> Vec<Self> {
        let read = |(id, bytes): (&str, &[u8])| match serde_json::from_slice(bytes) {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::warn!(id, line = error.line(), "a record of the vault does not read");
                None
            }
        };
        records.list(Self::KIND).filter_map(read).collect()
    }

    /// The same as [`Self::load_all`], each read once for as long as it stays as it is: for who looks at many, and keeps one.
    fn look_through(records: &Records) -> impl Iterator<Item = Arc<Self>> {
        records.list(Self::KIND).filter_map(|(id, _)| match records.said(Self::KIND, id, |bytes| serde_json::from_slice(bytes))? {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::warn!(id, line = error.line(), "a record of the vault does not read");
                None
            }
        })
    }

    /// Puts it in its place.
    fn store(&self, records: &mut Records) -> Result<(), UserError> {
        let bytes = serde_json::to_vec(self).map_err(|error| unreadable(self.id(), &error))?;
        records.put(Self::KIND, self.id(), bytes);
        Ok(())
    }

    /// Puts it in its place, and at hand for who looks through them next.
    fn keep(self: &Arc<Self>, records: &mut Records) -> Result<(), UserError> {
        self.store(records)?;
        records.note(Self::KIND, self.id(), Arc::clone(self));
        Ok(())
    }

    /// Takes it away.
    fn remove(records: &mut Records, id: &str) -> bool {
        records.remove(Self::KIND, id)
    }
}

fn unreadable(id: &str, error: &serde_json::Error) -> UserError {
    // serde_json's text may quote what it read, which here is a secret: only its place is told.
    UserError::new(
        ErrorCode::Vault,
        format!(
            "The record “{id}” in the vault cannot be read (column {}). A newer Countersign may have written it: update this one.",
            error.column()
        ),
    )
}
