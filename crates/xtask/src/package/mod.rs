//! `cargo xtask package`: a package for Debian and its relatives, in the checkout's `target/package`.
//!
//! * [`manuals`] asks the built programs for their manual and for what completes them in a shell.
//! * [`trial`] installs the package, upgrades to it, signs in with it and removes it again.
//!
//! What goes into the package stands in `src-tauri/Cargo.toml` (`package.metadata.deb`), its own files in
//! `src-tauri/package`; `cargo-deb` puts it together. Tauri's bundler names the desktop entry after the product, where the
//! system, the metadata and the app itself look for one that is named after the app's id, and it does not look which libraries
//! a program needs. It makes the bundles of the other systems (docs/PACKAGES.md).

mod manuals;
mod trial;

use std::path::{Path, PathBuf};

use crate::checkout::{cargo, finish, root};
use crate::setup::{Purpose, prepare};
use crate::{Outcome, tools};

const CARGO_DEB: &str = "3.8.0";

/// The version that a trial upgrades from: lower than any.
const BEFORE: &str = "0.0.1-1";

/// Builds, packs, and where it is asked for tries the package on this computer.
///
/// # Errors
/// What was missing, or what failed, in words.
pub(crate) fn run(words: &[&str]) -> Outcome {
    let tried = match words {
        [] => false,
        ["--try"] => true,
        other => return Err(format!("there is no {} here; there is --try", other.join(" "))),
    };
    if !cfg!(target_os = "linux") {
        return Err("packages for Debian are made on Linux. docs/PACKAGES.md says how the bundles of this system are made.".into());
    }
    prepare(if tried { Purpose::Tour } else { Purpose::Build })?;
    finish(cargo().args(["build", "--release", "--locked"]).args(PACKED.iter().flat_map(|name| ["--package", *name])))?;
    let folder = root().join("target/package");
    manuals::write(&root().join("src-tauri/gen/manuals"))?;
    let package = pack(&folder, None)?;
    println!("xtask: the package is {}. Install it with: sudo apt install {0}", package.display());
    if tried {
        let before = pack(&folder.join("before"), Some(BEFORE))?;
        trial::run(&before, &package)?;
    }
    Ok(())
}

/// The packages of the workspace whose programs are in it.
const PACKED: &[&str] = &["countersign-desktop", "countersign-cli", "countersign-accounts"];

/// Puts the package together, of this version or as if it were another; gives its file.
fn pack(folder: &Path, version: Option<&str>) -> Outcome<PathBuf> {
    // A package of an earlier version that lay there would be taken for the new one.
    for old in packages_in(folder) {
        std::fs::remove_file(&old).map_err(|error| format!("{} cannot be removed: {error}", old.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let mut deb = std::process::Command::new(tools::program("cargo-deb", CARGO_DEB)?);
    deb.current_dir(root()).args(["--package", "countersign-desktop", "--no-build", "--locked", "--output"]).arg(folder);
    deb.args(version.into_iter().flat_map(|version| ["--deb-version", version]));
    finish(&mut deb)?;
    packages_in(folder).pop().ok_or_else(|| format!("cargo-deb left no package in {}", folder.display()))
}

fn packages_in(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter(|file| file.extension().is_some_and(|kind| kind == "deb")).collect()
}
