//! npm packages, from a lock file and nothing else.

use std::path::Path;

use super::stamp;
use crate::Outcome;
use crate::checkout::{finish, npm_in};

/// Installs what a folder's lock file names, where it changed since.
///
/// # Errors
/// What npm said, or that the lock file cannot be read.
pub(super) fn install(folder: &Path) -> Outcome {
    stamp::once_for(&folder.join("package-lock.json"), &folder.join("node_modules"), || {
        finish(npm_in(folder).args(["ci", "--no-fund", "--no-audit"]))
    })
}
