//! Small files of the app's own that hold no secret: read whole, and written so that a crash leaves the one before.

use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Most files that are set aside. Where there are so many, something else writes them.
const MOST_ASIDE: u32 = 99;

/// A JSON file.
#[derive(Clone, Debug)]
pub(crate) struct KeptFile {
    path: PathBuf,
    /// What it says, for the person who has to mend it.
    about: &'static str,
}

impl KeptFile {
    /// One in a folder. `about` goes on from “FILE says …”.
    pub(crate) fn new(folder: &Path, name: &str, about: &'static str) -> Self {
        Self { path: folder.join(name), about }
    }

    /// What is in it; nothing where it is not there.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, UserError> {
        match std::fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| self.unread(&error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unread(&error)),
        }
    }

    /// Writes it anew.
    ///
    /// # Errors
    /// Where it cannot be written; the one before is still there.
    pub(crate) fn write(&self, what: &impl Serialize) -> Result<(), UserError> {
        let fresh = self.path.with_extension("json.new");
        let write = || {
            let file = std::fs::File::create(&fresh)?;
            serde_json::to_writer(&file, what)?;
            file.sync_all()?;
            std::fs::rename(&fresh, &self.path)
        };
        write().map_err(|error: std::io::Error| {
            let message =
                format!("“{}”, which says {}, could not be written: {error}. Mend it, then try again.", self.path.display(), self.about);
            UserError::new(ErrorCode::Internal, message)
        })
    }

    /// Puts a file that nobody can read aside, where a person may still look into it; beside others, where there are some.
    pub(crate) fn set_aside(&self) {
        let names = std::iter::once("json.unread".to_owned()).chain((2..=MOST_ASIDE).map(|count| format!("json.unread-{count}")));
        // Of this home there is one app at a time, so that a free name stays free.
        let free = names.map(|name| self.path.with_extension(name)).find(|aside| aside.symlink_metadata().is_err());
        let Some(aside) = free else { return tracing::warn!("a file that cannot be read stays, as too many are set aside already") };
        if let Err(error) = std::fs::rename(&self.path, &aside) {
            tracing::warn!(%error, "a file that cannot be read could not be set aside");
        }
    }

    fn unread(&self, why: &dyn std::fmt::Display) -> UserError {
        let message = format!("“{}” says {}, and cannot be read: {why}. Mend it, then try again.", self.path.display(), self.about);
        UserError::new(ErrorCode::Internal, message)
    }
}
