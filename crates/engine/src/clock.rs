//! The time, as a parameter.
//!
//! There are two times, as neither is enough. The wall clock is what expiries are told in, and somebody may set it. The time
//! since the computer was started never jumps and runs on while it sleeps (on Linux the monotonic clock does not), and is
//! worth nothing after the next start (N3).

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Where the time comes from, and what one waits by.
pub trait Clock: Send + Sync + Debug {
    /// Seconds since the Unix epoch, as the wall clock has them.
    fn now(&self) -> UnixSeconds;

    /// The same in milliseconds, where the clock knows them: for what is only told.
    fn now_ms(&self) -> i64 {
        self.now().saturating_mul(1000)
    }

    /// How long this computer has been running, asleep or not.
    fn since_boot(&self) -> SinceBoot;

    /// Waits. Where the computer sleeps meanwhile the wait may be as much longer: whoever wakes up looks at the time again.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// A time of one run of the computer. Two of them can be compared only if they are of the same run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SinceBoot {
    /// Which run: what the system calls it.
    pub boot: String,
    /// Seconds since its start.
    pub seconds: i64,
}

impl SinceBoot {
    /// Seconds since `earlier`; nothing where that was another run of the computer.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Option<i64> {
        (self.boot == earlier.boot && self.seconds >= earlier.seconds).then(|| self.seconds.saturating_sub(earlier.seconds))
    }
}

/// Both times at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) now: UnixSeconds,
    pub(crate) since_boot: SinceBoot,
}

impl Moment {
    pub(crate) fn of(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), since_boot: clock.since_boot() }
    }
}

/// The system's clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::try_from(since_the_epoch().as_secs()).unwrap_or(0)
    }

    fn now_ms(&self) -> i64 {
        i64::try_from(since_the_epoch().as_millis()).unwrap_or(0)
    }

    fn since_boot(&self) -> SinceBoot {
        static BOOT: OnceLock<String> = OnceLock::new();
        let boot = BOOT.get_or_init(|| name_of_boot().unwrap_or_else(|| format!("{} {}", std::process::id(), self.now())));
        SinceBoot { boot: boot.clone(), seconds: seconds_since_boot() }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        tokio::time::sleep(duration).boxed()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
fn since_the_epoch() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}

/// What the system calls this run of the computer. Where it has no name for it, times since boot count within a process only.
fn name_of_boot() -> Option<String> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let name = text.trim();
    (!name.is_empty() && name.len() <= 64).then(|| name.to_owned())
}

#[cfg(unix)]
fn seconds_since_boot() -> i64 {
    // On macOS this one runs through sleep as well.
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    rustix::time::clock_gettime(clock).tv_sec
}

#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time; on Windows it runs through sleep")]
fn seconds_since_boot() -> i64 {
    static FIRST: OnceLock<std::time::Instant> = OnceLock::new();
    let first = FIRST.get_or_init(std::time::Instant::now);
    i64::try_from(first.elapsed().as_secs()).unwrap_or(i64::MAX)
}

