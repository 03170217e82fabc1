//! For how long a sign-in is fresh: enough for what a screen that was left open must not be enough for (A17, RFC 9470).

use countersign_wire::UnixSeconds;

/// Long enough to fill in a form, too short to leave a screen to somebody else.
pub const SECONDS: i64 = 300;

/// Whether somebody who showed who they are at `at` did so a moment ago.
#[must_use]
pub fn is_fresh(at: UnixSeconds, now: UnixSeconds) -> bool {
    now.saturating_sub(at) <= SECONDS
}
