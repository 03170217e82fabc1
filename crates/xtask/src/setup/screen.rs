//! The screen: npm packages from the lock file, and `ui/dist`, which the desktop app carries.

use std::path::Path;
use std::time::SystemTime;

use crate::Outcome;
use crate::checkout::{finish, npm, root};

/// Installs the npm packages and builds the screen, each only where something changed.
///
/// # Errors
/// What npm said.
pub(crate) fn build() -> Outcome {
    let ui = root().join("ui");
    install()?;
    let built = changed_at(&ui.join("dist/index.html"));
    if built.is_none_or(|built| newest_below(&ui) > Some(built)) {
        finish(npm().args(["run", "build"]))?;
    }
    Ok(())
}

/// Installs the npm packages, where the lock file changed.
///
/// # Errors
/// What npm said.
pub(crate) fn install() -> Outcome {
    super::npm::install(&root().join("ui"))
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

/// When the newest source was changed. A rebuild that changes nothing would make cargo build the app anew.
fn newest_below(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter(|entry| !matches!(entry.file_name().to_str(), Some("node_modules" | "dist" | "dist-gallery" | "tests")))
        .filter_map(|entry| if entry.path().is_dir() { newest_below(&entry.path()) } else { changed_at(&entry.path()) })
        .max()
}
