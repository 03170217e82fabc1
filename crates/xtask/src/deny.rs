//! Licences, bans and sources of everything that is built in, by `cargo-deny`.
//!
//! Advisories are left out: their database is a git repository, which an offline machine cannot reach.

use crate::Outcome;
use crate::checkout::{cargo, finish};
use crate::tools;

const VERSION: &str = "0.20.2";

/// Runs the pinned version.
///
/// # Errors
/// What stands against a licence, a ban or a source.
pub(crate) fn check() -> Outcome {
    let program = tools::program("cargo-deny", VERSION)?;
    finish(cargo().args(["fetch", "--locked"]))?;
    finish(std::process::Command::new(program).current_dir(crate::checkout::root()).args([
        "--offline",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}
