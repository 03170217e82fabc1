//! A look at the vault that changes nothing: what is damaged stays as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::{Found, Loaded};
use super::records::Records;
use super::{Vault, VaultError, locked, off_the_async_threads};

/// How the sealed file is.
pub(crate) enum Examined {
    /// Nothing was ever kept.
    Empty,
    /// It opens.
    Whole {
        /// What is in it.
        records: Records,
        /// Whether an earlier program wrote it.
        is_older: bool,
    },
    /// It is damaged or gone.
    Broken {
        /// What is wrong with it.
        detail: &'static str,
        /// Whether the copy before it opens; the next read then puts it in its place.
        has_good_copy: bool,
    },
}

impl Vault {
    /// Looks whether the sealed file opens.
    ///
    /// # Errors
    /// Why it does not, where it is not its bytes.
    pub(crate) async fn examine(&self) -> Result<Examined, VaultError> {
        if let Some(memory) = &*locked(&self.shared.memory) {
            return Ok(Examined::Whole { records: memory.records(), is_older: false });
        }
        let shared = Arc::clone(&self.shared);
        if let Found::Nothing = off_the_async_threads(move || shared.files.look()).await? {
            return Ok(Examined::Empty);
        }
        let Some(key) = self.key().await? else {
            return Err(self.without_key());
        };
        let shared = Arc::clone(&self.shared);
        off_the_async_threads(move || {
            Ok(match shared.files.load(&key)? {
                Loaded::Whole(records, stamp) => Examined::Whole { records, is_older: stamp.is_of_an_older_format() },
                Loaded::Broken(detail) => Examined::Broken { detail, has_good_copy: shared.files.has_good_copy(&key) },
            })
        })
        .await
    }

    /// The sealed file.
    pub(crate) fn file(&self) -> &Path {
        &self.shared.files.current
    }

    /// The files beside it that only their owner should read, as far as they are there; the folder first.
    pub(crate) fn private_files(&self) -> Vec<PathBuf> {
        let folder = self.file().parent().map(Path::to_owned);
        let beside = folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten().map(|file| file.path());
        let is_vaults = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("vault.sealed") || name.starts_with("traces.sealed") || name.ends_with(".passphrase")
        };
        let files: Vec<_> = beside.filter(is_vaults).collect();
        folder.into_iter().chain(files).collect()
    }
}
