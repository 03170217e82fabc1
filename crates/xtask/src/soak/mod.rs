//! `cargo xtask soak`: kills, inputs and questions for as long as it is told, and what was lost: nothing.
//!
//! * [`asked`] reads how long that is; [`run`] starts one process after the other and waits no longer than it may;
//!   [`report`] prints.
//!
//! The work is in `tests/faults`, which CI runs too, and in `tests/clients`, where schemathesis asks the administration API.
//! Each point and each target is a process of its own: one that ends badly, or never, is told and stops no other. It is the
//! debug build, in which arithmetic that overflows is a panic. All of it stays on this computer.

#![expect(clippy::disallowed_methods, reason = "a soak is bounded by the time of the machine")]

mod asked;
mod report;
mod run;

use std::process::Command;

use crate::Outcome;
use crate::checkout::{cargo, finish, target};
use crate::setup;
use asked::Asked;

/// Sets up, builds, runs all that was asked for, and prints.
///
/// # Errors
/// What was missing, or that something was lost.
pub(crate) fn run(words: &[&str]) -> Outcome {
    let asked = Asked::read(words)?;
    setup::prepare_soak(asked.replay.is_none() && asked.asks())?;
    // The service and the command line that are killed, and the suite with the program that kills them.
    let packages = ["countersign-accounts", "countersign-cli", "countersign-tests"].map(|package| ["--package", package]);
    finish(cargo().args(["build", "--quiet", "--bins"]).args(packages.as_flattened()))?;
    if let Some(file) = &asked.replay {
        return finish(faults().arg("replay").arg(file));
    }
    let lines = run::all(&asked)?;
    if asked.json {
        report::json(&lines);
    } else {
        report::table(&lines);
    }
    match lines.iter().filter(|line| !line.lost.is_empty()).count() {
        0 => Ok(()),
        1 => Err("something was lost at one place; it is in the report".to_owned()),
        places => Err(format!("something was lost at {places} places; they are in the report")),
    }
}

/// The program that kills and feeds.
fn faults() -> Command {
    Command::new(target().join("debug").join(format!("faults{}", std::env::consts::EXE_SUFFIX)))
}
