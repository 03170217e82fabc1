//! Another program of the person that asks for a token, as the person is asked about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::UnixSeconds;
use crate::scope::ScopeSet;

/// Whether a program may have tokens of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgramQuestion {
    /// The question's id.
    pub id: String,
    /// The program's file, as the system says.
    pub program: String,
    /// Whether it runs programs that others wrote: whoever allows one allows them all.
    pub interpreter: bool,
    /// Which of them, as the program itself says.
    pub script: Option<String>,
    /// Whether it was allowed before and its file is another one now.
    pub changed: bool,
    /// The account's id.
    pub account: String,
    /// The account's provider.
    pub provider: String,
    /// The person's name or address there, where it is known.
    pub name: Option<String>,
    /// What the token opens.
    pub scopes: ScopeSet,
    /// How long what the person allows lasts, in seconds.
    #[ts(type = "number")]
    pub lasts: u64,
}

/// What the person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProgramVerdict {
    /// Yes, from now on until the approval ends.
    Allow,
    /// Yes, to this request.
    AllowOnce,
    /// No; not asked again for a while.
    Refuse,
}

/// An approval as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApprovalView {
    /// Its id.
    pub id: String,
    /// The program's file.
    pub program: String,
    /// SHA-256 of that file as it was, in hexadecimal: changed since, it is not approved any more.
    pub digest: String,
    /// The account's id.
    pub account: String,
    /// What the token may open.
    pub scopes: ScopeSet,
    /// Since when.
    #[ts(type = "number")]
    pub approved_at: UnixSeconds,
    /// Until when.
    #[ts(type = "number")]
    pub expires_at: UnixSeconds,
}
