//! Putting a copy back.
//!
//! The copy is made ready in a folder of its own beside the database: looked at whole, brought to this version's schema,
//! and freed of what it cannot know to have ended (A22). Only then does it take its place. What was there is kept beside
//! it under another name, as a mistake of the hand is the likeliest reason to want it back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::{LookError, Looked, beside, folder_of, key_of, sync_folder};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::store::StoreError;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::open::{OpenError, known};

/// The files of a database, as they end.
const ENDINGS: [&str; 4] = ["", "-wal", "-shm", ".key"];

/// A copy that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The schema of the copy, and the one that it has now.
    pub schema: (i64, i64),
    /// Where what was there is now, if anything was.
    pub kept: Option<PathBuf>,
    /// What was ended, by table: how many rows.
    pub ended: Vec<(&'static str, usize)>,
}

/// Why a copy was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The copy.
    #[error("the copy cannot be put back: {0}. Nothing was changed")]
    Copy(#[from] LookError),
    /// The copy, as SQLite finds it.
    #[error("the copy {path} is damaged: {said}. Nothing was changed; take another copy")]
    Damaged {
        /// The copy.
        path: PathBuf,
        /// What SQLite said.
        said: String,
    },
    /// Somebody works with the database.
    #[error("a service or a command works with {0}. Stop it, then try again; nothing was changed")]
    InUse(PathBuf),
    /// The copy was named as what it should take the place of.
    #[error("{0} is the database itself. Name a copy of it")]
    Itself(PathBuf),
    /// The file system.
    #[error("the copy cannot be put into {folder}: {source}. What was there is there still, or beside it with “before” in its name")]
    Write {
        /// Where.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The copy could not be made ready.
    #[error("the copy could not be made ready: {0}. Nothing was changed")]
    Open(#[from] OpenError),
    /// What it cannot know could not be ended.
    #[error("the copy could not be made ready: {0}. Nothing was changed")]
    Store(#[from] StoreError),
}

/// Puts the copy `file`, with its key `FILE.key`, in the place of `database`.
///
/// # Errors
/// [`RestoreError`].
pub async fn restore(database: &Path, file: &Path, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Restored, RestoreError> {
    let (looked, _) = Looked::whole(file)?;
    if std::fs::canonicalize(database).is_ok_and(|database| std::fs::canonicalize(file).is_ok_and(|file| file == database)) {
        return Err(RestoreError::Itself(file.to_owned()));
    }
    if let Some(said) = looked.faults().map_err(LookError::from)?.into_iter().next() {
        return Err(RestoreError::Damaged { path: file.to_owned(), said });
    }
    let folder = folder_of(database);
    let write = |source: std::io::Error| RestoreError::Write { folder: folder.to_owned(), source };
    let Some(alone) = Lock::alone(database).map_err(write)? else { return Err(RestoreError::InUse(database.to_owned())) };
    // A folder for its owner alone; what is left of it goes when it is dropped.
    let room = tempfile::Builder::new().prefix(".restore-").tempdir_in(folder).map_err(write)?;
    let ready = room.path().join("accounts.db");
    copy_private(file, &ready).map_err(write)?;
    copy_private(&key_of(file), &key_of(&ready)).map_err(write)?;
    let (store, _) = SqliteStore::open(&ready, entropy.as_ref())?;
    let now = clock.now();
    let ended = store.end_what_a_copy_cannot_know(Entry::of(Deed::Restored, now)).await?;
    // The last connection takes the log into the file and removes it.
    drop(store);
    settled(&ready).map_err(OpenError::from)?;
    for path in [&ready, &key_of(&ready)] {
        std::fs::File::open(path).and_then(|file| file.sync_all()).map_err(write)?;
    }
    take_log_in(database);
    let kept = keep(database, now).map_err(write)?;
    put(&ready, database).map_err(write)?;
    sync_folder(folder).map_err(write)?;
    drop(alone);
    Ok(Restored { schema: (looked.schema, known()), kept, ended })
}

/// A copy that only its owner can read, whatever the rights of the original.
fn copy_private(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = std::fs::File::open(from)?;
    let mut target = crate::key::private().open(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()
}

/// Makes sure that nothing of a database is in its log alone.
fn settled(database: &Path) -> rusqlite::Result<()> {
    let connection = Connection::open(database)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

/// Has nothing of the old database in its log alone: the log goes before the new file comes, and whoever is killed between
/// the two must find the old database whole. One that is too damaged to be opened is as whole without its log as with it.
fn take_log_in(database: &Path) {
    if database.exists()
        && let Err(error) = settled(database)
    {
        tracing::warn!(%error, "the log of what was there could not be taken into it; both are kept as they are");
    }
}

/// Gives what is there a second name, which nothing has yet. Until the new files are in place, the old ones have both.
fn keep(database: &Path, now: i64) -> std::io::Result<Option<PathBuf>> {
    if !database.exists() {
        return Ok(None);
    }
    let mut kept = beside(database, &format!(".before-{now}"));
    let mut further = 1;
    // Somebody who was stopped in the midst of it tries again within the second.
    while ENDINGS.iter().any(|ending| beside(&kept, ending).exists()) {
        further += 1;
        kept = beside(database, &format!(".before-{now}-{further}"));
    }
    for ending in ENDINGS {
        let (old, new) = (beside(database, ending), beside(&kept, ending));
        if old.exists() {
            // Where the file system knows no second names, a copy does as well.
            std::fs::hard_link(&old, &new).or_else(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Err(error),
                _ => copy_private(&old, &new),
            })?;
        }
    }
    sync_folder(folder_of(database))?;
    Ok(Some(kept))
}

/// Puts the new files in the place of the old. The log goes first: SQLite would take it for the new file's. The key goes
/// before the database: with the new key, an old database does not open, and nothing is made anew in its place.
fn put(ready: &Path, database: &Path) -> std::io::Result<()> {
    for ending in ["-wal", "-shm"] {
        match std::fs::remove_file(beside(database, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    std::fs::rename(key_of(ready), key_of(database))?;
    std::fs::rename(ready, database)
}
