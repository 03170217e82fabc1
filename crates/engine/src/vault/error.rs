//! What can go wrong with the vault, in words for the person.

use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};

use super::key::KeychainError;

/// Why the vault could not be read or written. Whatever it is, nothing that was stored is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The keychain did not give the key.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// There is no keychain, and nothing is kept yet that another one could open.
    #[error("{} Or choose a passphrase in its place.", KeychainError::Absent)]
    NothingOpens,
    /// There is a sealed file, and the keychain answers that it has no key for it.
    #[error(
        "The keychain no longer has the key of “{}”, so your sessions in it cannot be opened. Nothing was deleted. If the folder was moved, or the keychain replaced, put it back as it was; otherwise move that file away, and sign in again.",
        file.display()
    )]
    KeyMissing {
        /// The sealed file.
        file: PathBuf,
    },
    /// The vault's key is sealed with a passphrase, and none was given.
    #[error("“{}” is opened with a passphrase and not with the keychain. Nothing is lost. Give the passphrase.", file.display())]
    WantsPassphrase {
        /// The sealed file.
        file: PathBuf,
    },
    /// A passphrase was given, and the vault's key is in the keychain.
    #[error("“{}” is opened with the keychain and not with a passphrase. Nothing is lost. Give none.", file.display())]
    WantsKeychain {
        /// The sealed file.
        file: PathBuf,
    },
    /// A passphrase was to be changed where there is none.
    #[error("“{}” has no passphrase that could be changed: the keychain opens it, or nothing is kept in it yet. Nothing was changed.", file.display())]
    NoPassphrase {
        /// The sealed file.
        file: PathBuf,
    },
    /// The sealed file was sealed with another key than the keychain has.
    #[error(
        "“{}” was sealed with another key than the one in the keychain. Nothing was deleted. If the file was copied from elsewhere, put your own back; otherwise move it away, and sign in again.",
        file.display()
    )]
    AnotherKey {
        /// The sealed file.
        file: PathBuf,
    },
    /// A newer Countersign wrote it.
    #[error("“{}” was written by a newer Countersign (format {format}). Nothing was changed. Update this one, and try again.", file.display())]
    NewerFormat {
        /// The sealed file.
        file: PathBuf,
        /// The format that its header names.
        format: u16,
    },
    /// Neither the file nor the copy before it can be read.
    #[error("“{}” is damaged ({detail}), and there is no copy before it that can be read. Nothing was deleted. Put a copy of yours in its place, or move it away and sign in again.", file.display())]
    Damaged {
        /// The sealed file.
        file: PathBuf,
        /// What is wrong with it.
        detail: &'static str,
    },
    /// More than the file may hold.
    #[error(
        "There is more to keep than the vault holds ({what}). Nothing was changed. Sign out of accounts that you do not use, and try again."
    )]
    TooLarge {
        /// Which limit.
        what: &'static str,
    },
    /// The file with the records of what happened lately does not open. Nobody depends on it.
    #[error("The records of earlier sign-ins in “{}” cannot be read: {why}. Nothing was deleted, and nothing depends on them. The next sign-in sets that file aside and begins a new one.", file.display())]
    RecordsUnreadable {
        /// The sealed file.
        file: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// More than the file with the records of what happened lately may hold.
    #[error("There is more to keep of a sign-in than its record holds ({what}). Nothing was changed, and nothing depends on it.")]
    RecordsTooLarge {
        /// Which limit.
        what: &'static str,
    },
    /// Another process holds the lock.
    #[error(
        "Another Countersign has been writing to the vault for half a minute; it may be waiting for the keychain. Unlock the keychain or close that one, and try again."
    )]
    Busy,
    /// The disk refused.
    #[error("“{}” could not be {doing}: {source}. What was stored is unchanged.", path.display())]
    Io {
        /// `read`, `written` and the like.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A defect of this program.
    #[error("The vault's work broke off. What was stored is unchanged. Try again.")]
    BrokeOff,
}

impl VaultError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// What a face decides by.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Keychain(KeychainError::Absent) | Self::NothingOpens => ErrorCode::KeychainAbsent,
            Self::Keychain(_) => ErrorCode::KeychainLocked,
            Self::KeyMissing { .. } | Self::AnotherKey { .. } | Self::WantsPassphrase { .. } | Self::WantsKeychain { .. } => {
                ErrorCode::KeyMissing
            }
            Self::BrokeOff => ErrorCode::Internal,
            _ => ErrorCode::Vault,
        }
    }

    /// What it takes to open the vault, where it takes something that a face may ask for.
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NothingOpens | Self::WantsPassphrase { .. } => Some("passphrase"),
            Self::WantsKeychain { .. } => Some("vault"),
            _ => None,
        }
    }
}

impl From<VaultError> for UserError {
    fn from(error: VaultError) -> Self {
        let told = Self::new(error.code(), error.to_string());
        match error.field() {
            Some(field) => told.about(field),
            None => told,
        }
    }
}

impl From<KeychainError> for UserError {
    fn from(error: KeychainError) -> Self {
        VaultError::from(error).into()
    }
}
