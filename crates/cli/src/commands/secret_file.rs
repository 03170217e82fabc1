//! Secrets that a person hands in, each in a file.

use std::io::Read as _;
use std::path::Path;

use countersign_engine::Secret;
use countersign_wire::error::{ErrorCode, UserError};

use crate::output::{Failure, Output};

/// The longest secret that is read.
const LONGEST_SECRET: usize = 4096;
/// The longest private key: RSA with 8192 bits, with room for comments.
const LONGEST_KEY: usize = 32 * 1024;

/// Reads a secret from its file: the only way in, as arguments and variables can be seen by others.
pub(super) fn read_secret(path: &Path, what: &str, field: &str, out: Output) -> Result<Secret, Failure> {
    let refused = || no_such(path, field, &format!("holds no {what}: it has to be one line of 1 to 4096 characters."));
    let secret = read(path, what, field, LONGEST_SECRET, out)?.ok_or_else(refused)?;
    if secret.is_empty() || secret.expose().chars().any(char::is_control) { Err(refused().into()) } else { Ok(secret) }
}

/// Reads the private key of an app the same way. Whether it is one, the engine looks.
pub(super) fn read_key(path: &Path, field: &str, out: Output) -> Result<Secret, Failure> {
    let too_long = || no_such(path, field, "holds no private key: it is longer than any.");
    Ok(read(path, "private key", field, LONGEST_KEY, out)?.ok_or_else(too_long)?)
}

/// The text of a file without its last line end; nothing where it is longer than what is looked for.
fn read(path: &Path, what: &str, field: &str, longest: usize, out: Output) -> Result<Option<Secret>, Failure> {
    let unread = |error: std::io::Error| {
        let code = if error.kind() == std::io::ErrorKind::NotFound { ErrorCode::NotFound } else { ErrorCode::InvalidInput };
        UserError { code, ..no_such(path, field, &format!("cannot be read: {error}. Give a file that holds the {what}.")) }
    };
    let file = std::fs::File::open(path).map_err(unread)?;
    warn_of_readers(&file, path, out);
    let mut text = String::with_capacity(longest + 1);
    file.take(longest as u64 + 1).read_to_string(&mut text).map_err(unread)?;
    // In place: a copy would stay in memory.
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    let secret = Secret::new(text);
    Ok((secret.expose().len() <= longest).then_some(secret))
}

fn no_such(path: &Path, field: &str, why: &str) -> UserError {
    UserError::new(ErrorCode::InvalidInput, format!("“{}” {why}", path.display())).about(field)
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
