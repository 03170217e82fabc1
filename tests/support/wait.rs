//! Waiting for a condition, never for a time.

use std::time::{Duration, Instant};

/// How long anything here may take before it has failed.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Looks again and again until a condition holds.
///
/// # Panics
/// When it does not hold within [`LIMIT`]; `what` is told.
#[track_caller]
#[allow(clippy::disallowed_methods, reason = "tests wait in real time for real programs")]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LIMIT, "waited {LIMIT:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The same where looking is itself asynchronous; gives what was found.
///
/// # Panics
/// When nothing is found within [`LIMIT`].
pub async fn until_some<T, F: Future<Output = Option<T>>>(what: &str, look: impl FnMut() -> F) -> T {
    found(look).await.unwrap_or_else(|| panic!("waited {LIMIT:?} in vain for {what}"))
}

/// What is found within [`LIMIT`], for who has more to say when it is nothing.
#[allow(clippy::disallowed_methods, reason = "tests wait in real time for real programs")]
pub async fn found<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> Option<T> {
    let start = Instant::now();
    loop {
        let found = look().await;
        if found.is_some() || start.elapsed() >= LIMIT {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
