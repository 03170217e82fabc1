//! Licences, bans and sources of everything that is built in, by `cargo-deny`.
//!
//! Advisories are left out: their database is a git repository, which an offline machine cannot reach.

use std::path::PathBuf;

use crate::Outcome;
use crate::checkout::{cargo, finish, is_on_path, read};

const VERSION: &str = "0.20.2";

/// Runs the pinned version, building it once into a folder outside the checkout.
///
/// # Errors
/// What stands against a licence, a ban or a source.
pub(crate) fn check() -> Outcome {
    let program = program()?;
    finish(cargo().args(["fetch", "--locked"]))?;
    finish(std::process::Command::new(program).current_dir(crate::checkout::root()).args([
        "--offline",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))
}

fn program() -> Outcome<PathBuf> {
    let found = |program: &PathBuf| read(std::process::Command::new(program).arg("--version")).is_ok_and(|line| line.contains(VERSION));
    if is_on_path("cargo-deny") && found(&PathBuf::from("cargo-deny")) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let tools = cache()?.join("countersign").join(format!("cargo-deny-{VERSION}"));
    let program = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !found(&program) {
        // A target folder of its own: its build is not the workspace's.
        finish(
            cargo()
                .env_remove("CARGO_TARGET_DIR")
                .args(["install", "--locked", "--quiet", "--version", VERSION, "cargo-deny", "--root"])
                .arg(&tools),
        )?;
    }
    Ok(program)
}

fn cache() -> Outcome<PathBuf> {
    let from = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("XDG_CACHE_HOME")
        .or_else(|| from("HOME").map(|home| home.join(".cache")))
        .or_else(|| from("LOCALAPPDATA"))
        .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME is set, so there is nowhere to keep cargo-deny".to_owned())
}
