//! Cargo's own tools, each at a pinned version, built once into a folder outside the checkout.

use std::path::PathBuf;

use crate::Outcome;
use crate::checkout::{cargo, finish, is_on_path, read};

/// The program of a tool at that version: the one on the path, else one that is built for it.
///
/// # Errors
/// What the build said, or that there is nowhere to keep it.
pub(crate) fn program(name: &str, version: &str) -> Outcome<PathBuf> {
    let found = |program: &PathBuf| read(std::process::Command::new(program).arg("--version")).is_ok_and(|line| line.contains(version));
    if is_on_path(name) && found(&PathBuf::from(name)) {
        return Ok(PathBuf::from(name));
    }
    let tools = cache()?.join("countersign").join(format!("{name}-{version}"));
    let program = tools.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !found(&program) {
        // A target folder of its own: its build is not the workspace's.
        finish(
            cargo()
                .env_remove("CARGO_TARGET_DIR")
                .args(["install", "--locked", "--quiet", "--version", version, name, "--root"])
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
        .ok_or_else(|| "neither XDG_CACHE_HOME nor HOME is set, so there is nowhere to keep cargo's tools".to_owned())
}
