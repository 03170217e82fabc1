//! Where the apps and what they stand on were installed.

use std::path::{Path, PathBuf};

/// The folder of this suite.
pub fn suite() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// A program of the Python environment that `cargo xtask setup` made in the folder that cargo builds into.
///
/// # Panics
/// When it is not there: a library that was not asked has not shown anything.
pub fn python(program: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let found = test.ancestors().map(|folder| folder.join("clients-venv/bin").join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("there is no {program} for Python; run `cargo xtask setup` first"))
}

/// The folder of the apps on Node.
///
/// # Panics
/// When their libraries are not there.
pub fn node() -> PathBuf {
    let folder = suite().join("node");
    assert!(folder.join("node_modules").is_dir(), "the libraries for Node are not installed; run `cargo xtask setup` first");
    folder
}
