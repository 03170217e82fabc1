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

/// The same of a key that the system's administrator hands to programs by a group, as Debian does (`root:ssl-cert`, 0640): of a
/// file that belongs to root, its group may read it. PostgreSQL takes keys by the same rule.
#[must_use]
pub(crate) fn is_open_beyond_its_group(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let refused = if metadata.uid() == 0 { 0o037 } else { 0o077 };
        metadata.permissions().mode() & refused != 0
    }
    #[cfg(not(unix))]
    is_open_to_others(metadata)
}
