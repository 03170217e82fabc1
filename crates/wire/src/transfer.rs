//! What was taken from one computer to another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Exported {
    /// The ids of the accounts in it.
    pub accounts: Vec<String>,
    /// The names of their services.
    pub providers: Vec<String>,
    /// Whether the accounts were taken off this computer.
    pub moved: bool,
    /// What the person should know.
    pub warnings: Vec<String>,
}

/// What an import brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// The ids of the accounts that are here now.
    pub accounts: Vec<String>,
    /// The names of the services that were added.
    pub providers: Vec<String>,
    /// What was left as it is here, and why.
    pub skipped: Vec<String>,
    /// Sessions that were taken off where they came from and did not come in here: they are in the file, and nowhere else.
    pub not_brought_in: Vec<NotBroughtIn>,
}

/// A session that stays in the file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NotBroughtIn {
    /// Its id in the file.
    pub account: String,
    /// The name of its service in the file.
    pub provider: String,
    /// Whose it is, where that is known.
    pub name: Option<String>,
    /// The id of the account here that is the same person's.
    pub here: Option<String>,
}
