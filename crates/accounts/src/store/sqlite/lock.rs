//! Who has a database open: `FILE.lock`, which all share that work with it and that one takes alone who replaces it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::rights::file_of_database;

/// Keeps others from replacing the database, or from opening it, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "the lock is held by the open file")] File);

impl Lock {
    /// Shares the database, once nobody replaces it any more.
    pub(crate) fn shared(database: &Path) -> std::io::Result<Self> {
        let file = file_of_database(&beside(database), database)?;
        file.lock_shared()?;
        Ok(Self(file))
    }

    /// Has the database alone; `None` where somebody works with it.
    pub(crate) fn alone(database: &Path) -> std::io::Result<Option<Self>> {
        let file = file_of_database(&beside(database), database)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
