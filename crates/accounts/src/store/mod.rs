//! What is kept, as one contract by aggregate, whatever keeps it.
//!
//! Every method is one unit of work: it is read or written whole, and a write is durable before its answer, with its
//! row of the audit in the same transaction. Single use is decided in here, by one conditional write.
//! Nothing in here asks for the time: what depends on it is told.

mod apps;
mod audit;
mod consents;
#[cfg(test)]
mod contract;
mod credentials;
mod directory;
mod keys;
mod letters;
mod logos;
mod logouts;
mod organisations;
mod product_apis;
pub mod rows;
pub mod sqlite;
mod usage;

pub use apps::{AppChange, AppOverview, Apps};
pub use audit::Audit;
pub use consents::Consents;
pub use credentials::{Credentials, SecondFactors};
pub use directory::{Directory, Holdings};
pub use letters::Letters;
pub use logos::Logos;
pub use logouts::Logouts;
pub use organisations::Organisations;
pub use product_apis::ProductApis;

use std::time::Duration;

use countersign_wire::UnixSeconds;
use futures_util::future::BoxFuture;

use crate::audit::Entry;
use crate::token::Digest;
pub use keys::SigningKeys;
use rows::{
    Access, Code, Inspected, NewCode, NewMachineToken, NewPerson, NewSession, NewTokens, PasswordText, Person, Redeemed, Refresh, Renewal,
    Rotated, Session,
};
pub use usage::Told;

/// Why the store did not answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much is waiting to be written.
    #[error("too many requests wait to be stored; try again in a moment")]
    Busy,
    /// Nothing can be written now; what is stored can be read.
    #[error("the database cannot be written: {0}. Look at its disk, whether there is room, and at its rights")]
    Unwritable(String),
    /// The file is damaged.
    #[error("the database is damaged: {0}. Look at it with `countersign-accounts check`, and put back a copy with `restore`")]
    Damaged(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(String),
    /// A row that says something which cannot be.
    #[error("the database holds something that this version cannot read: {0}")]
    Unreadable(String),
}

impl StoreError {
    /// After how long another try is worth it; nothing where it would end the same way.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy => Some(Duration::from_secs(1)),
            // Somebody has to make room first.
            Self::Unwritable(_) => Some(Duration::from_secs(30)),
            Self::Damaged(_) | Self::Database(_) | Self::Unreadable(_) => None,
        }
    }

    /// What whoever asked over the network is told: what happened and what to do, and nothing of the file.
    #[must_use]
    pub fn told(&self) -> &'static str {
        match self {
            Self::Busy => "Too much is waiting to be stored. Try again in a moment.",
            Self::Unwritable(_) => "The service cannot store anything now. Nothing was changed. Try again later; its log says why.",
            Self::Damaged(_) | Self::Database(_) | Self::Unreadable(_) => "The service could not finish the request. Its log says why.",
        }
    }
}

/// What a method of a store gives.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// People, and the one-time codes of set-up.
pub trait People {
    /// Whether there is anybody.
    fn has_people(&self) -> Answer<'_, bool>;
    /// Adds somebody; false where the e-mail address is taken.
    fn add_person(&self, person: NewPerson, entry: Entry) -> Answer<'_, bool>;
    /// Adds the first person, against a set-up cookie; false where the cookie is not good, or somebody was first.
    fn add_first_person(&self, person: NewPerson, cookie: Digest, now: UnixSeconds, entry: Entry) -> Answer<'_, bool>;
    /// Finds somebody by e-mail address, without regard to case; without a password where they have not chosen one yet.
    fn person_by_email(&self, email: &str) -> Answer<'_, Option<(Person, Option<PasswordText>)>>;
    /// Puts a dearer hash of the same password in the place of `old`, unless that was changed meanwhile.
    fn replace_password(&self, person: &str, old: PasswordText, new: PasswordText) -> Answer<'_, ()>;
    /// Keeps a set-up code. False where there are people: set-up is over.
    fn open_set_up(&self, code: Digest, expires_at: UnixSeconds) -> Answer<'_, bool>;
    /// Exchanges a set-up code for a cookie, once; the cookie is good until `until`.
    fn exchange_set_up(&self, code: Digest, cookie: Digest, now: UnixSeconds, until: UnixSeconds) -> Answer<'_, bool>;
    /// Whether a set-up cookie is good.
    fn is_set_up_cookie(&self, cookie: Digest, now: UnixSeconds) -> Answer<'_, bool>;
}

