//! Who may have a file: what holds secrets is its owner's alone, and the files of a database have one owner.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

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

/// To whom a file belongs. Windows hands on the rights of the folder by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    #[cfg(unix)]
    user: u32,
    #[cfg(unix)]
    group: u32,
}

impl Owner {
    /// To whom all files of a database belong: to its owner, or, while it is not there, to that of its folder.
    pub(crate) fn of_database(database: &Path) -> io::Result<Self> {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let metadata = std::fs::metadata(database).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => std::fs::metadata(folder),
            _ => Err(error),
        })?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Ok(Self { user: metadata.uid(), group: metadata.gid() })
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            Ok(Self {})
        }
    }

    /// Hands over a file that this process just made. Only root can, and only root needs to: what it makes in the folder of a
    /// service that runs as somebody else would be closed to that service. The file is named by its handle: nobody can put
    /// another in its place meanwhile.
    pub(crate) fn take(self, made: &File) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, fchown};
            let metadata = made.metadata()?;
            if metadata.uid() == 0 && (metadata.uid(), metadata.gid()) != (self.user, self.group) {
                fchown(made, Some(self.user), Some(self.group))?;
            }
        }
        #[cfg(not(unix))]
        let _ = made;
        Ok(())
    }
}

/// Options that make a file which only its owner can read.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens a file of a database: `path`, which is the database or beside it. Where it is not there it is made, for the owner
/// of the database alone. One that is there keeps its owner, whoever that is.
pub(crate) fn file_of_database(path: &Path, database: &Path) -> io::Result<File> {
    let owner = Owner::of_database(database)?;
    match private().create_new(true).open(path) {
        Ok(made) => owner.take(&made).map(|()| made),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => private().open(path),
        Err(error) => Err(error),
    }
}
