//! Who receives links of the app's scheme, as the system says it (D2); and the entry by which this app does ([`Registration`]).
//!
//! Asked before a sign-in that comes back by deep link: a program that took the scheme would receive the
//! authorization code. It could do nothing with it without the `code_verifier`, but the sign-in would not arrive.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod entry;
#[cfg(target_os = "linux")]
mod registration;

#[cfg(target_os = "linux")]
use std::path::Path;

use crate::freedesktop::mime_apps;
pub use crate::freedesktop::mime_apps::Untold;
#[cfg(target_os = "linux")]
use crate::home::Home;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::Registration;
#[cfg(target_os = "linux")]
pub use registration::Registration;

/// The app's private-use scheme (RFC 8252 §7.1).
pub const SCHEME: &str = "app.countersign.desktop";
/// The type by which the system knows its links.
pub(crate) const KIND: &str = "x-scheme-handler/app.countersign.desktop";

/// The desktop entry that the system names for [`SCHEME`]; `None` where it names none.
///
/// # Errors
/// Why the system does not tell.
pub async fn handler() -> Result<Option<String>, Untold> {
    if !cfg!(target_os = "linux") {
        return Err(Untold::Never);
    }
    mime_apps::default_for(KIND).await
}

/// The home that an entry has to name: any but the usual one.
#[cfg(target_os = "linux")]
pub(crate) fn named_home(home: &Home) -> Option<&Path> {
    let is_default = Home::default_folder().is_some_and(|folder| folder == home.path());
    (!is_default).then(|| home.path())
}

/// The name of the entry for a home.
#[cfg(target_os = "linux")]
pub(crate) fn own_entry(home: &Home) -> String {
    entry::name(named_home(home))
}

/// Whether a desktop entry goes by a name that only this app's entries have.
#[must_use]
pub fn is_ours(entry: &str) -> bool {
    entry.starts_with(SCHEME) && entry.ends_with(".desktop")
}

/// What stands in the way of a link that comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Another program receives the links: its desktop entry.
    Rival(String),
    /// No program receives them yet.
    Nobody,
    /// The system does not tell: why.
    Untold(Untold),
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rival(entry) => write!(
                f,
                "Another program (“{entry}”) receives {SCHEME} links, so this sign-in may not come back. Choose another way back, or Register again in the app."
            ),
            Self::Nobody => {
                write!(f, "No program receives {SCHEME} links yet. Start the Countersign app once, or choose another way back.")
            }
            Self::Untold(reason) => write!(f, "Whether {SCHEME} links come back could not be found out: {reason}."),
        }
    }
}

/// Looks, before a sign-in, whether a link would come back. Elsewhere than on Linux the system's registration is trusted.
pub async fn obstacle() -> Option<Obstacle> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    match handler().await {
        Ok(Some(entry)) if is_ours(&entry) => None,
        Ok(Some(entry)) => Some(Obstacle::Rival(entry)),
        Ok(None) => Some(Obstacle::Nobody),
        Err(untold) => Some(Obstacle::Untold(untold)),
    }
}
