//! Readers that nobody uses just now. A read does not await, so there are never more than threads that read.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::{StoreError, open};

/// What SQLite remembers by itself, in KiB.
const LEAST_KIB: i64 = 2000;
/// What the readers of rows remember, all together.
const TOGETHER_KIB: i64 = 16 * 1024;

pub(super) struct Readers {
    path: PathBuf,
    cache_kib: i64,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// For a row by its key. At a million tokens the upper pages of what a token opens take 8 MiB; with SQLite's own 2 MB
    /// three more pages were read for each question.
    pub(super) fn of_rows(path: &Path) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let each = i64::try_from(threads).map_or(LEAST_KIB, |threads| TOGETHER_KIB / threads);
        Self::with_cache(path, each.max(LEAST_KIB))
    }

    /// For walks along an index, which come by a page once.
    pub(super) fn of_searches(path: &Path) -> Self {
        Self::with_cache(path, LEAST_KIB)
    }

    fn with_cache(path: &Path, cache_kib: i64) -> Self {
        Self { path: path.to_owned(), cache_kib, idle: Mutex::new(Vec::new()) }
    }

    /// Reads on this thread.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let lock = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = lock().pop();
        let reader = match idle {
            Some(reader) => reader,
            None => open::reader(&self.path, self.cache_kib)?,
        };
        let answer = work(&reader);
        lock().push(reader);
        answer
    }

    /// Where the database is, for who is told of it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Changes what it reads with.
    #[cfg(test)]
    pub(super) fn prepare(self, change: impl FnOnce(&mut Connection)) -> Self {
        let mut reader = open::reader(&self.path, self.cache_kib).unwrap();
        change(&mut reader);
        self.idle.lock().unwrap().push(reader);
        self
    }
}
