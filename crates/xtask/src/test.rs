//! `cargo xtask test` and `cargo xtask check`.

use std::process::{Command, Stdio};

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
    finish(&mut hearing_signals(cargo().args(["test", "--workspace", "--no-fail-fast"]).args(rest)))
}

/// The same with signals as they are at first. What is started with one ignored, as `nohup` and a shell's `&` do it, hands that
/// down, and a program that is to end by Ctrl-C in a test would rightly not hear it.
fn hearing_signals(command: &Command) -> Command {
    const AT_FIRST: &str = "--default-signal=HUP,INT,QUIT,TERM";
    let knows = Command::new("env").args([AT_FIRST, "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    let mut same = if knows { Command::new("env") } else { Command::new(command.get_program()) };
    if knows {
        same.arg(AT_FIRST).arg(command.get_program());
    }
    same.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => same.env(name, value),
            None => same.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        same.current_dir(folder);
    }
    same
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
