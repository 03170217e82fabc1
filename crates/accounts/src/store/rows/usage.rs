//! What is only told: last uses and counts.

use countersign_wire::UnixSeconds;

/// A secret that was used.
#[derive(Clone, Debug)]
pub struct SecretUse {
    /// Its id.
    pub id: String,
    /// When last.
    pub at: UnixSeconds,
    /// From where.
    pub from: String,
}

/// How often something happened on a day.
#[derive(Clone, Debug)]
pub struct Count {
    /// The app it happened to.
    pub app: String,
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// What.
    pub event: &'static str,
    /// Why, where there is a reason.
    pub reason: &'static str,
    /// How often more.
    pub times: i64,
}

/// A return address that was asked for and is not registered.
#[derive(Clone, Debug)]
pub struct RedirectMismatch {
    /// The app.
    pub app: String,
    /// The address.
    pub redirect_uri: String,
    /// How often more.
    pub times: i64,
    /// When first.
    pub first_at: UnixSeconds,
    /// When last.
    pub last_at: UnixSeconds,
}

/// What was collected in a few seconds.
#[derive(Clone, Debug, Default)]
pub struct UsageBatch {
    /// Secrets that were used.
    pub secrets: Vec<SecretUse>,
    /// Apps that were used, and when last.
    pub apps: Vec<(String, UnixSeconds)>,
    /// Grants that were used, and when last.
    pub grants: Vec<(String, UnixSeconds)>,
    /// Sessions that were used, by what others know them by, and when last.
    pub sessions: Vec<(String, UnixSeconds)>,
    /// What happened how often.
    pub counts: Vec<Count>,
    /// Return addresses that are not registered.
    pub mismatches: Vec<RedirectMismatch>,
}

impl UsageBatch {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { secrets, apps, grants, sessions, counts, mismatches } = self;
        secrets.is_empty() && apps.is_empty() && grants.is_empty() && sessions.is_empty() && counts.is_empty() && mismatches.is_empty()
    }
}
