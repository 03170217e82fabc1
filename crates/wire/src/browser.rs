//! The browsers of this computer, and which of them opens a service's pages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A browser that is installed on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Browser {
    /// What the system knows it by: on Linux the name of its desktop entry, such as `firefox.desktop`.
    pub entry: String,
    /// Its name, as its makers write it.
    pub name: String,
}

/// Where a service's pages open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "opens", rename_all = "snake_case")]
pub enum BrowserChoice {
    /// In the system's default browser, whichever that is at the time.
    #[default]
    Default,
    /// In this browser.
    Installed {
        /// As [`Browser::entry`].
        entry: String,
    },
    /// Nowhere: the person takes the link to a browser of their own.
    Link,
}

impl BrowserChoice {
    /// Whether it is as at first.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::Default
    }
}
