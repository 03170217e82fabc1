//! Looking after a database at the command line: a copy of it, putting a copy back, looking whether it is whole, and
//! bringing its schema forward.
//!
//! A copy and a look change nothing, run beside a service, and do not make a database where there is none: whoever names
//! a wrong file learns of it. A database that is put back is nobody else's meanwhile.

pub mod backup;
pub mod check;
pub mod migration;
pub mod restore;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::key::{KeyError, SealingKey};
use crate::store::sqlite::open::{OpenError, fingerprint, known, schema};

/// A database that is looked at and not changed.
struct Looked {
    connection: Connection,
    /// The newest migration that it has.
    schema: i64,
    /// The key beside it; absent where there is none.
    key: Option<SealingKey>,
}

/// Why a database cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// There is none.
    #[error("there is no database {0}. Name the file that serve was started with")]
    Absent(PathBuf),
    /// It is no database of this service.
    #[error("{0} is no database of an accounts service")]
    Stranger(PathBuf),
    /// The key beside it.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It does not open, or its schema or key are not what they should be.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// An earlier version wrote it, and it was not brought forward yet.
    #[error("the schema of the database is {found}, and this version has {known}. Bring it forward with migrate")]
    Older {
        /// The schema of the file.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// A row could not be read.
    #[error("the database cannot be read: {0}")]
    Unreadable(String),
}

impl From<rusqlite::Error> for LookError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Open(error.into())
    }
}

impl Looked {
    fn at(path: &Path) -> Result<Self, LookError> {
        if !path.is_file() {
            return Err(LookError::Absent(path.to_owned()));
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        let schema = schema(&connection)?;
        if schema == 0 {
            return Err(LookError::Stranger(path.to_owned()));
        }
        Ok(Self { connection, schema, key: SealingKey::of_file(&key_of(path))? })
    }

    /// The same, where the key is the one that the database was made with and this version knows the schema.
    fn whole(path: &Path) -> Result<(Self, SealingKey), LookError> {
        let looked = Self::at(path)?;
        if looked.schema > known() {
            return Err(OpenError::Newer { found: looked.schema, known: known() }.into());
        }
        let Some(key) = looked.key.clone() else { return Err(OpenError::KeyMissing { path: key_of(path) }.into()) };
        if fingerprint(&looked.connection)?.is_some_and(|stored| stored != key.fingerprint()) {
            return Err(OpenError::KeyOfAnother { path: key_of(path) }.into());
        }
        Ok((looked, key))
    }

    /// What SQLite finds wrong with the file: nothing, where it is whole.
    fn faults(&self) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let found: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}

/// Where the key of a database is.
fn key_of(database: &Path) -> PathBuf {
    beside(database, ".key")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// The folder of a file.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames in a folder last through a loss of power.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
