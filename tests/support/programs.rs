//! The programs under test, as `cargo xtask test` built them.

use std::path::PathBuf;

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
