//! Putting a copy back.
//!
//! The copy is made ready in a folder of its own beside the database: looked at whole, brought to this version's schema,
//! and freed of what it cannot know to have ended (A22). Only then does it take its place. What was there is kept beside
//! it under another name, as a mistake of the hand is the likeliest reason to want it back.
//!
//! What is put is what was looked at: one read of the copy, with what is in a log beside it. A copy whose audit was tampered
//! with is put back only for whoever says so, and the audit tells it from then on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_wire::UnixSeconds;
use rusqlite::Connection;

use super::backup::copy_pages;
use super::{LookError, Looked, beside, folder_of, key_of, sync_folder};
use crate::audit::chain::{Break, Verdict};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::rights::{Owner, private};
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::lock::Lock;
use crate::store::sqlite::open::{OpenError, known};
use crate::store::{Audit as _, StoreError};

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
    /// How its audit was tampered with, where it was and it was put back all the same.
    pub tampered: Option<Break>,
}

/// Why a copy was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is none.
    #[error("there is no copy {0}. Name a file that backup made; nothing was changed")]
    Absent(PathBuf),
    /// The copy.
    #[error("the copy cannot be put back: {}", and_nothing_was_changed(.0))]
    Copy(LookError),
    /// Somebody changed what the copy tells of the past, or the key beside it is not what it was.
    #[error(
        "the audit of the copy {path} was tampered with: {how}. Take another copy; or, where there is none, give --even-if-tampered to put this one back, which its audit will tell. Nothing was changed"
    )]
    Tampered {
        /// The copy.
        path: PathBuf,
        /// The first place that shows it.
        how: Break,
    },
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

impl From<LookError> for RestoreError {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Absent(path) => Self::Absent(path),
            other => Self::Copy(other),
        }
    }
}

/// Some of what is found wrong says so already.
fn and_nothing_was_changed(error: &LookError) -> String {
    let said = error.to_string();
    if said.ends_with("nothing was changed") { said } else { format!("{said}. Nothing was changed") }
}

/// Puts the copy `file`, with its key `FILE.key`, in the place of `database`. `even_if_tampered` puts back one whose audit is
/// not as it was written, too.
///
/// # Errors
/// [`RestoreError`].
pub async fn restore(
    database: &Path,
    file: &Path,
    even_if_tampered: bool,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<Restored, RestoreError> {
    let (looked, _) = Looked::whole(file)?;
    if std::fs::canonicalize(database).is_ok_and(|database| std::fs::canonicalize(file).is_ok_and(|file| file == database)) {
        return Err(RestoreError::Itself(file.to_owned()));
    }
    // One moment of the copy, whoever writes to it meanwhile: what is put is what was looked at.
    looked.connection.execute_batch("BEGIN").map_err(LookError::from)?;
    if let Some(said) = looked.faults().map_err(LookError::from)?.into_iter().next() {
        return Err(RestoreError::Damaged { path: file.to_owned(), said });
    }
    let folder = folder_of(database);
    let write = |source: std::io::Error| RestoreError::Write { folder: folder.to_owned(), source };
    let Some(alone) = Lock::alone(database).map_err(write)? else { return Err(RestoreError::InUse(database.to_owned())) };
    // A folder for its owner alone; what is left of it goes when it is dropped.
    let room = tempfile::Builder::new().prefix(".restore-").tempdir_in(folder).map_err(write)?;
    let ready = room.path().join("accounts.db");
    let owner = Owner::of_database(database).map_err(write)?;
    private().open(&ready).map_err(write)?;
    copy_pages(&looked.connection, &ready).map_err(|error| RestoreError::Damaged { path: file.to_owned(), said: error.to_string() })?;
    copy_private(&key_of(file), &key_of(&ready), owner).map_err(write)?;
    let now = clock.now();
    let (tampered, ended) = brought_forward(&ready, file, even_if_tampered, now, entropy.as_ref()).await?;
    for path in [&ready, &key_of(&ready)] {
        std::fs::File::open(path).and_then(|file| owner.take(&file).and_then(|()| file.sync_all())).map_err(write)?;
    }
    take_log_in(database);
    let kept = keep(database, now).map_err(write)?;
    put(&ready, database).map_err(write)?;
    sync_folder(folder).map_err(write)?;
    drop(alone);
    Ok(Restored { schema: (looked.schema, known()), kept, ended, tampered })
}

/// Brings a copy that nobody has yet to this version's schema, looks over its audit, and ends what it cannot know to have
/// ended. The audit of the first version is sealed here, and shows nothing of what was before.
async fn brought_forward(
    ready: &Path,
    file: &Path,
    even_if_tampered: bool,
    now: UnixSeconds,
    entropy: &dyn Entropy,
) -> Result<(Option<Break>, Vec<(&'static str, usize)>), RestoreError> {
    let (store, _) = SqliteStore::open(ready, entropy)?;
    let tampered = match store.verify_audit().await? {
        Verdict::Whole { .. } => None,
        Verdict::Broken(how) => Some(how),
    };
    let entry = match tampered {
        None => Entry::of(Deed::Restored, now),
        Some(how) if even_if_tampered => Entry::of(Deed::Restored, now).saying(&format!("tampered with: {how}")),
        Some(how) => return Err(RestoreError::Tampered { path: file.to_owned(), how }),
    };
    let ended = store.end_what_a_copy_cannot_know(entry).await?;
    // The last connection takes the log into the file and removes it.
    drop(store);
    settled(ready).map_err(OpenError::from)?;
    Ok((tampered, ended))
}

/// A copy that only its owner can read, whatever the rights of the original.
fn copy_private(from: &Path, to: &Path, owner: Owner) -> std::io::Result<()> {
    let mut source = std::fs::File::open(from)?;
    let mut target = private().open(to)?;
    std::io::copy(&mut source, &mut target)?;
    owner.take(&target)?;
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
    // A key without its database is kept too: the database may be found yet.
    if !ENDINGS.iter().any(|ending| beside(database, ending).exists()) {
        return Ok(None);
    }
    let mut kept = beside(database, &format!(".before-{now}"));
    let mut further = 1;
    // Somebody who was stopped in the midst of it tries again within the second.
    while ENDINGS.iter().any(|ending| beside(&kept, ending).exists()) {
        further += 1;
        kept = beside(database, &format!(".before-{now}-{further}"));
    }
    let owner = Owner::of_database(database)?;
    for ending in ENDINGS {
        let (old, new) = (beside(database, ending), beside(&kept, ending));
        if old.exists() {
            // Where the file system knows no second names, a copy does as well.
            std::fs::hard_link(&old, &new).or_else(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Err(error),
                _ => copy_private(&old, &new, owner),
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
