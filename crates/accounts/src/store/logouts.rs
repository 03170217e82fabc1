//! Signing out, and telling apps of it (OpenID Connect Back-Channel Logout 1.0).

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::{DueLogouts, LogoutDelivery};
use crate::audit::Entry;
use crate::token::Digest;

/// Sign-outs, and what is still to be told of them.
pub trait Logouts {
    /// Ends a session by its cookie. Apps that have ID tokens of it are to be told, and lose refresh tokens that were not
    /// meant to outlast it. False where it had ended.
    fn sign_out(&self, session: Digest, now: UnixSeconds, entry: Entry) -> Answer<'_, bool>;
    /// The apps that are to be told of something now: those that were not tried yet before the others, and of each the one
    /// that has waited for longest first.
    fn due_logouts(&self, now: UnixSeconds) -> Answer<'_, Vec<DueLogouts>>;
    /// Takes what an app is to be told next, by a conditional write: nobody else takes it before `until`. What was not tried
    /// yet goes before the rest.
    fn take_due_logout(&self, client_id: &str, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, Option<LogoutDelivery>>;
    /// Puts a delivery off.
    fn put_logout_off(&self, id: i64, next_at: UnixSeconds, trouble: &str) -> Answer<'_, ()>;
    /// A delivery is over; `entry` is there where it was given up.
    fn settle_logout(&self, id: i64, entry: Option<Entry>) -> Answer<'_, ()>;
}