/// A clock that stands where it is put, for tests.
#[derive(Debug, Default)]
pub struct SettableClock {
    hands: watch::Sender<Hands>,
    sleeps: watch::Sender<u64>,
    /// When each sleeper wants to wake, by `Hands::awake`.
    asleep: Arc<Mutex<Vec<i64>>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Hands {
    wall: UnixSeconds,
    since_boot: i64,
    /// What waits are measured by: it stands still while the computer sleeps.
    awake: i64,
    boots: u32,
}

impl SettableClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: UnixSeconds) -> Self {
        Self {
            hands: watch::Sender::new(Hands { wall: now, ..Hands::default() }),
            sleeps: watch::Sender::default(),
            asleep: Arc::default(),
        }
    }

    /// So many seconds pass.
    pub fn advance(&self, seconds: i64) {
        self.hands.send_modify(|hands| {
            hands.wall += seconds;
            hands.since_boot += seconds;
            hands.awake += seconds;
        });
    }

    /// Somebody sets the wall clock, forward or back; no time passes.
    pub fn set_wall_by(&self, seconds: i64) {
        self.hands.send_modify(|hands| hands.wall += seconds);
    }

    /// The computer sleeps for so long: time passes, and waits do not.
    pub fn suspend(&self, seconds: i64) {
        self.hands.send_modify(|hands| {
            hands.wall += seconds;
            hands.since_boot += seconds;
        });
    }

    /// The computer is started anew, in no time.
    pub fn reboot(&self) {
        self.hands.send_modify(|hands| *hands = Hands { since_boot: 0, boots: hands.boots + 1, ..*hands });
    }

    /// When the next sleeper wants to wake, by the wall clock.
    #[must_use]
    pub fn next_wake(&self) -> Option<UnixSeconds> {
        let hands = *self.hands.borrow();
        let next = self.asleep.lock().unwrap_or_else(PoisonError::into_inner).iter().min().copied();
        next.map(|due| hands.wall.saturating_add(due.saturating_sub(hands.awake)))
    }

    /// How often somebody began to wait by this clock.
    #[must_use]
    pub fn sleeps(&self) -> u64 {
        *self.sleeps.borrow()
    }

    /// Waits, in real time, until somebody began to wait by this clock more often than `times`.
    pub async fn slept_more_than(&self, times: u64) {
        let mut sleeps = self.sleeps.subscribe();
        // The sender lives as long as this borrow.
        let _always = sleeps.wait_for(|count| *count > times).await;
    }
}

impl Clock for SettableClock {
    fn now(&self) -> UnixSeconds {
        self.hands.borrow().wall
    }

    fn since_boot(&self) -> SinceBoot {
        let hands = *self.hands.borrow();
        SinceBoot { boot: hands.boots.to_string(), seconds: hands.since_boot }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut hands = self.hands.subscribe();
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX).saturating_add(i64::from(duration.subsec_nanos() > 0));
        let due = hands.borrow().awake.saturating_add(seconds);
        let bed = Bed::made(&self.asleep, due);
        self.sleeps.send_modify(|count| *count += 1);
        async move {
            let _bed = bed;
            if hands.wait_for(|hands| hands.awake >= due).await.is_err() {
                // Nobody moves the hands any more.
                std::future::pending::<()>().await;
            }
        }
        .boxed()
    }
}

/// A sleeper's place on the list, until it wakes or is given up.
struct Bed {
    asleep: Arc<Mutex<Vec<i64>>>,
    due: i64,
}

impl Bed {
    fn made(asleep: &Arc<Mutex<Vec<i64>>>, due: i64) -> Self {
        asleep.lock().unwrap_or_else(PoisonError::into_inner).push(due);
        Self { asleep: Arc::clone(asleep), due }
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        let mut asleep = self.asleep.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = asleep.iter().position(|due| *due == self.due) {
            asleep.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n3_the_systems_time_since_boot_is_of_this_run_and_does_not_go_back() {
        let (first, second) = (SystemClock.since_boot(), SystemClock.since_boot());
        assert!(second.since(&first).is_some_and(|seconds| (0..60).contains(&seconds)));
        assert_eq!(second.since(&SinceBoot { boot: "another".into(), seconds: 0 }), None);
    }

    #[tokio::test]
    async fn a_wait_by_a_settable_clock_ends_when_its_time_has_passed_awake() {
        let clock = SettableClock::at(1000);
        let mut wait = clock.sleep(Duration::from_secs(10));
        assert!((&mut wait).now_or_never().is_none());
        clock.suspend(3600);
        clock.set_wall_by(3600);
        clock.advance(9);
        assert!((&mut wait).now_or_never().is_none());
        clock.advance(1);
        wait.await;
        assert_eq!((clock.now(), clock.since_boot().seconds, clock.sleeps()), (1000 + 7210, 3610, 1));
        clock.reboot();
        assert_eq!(clock.since_boot(), SinceBoot { boot: "1".into(), seconds: 0 });
    }
}
