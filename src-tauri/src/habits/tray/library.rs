//! Whether the library is here by which a tray is shown. Whoever opens it for Tauri panics where it is not.

use std::sync::OnceLock;

use dlopen2::raw::Library;

/// Under the names by which it is then looked for.
const NAMES: [&str; 4] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1", "libayatana-appindicator3.so", "libappindicator3.so"];

/// Looked for once: what a process could not open at first is not looked for again by those who use it either.
pub(super) fn is_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| {
        let here = NAMES.iter().any(|name| Library::open(name).is_ok());
        if !here {
            tracing::warn!("there is no tray, as the library for it is missing; install libayatana-appindicator3");
        }
        here
    })
}
