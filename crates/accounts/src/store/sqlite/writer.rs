//! The one writer. Writes queue for its thread, which puts those that wait into one transaction: one sync of the disk
//! for many answers. Each write is a savepoint of its own, so that one that fails undoes nothing of the others, and no
//! answer leaves before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{OpenError, StoreError};
use crate::metrics::{Queue, Waiting};

/// Writes that may wait. Past that the answer is *busy* at once.
const QUEUE: usize = 1024;
/// Writes of one transaction: few enough that the first does not wait long for the last.
const GROUP: usize = 128;

/// Pages that the log may hold (16 MiB) before they are put into the database.
const LOG_PAGES: i64 = 4096;

/// Gives the answer, once it is known whether the commit held.
type Deliver = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A write that waits for its turn.
trait Job: Send {
    /// Does it within the transaction; says why its changes do not stay, where they do not.
    fn run(self: Box<Self>, connection: &Connection) -> (Option<StoreError>, Deliver);
    /// Tells whoever asked why there was no transaction for it.
    fn refuse(self: Box<Self>, why: StoreError);
}

struct Write<W, T> {
    work: W,
    reply: oneshot::Sender<Result<T, StoreError>>,
    waiting: Waiting,
}

impl<W, T> Job for Write<W, T>
where
    W: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    T: Send + 'static,
{
    fn run(self: Box<Self>, connection: &Connection) -> (Option<StoreError>, Deliver) {
        let Self { work, reply, waiting } = *self;
        drop(waiting);
        let done = work(connection);
        let failed = done.as_ref().err().cloned();
        let deliver: Deliver = Box::new(move |committed| {
            // Whoever asked may have gone away; the write is done all the same.
            let _ = reply.send(done.and_then(|done| committed.map(|()| done)));
        });
        (failed, deliver)
    }

    fn refuse(self: Box<Self>, why: StoreError) {
        let _ = self.reply.send(Err(why));
    }
}

/// A queue of writes and the thread that does them. Dropping it ends the thread after what is queued.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    waiting: Queue,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, OpenError> {
        settle(&connection)?;
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new().name("store-writer".to_owned()).spawn(move || work(&connection, &jobs))?;
        Ok(Self { queue: Some(queue), thread: Mutex::new(Some(thread)), waiting: Queue::default() })
    }

    /// Those who wait for the writer.
    pub(super) fn waiting(&self) -> &Queue {
        &self.waiting
    }

    /// Does `work` in a transaction; the answer comes after its commit.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel::<Result<T, StoreError>>();
        let job = Box::new(Write { work, reply, waiting: self.waiting.enter() });
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => stopped(),
        })?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Database("a write ended early; nothing of it was stored".to_owned())))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

/// What the writer alone is set to, once the schema is up to date.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    // The pages that a savepoint may have to put back: past 64 KiB they would go to a file, two writes a page.
    connection.pragma_update(None, "temp_store", "memory")?;
    // A page that is written again and again goes to the database once for all that the log holds of it.
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(())
}

fn stopped() -> StoreError {
    StoreError::Database("the store is closed".to_owned())
}

fn work(connection: &Connection, jobs: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = jobs.recv() {
        let group = std::iter::once(first).chain(jobs.try_iter().take(GROUP - 1)).collect();
        commit(connection, group);
    }
}

/// One transaction with all of a group, and then their answers.
fn commit(connection: &Connection, group: Vec<Box<dyn Job>>) {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        tracing::warn!(%error, "the database did not begin a transaction");
        let why = StoreError::from(error);
        group.into_iter().for_each(|job| job.refuse(why.clone()));
        return;
    }
    let mut delivers = Vec::with_capacity(group.len());
    // Of some failures, such as a full disk, SQLite undoes the whole transaction by itself: nothing of the group stays then.
    let mut undone = None;
    for job in group {
        match &undone {
            Some(why) => job.refuse(StoreError::clone(why)),
            None => undone = within_savepoint(connection, job, &mut delivers),
        }
    }
    let committed = match undone {
        Some(why) => Err(why),
        None => connection.execute_batch("COMMIT").map_err(StoreError::from),
    };
    if let Err(error) = &committed {
        tracing::error!(%error, "the database did not commit");
        if !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }
    for deliver in delivers {
        deliver(committed.clone());
    }
}

/// Runs one job; what it changed is undone unless it went well. A panic in it is a defect that ends it alone. Says why where
/// the whole transaction is gone.
fn within_savepoint(connection: &Connection, job: Box<dyn Job>, delivers: &mut Vec<Deliver>) -> Option<StoreError> {
    if let Err(error) = step(connection, "SAVEPOINT one") {
        let error = StoreError::from(error);
        // Where memory or the disk failed, SQLite has undone the whole transaction by itself.
        let undone = connection.is_autocommit().then(|| error.clone());
        job.refuse(error);
        return undone;
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(connection)));
    let (failed, deliver) = match outcome {
        Ok((failed, deliver)) => (failed, Some(deliver)),
        Err(_) => {
            tracing::error!("a write ended early");
            (Some(StoreError::Database("a write ended early".to_owned())), None)
        }
    };
    delivers.extend(deliver);
    if connection.is_autocommit() {
        return Some(failed.unwrap_or_else(|| StoreError::Database("the transaction was undone".to_owned())));
    }
    let undone = if failed.is_some() { step(connection, "ROLLBACK TO one").err() } else { None };
    // A savepoint that stays would take what comes after it along.
    undone.or(step(connection, "RELEASE one").err()).map(StoreError::from)
}

/// One statement of each write: prepared once, as it would else be read anew for each.
fn step(connection: &Connection, sql: &str) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute([])
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
