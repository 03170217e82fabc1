//! Who has a database open: `FILE.lock`, which all share that work with it and that one takes alone who replaces it. And
//! who serves it: `FILE.serving`, which one service holds. The system lets go of both when a process ends, however it ends.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::rights::file_of_database;

/// Keeps others from replacing the database, or from opening it, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "the lock is held by the open file")] File);

impl Lock {
    /// Shares the database, once nobody replaces it any more.
    pub(crate) fn shared(database: &Path) -> std::io::Result<Self> {
        let file = file_of_database(&beside(database, ".lock"), database)?;
        file.lock_shared()?;
        Ok(Self(file))
    }

    /// Has the database alone; `None` where somebody works with it.
    pub(crate) fn alone(database: &Path) -> std::io::Result<Option<Self>> {
        let file = file_of_database(&beside(database, ".lock"), database)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Says that this process is the one service of a database, until it is dropped.
#[derive(Debug)]
pub struct Serving(File);

impl Serving {
    /// Becomes the service of a database. Where there is one already, what it says of itself, where that can be read: Windows
    /// shows nobody a file that is locked.
    pub(super) fn begin(database: &Path) -> std::io::Result<Result<Self, Option<String>>> {
        let mut file = file_of_database(&beside(database, ".serving"), database)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                Ok(Ok(Self(file)))
            }
            Err(TryLockError::WouldBlock) => {
                let mut words = String::new();
                let read = (&mut file).take(LONGEST_WORDS).read_to_string(&mut words);
                let said = !words.is_empty() && !words.contains(char::is_control);
                Ok(Err(read.ok().filter(|_| said).map(|_| words)))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Tells whoever finds the database served by whom it is.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn tell(&mut self, words: &str) -> std::io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(words.as_bytes())
    }
}

/// Bytes that a service says of itself.
const LONGEST_WORDS: u64 = 1024;

fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    path.into()
}
