//! Doors of the vault itself: its passphrase, and accounts that go from one computer to another.

use std::path::Path;

use countersign_wire::error::UserError;
use countersign_wire::transfer::{Exported, Imported};

use super::Engine;
use crate::vault::passphrase::Passphrase;

/// The vault: its passphrase, and accounts from one computer to another.
impl Engine {
    /// Seals a vault that has a passphrase with another one.
    ///
    /// # Errors
    /// Where it has none, or where this engine was given another one.
    pub async fn change_passphrase(&self, to: Passphrase) -> Result<(), UserError> {
        Ok(self.core.vault.change_passphrase(to).await?)
    }

    /// Seals sessions with their services into a file: those of `only`, or all that are signed in. With `take_off` they are
    /// gone here afterwards, and the services are told nothing.
    ///
    /// # Errors
    /// `NotFound` where one of them is not signed in; where the file is there already or cannot be written.
    pub async fn export_accounts(
        &self,
        path: &Path,
        passphrase: &Passphrase,
        only: &[String],
        take_off: bool,
    ) -> Result<Exported, UserError> {
        self.core.export_accounts(path, passphrase, only, take_off).await
    }

    /// Opens an export, and keeps what is not here yet. Whoever is signed in here already stays as they are.
    ///
    /// # Errors
    /// Where the file does not open with this passphrase, or is no export; nothing is changed then.
    pub async fn import_accounts(&self, path: &Path, passphrase: &Passphrase) -> Result<Imported, UserError> {
        self.core.import_accounts(path, passphrase).await
    }
}