/// Browser sessions.
pub trait Sessions {
    /// Opens a session for somebody who showed `password`, in the place of another one. Of the same person it goes on under
    /// the same `sid`; somebody else's is signed out. False, and nothing was changed, where that is not their password any
    /// more, they are disabled, or a second factor is asked of them.
    fn open_session(&self, session: NewSession, password: PasswordText, replaces: Option<Digest>, entry: Entry) -> Answer<'_, bool>;
    /// The session of a cookie, while it lasts.
    fn session(&self, id: Digest, now: UnixSeconds) -> Answer<'_, Option<Session>>;
    /// Writes down something that changes nothing else.
    fn note(&self, entry: Entry) -> Answer<'_, ()>;
}

/// Codes, and what is issued for them.
pub trait Grants {
    /// Keeps a code, and what is remembered of the consent to it. False where the app, the person or the session is gone.
    fn add_code(&self, code: NewCode, entry: Entry) -> Answer<'_, bool>;
    /// What is known of a code, used or not.
    fn code(&self, hash: Digest) -> Answer<'_, Option<Code>>;
    /// Uses a code up, by one conditional write, and keeps what is issued for it. A code that was used before ends
    /// what it gave.
    fn redeem(&self, code: Digest, tokens: NewTokens, now: UnixSeconds, replay: Entry) -> Answer<'_, Redeemed>;
    /// What is known of a refresh token, used or not.
    fn refresh_token(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Refresh>>;
    /// Rotates a refresh token by one conditional write. One that was used before gives the same successor while
    /// `renewal` allows it, and else ends the family.
    fn rotate(&self, renewal: Renewal, reuse: Entry) -> Answer<'_, Rotated>;
    /// Keeps a token of an app's own; false where the app is gone. The grant that such tokens are under is made with the first.
    fn add_machine_token(&self, token: NewMachineToken) -> Answer<'_, bool>;
    /// Uses an assertion up, by one conditional write; false where it was used before. It is remembered until `until`.
    fn use_assertion(&self, assertion: Digest, until: UnixSeconds) -> Answer<'_, bool>;
    /// What there is to tell of an access or refresh token that is good, by the same rule as [`Self::access`].
    fn inspect(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Inspected>>;
    /// What an access token opens, as person and app are now.
    fn access(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<Access>>;
    /// Ends a token of this client: a refresh token with its family, an access token alone. False where there is none.
    fn revoke(&self, hash: Digest, client_id: &str, entry: Entry) -> Answer<'_, bool>;
    /// Throws away some of what ended before `before`: so little that nobody waits behind it for long. True where there
    /// is more.
    fn sweep(&self, before: UnixSeconds) -> Answer<'_, bool>;
}

/// Where the service stands, for whoever works beside it.
pub trait Place {
    /// Remembers the issuer that is served.
    fn remember_issuer(&self, issuer: &str) -> Answer<'_, ()>;
    /// The issuer that was last served; none where nobody served this database yet.
    fn issuer(&self) -> Answer<'_, Option<String>>;
}

/// Whether promises can be kept.
pub trait Readiness {
    /// Writes something that means nothing, durably.
    fn try_write(&self, now: UnixSeconds) -> Answer<'_, ()>;
}

/// All of it.
pub trait Store:
    Accounts
    + Sessions
    + Apps
    + AppOverview
    + Grants
    + SigningKeys
    + Told
    + Consents
    + Logos
    + Logouts
    + Audit
    + ProductApis
    + Place
    + Readiness
    + Send
    + Sync
    + std::fmt::Debug
{
}
impl<T> Store for T where
    T: Accounts
        + Sessions
        + Apps
        + AppOverview
        + Grants
        + SigningKeys
        + Told
        + Consents
        + Logos
        + Logouts
        + Audit
        + ProductApis
        + Place
        + Readiness
        + Send
        + Sync
        + std::fmt::Debug
{
}

/// All that is about people's accounts.
pub trait Accounts: People + Directory + Holdings + Organisations + Credentials + SecondFactors + Letters {}
impl<T: People + Directory + Holdings + Organisations + Credentials + SecondFactors + Letters> Accounts for T {}
