//! The one shape in which a failure reaches a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a face decides by: which words, which exit code, which next move to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// What was given is not valid; the message says what and how it should be.
    InvalidInput,
    /// No such provider, account, app or attempt.
    NotFound,
    /// Something of that name is there already.
    AlreadyExists,
    /// The person denied it, or the service did in their name (`access_denied`).
    Denied,
    /// The service refused; the message gives its reason.
    Refused,
    /// The session ended and cannot be renewed: sign in again.
    SignInAgain,
    /// The code was too old when it was exchanged.
    CodeExpired,
    /// The address that came back was not the one this app waits for.
    CallbackRefused,
    /// Something came back and no sign-in waits for it.
    NonePending,
    /// The service answered in a way that the standard does not allow and the preset does not name.
    BadAnswer,
    /// The metadata names another issuer.
    IssuerMismatch,
    /// The person called it off.
    Cancelled,
    /// Nothing came back in time.
    TimedOut,
    /// The service cannot be reached.
    Network,
    /// The service asks to wait (429, 503).
    Busy,
    /// The keychain is locked or was denied.
    KeychainLocked,
    /// There is no keychain.
    KeychainAbsent,
    /// The keychain answers, and the vault's key is not in it, or is another one.
    KeyMissing,
    /// The vault cannot be read or written.
    Vault,
    /// The browser could not be opened.
    Browser,
    /// Another program receives the app's scheme.
    DeepLink,
    /// Somebody else changed it since it was read.
    Conflict,
    /// The session may not do this.
    Forbidden,
    /// A defect of this program.
    Internal,
}

/// A failure in words for the person who reads it: what happened, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct UserError {
    /// What kind of failure.
    pub code: ErrorCode,
    /// What happened, and what to do. Never a token, a code or a secret.
    pub message: String,
    /// Which field of a form it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl UserError {
    /// A failure that is about no field.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }

    /// The same about a field of a form.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}
