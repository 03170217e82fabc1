//! The screen's only door is `ui/src/host/tauri.ts`.

use std::path::Path;

use crate::Outcome;
use crate::checkout::root;

/// Files that go past the door.
///
/// # Errors
/// Where a source cannot be read.
pub(crate) fn doors() -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    walk(&root().join("ui/src"), &mut wrong)?;
    Ok(wrong)
}

fn walk(folder: &Path, wrong: &mut Vec<String>) -> Outcome {
    let fail = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_dir() {
            walk(&path, wrong)?;
        } else if !path.ends_with("host/tauri.ts") && path.extension().is_some_and(|extension| extension == "ts" || extension == "svelte") {
            let text = std::fs::read_to_string(&path).map_err(fail)?;
            if text.contains("@tauri-apps/") || text.contains("__TAURI") {
                wrong.push(format!("{} goes past ui/src/host/tauri.ts", path.strip_prefix(root()).unwrap_or(&path).display()));
            }
        }
    }
    Ok(())
}
