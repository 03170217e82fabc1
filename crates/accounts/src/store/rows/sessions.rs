//! Browser sessions.

use countersign_wire::UnixSeconds;

use super::people::Person;
use crate::token::Digest;

/// How, when and in which session somebody showed who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// When (`auth_time`).
    pub at: UnixSeconds,
    /// How, in the words of RFC 8176 with a space between, such as `pwd otp`.
    pub amr: String,
    /// What others know the session by (`sid`); absent where there was none.
    pub sid: Option<String>,
}

/// A browser session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The hash of the cookie.
    pub id: Digest,
    /// What others know it by.
    pub sid: String,
    /// Whose it is.
    pub person: String,
    /// How they showed who they are, in the words of RFC 8176.
    pub amr: String,
    /// When it is opened, which is when they showed it.
    pub created_at: UnixSeconds,
    /// The address it is opened from.
    pub address: Option<String>,
    /// What the browser says of itself, cut short.
    pub user_agent: Option<String>,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// A browser session that lasts.
#[derive(Clone, Debug)]
pub struct Session {
    /// The hash of the cookie.
    pub id: Digest,
    /// Whose it is, as they are now.
    pub person: Person,
    /// How and when they showed who they are.
    pub authentication: Authentication,
}
