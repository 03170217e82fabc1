//! Signing out, and telling apps of it (OpenID Connect Back-Channel Logout 1.0).

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::LogoutDelivery;
use crate::audit::Entry;
use crate::token::Digest;

/// Sign-outs, and what is still to be told of them.
pub trait Logouts {
    /// Ends a session by its cookie. Apps that have ID tokens of it are to be told, and lose refresh tokens that were not
    /// meant to outlast it. False where it had ended.
    fn sign_out(&self, session: Digest, now: UnixSeconds, entry: Entry) -> Answer<'_, bool>;
    /// Takes what is due, at most `most`, by a conditional write: nobody else takes it before `until`.
    fn take_due_logouts(&self, now: UnixSeconds, until: UnixSeconds, most: u32) -> Answer<'_, Vec<LogoutDelivery>>;
    /// Puts a delivery off.
    fn put_logout_off(&self, id: i64, next_at: UnixSeconds, trouble: &str) -> Answer<'_, ()>;
    /// A delivery is over; `entry` is there where it was given up.
    fn settle_logout(&self, id: i64, entry: Option<Entry>) -> Answer<'_, ()>;
}
