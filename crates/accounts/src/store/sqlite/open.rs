//! Opening a database: its rights, its pragmas, its key, its migrations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use refinery::traits::sync::{Query, Transaction};
use refinery::{Migrate, Migration, Runner};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{StoreError, audit};

use super::lock::{Lock, Serving};
use crate::entropy::Entropy;
use crate::key::{KeyError, KeyFile, SealingKey};
use crate::rights;

/// Every migration, in order. One that was released is never changed again: its checksum is in every database.
const MIGRATIONS: [(&str, &str); 2] =
    [("V1__first", include_str!("../../../migrations/V1__first.sql")), ("V2__whole", include_str!("../../../migrations/V2__whole.sql"))];

/// The schema whose audit has no seals.
const BEFORE_SEALS: i64 = 1;

/// Why a database did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the file.
    #[error("the database {path} cannot be opened: {reason}. Look at the folder, its owner and rights")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The key beside it.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database was sealed with a key that is not there.
    #[error(
        "the key file {path} is missing, and the database was made with it. Put the copy from your backup in its place; nothing was changed"
    )]
    KeyMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// There is none, and none is begun.
    #[error("there is no database {path}. Name the file that serve was started with; nothing was made")]
    Absent {
        /// Where it should be.
        path: PathBuf,
    },
    /// The key of a database that is not there, or of which nothing is left.
    #[error(
        "the database {path} is missing or empty, and its key file {key} is there. Put the database or a copy from your backup in its place (`countersign-accounts restore` does so); or, to begin anew, take the key file away: what it sealed is lost then. Nothing was changed"
    )]
    Forsaken {
        /// Where it should be.
        path: PathBuf,
        /// The key that was left.
        key: PathBuf,
    },
    /// Another service serves it.
    #[error(
        "the database {path} is served already{}. Stop that service first, or give this one a database of its own; nothing was changed",
        .by.as_deref().map(|by| format!(", by {by}")).unwrap_or_default()
    )]
    Served {
        /// The file.
        path: PathBuf,
        /// Who serves it, where that can be known.
        by: Option<String>,
    },
    /// The key beside it is another one.
    #[error("the key file {path} belongs to another database. Put the one from your backup in its place; nothing was changed")]
    KeyOfAnother {
        /// The file.
        path: PathBuf,
    },
    /// A later version wrote it.
    #[error(
        "the database was written by a newer version (its schema is {found}, this version knows {known}). Use that version; nothing was changed"
    )]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },
    /// A migration failed or was changed.
    #[error("the database could not be brought up to date: {0}. It is as it was before")]
    Migration(String),
    /// Any other failure of SQLite.
    #[error("the database cannot be used: {0}. Look at the file, its disk and its rights, or put back a copy from your backup")]
    Database(String),
    /// The system gives no thread.
    #[error("the writer's thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Becomes the one service of a database.
pub(super) fn serve(path: &Path) -> Result<Serving, OpenError> {
    has_folder(path)?;
    let file = |error: std::io::Error| OpenError::File { path: path.to_owned(), reason: error.to_string() };
    Serving::begin(path).map_err(file)?.map_err(|by| OpenError::Served { path: path.to_owned(), by })
}

/// Refuses a database that is not there; nothing is made.
pub(super) fn is_there(path: &Path) -> Result<(), OpenError> {
    has_folder(path)?;
    if !is_bare(path) {
        return Ok(());
    }
    match SealingKey::of_file(&KeyFile::path_beside(path))? {
        Some(_) => Err(forsaken(path)),
        None => Err(OpenError::Absent { path: path.to_owned() }),
    }
}

fn has_folder(path: &Path) -> Result<(), OpenError> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => Err(OpenError::File { path: path.to_owned(), reason: format!("there is no folder {}", folder.display()) }),
        None => Ok(()),
    }
}

/// Whether there is nothing of a database: no file, or an empty one.
fn is_bare(path: &Path) -> bool {
    std::fs::metadata(path).map_or_else(|error| error.kind() == std::io::ErrorKind::NotFound, |metadata| metadata.len() == 0)
}

fn forsaken(path: &Path) -> OpenError {
    OpenError::Forsaken { path: path.to_owned(), key: KeyFile::path_beside(path) }
}

