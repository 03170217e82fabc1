//! Manual pages and completions, as the built programs write them.

use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::checkout::{finish, read, target};

/// The programs that describe themselves; the page of the app's window is written by hand.
const PROGRAMS: &[&str] = &["countersign", "countersign-accounts"];

/// Where a shell looks for the completions of a command.
type Place = fn(&str) -> String;

/// A shell, and how it wants the file for a program named.
const SHELLS: &[(&str, Place)] =
    &[("bash", |name| name.to_owned()), ("zsh", |name| format!("_{name}")), ("fish", |name| format!("{name}.fish"))];

/// Writes `man`, and a folder for each shell, anew.
///
/// # Errors
/// What a program said, or what cannot be written.
pub(super) fn write(folder: &Path) -> Outcome {
    let failed = |error: std::io::Error| format!("{} cannot be written: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    for name in PROGRAMS {
        let program = target().join("release").join(name);
        finish(Command::new(&program).args(["man", "--out"]).arg(folder.join("man")))?;
        for (shell, file) in SHELLS {
            let script = read(Command::new(&program).args(["completions", shell]))?;
            std::fs::create_dir_all(folder.join(shell)).map_err(failed)?;
            std::fs::write(folder.join(shell).join(file(name)), script).map_err(failed)?;
        }
    }
    Ok(())
}
