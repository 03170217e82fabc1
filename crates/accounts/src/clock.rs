//! The time, as a parameter.

use std::fmt::Debug;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_wire::UnixSeconds;

/// What says the time. Everything that expires asks this and nothing else.
pub trait Clock: Send + Sync + Debug {
    /// Now, in seconds since the Unix epoch.
    fn now(&self) -> UnixSeconds;
}

/// The clock of the computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the ambient clock is read")]
    fn now(&self) -> UnixSeconds {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        UnixSeconds::try_from(since.as_secs()).unwrap_or(UnixSeconds::MAX)
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct SettableClock(AtomicI64);

impl SettableClock {
    /// A clock that says `now` until told otherwise.
    #[must_use]
    pub fn at(now: UnixSeconds) -> Self {
        Self(AtomicI64::new(now))
    }

    /// Sets the time.
    pub fn set(&self, now: UnixSeconds) {
        self.0.store(now, Ordering::SeqCst);
    }

    /// Moves the time, forward or back.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> UnixSeconds {
        self.0.load(Ordering::SeqCst)
    }
}
