//! A copy of a database while it is in use.
//!
//! Two files, as the database has them: `FILE` and the sealing key `FILE.key`, both for their owner alone. One file with
//! both in it would open everything to whoever finds it; as it is, the two can be kept in two places. Without its key a
//! copy is worth little: second factors and signing keys stay sealed. Beside the database they belong to its owner, who has
//! all of it anyway; elsewhere to whoever makes the copy.
//!
//! SQLite copies all pages within one read: the copy is the database of one moment, and those who write are not held up.
//! It is looked at whole before it gets its name.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tempfile::NamedTempFile;

use crate::rights::Owner;

use super::{LookError, Looked, folder_of, key_of, sync_folder};

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The copy.
    pub file: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// How long the copy is.
    pub bytes: u64,
    /// Its schema.
    pub schema: i64,
}

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Database(#[from] LookError),
    /// Something is there already.
    #[error("{0} is there already, and nothing was changed. Choose another name, or give --force to replace it")]
    Taken(PathBuf),
    /// The copy would take the place of what it is a copy of.
    #[error("{0} is the database itself. Choose another name")]
    Itself(PathBuf),
    /// It could not be written.
    #[error("the copy cannot be written to {folder}: {source}. Look at the folder, its rights and its space")]
    Write {
        /// Where.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite could not copy.
    #[error("the copy could not be made: {0}")]
    Copy(String),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Copy(error.to_string())
    }
}

/// Copies `database` to `file`, and its key to `FILE.key`. `replace` lets the copy take the place of an older one.
///
/// # Errors
/// [`BackupError`]; what was there is there still.
pub fn backup(database: &Path, file: &Path, replace: bool) -> Result<BackedUp, BackupError> {
    let (looked, key) = Looked::whole(database)?;
    if std::fs::canonicalize(file).is_ok_and(|file| std::fs::canonicalize(database).is_ok_and(|database| database == file)) {
        return Err(BackupError::Itself(file.to_owned()));
    }
    let key_file = key_of(file);
    if let Some(taken) = [file, &key_file].into_iter().find(|path| !replace && path.exists()) {
        return Err(BackupError::Taken(taken.to_owned()));
    }
    let folder = folder_of(file);
    let write = |source: std::io::Error| BackupError::Write { folder: folder.to_owned(), source };
    // Made for their owner alone, in the folder where they will be: a rename is all that is left to do.
    let copy = NamedTempFile::new_in(folder).map_err(write)?;
    copy_pages(&looked.connection, copy.path())?;
    let mut key_copy = NamedTempFile::new_in(folder).map_err(write)?;
    key_copy.write_all(key.expose()).and_then(|()| key_copy.as_file().sync_all()).map_err(write)?;
    if let Some(owner) = owner_of_copy(database, folder).map_err(write)? {
        owner.take(copy.as_file()).and_then(|()| owner.take(key_copy.as_file())).map_err(write)?;
    }
    // SQLite wrote through a handle of its own.
    let bytes = File::open(copy.path()).and_then(|file| file.sync_all().and_then(|()| file.metadata())).map_err(write)?.len();
    // The key goes first: a key without a database is harmless, and a database without its key is none.
    put(key_copy, &key_file, replace)?;
    put(copy, file, replace)?;
    sync_folder(folder).map_err(write)?;
    Ok(BackedUp { file: file.to_owned(), key: key_file, bytes, schema: looked.schema })
}

/// To whom a copy is handed over, if to anybody: what root puts into the folder of the service is the service's.
fn owner_of_copy(database: &Path, folder: &Path) -> std::io::Result<Option<Owner>> {
    let beside = std::fs::canonicalize(folder)? == std::fs::canonicalize(folder_of(database))?;
    beside.then(|| Owner::of_database(database)).transpose()
}

/// Copies every page, within one read of the source.
pub(super) fn copy_pages(source: &Connection, to: &Path) -> Result<(), BackupError> {
    let mut copy = Connection::open(to)?;
    let copied = Backup::new(source, &mut copy)?.step(-1)?;
    if copied != StepResult::Done {
        return Err(BackupError::Copy("the database was busy for too long. Try again in a moment".to_owned()));
    }
    // One file by itself, without a log beside it.
    let mode: String = copy.query_row("PRAGMA journal_mode = delete", [], |row| row.get(0))?;
    let sound: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if mode != "delete" || sound != "ok" {
        return Err(BackupError::Copy(format!("the copy is not whole: {sound}. Look at the database with check")));
    }
    copy.close().map_err(|(_, error)| error.into())
}

fn put(file: NamedTempFile, path: &Path, replace: bool) -> Result<(), BackupError> {
    let put = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match put {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(BackupError::Taken(path.to_owned())),
        Err(error) => Err(BackupError::Write { folder: folder_of(path).to_owned(), source: error.error }),
    }
}
