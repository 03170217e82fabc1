//! What the desktop around the app offers it, and where it sends the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which habits are possible here, and the one that the system keeps by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DesktopHabits {
    /// Whether there is a tray that the app can stay in.
    pub has_tray: bool,
    /// Whether somebody shows notifications.
    pub can_notify: bool,
    /// Whether the app starts with the computer, as the system's own list says; absent where the app knows no way to be on it.
    pub starts_with_computer: Option<bool>,
}

/// What the app says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AboutApp {
    /// Its version, as in `countersign-desktop --version`.
    pub version: String,
    /// The terms that it is under, as an SPDX expression.
    pub licence: String,
    /// The folder with the person's data.
    pub home: String,
}

/// What the person asked to see, outside of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Wanted {
    /// Where a sign-in begins.
    SignIn,
    /// An account.
    Account {
        /// Its id.
        id: String,
    },
}
