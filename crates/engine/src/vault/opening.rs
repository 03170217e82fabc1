//! What opens the vault: a key from the keychain, or from what stands in its place; and what to do where neither gives it.

use std::path::Path;
use std::sync::Arc;

use super::files::Found;
use super::key::{Key32, KeychainError};
use super::passphrase::{Passphrase, PassphraseKeychain};
use super::sealed_file::SealedFile;
use super::{Turn, Vault, VaultError, locked};

impl Vault {
    /// Seals the key with another passphrase, where the vault has one; the records stay as they are.
    ///
    /// # Errors
    /// Where it has none, where this is not the one that opens it, or where the disk refuses.
    pub async fn change_passphrase(&self, to: Passphrase) -> Result<(), VaultError> {
        let file = self.shared.files.current.clone();
        match (self.has_passphrase(), self.is_sealed_with_a_passphrase()) {
            (true, true) => {}
            (false, true) => return Err(VaultError::WantsPassphrase { file }),
            (_, false) => return Err(VaultError::NoPassphrase { file }),
        }
        let turn = self.turn().await?;
        let entry = self.shared.entry.clone();
        let asked = self.shared.keychain.ask(move |keychain| {
            let changed = keychain.change_passphrase(&entry, &to);
            drop(turn);
            changed
        });
        asked.await.map_err(VaultError::from)
    }

    /// The file's key, if the keychain has the home's.
    pub(super) async fn key(&self) -> Result<Option<Key32>, VaultError> {
        let of_file = |home: &Key32| self.shared.file.key(home);
        if let Some(key) = &*locked(&self.shared.key) {
            return Ok(Some(of_file(key)));
        }
        let entry = self.shared.entry.clone();
        let key = self.shared.keychain.ask(move |keychain| keychain.get(&entry)).await.map_err(|error| self.unopened(error))?;
        locked(&self.shared.key).clone_from(&key);
        Ok(key.as_ref().map(of_file))
    }

    /// The key; a new one where there is neither a key nor a file.
    pub(super) async fn key_or_create(&self, turn: &Arc<Turn>) -> Result<Key32, VaultError> {
        if let Some(key) = self.key().await? {
            return Ok(key);
        }
        if matches!(self.shared.files.look()?, Found::File(_)) {
            return Err(self.without_key());
        }
        if self.shared.file == SealedFile::Traces {
            // It makes no key. Where the vault is in memory it may stay there too, whatever the keychain says of itself.
            return Err(if self.may_use_memory() { KeychainError::Absent.into() } else { self.without_key() });
        }
        let key = Key32::generate(self.shared.entropy.as_ref());
        // The question holds the turn until it has ended, even if nobody waits for it any more: a keychain that
        // answers late must not replace a key that another process made meanwhile.
        let held = (Arc::clone(turn), self.shared.entry.clone(), key.clone());
        let read_back = self.shared.keychain.ask(move |keychain| {
            let (turn, entry, key) = held;
            keychain.set(&entry, &key)?;
            let read_back = keychain.get(&entry);
            drop(turn);
            read_back
        });
        // A store that only pretends keeps nothing: as good as none (facts of `keyring` 3's mock).
        if read_back.await?.as_ref() != Some(&key) {
            return Err(self.unopened(KeychainError::Absent));
        }
        *locked(&self.shared.key) = Some(key.clone());
        Ok(key)
    }

    /// The keychain does not answer: says what opens this vault, which need not be the keychain.
    pub(crate) fn unopened(&self, error: KeychainError) -> VaultError {
        let is_absent = error == KeychainError::Absent;
        let is_shut = is_absent || matches!(error, KeychainError::Locked | KeychainError::Silent);
        if self.has_passphrase() && error == KeychainError::Locked {
            return KeychainError::WrongPassphrase.into();
        }
        // Where records may stay in memory, the face has its own words for that.
        if !is_shut || self.has_passphrase() || is_absent && self.may_use_memory() {
            return error.into();
        }
        if self.is_sealed_with_a_passphrase() {
            return VaultError::WantsPassphrase { file: self.shared.files.current.clone() };
        }
        match self.shared.files.look() {
            Ok(Found::Nothing) if is_absent => VaultError::NothingOpens,
            _ => error.into(),
        }
    }

    /// There is a sealed file, and no key for it: says where its key should be.
    pub(super) fn without_key(&self) -> VaultError {
        let file = self.shared.files.current.clone();
        match (self.has_passphrase(), self.is_sealed_with_a_passphrase()) {
            (true, false) => VaultError::WantsKeychain { file },
            (false, true) => VaultError::WantsPassphrase { file },
            _ => VaultError::KeyMissing { file },
        }
    }

    /// Whether a passphrase stands in the keychain's place.
    pub(crate) fn has_passphrase(&self) -> bool {
        self.shared.keychain.keychain.is_passphrase()
    }

    /// Whether the key of this folder is sealed with a passphrase, whatever this process was given.
    pub(crate) fn is_sealed_with_a_passphrase(&self) -> bool {
        PassphraseKeychain::is_used_in(self.shared.files.current.parent().unwrap_or(Path::new(".")))
    }
}
