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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Imported {
    /// The ids of the accounts that are here now.
    pub accounts: Vec<String>,
    /// The names of the services that were added.
    pub providers: Vec<String>,
    /// What was left as it is here, and why.
    pub skipped: Vec<String>,
}
