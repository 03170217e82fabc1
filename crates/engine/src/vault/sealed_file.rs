//! The sealed files of a home: what each is called, what opens it, and whether it may be lost.

use super::key::Key32;
use super::{Vault, VaultError};

/// Which file of a home it is. All have one key in the keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SealedFile {
    /// What must not be lost.
    Vault,
    /// What happened lately, which is written often and may be lost: so that no session's save carries it along, wakes who
    /// waits for a change of accounts, or fails for its size.
    Traces,
}

impl SealedFile {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault.sealed",
            Self::Traces => "traces.sealed",
        }
    }

    pub(super) fn lock(self) -> &'static str {
        match self {
            Self::Vault => "vault.lock",
            Self::Traces => "traces.lock",
        }
    }

    /// At the beginning of a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Vault => "The vault's file",
            Self::Traces => "The file with the records of sign-ins",
        }
    }

    pub(super) fn key(self, home: &Key32) -> Key32 {
        match self {
            Self::Vault => home.clone(),
            Self::Traces => home.of_file(self.name()),
        }
    }

    /// Whether whoever writes may begin anew where the file does not open. Of such a file, the one that was set aside last is
    /// kept, and not each.
    pub(super) fn may_be_lost(self) -> bool {
        self == Self::Traces
    }

    /// An error of the vault in words that are true of this file: no session is in one that may be lost.
    pub(super) fn told(self, error: VaultError) -> VaultError {
        match error {
            VaultError::Damaged { file, detail } if self.may_be_lost() => VaultError::RecordsUnreadable { file, why: detail },
            VaultError::AnotherKey { file } if self.may_be_lost() => {
                VaultError::RecordsUnreadable { file, why: "it was sealed with another key than the one in the keychain" }
            }
            VaultError::KeyMissing { file } if self.may_be_lost() => {
                VaultError::RecordsUnreadable { file, why: "the keychain no longer has its key" }
            }
            VaultError::TooLarge { what } if self.may_be_lost() => VaultError::RecordsTooLarge { what },
            error => error,
        }
    }
}

impl Vault {
    /// The records of what happened lately, in a file of their own beside this one and with a key made from its key.
    ///
    /// It makes no key: before the vault has been written once, nothing can be kept there. A file that does not open is set aside
    /// by the next write, which begins a new one; a read changes nothing.
    #[must_use]
    pub fn traces(&self) -> Self {
        self.beside(SealedFile::Traces)
    }
}

#[cfg(test)]
#[path = "sealed_file_tests.rs"]
mod tests;
