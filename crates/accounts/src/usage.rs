//! What is only told: when secrets, apps, grants and sessions were last used, how often what happened on a day, and which
//! return addresses were asked for that are not registered.
//!
//! Nothing depends on it, so nobody waits for it: it is collected in memory and written in batches. What was collected in
//! the last [`EVERY`] is lost when the process is killed; when it stops, it is written.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;

use crate::clock::Clock;
use crate::store::Store;
use crate::store::rows::{Count, RedirectMismatch, SecretUse, UsageBatch};

/// How often a batch is written.
pub const EVERY: Duration = Duration::from_secs(5);

/// For how many days counts are kept: the longest span that can be asked for is a year.
pub const KEPT_DAYS: i64 = 400;

/// How many unregistered return addresses one batch tells of: anybody can ask for any.
const MOST_MISMATCHES: usize = 200;
/// How much of such an address is kept.
const LONGEST_MISMATCH: usize = 512;

/// What is counted by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody signed in to an app: a code became tokens.
    SignIn,
    /// An app was refused; the reason is the code of the error.
    Refusal,
    /// A sign-in was renewed.
    Refresh,
    /// An app got a token of its own.
    Token,
}

impl Event {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Refusal => "refusal",
            Self::Refresh => "refresh",
            Self::Token => "token",
        }
    }
}

/// What was collected since the last batch.
#[derive(Debug, Default)]
struct Collected {
    secrets: HashMap<String, (UnixSeconds, IpAddr)>,
    apps: HashMap<String, UnixSeconds>,
    grants: HashMap<String, UnixSeconds>,
    sessions: HashMap<String, UnixSeconds>,
    counts: HashMap<String, HashMap<(i64, Event, &'static str), i64>>,
    mismatches: HashMap<(String, String), (i64, UnixSeconds, UnixSeconds)>,
}

/// Collects what is told; shared by all who tell.
#[derive(Clone, Debug)]
pub struct Usage(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Arc<dyn Clock>,
    collected: Mutex<Collected>,
}

/// The day of a moment, in days since 1970-01-01, UTC.
#[must_use]
pub fn day(at: UnixSeconds) -> i64 {
    at.div_euclid(24 * 3600)
}

/// Puts a value under a key without making a new key where it is there.
fn put<V>(map: &mut HashMap<String, V>, key: &str, value: V) {
    match map.get_mut(key) {
        Some(kept) => *kept = value,
        None => {
            map.insert(key.to_owned(), value);
        }
    }
}

impl Usage {
    /// Nothing is collected yet.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner { clock, collected: Mutex::default() }))
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.0.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A secret proved an app, from an address.
    pub fn secret_used(&self, secret: &str, from: IpAddr) {
        let now = self.0.clock.now();
        put(&mut self.collected().secrets, secret, (now, from));
    }

    /// A grant was used.
    pub fn grant_used(&self, grant: &str) {
        let now = self.0.clock.now();
        put(&mut self.collected().grants, grant, now);
    }

    /// A browser session was used; `sid` is what others know it by.
    pub fn session_used(&self, sid: &str) {
        let now = self.0.clock.now();
        put(&mut self.collected().sessions, sid, now);
    }

    /// Something happened to an app, which was used thereby unless it was refused.
    pub fn count(&self, client_id: &str, event: Event, reason: &'static str) {
        let now = self.0.clock.now();
        let mut collected = self.collected();
        if event != Event::Refusal {
            put(&mut collected.apps, client_id, now);
        }
        let day = day(now);
        match collected.counts.get_mut(client_id) {
            Some(counts) => *counts.entry((day, event, reason)).or_default() += 1,
            None => {
                collected.counts.insert(client_id.to_owned(), HashMap::from([((day, event, reason), 1)]));
            }
        }
    }

    /// An authorization request named a return address that is not registered.
    pub fn mismatch(&self, client_id: &str, redirect_uri: &str) {
        let now = self.0.clock.now();
        let shown: String = redirect_uri.chars().filter(|c| !c.is_control()).take(LONGEST_MISMATCH).collect();
        let mut collected = self.collected();
        let full = collected.mismatches.len() >= MOST_MISMATCHES;
        match collected.mismatches.get_mut(&(client_id.to_owned(), shown.clone())) {
            Some((times, _, last)) => {
                *times += 1;
                *last = now;
            }
            None if full => {}
            None => {
                collected.mismatches.insert((client_id.to_owned(), shown), (1, now, now));
            }
        }
    }

    /// Writes what was collected. What cannot be written is told in the log and lost.
    pub async fn write(&self, store: &dyn Store) {
        let batch = std::mem::take(&mut *self.collected()).into_batch();
        if batch.is_empty() {
            return;
        }
        if let Err(error) = store.tell(batch).await {
            tracing::warn!(%error, "what was used and counted could not be written; it is lost");
        }
    }
}

impl Collected {
    fn into_batch(self) -> UsageBatch {
        let secrets = self.secrets.into_iter().map(|(id, (at, from))| SecretUse { id, at, from: from.to_string() });
        let counts = self.counts.into_iter().flat_map(|(app, counts)| {
            counts.into_iter().map(move |((day, event, reason), times)| Count {
                app: app.clone(),
                day,
                event: event.as_str(),
                reason,
                times,
            })
        });
        let mismatches = self.mismatches.into_iter().map(|((app, redirect_uri), (times, first_at, last_at))| RedirectMismatch {
            app,
            redirect_uri,
            times,
            first_at,
            last_at,
        });
        UsageBatch {
            secrets: secrets.collect(),
            apps: self.apps.into_iter().collect(),
            grants: self.grants.into_iter().collect(),
            sessions: self.sessions.into_iter().collect(),
            counts: counts.collect(),
            mismatches: mismatches.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SettableClock;

    fn usage() -> (Arc<SettableClock>, Usage) {
        let clock = Arc::new(SettableClock::at(24 * 3600 - 1));
        (clock.clone(), Usage::new(clock))
    }

    #[test]
    fn what_happens_often_is_one_row_of_a_batch() {
        let (clock, usage) = usage();
        usage.count("app", Event::SignIn, "");
        usage.count("app", Event::SignIn, "");
        clock.advance(1);
        usage.count("app", Event::SignIn, "");
        usage.count("app", Event::Refusal, "invalid_grant");
        let mut rows: Vec<_> = std::mem::take(&mut *usage.collected()).into_batch().counts;
        rows.sort_by_key(|row| (row.day, row.event));
        let rows: Vec<_> = rows.iter().map(|row| (row.day, row.event, row.reason, row.times)).collect();
        assert_eq!(rows, [(0, "sign_in", "", 2), (1, "refusal", "invalid_grant", 1), (1, "sign_in", "", 1)]);
    }

    #[test]
    fn whoever_asks_for_many_return_addresses_fills_no_memory() {
        let (_clock, usage) = usage();
        for number in 0..10_000 {
            usage.mismatch("app", &format!("https://{number}.example/{}", "x".repeat(5000)));
        }
        let batch = std::mem::take(&mut *usage.collected()).into_batch();
        assert_eq!(batch.mismatches.len(), MOST_MISMATCHES);
        assert!(batch.mismatches.iter().all(|mismatch| mismatch.redirect_uri.len() == LONGEST_MISMATCH));
    }
}
