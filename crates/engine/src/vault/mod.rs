//! Where tokens, provider secrets and pending sign-ins are kept.
//!
//! One 32-byte key in the system's keychain ([`key`]), and sealed files beside it (`sealed`), shared by every
//! process of the person, the app and the command line: `vault.sealed` with all that must last, and `traces.sealed`
//! with what happened lately, which may be lost (`sealed_file`). A write takes a lock between processes (`lock`), reads
//! again, applies its change, and replaces the file whole. Without any keychain the app may keep records in
//! memory until it closes (`memory`); the command line refuses.
//!
//! What always holds:
//!
//! * Locked is not absent. Nothing is deleted, replaced or made anew because a keychain did not answer.
//! * Where there is no keychain a person may choose a passphrase in its place ([`passphrase`]); nobody else chooses it.
//! * A key is made once, under the lock, and only where there is no sealed file. A sealed file whose key is gone
//!   is an error that says so.
//! * The file at its path is always whole: a crash leaves it as before or as after.
//! * A file that cannot be read is kept aside, never deleted; of `traces.sealed`, the last one that was.

#[cfg(test)]
pub(crate) mod contract;
mod derivation;
mod error;
mod examination;
mod files;
pub mod key;
mod lock;
mod memory;
mod new_file;
mod opening;
pub mod passphrase;
pub(crate) mod portable;
mod records;
pub(crate) mod sealed;
mod sealed_file;
mod system_keychain;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_wire::account::Kept;
use countersign_wire::keychain::KeychainState;

use crate::entropy::Entropy;
pub use error::VaultError;
pub(crate) use examination::Examined;
pub use key::{Key32, Keychain, KeychainError};
pub use records::{RecordKind, Records};
pub use system_keychain::SystemKeychain;

use files::{Files, Found, Loaded, Stamp};
use key::{KeychainThread, entry_of};
pub(crate) use lock::FileLock;
use lock::lock_file;
use memory::Memory;
use sealed_file::SealedFile;

/// What to do where there is no keychain at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutKeychain {
    /// Refuse: the command line, whose process ends before a session could be used.
    Refuse,
    /// Keep records in memory until the process ends: the app, which warns first.
    KeepInMemory,
}

/// How often another process's writing is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// After this time [`Vault::changed`] resolves anyway, so that a change between a read and the wait is seen.
const LOOK_AT_MOST: Duration = Duration::from_secs(1);

/// The records of one home folder. Cheap to clone; all clones are one vault.
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    files: Files,
    lock_path: PathBuf,
    entry: String,
    keychain: Arc<KeychainThread>,
    entropy: Arc<dyn Entropy>,
    policy: WithoutKeychain,
    /// The home's key, once the keychain gave it; kept for the life of the process.
    key: Arc<Mutex<Option<Key32>>>,
    /// Which file of the home it is.
    file: SealedFile,
    /// What was last read or written, and of which file.
    seen: Mutex<Option<(Stamp, Records)>>,
    /// Set by the first write that found no keychain, under [`WithoutKeychain::KeepInMemory`].
    memory: Mutex<Option<Memory>>,
    /// One writer at a time within the process; the file lock then decides between processes.
    writer: Arc<tokio::sync::Mutex<()>>,
    notices: Mutex<Vec<String>>,
}

impl Vault {
    /// The vault of a home folder. Nothing is read or asked yet.
    ///
    /// `default_home` is the folder that the system's conventions name; any other folder has a key of its own.
    #[must_use]
    pub fn open(home: &Path, default_home: &Path, keychain: Arc<dyn Keychain>, entropy: Arc<dyn Entropy>, policy: WithoutKeychain) -> Self {
        Self {
            shared: Arc::new(Shared {
                files: Files::of(home, SealedFile::Vault),
                lock_path: home.join(SealedFile::Vault.lock()),
                entry: entry_of(home, default_home),
                keychain: Arc::new(KeychainThread::new(keychain)),
                entropy,
                policy,
                key: Arc::default(),
                file: SealedFile::Vault,
                seen: Mutex::default(),
                memory: Mutex::default(),
                writer: Arc::default(),
                notices: Mutex::default(),
            }),
        }
    }

    /// Another file of the same home. Nothing is read or asked yet.
    fn beside(&self, file: SealedFile) -> Self {
        let Shared { files, lock_path, entry, keychain, entropy, policy, key, .. } = &*self.shared;
        let home = files.current.parent().unwrap_or(&files.current);
        Self {
            shared: Arc::new(Shared {
                files: Files::of(home, file),
                lock_path: lock_path.with_file_name(file.lock()),
                entry: entry.clone(),
                keychain: Arc::clone(keychain),
                entropy: Arc::clone(entropy),
                policy: *policy,
                key: Arc::clone(key),
                file,
                seen: Mutex::default(),
                memory: Mutex::default(),
                writer: Arc::default(),
                notices: Mutex::default(),
            }),
        }
    }

