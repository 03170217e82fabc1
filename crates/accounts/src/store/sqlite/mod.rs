//! The store over SQLite (A21): one writer that groups commits, and a reader for each thread that reads.

mod apps;
pub(crate) mod audit;
mod consents;
mod credentials;
mod directory;
mod grants;
mod holdings;
mod inspection;
mod keys;
mod letters;
pub(crate) mod lock;
mod logos;
mod logouts;
pub(crate) mod open;
mod organisations;
mod people;
mod product_apis;
mod readers;
mod restored;
mod sessions;
mod sought;
mod usage;
mod writer;

#[cfg(test)]
mod contract;

#[cfg(test)]
mod plans;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::scope::ScopeSet;
use rusqlite::{Connection, Row};
use tokio::sync::Semaphore;

use super::{Answer, Place, Readiness, StoreError};
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::metrics::Queue;
use crate::token::Digest;
use lock::Lock;
pub use lock::Serving;
pub use open::OpenError;
use readers::Readers;
use writer::Writer;

/// A database file, open.
#[derive(Clone)]
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: Arc<Readers>,
    /// For those that take their time, of which there are few at once.
    searchers: Arc<Readers>,
    searches: Arc<Semaphore>,
    /// What the audit is sealed with.
    key: SealingKey,
    /// Held for as long as the database is open.
    _lock: Arc<Lock>,
}

/// Searches at once: one that walks through many rows keeps a core busy.
const SEARCHES: usize = 2;

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.readers.path()).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens a database and its sealing key, creating and migrating where needed.
    ///
    /// # Errors
    /// [`OpenError`] says what stood in the way; nothing that was there is changed then.
    pub fn open(path: &Path, entropy: &dyn Entropy) -> Result<(Self, SealingKey), OpenError> {
        let (connection, key, lock) = open::open(path, entropy)?;
        let writer = Writer::start(connection)?;
        let (readers, searchers) = (Readers::of_rows(path), Readers::of_searches(path));
        Ok((Self::over(writer, readers, searchers, key.clone(), lock), key))
    }

    /// Opens a database that is there already.
    ///
    /// # Errors
    /// [`OpenError`]; where there is none, none is made.
    pub fn open_existing(path: &Path, entropy: &dyn Entropy) -> Result<(Self, SealingKey), OpenError> {
        open::is_there(path)?;
        Self::open(path, entropy)
    }

    /// Opens a database to serve it, as nobody else does meanwhile.
    ///
    /// # Errors
    /// [`OpenError`], with [`OpenError::Served`] where another service has it.
    pub fn open_to_serve(path: &Path, entropy: &dyn Entropy) -> Result<(Self, SealingKey, Serving), OpenError> {
        let serving = open::serve(path)?;
        let (store, key) = Self::open(path, entropy)?;
        Ok((store, key, serving))
    }

    fn over(writer: Writer, readers: Readers, searchers: Readers, key: SealingKey, lock: Lock) -> Self {
        Self {
            writer: Arc::new(writer),
            readers: Arc::new(readers),
            searchers: Arc::new(searchers),
            searches: Arc::new(Semaphore::new(SEARCHES)),
            key,
            _lock: Arc::new(lock),
        }
    }

    /// Writes that wait to be stored.
    #[must_use]
    pub fn waiting_writes(&self) -> &Queue {
        self.writer.waiting()
    }

    /// Reads at once on this thread: a row by its key is microseconds away.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.readers.read(work)
    }

    fn reading<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static) -> Answer<'_, T> {
        Box::pin(async move { self.read(work) })
    }

    /// Reads on a thread that may take its time, few at once.
    fn searching<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static) -> Answer<'_, T> {
        let store = self.clone();
        Box::pin(async move {
            let ended = || StoreError::Database("a reader ended early".to_owned());
            let turn = Arc::clone(&store.searches).acquire_owned().await.map_err(|_| ended())?;
            let answer = tokio::task::spawn_blocking(move || {
                // Kept by the thread: whoever asked may go away before it is done.
                let _turn = turn;
                store.searchers.read(work)
            })
            .await;
            answer.map_err(|_| ended())?
        })
    }

    fn writing<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static) -> Answer<'_, T> {
        let writer = Arc::clone(&self.writer);
        Box::pin(async move { writer.write(work).await })
    }
}

const ISSUER: &str = "SELECT value FROM facts WHERE name = 'issuer'";

