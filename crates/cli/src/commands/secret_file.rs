//! Secrets that a person hands in, each in a file.

use std::io::Read as _;
use std::path::Path;

use countersign_engine::Secret;
use countersign_wire::error::{ErrorCode, UserError};

use crate::output::{Failure, Output};

/// The longest secret that is read.
const LONGEST_SECRET: u64 = 4096;

/// Reads a secret from its file: the only way in, as arguments and variables can be seen by others.
pub(super) fn read_secret(path: &Path, what: &str, field: &str, out: Output) -> Result<Secret, Failure> {
    let refused = |why: String| UserError::new(ErrorCode::InvalidInput, format!("“{}” {why}", path.display())).about(field);
    let unread = |error: std::io::Error| refused(format!("cannot be read: {error}. Give a file that holds the {what}."));
    let file = std::fs::File::open(path).map_err(unread)?;
    warn_of_readers(&file, path, out);
    let mut text = String::with_capacity(LONGEST_SECRET as usize + 1);
    file.take(LONGEST_SECRET + 1).read_to_string(&mut text).map_err(unread)?;
    // In place: a copy would stay in memory.
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    let secret = Secret::new(text);
    let length = secret.expose().len() as u64;
    if length == 0 || length > LONGEST_SECRET || secret.expose().chars().any(char::is_control) {
        return Err(refused(format!("holds no {what}: it has to be one line of 1 to 4096 characters.")).into());
    }
    Ok(secret)
}

#[cfg(unix)]
fn warn_of_readers(file: &std::fs::File, path: &Path, out: Output) {
    use std::os::unix::fs::PermissionsExt as _;
    if file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0) {
        out.warn(&format!("“{}” can be read by other users of this computer. Keep it to yourself with: chmod 600", path.display()));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &std::fs::File, _: &Path, _: Output) {}
