//! The accounts service that the desktop app hosts on this computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::UserError;

/// How the hosted service stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HostedService {
    /// Nobody asked for one yet.
    Off,
    /// It answers.
    Running {
        /// Its issuer, such as `http://127.0.0.1:41234`.
        issuer: String,
        /// Whether it has no people yet: the set-up page makes the first administrator.
        needs_set_up: bool,
    },
    /// It was asked for and could not start.
    Failed {
        /// Why, and what to do.
        error: UserError,
    },
}
