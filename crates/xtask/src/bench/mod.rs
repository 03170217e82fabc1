//! `cargo xtask bench service|security|engine|desktop`: how fast, how large, and what the clock gives away.
//!
//! * [`service`], [`security`], [`engine`] and [`desktop`] are the lists of what is measured; each figure is judged by a mark that it names.
//! * [`place`] is where it is measured: a built service over a filled database, and the bare answer beside it.
//! * [`load`] asks; [`numbers`] makes one number of many; [`report`] prints.
//!
//! Both sides of a ratio are measured in turn, in the same run, by the same load: on a machine that is shared, all else
//! would compare two moments. What is measured is the release build, in processes of their own.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures the time of the machine")]

mod desktop;
mod engine;
mod load;
mod memory;
mod numbers;
mod place;
mod questions;
mod rates;
mod report;
mod scale;
mod security;
mod service;
mod sign_ins;

use crate::Outcome;
use crate::checkout::{cargo, target};
use crate::setup;

/// How a run is asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    /// Short: it shows that everything works, and its figures mean nothing.
    quick: bool,
    /// The figures as JSON, in place of the table.
    json: bool,
}

/// Sets up, builds, measures and prints.
///
/// # Errors
/// What was missing, or what failed. A mark that was missed is no error: it is told in the table.
pub(crate) fn run(words: &[&str]) -> Outcome {
    let (what, flags) = words.split_first().ok_or("say what to measure: service, security, engine or desktop")?;
    let mut asked = Asked::default();
    for flag in flags {
        match *flag {
            "--quick" => asked.quick = true,
            "--json" => asked.json = true,
            other => return Err(format!("there is no {other} here; there are --quick and --json")),
        }
    }
    let measure = match *what {
        "service" => service::measure,
        "security" => security::measure,
        "engine" => engine::measure,
        "desktop" => desktop::measure,
        other => return Err(format!("there is no benchmark {other}; there are service, security, engine and desktop")),
    };
    setup::prepare_bench()?;
    if *what == "desktop" {
        setup::prepare(setup::Purpose::Tour)?;
        build(&["countersign-desktop", "bare-window", "countersign-cli", "countersign-accounts", "countersign-bench"])?;
    } else {
        build(&["countersign-accounts", "countersign-cli", "countersign-bench"])?;
    }
    let figures = measure(asked)?;
    if asked.json {
        report::json(&figures)
    } else {
        report::table(&figures)
    }
    Ok(())
}

/// Builds what is measured and the processes beside it, in release.
fn build(packages: &[&str]) -> Outcome {
    let mut build = cargo();
    build.args(["build", "--release", "--quiet"]).args(packages.iter().flat_map(|name| ["--package", *name]));
    let status = build.status().map_err(|error| format!("cargo could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the build in {} failed; its own words are above", target().display())) }
}

/// A word on where the run is, beside what it prints in the end.
fn told(what: &str) {
    eprintln!("xtask: {what}");
}
