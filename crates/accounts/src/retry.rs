//! When something that did not go is tried again.

use countersign_wire::UnixSeconds;

/// How many seconds to wait after so many tries: twice as long each time, and never longer than `longest`.
pub(crate) fn pause(first: UnixSeconds, longest: UnixSeconds, attempts: u32) -> UnixSeconds {
    let doublings = attempts.saturating_sub(1).min(16);
    (first << doublings).min(longest)
}
