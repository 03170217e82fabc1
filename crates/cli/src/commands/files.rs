//! Files that are read and written for a command: never more than is of use, and never over what is there.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_wire::error::{ErrorCode, UserError};

/// Reads a file of at most `most` bytes; `-` is standard input.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, UserError> {
    let refused = |code, what: String| UserError::new(code, format!("“{}” {what}", path.display()));
    let unread = |error: std::io::Error| {
        let code = if error.kind() == std::io::ErrorKind::NotFound { ErrorCode::NotFound } else { ErrorCode::InvalidInput };
        refused(code, format!("cannot be read: {error}."))
    };
    let mut read = Vec::new();
    let count = if path == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut read)
    } else {
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut read))
    };
    if count.map_err(unread)? as u64 > most {
        return Err(refused(ErrorCode::InvalidInput, format!("is larger than {} KiB, which nothing of its kind is.", most / 1024)));
    }
    Ok(read)
}

/// The same as text.
pub(super) fn read_text(path: &Path, most: u64) -> Result<String, UserError> {
    let told = |_| UserError::new(ErrorCode::InvalidInput, format!("“{}” is not text. Give a file of UTF-8.", path.display()));
    String::from_utf8(read(path, most)?).map_err(told)
}

/// Files that are there for a secret and do not hold it yet. Whoever writes one has this meanwhile, so that a signal that ends the
/// process finds each of them written or still empty.
static UNWRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unwritten() -> MutexGuard<'static, Vec<PathBuf>> {
    UNWRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For a process that ends in the midst of its work: takes the files away that hold nothing yet. None is written or made after
/// this.
pub(super) fn take_away_unwritten() {
    let mut unwritten = unwritten();
    for path in unwritten.drain(..) {
        let _gone_already = std::fs::remove_file(path);
    }
    // Whoever is at one waits for the end of the process.
    std::mem::forget(unwritten);
}

/// A new file that only its owner can read, made before anything is done: a secret that could not be written would be lost.
pub(super) fn private(path: &Path) -> Result<PrivateFile, UserError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut unwritten = unwritten();
    let file = options.open(path).map_err(|error| {
        UserError::new(ErrorCode::InvalidInput, format!("“{}” cannot be made: {error}. Nothing was changed.", path.display()))
    })?;
    unwritten.push(path.to_owned());
    Ok(PrivateFile { path: path.to_owned(), file, written: false })
}

/// A file that is there for a secret; gone again where none came.
pub(super) struct PrivateFile {
    path: PathBuf,
    file: File,
    written: bool,
}

impl PrivateFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the line, and only then counts as written.
    pub(super) fn write(&mut self, line: &str) -> std::io::Result<()> {
        let mut unwritten = unwritten();
        writeln!(self.file, "{line}")?;
        self.file.sync_all()?;
        unwritten.retain(|path| *path != self.path);
        self.written = true;
        Ok(())
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        if !self.written {
            unwritten().retain(|path| *path != self.path);
            let _gone_already = std::fs::remove_file(&self.path);
        }
    }
}
