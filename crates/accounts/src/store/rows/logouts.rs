//! Apps that are to be told of a sign-out.

use countersign_wire::UnixSeconds;

/// An app that is to be told of something now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLogouts {
    /// The app.
    pub client_id: String,
    /// Where it is told; absent where it no longer wants to be.
    pub address: Option<String>,
}

/// An app that is to be told that a session has ended.
#[derive(Clone, Debug)]
pub struct LogoutDelivery {
    /// Its id.
    pub id: i64,
    /// The app.
    pub client_id: String,
    /// Whose session it was.
    pub person: String,
    /// What the app knows the session by.
    pub session: String,
    /// When the session ended.
    pub created_at: UnixSeconds,
    /// How often it was tried, this time included.
    pub attempts: u32,
}