    /// The records as they are now, whichever process wrote them. Cheap while nothing changed.
    ///
    /// # Errors
    /// [`VaultError`]; never because there is nothing yet.
    pub async fn read(&self) -> Result<Records, VaultError> {
        if let Some(memory) = &*locked(&self.shared.memory) {
            return Ok(memory.records());
        }
        match self.load().await {
            Ok(Loading::Done(records)) => Ok(records),
            // Whoever writes mends it; who only looks changes nothing.
            Ok(Loading::Broken(detail)) if self.shared.file.may_be_lost() => self.read_copy_before(detail).await,
            Ok(Loading::Broken(_)) => {
                let turn = self.turn().await?;
                let (_turn, records) = self.load_for_writing(turn).await?;
                Ok(records)
            }
            // What is in the file stays there unread; the app has warned (S2).
            Err(VaultError::Keychain(KeychainError::Absent)) if self.may_use_memory() => Ok(Records::default()),
            Err(error) => Err(self.shared.file.told(error)),
        }
    }

    /// The records as this process saw them last, without a look at the disk: for what is looked at again before it counts.
    pub(crate) fn seen(&self) -> Option<Records> {
        locked(&self.shared.seen).as_ref().map(|(_, records)| records.clone())
    }

    /// Changes records: takes the lock between processes, reads again, applies `change`, and saves.
    ///
    /// When this returns `Ok` the change is on disk. When it returns an error, or is dropped, it is there whole or
    /// not at all. `change` must not wait for anything.
    ///
    /// # Errors
    /// What `change` returns, or [`VaultError`].
    pub async fn write<T, E: From<VaultError>>(&self, change: impl FnOnce(&mut Records) -> Result<T, E>) -> Result<T, E> {
        let turn = self.turn().await?;
        if let Some(memory) = &mut *locked(&self.shared.memory) {
            return change_memory(memory, change);
        }
        let (turn, before) = match self.load_for_writing(turn).await {
            Err(VaultError::Keychain(KeychainError::Absent)) if self.may_use_memory() => return self.begin_memory(change),
            loaded => loaded.map_err(|error| self.shared.file.told(error))?,
        };
        let mut after = before.clone();
        let result = change(&mut after)?;
        if after.same_as(&before) {
            return Ok(result);
        }
        let key = match self.key_or_create(&turn).await {
            Err(VaultError::Keychain(KeychainError::Absent)) if self.may_use_memory() => {
                // Only reached where there is no file: `load_for_writing` needs the key of one that is there.
                locked(&self.shared.memory).get_or_insert_default().replace(after);
                return Ok(result);
            }
            key => key.map_err(|error| self.shared.file.told(error))?,
        };
        self.save(turn, key, after.stamped()).await?;
        Ok(result)
    }