impl Place for SqliteStore {
    fn remember_issuer(&self, issuer: &str) -> Answer<'_, ()> {
        let issuer = issuer.to_owned();
        self.writing(move |connection| {
            let sql = "INSERT INTO facts (name, value) VALUES ('issuer', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value \
                       WHERE value <> excluded.value";
            run(connection, sql, [issuer.as_bytes()])?;
            Ok(())
        })
    }

    fn issuer(&self) -> Answer<'_, Option<String>> {
        self.reading(|connection| {
            let found = first(connection, ISSUER, [], |row| Ok(row.get::<_, Vec<u8>>("value")?))?;
            found.map(|text| String::from_utf8(text).map_err(|_| unreadable("issuer", "no text"))).transpose()
        })
    }
}

impl Readiness for SqliteStore {
    fn try_write(&self, now: UnixSeconds) -> Answer<'_, ()> {
        self.writing(move |connection| {
            let sql = "INSERT INTO facts (name, value) VALUES ('last look', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            run(connection, sql, [now.to_be_bytes()])?;
            Ok(())
        })
    }
}

/// What a log is asked for that leaves out what a command tells by itself.
const WRITER: &str = "countersign_accounts::store::sqlite::writer";

/// Failures of the disk that are no failed writes: making room mends none of them.
const FAILED_READS: [i32; 2] = [rusqlite::ffi::SQLITE_IOERR_READ, rusqlite::ffi::SQLITE_IOERR_SHORT_READ];

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, ReadOnly, SystemIoFailure,
        };
        // The code and SQLite's own words: values are parameters, so no word of theirs is in it.
        match error.sqlite_error_code() {
            Some(SystemIoFailure) if error.sqlite_error().is_some_and(|code| FAILED_READS.contains(&code.extended_code)) => {
                Self::Database(error.to_string())
            }
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(DiskFull | ReadOnly | SystemIoFailure | CannotOpen) => {
                // Whoever asked is told to come back, and that the log says why. A command says it by itself.
                tracing::error!(target: WRITER, %error, "the store cannot be written");
                Self::Unwritable(error.to_string())
            }
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}

/// A column that holds a digest.
fn digest(row: &Row<'_>, column: &str) -> rusqlite::Result<Digest> {
    row.get::<_, [u8; 32]>(column).map(Digest::from_stored)
}

/// A column that holds scopes.
fn scopes(row: &Row<'_>, column: &str) -> Result<ScopeSet, StoreError> {
    let text: String = row.get(column)?;
    ScopeSet::parse(&text).map_err(|_| unreadable(column, &text))
}

/// A column that holds JSON.
fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| unreadable(column, &text))
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Database(error.to_string()))
}

/// A column that counts rows.
fn count(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}

/// A column that holds words without spaces, such as resources.
fn words(row: &Row<'_>, column: &str) -> Result<Vec<String>, StoreError> {
    let text: String = row.get(column)?;
    Ok(text.split_ascii_whitespace().map(str::to_owned).collect())
}

/// A column that holds a word of a list.
fn word<T>(row: &Row<'_>, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| unreadable(column, &text))
}

fn unreadable(column: &str, text: &str) -> StoreError {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    StoreError::Unreadable(format!("{column} is “{shown}”"))
}

/// The first row, if any, read by `read`.
fn first<T, P: rusqlite::Params>(
    connection: &Connection,
    sql: &str,
    params: P,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// Runs one statement; says how many rows it changed.
fn run<P: rusqlite::Params>(connection: &Connection, sql: &str, params: P) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// Does several statements whole or, where `work` says no in the midst of them, not at all.
fn whole<T, N>(connection: &Connection, work: impl FnOnce() -> Result<Result<T, N>, StoreError>) -> Result<Result<T, N>, StoreError> {
    connection.execute_batch("SAVEPOINT whole")?;
    let done = work()?;
    connection.execute_batch(if done.is_ok() { "RELEASE whole" } else { "ROLLBACK TO whole; RELEASE whole" })?;
    Ok(done)
}

/// Reads `sqlite:FILE`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn file_of(address: &str) -> Result<PathBuf, String> {
    if address.starts_with("postgres:") || address.starts_with("postgresql:") {
        return Err("PostgreSQL is not in this version. Use --database sqlite:FILE.".to_owned());
    }
    match address.strip_prefix("sqlite:") {
        Some(file) if !file.is_empty() && !file.starts_with("//") => PathBuf::from_str(file).map_err(|never| match never {}),
        _ => Err("The database is written as sqlite:FILE, such as sqlite:accounts.db.".to_owned()),
    }
}
