//! How fast the engine is, beside the least that the same machine needs for it.

use std::path::PathBuf;
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

/// Accounts whose tokens end in the same second.
const RENEWED: usize = 200;
/// Processes that ask for a token, each way.
const TOKENS: usize = 50;

/// Measures all of it.
///
/// # Errors
/// What could not be measured.
pub(super) fn measure(asked: Asked) -> Outcome<Vec<Figure>> {
    let folder = Folder::new()?;
    let server = Server::of(Command::new(program("bench")).arg("engine-server"))?;
    let issuer = format!("http://{}", server.address);
    let mut figures = vec![callback(&folder, &issuer, asked)?];
    figures.extend(tokens(&folder, &issuer, asked)?);
    figures.push(renewals(&folder, &issuer, asked)?);
    figures.push(opening(&folder, &issuer, asked)?);
    Ok(figures)
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

/// In a session of its own: nothing of the person's own is seen or touched.
fn tokens(folder: &Folder, issuer: &str, asked: Asked) -> Outcome<Vec<Figure>> {
    told("tokens, each by a whole process");
    let rounds = if asked.quick { 5 } else { TOKENS };
    let mut run = Command::new("dbus-run-session");
    run.env_clear();
    for (name, value) in std::env::vars_os().filter(|(name, _)| name == "PATH") {
        run.env(name, value);
    }
    for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        run.env(name, private_folder(folder, name)?);
    }
    run.arg("--").arg(program("bench")).arg("engine-tokens").arg(program("countersign"));
    run.arg(private_folder(folder, "tokens")?).arg(issuer).arg(rounds.to_string());
    let seen = beside(&mut run, None)?;
    let figure = |name, way, mark, from| {
        Figure::new(name, median(&list(&seen, way)), "ms", Mark::AtMost(mark), format!("{from}, median of {rounds}"))
    };
    Ok(vec![
        figure("token from an agent", "agent", 5.0, "`countersign token` from its start to its end, an agent runs"),
        figure("token from the vault", "keychain", 60.0, "the same without an agent; the vault's key is in gnome-keyring"),
    ])
}

/// A folder for the person alone, as a place for sockets has to be.
fn private_folder(folder: &Folder, name: &str) -> Outcome<PathBuf> {
    let path = folder.path().join(name);
    let failed = |error| format!("{} cannot be made: {error}", path.display());
    std::fs::create_dir_all(&path).map_err(failed)?;
    #[cfg(unix)]
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(failed)?;
    Ok(path)
}

fn renewals(folder: &Folder, issuer: &str, asked: Asked) -> Outcome<Figure> {
    let accounts = if asked.quick { 20 } else { RENEWED };
    told(&format!("{accounts} accounts, renewed at once"));
    let mut run = Command::new(program("bench"));
    run.arg("engine-renewals").arg(folder.path().join("renewals")).arg(issuer).arg(accounts.to_string());
    let seen = beside(&mut run, None)?;
    let number = |name: &str| seen[name].as_f64().unwrap_or_default();
    let from = format!("{accounts} tokens that end in the same second, all renewed within {} s", short(number("seconds")));
    Ok(Figure::new("renewals at once", number("most"), "in flight", Mark::AtMost(8.0), from))
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
