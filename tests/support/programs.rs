//! The programs under test, as `cargo xtask test` built them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The path of a built program of this workspace.
///
/// # Panics
/// When it is not there: cargo builds no other package's programs for a test, `cargo xtask test` does so first.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/debug/deps/SUITE-HASH, or target/debug/tour
    let folder = test.ancestors().skip(1).find(|folder| !folder.ends_with("deps")).unwrap();
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not built; run `cargo xtask test`, or `cargo build --workspace --bins` first", path.display());
    path
}

/// Puts a copy of a built program somewhere else, for anybody to start.
///
/// Another process writes it: whatever a test beside this one starts at that moment would hold a file open that was written
/// here, and nobody could start the copy (execve(2), ETXTBSY).
///
/// # Panics
/// When it cannot be written there.
pub fn copy_program(name: &str, to: &Path) {
    let copied = Command::new("install").args(["-m", "755"]).arg(program(name)).arg(to).status().unwrap();
    assert!(copied.success(), "{} could not be written", to.display());
}

/// Writes a script that anybody may start, by another process for the same reason.
///
/// # Panics
/// When it cannot be written there.
pub fn write_script(to: &Path, commands: &str) {
    let mut writing = Command::new("install").args(["-m", "755", "/dev/stdin"]).arg(to).stdin(Stdio::piped()).spawn().unwrap();
    write!(writing.stdin.take().unwrap(), "#!/bin/sh\n{commands}\n").unwrap();
    assert!(writing.wait().unwrap().success(), "{} could not be written", to.display());
}
