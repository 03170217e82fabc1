//! What is taken from one computer to another, sealed with a passphrase.

use std::path::Path;

use zeroize::Zeroizing;

use super::VaultError;
use super::derivation::{Derivation, SALT};
use super::new_file;
use super::passphrase::Passphrase;
use crate::entropy::Entropy;

/// What the seal is bound to, so that no other file of this program passes for one.
const NAME: &[u8] = b"countersign accounts";
/// The largest file that is read.
const LARGEST_FILE: u64 = 32 * 1024 * 1024;

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOpened {
    #[error("“{path}” cannot be read: {why}.")]
    Unread { path: String, why: String, is_missing: bool },
    #[error("“{0}” is no file that was exported by Countersign, or it was cut off. Nothing was changed.")]
    NoExport(String),
    #[error("“{0}” does not open with this passphrase, or was changed. Nothing was changed here. Check the passphrase file.")]
    Sealed(String),
}

/// Seals bytes into a new file for its owner only. A file that is there is not written over.
pub(crate) fn seal_into(path: &Path, plain: &[u8], passphrase: &Passphrase, entropy: &dyn Entropy) -> Result<(), VaultError> {
    let unwritten = |error| VaultError::io("written", path)(error);
    // A key takes its time on purpose: what can be refused before is.
    new_file::check_free(path).map_err(unwritten)?;
    let mut salt = [0; SALT];
    entropy.fill(&mut salt);
    let derivation = Derivation::strong(salt);
    let key = derivation.derive(passphrase).map_err(|_| VaultError::BrokeOff)?;
    new_file::make(path, &derivation.seal(&key, NAME, plain, entropy), entropy).map_err(unwritten)
}

/// Opens such a file.
pub(crate) fn open(path: &Path, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    use std::io::Read as _;
    let shown = path.display().to_string();
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LARGEST_FILE).read_to_end(&mut bytes));
    read.map_err(|error| {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        NotOpened::Unread { path: shown.clone(), why: error.to_string(), is_missing }
    })?;
    let (derivation, sealed) = Derivation::read(&bytes).ok_or_else(|| NotOpened::NoExport(shown.clone()))?;
    let key = derivation.derive(passphrase).map_err(|_| NotOpened::NoExport(shown.clone()))?;
    derivation.unseal(&key, NAME, sealed).map(Zeroizing::new).ok_or(NotOpened::Sealed(shown))
}