    /// Resolves when the records may have changed: soon after any process saved, and after a second in any case, so
    /// that nothing between a read and this wait is missed. Read again after it.
    pub async fn changed(&self) {
        let look = || {
            self.shared.files.look().ok().map(|found| match found {
                Found::Nothing => None,
                Found::File(stamp) => Some(stamp),
            })
        };
        let before = look();
        let enough = tokio::time::Instant::now() + LOOK_AT_MOST;
        while tokio::time::Instant::now() < enough && look() == before {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until no other process has what is called so; nothing where that takes longer than `patience`.
    ///
    /// The name is a file's, in the home folder, that stays there: a few bytes of a folder for each name.
    pub(crate) async fn hold(&self, name: &str, patience: Duration) -> Result<Option<FileLock>, VaultError> {
        match lock_file(&self.shared.lock_path.with_file_name(name), patience).await {
            Ok(held) => Ok(Some(held)),
            Err(VaultError::Busy) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the keychain keeps what it is given: writes, reads and compares, with a time-out.
    pub async fn keychain_state(&self) -> KeychainState {
        self.shared.keychain.round_trip(&self.shared.entry, self.shared.entropy.as_ref()).await
    }

    /// Where what is written goes.
    #[must_use]
    pub fn kept(&self) -> Kept {
        if locked(&self.shared.memory).is_some() { Kept::Memory } else { Kept::Vault }
    }

    /// What the person should be told of the vault, each once: such as that a damaged file was set aside.
    #[must_use]
    pub fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut *locked(&self.shared.notices))
    }

    fn may_use_memory(&self) -> bool {
        self.shared.policy == WithoutKeychain::KeepInMemory
    }

    fn begin_memory<T, E: From<VaultError>>(&self, change: impl FnOnce(&mut Records) -> Result<T, E>) -> Result<T, E> {
        change_memory(locked(&self.shared.memory).get_or_insert_default(), change)
    }

    /// The right to write, within the process and between processes.
    async fn turn(&self) -> Result<Arc<Turn>, VaultError> {
        let within = tokio::time::timeout(lock::PATIENCE, Arc::clone(&self.shared.writer).lock_owned());
        let within = within.await.map_err(|_| VaultError::Busy)?;
        let between = lock_file(&self.shared.lock_path, lock::PATIENCE).await?;
        Ok(Arc::new(Turn { _between: between, _within: within }))
    }

    /// Reads what is on disk, or what is known of it while it is the same file.
    async fn load(&self) -> Result<Loading, VaultError> {
        // A look is a few calls of the system, less than the way to another thread and back.
        match self.shared.files.look()? {
            Found::Nothing => return Ok(Loading::Done(Records::default())),
            Found::File(stamp) => match &*locked(&self.shared.seen) {
                Some((seen, records)) if *seen == stamp => return Ok(Loading::Done(records.clone())),
                _ => {}
            },
        }
        let Some(key) = self.key().await? else {
            return Err(self.without_key());
        };
        let shared = Arc::clone(&self.shared);
        off_the_async_threads(move || match shared.files.load(&key)? {
            Loaded::Whole(records, stamp) => {
                *locked(&shared.seen) = Some((stamp, records.clone()));
                Ok(Loading::Done(records))
            }
            Loaded::Broken(detail) => Ok(Loading::Broken(detail)),
        })
        .await
    }

    /// What the copy before a broken file has; both stay as they are.
    async fn read_copy_before(&self, detail: &'static str) -> Result<Records, VaultError> {
        let told = |error| self.shared.file.told(error);
        let Some(key) = self.key().await? else {
            return Err(told(self.without_key()));
        };
        let shared = Arc::clone(&self.shared);
        off_the_async_threads(move || shared.files.copy_before(&key, detail)).await.map(|(_, records)| records).map_err(told)
    }

    /// The same under the lock, where what is broken may be mended, and what may be lost is begun anew.
    async fn load_for_writing(&self, turn: Arc<Turn>) -> Result<(Arc<Turn>, Records), VaultError> {
        match self.load().await {
            Ok(Loading::Done(records)) => return Ok((turn, records)),
            Ok(Loading::Broken(_)) => {}
            Err(error) if self.shared.begins_anew_after(&error) => {}
            Err(error) => return Err(error),
        }
        let Some(key) = self.key().await? else {
            return Err(self.without_key());
        };
        let shared = Arc::clone(&self.shared);
        off_the_async_threads(move || Ok((turn, shared.mend(&key)?))).await
    }

    /// Saves. The thread that does it holds the turn, so a caller that is dropped meanwhile changes nothing.
    async fn save(&self, turn: Arc<Turn>, key: Key32, records: Records) -> Result<(), VaultError> {
        let shared = Arc::clone(&self.shared);
        off_the_async_threads(move || {
            let bytes =
                sealed::seal(&records, &key, shared.entropy.as_ref()).map_err(|what| shared.file.told(VaultError::TooLarge { what }))?;
            let stamp = shared.files.save(&bytes)?;
            *locked(&shared.seen) = Some((stamp, records));
            drop(turn);
            Ok(())
        })
        .await
    }
}

impl Shared {
    /// Only under the lock: the records, after the copy before them took the place of a broken file, or none where they may be lost.
    fn mend(&self, key: &Key32) -> Result<Records, VaultError> {
        let mended = self.files.load(key).and_then(|loaded| match loaded {
            Loaded::Whole(records, stamp) => Ok((records, stamp)),
            Loaded::Broken(detail) => {
                let (records, stamp, told) = self.files.recover(key, detail)?;
                tracing::warn!("{told}");
                if !self.file.may_be_lost() {
                    locked(&self.notices).push(told);
                }
                Ok((records, stamp))
            }
        });
        match mended {
            Ok((records, stamp)) => {
                *locked(&self.seen) = Some((stamp, records.clone()));
                Ok(records)
            }
            Err(error) if self.begins_anew_after(&error) => {
                tracing::warn!(error = %self.file.told(error), "it is set aside");
                self.files.set_aside().map_err(VaultError::io("kept aside", &self.files.current))?;
                Ok(Records::default())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether a write goes on without what is in the file.
    fn begins_anew_after(&self, error: &VaultError) -> bool {
        self.file.may_be_lost() && matches!(error, VaultError::Damaged { .. } | VaultError::AnotherKey { .. })
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("file", &self.shared.files.current).field("kept", &self.kept()).finish_non_exhaustive()
    }
}

/// Both locks; the one between processes is let go first.
struct Turn {
    _between: FileLock,
    _within: tokio::sync::OwnedMutexGuard<()>,
}

enum Loading {
    Done(Records),
    Broken(&'static str),
}

fn change_memory<T, E>(memory: &mut Memory, change: impl FnOnce(&mut Records) -> Result<T, E>) -> Result<T, E> {
    let mut after = memory.records();
    let result = change(&mut after)?;
    memory.replace(after);
    Ok(result)
}

/// A poisoned lock guards values that are replaced whole: they are good.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn off_the_async_threads<T: Send + 'static>(work: impl FnOnce() -> Result<T, VaultError> + Send + 'static) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(VaultError::BrokeOff))
}
