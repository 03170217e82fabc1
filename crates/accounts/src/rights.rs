//! Who may have a file: what holds secrets is its owner's alone.

use std::fs::Metadata;

/// Whether anybody but its owner may read, write or run a file. Windows has no such rights on a file; its folder has them.
#[must_use]
pub(crate) fn is_open_to_others(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    return std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0;
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}
