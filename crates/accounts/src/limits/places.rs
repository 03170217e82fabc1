//! Who is connected, and who makes room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Duration, Instant, sleep_until};

use super::Limits;

/// Who is connected.
#[derive(Default)]
pub(super) struct Places {
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Default)]
struct Taken {
    next: u64,
    connections: HashMap<u64, Connection>,
}

struct Connection {
    /// Since when it waits for its peer; absent while a request of it is being answered, or is yet to be looked for.
    waiting_since: Option<Instant>,
    abort: Option<AbortHandle>,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(self: &Arc<Self>) -> Place {
        let mut taken = self.lock();
        let number = taken.next;
        taken.next += 1;
        taken.connections.insert(number, Connection { waiting_since: None, abort: None });
        Place { places: Arc::clone(self), number }
    }

    pub(super) fn set_abort(&self, number: u64, abort: AbortHandle) {
        if let Some(connection) = self.lock().connections.get_mut(&number) {
            connection.abort = Some(abort);
        }
    }

    /// Waits until there is a place, ending the longest waits where they have lasted for the grace.
    pub(super) async fn make_room(&self, limits: Limits) {
        loop {
            let freed = self.freed.notified();
            let Some(oldest) = self.oldest_if_full(limits.connections) else { return };
            let Some(since) = oldest else {
                freed.await;
                continue;
            };
            let now = Instant::now();
            if since + limits.grace <= now {
                // Several at a time: whoever takes all places also makes each look at all of them dear.
                self.evict(limits.connections.div_ceil(64), now.checked_sub(limits.grace).unwrap_or(now));
            }
            tokio::select! {
                () = freed => {}
                () = sleep_until((since + limits.grace).max(now + Duration::from_millis(1))) => {}
            }
        }
    }

    /// `None` where there is a place; else since when the longest wait lasts, if anybody waits.
    fn oldest_if_full(&self, most: usize) -> Option<Option<Instant>> {
        let taken = self.lock();
        (taken.connections.len() >= most).then(|| taken.connections.values().filter_map(|connection| connection.waiting_since).min())
    }

    /// Ends the connections that have waited longest, `most` at most, of those that wait since `due` or before.
    pub(super) fn evict(&self, most: usize, due: Instant) {
        let mut taken = self.lock();
        let waiting = |connection: &&mut Connection| connection.waiting_since.is_some_and(|since| since <= due);
        let mut longest: Vec<&mut Connection> = taken.connections.values_mut().filter(waiting).collect();
        longest.sort_unstable_by_key(|connection| connection.waiting_since);
        for abort in longest.into_iter().filter_map(|connection| connection.abort.take()).take(most) {
            abort.abort();
        }
    }
}

/// A connection's place, free again when it is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    pub(super) number: u64,
}

impl Place {
    /// Marks that the connection waits for its peer from now on.
    pub(super) fn wait(&self) {
        self.set(Some(Instant::now()));
    }

    /// Marks that a request is being answered, until the mark is dropped.
    pub(super) fn answering(&self) -> Answering<'_> {
        self.set(None);
        Answering(self)
    }

    fn set(&self, waiting_since: Option<Instant>) {
        if let Some(connection) = self.places.lock().connections.get_mut(&self.number) {
            connection.waiting_since = waiting_since;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().connections.remove(&self.number);
        self.places.freed.notify_one();
    }
}

pub(super) struct Answering<'a>(&'a Place);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.wait();
    }
}
