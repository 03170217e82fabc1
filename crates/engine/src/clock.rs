//! The time, as a parameter.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::watch;

/// Where the time comes from.
pub trait Clock: Send + Sync + Debug {
    /// Seconds since the Unix epoch.
    fn now(&self) -> UnixSeconds;

    /// Resolves when so much time has passed.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        tokio::time::sleep(time).boxed()
    }
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    fn now(&self) -> UnixSeconds {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().and_then(|since| UnixSeconds::try_from(since.as_secs()).ok()).unwrap_or(0)
    }
}

/// A clock that stands where it is put, and wakes sleepers when it is moved past their time.
#[derive(Debug, Default)]
pub struct SettableClock {
    now: watch::Sender<UnixSeconds>,
    asleep: Arc<Mutex<Vec<UnixSeconds>>>,
}

impl SettableClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: UnixSeconds) -> Self {
        Self { now: watch::Sender::new(now), asleep: Arc::default() }
    }

    /// Moves it by `seconds`, forward or back.
    pub fn advance(&self, seconds: i64) {
        self.now.send_modify(|now| *now += seconds);
    }

    /// When the next sleeper wants to wake.
    #[must_use]
    pub fn next_wake(&self) -> Option<UnixSeconds> {
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner).iter().min().copied()
    }
}

impl Clock for SettableClock {
    fn now(&self) -> UnixSeconds {
        *self.now.borrow()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let mut now = self.now.subscribe();
        let wake = now.borrow().saturating_add(UnixSeconds::try_from(time.as_secs()).unwrap_or(UnixSeconds::MAX));
        let bed = Bed::made(&self.asleep, wake);
        async move {
            let _bed = bed;
            if now.wait_for(|now| *now >= wake).await.is_err() {
                // The clock is gone, and will not move any more.
                std::future::pending().await
            }
        }
        .boxed()
    }
}

/// A sleeper's place on the list, until it wakes or is given up.
struct Bed {
    asleep: Arc<Mutex<Vec<UnixSeconds>>>,
    wake: UnixSeconds,
}

impl Bed {
    fn made(asleep: &Arc<Mutex<Vec<UnixSeconds>>>, wake: UnixSeconds) -> Self {
        asleep.lock().unwrap_or_else(PoisonError::into_inner).push(wake);
        Self { asleep: Arc::clone(asleep), wake }
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        let mut asleep = self.asleep.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = asleep.iter().position(|wake| *wake == self.wake) {
            asleep.swap_remove(at);
        }
    }
}
