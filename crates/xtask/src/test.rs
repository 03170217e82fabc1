//! `cargo xtask test` and `cargo xtask check`.

use crate::checkout::{cargo, finish, npm};
use crate::setup::{Purpose, prepare};
use crate::{Outcome, codegen, deny, icons, layers};

/// Sets up, builds everything once, and runs all tests; `rest` is handed to cargo's test.
///
/// # Errors
/// The first suite that failed.
pub(crate) fn test(rest: &[&str]) -> Outcome {
    prepare(Purpose::Test)?;
    finish(npm().args(["run", "--silent", "test"]))?;
    finish(npm().args(["run", "--silent", "test:screens"]))?;
    // All targets first: the suites start the built programs, and cargo builds no other package's programs for a test.
    finish(cargo().args(["build", "--workspace", "--all-targets"]))?;
    finish(cargo().args(["test", "--workspace", "--no-fail-fast"]).args(rest))
}

/// All that is asked before the tests.
///
/// # Errors
/// The first check that did not hold.
pub(crate) fn check() -> Outcome {
    finish(cargo().args(["fmt", "--all", "--check"]))?;
    layers::check()?;
    prepare(Purpose::Build)?;
    finish(npm().args(["run", "--silent", "check"]))?;
    finish(cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    codegen::check()?;
    icons::check()?;
    deny::check()
}