/// Opens a database for writing. The lock of the key file keeps two processes from creating or migrating it at once.
///
/// A new database gets its tables first and its key then. So a key beside no tables is never a beginning that was cut off,
/// but the key of a database that is gone: a folder that is not mounted, a file that was emptied.
pub(super) fn open(path: &Path, entropy: &dyn Entropy) -> Result<(Connection, SealingKey, Lock), OpenError> {
    let file = |reason: String| OpenError::File { path: path.to_owned(), reason };
    has_folder(path)?;
    let lock = Lock::shared(path).map_err(|error| file(error.to_string()))?;
    let mut key_file = KeyFile::beside(path)?;
    let key = key_file.read()?;
    if key.is_some() && is_bare(path) {
        return Err(forsaken(path));
    }
    // Made here, as SQLite would give others the right to read it. Its -wal and -shm files take over these rights.
    let there = rights::file_of_database(path, path).and_then(|there| there.metadata()).map_err(|error| file(error.to_string()))?;
    if rights::is_open_to_others(&there) {
        tracing::warn!(database = %path.display(), "the database is open to others than its owner. Take that right away: chmod 0600");
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| file(error.to_string()))?;
    settle(&connection)?;
    let schema = schema(&connection)?;
    let known = known();
    if schema > known {
        return Err(OpenError::Newer { found: schema, known });
    }
    let stored = if schema > 0 { fingerprint(&connection)? } else { None };
    match (&key, stored) {
        (Some(_), _) if schema == 0 => return Err(forsaken(path)),
        (Some(key), Some(stored)) if stored != key.fingerprint() => {
            return Err(OpenError::KeyOfAnother { path: key_file.path().to_owned() });
        }
        // No beginning that was cut off is of the first schema: tables are made in one transaction.
        (None, stored) if stored.is_some() || schema == BEFORE_SEALS => {
            return Err(OpenError::KeyMissing { path: key_file.path().to_owned() });
        }
        _ => {}
    }
    if let (Some(key), BEFORE_SEALS) = (&key, schema) {
        audit::note_the_first(&connection, key)?;
    }
    migrate(&mut connection, schema)?;
    let key = match key {
        Some(key) => key,
        None => key_file.create(entropy)?,
    };
    audit::seal_with(&connection, &key)?;
    audit::seal_the_first(&connection, &key)?;
    audit::begin(&connection)?;
    connection
        .execute("INSERT INTO facts (name, value) VALUES ('key fingerprint', ?1) ON CONFLICT DO NOTHING", [key.fingerprint().as_slice()])?;
    Ok((connection, key, lock))
}

/// Opens a database for reading. So many KiB of its pages are remembered.
pub(super) fn reader(path: &Path, cache_kib: i64) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    // Negative: KiB, and not pages.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    Ok(connection)
}

/// What every connection is set to (A21).
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // Without it SQLite plans a statement anew for each value that is bound, which took a third of all time under load.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// The newest migration that this version knows.
pub(crate) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The newest migration that was applied; 0 for a new database.
pub(crate) fn schema(connection: &Connection) -> Result<i64, OpenError> {
    let known: bool =
        connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history')", [], |row| row.get(0))?;
    if !known {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// What the database remembers of its key; nothing where it has none yet.
pub(crate) fn fingerprint(connection: &Connection) -> Result<Option<[u8; 32]>, OpenError> {
    Ok(connection.query_row("SELECT value FROM facts WHERE name = 'key fingerprint'", [], |row| row.get(0)).optional()?)
}

/// Brings the schema forward, in one transaction. Where it is the newest already, the migrations that were taken are held
/// against those that are known.
fn migrate(connection: &mut Connection, schema: i64) -> Result<(), OpenError> {
    let migrations: Result<Vec<Migration>, _> = MIGRATIONS.iter().map(|(name, sql)| Migration::unapplied(name, sql)).collect();
    let migrations = migrations.map_err(|error| OpenError::Migration(error.to_string()))?;
    // Grouped, as it is only then that a step and the row that says so are of one transaction: killed between the two, the
    // step would be taken twice.
    let runner = Runner::new(&migrations).set_grouped(true);
    let migrated = if schema == known() {
        runner.run(connection)
    } else {
        // A table whose rules change is made anew (sqlite.org/lang_altertable.html#otheralter): with foreign keys on, dropping
        // the old one would delete what refers to it.
        connection.pragma_update(None, "foreign_keys", false)?;
        let migrated = runner.run(&mut Whole(connection));
        connection.pragma_update(None, "foreign_keys", true)?;
        migrated
    };
    migrated.map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(())
}

/// A connection whose transactions commit only where every row refers to what is there.
struct Whole<'a>(&'a mut Connection);

/// Why a step of a migration was undone.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error("{0}")]
    Failed(#[from] rusqlite::Error),
    #[error("{0} rows refer to something that is not there")]
    Dangling(i64),
}

impl Transaction for Whole<'_> {
    type Error = Undone;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Undone> {
        let transaction = self.0.transaction()?;
        let mut count = 0;
        for query in queries {
            transaction.execute_batch(query)?;
            count += 1;
        }
        let dangling = transaction.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        if dangling > 0 {
            return Err(Undone::Dangling(dangling));
        }
        transaction.commit()?;
        Ok(count)
    }
}

impl Query<Vec<Migration>> for Whole<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Undone> {
        Ok(self.0.query(query)?)
    }
}

impl Migrate for Whole<'_> {}
