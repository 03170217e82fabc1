//! Whether the keychain keeps what it is given. Locked is not absent (S3).

use countersign_wire::doctor::{Check, Finding};
use countersign_wire::keychain::KeychainState;

use crate::core::Core;

/// Whether it opens, and what was found.
pub(super) async fn look(core: &Core) -> (bool, Vec<Finding>) {
    let state = core.keychain_state().await;
    let has_passphrase = core.vault.has_passphrase();
    let finding = match (state, has_passphrase) {
        (KeychainState::Locked | KeychainState::Silent | KeychainState::Absent, false) if core.vault.is_sealed_with_a_passphrase() => {
            let seen = "The keychain does not open, and this vault is opened with a passphrase, which was not given.";
            Finding::failed(Check::Keychain, seen, "Give it: --vault passphrase --passphrase-file FILE.")
        }
        (KeychainState::Ready, false) => Finding::good(Check::Keychain, "The keychain keeps and gives back what it is given."),
        (KeychainState::Ready, true) => Finding::good(Check::Keychain, "The passphrase opens this vault; no keychain is used."),
        (KeychainState::Locked, true) => Finding::failed(
            Check::Keychain,
            "The passphrase is not the one of this vault, or its file cannot be read.",
            "Check the passphrase file. Nothing is lost.",
        ),
        (KeychainState::Locked, false) => {
            Finding::failed(Check::Keychain, "The keychain is locked.", "Unlock it, and try again. Nothing is lost.")
        }
        (KeychainState::Silent, _) => Finding::failed(
            Check::Keychain,
            "The keychain does not answer; it may be waiting for you to unlock it.",
            "Look for its question on the screen, or restart it. Nothing is lost.",
        ),
        (KeychainState::Absent, _) => Finding::failed(
            Check::Keychain,
            "This session has no keychain.",
            "Start one (on Linux a Secret Service, such as gnome-keyring or KWallet), or choose a passphrase: --vault passphrase.",
        ),
    };
    (state == KeychainState::Ready, vec![finding])
}
