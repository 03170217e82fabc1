//! How fast the engine is, beside the least that the same machine needs for it.

use std::process::Command;

use serde_json::Value;

use super::numbers::median;
use super::place::{Folder, Server, beside, program};
use super::rates::ratio;
use super::report::{Figure, Mark, short};
use super::{Asked, told};
use crate::Outcome;

/// Callbacks and their bare counterparts, in turn.
const CALLBACKS: usize = 200;
/// Accounts of the large folder.
const ACCOUNTS: usize = 1_000;

/// Measures all of it.
///
/// # Errors
/// What could not be measured.
pub(super) fn measure(asked: Asked) -> Outcome<Vec<Figure>> {
    let folder = Folder::new()?;
    let server = Server::of(Command::new(program("bench")).arg("engine-server"))?;
    let issuer = format!("http://{}", server.address);
    Ok(vec![callback(&folder, &issuer, asked)?, opening(&folder, &issuer, asked)?])
}

fn callback(folder: &Folder, issuer: &str, asked: Asked) -> Outcome<Figure> {
    told("callbacks, beside two requests and a save");
    let rounds = if asked.quick { 10 } else { CALLBACKS };
    let mut run = Command::new(program("bench"));
    run.arg("engine-callback").arg(folder.path().join("callback")).arg(issuer).arg(rounds.to_string());
    let seen = beside(&mut run, None)?;
    let (engine, bare) = (list(&seen, "engine"), list(&seen, "bare"));
    let from = format!("{} µs beside {} µs, medians of {rounds} in turn", short(median(&engine)), short(median(&bare)));
    Ok(Figure::new("callback to profile", ratio(&engine, &bare), "of two requests and a save", Mark::AtMost(1.25), from))
}

fn opening(folder: &Folder, issuer: &str, asked: Asked) -> Outcome<Figure> {
    let accounts = if asked.quick { 50 } else { ACCOUNTS };
    told(&format!("{accounts} accounts, opened"));
    let mut run = Command::new(program("bench"));
    run.arg("engine-opening").arg(folder.path().join("opening")).arg(issuer).args([accounts, 21].map(|number| number.to_string()));
    let took = list(&beside(&mut run, None)?, "milliseconds");
    let from = format!("{accounts} of them, from a start to the list; a keychain in memory");
    Ok(Figure::new("accounts opened", median(&took), "ms", Mark::AtMost(50.0), from))
}

fn list(seen: &Value, name: &str) -> Vec<f64> {
    seen[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}
