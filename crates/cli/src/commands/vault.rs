//! `countersign vault`, and which vault every command opens.

use std::path::Path;
use std::sync::Arc;

use countersign_engine::vault::passphrase::{Passphrase, PassphraseKeychain};
use countersign_engine::{Engine, Home, Parts};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use super::secret_file::read_secret;
use crate::args::{VaultCommand, VaultKind};
use crate::output::{Failure, Output, pairs};

/// A vault that is sealed with another passphrase.
#[derive(Serialize, ToSchema)]
pub(crate) struct PassphraseChangedLine {
    changed: bool,
}

/// The parts with the keychain that was chosen.
pub(super) fn parts(kind: VaultKind, passphrase_file: Option<&Path>, home: &Home, out: Output) -> Result<Parts, Failure> {
    let parts = Parts::system();
    match (kind, passphrase_file) {
        (VaultKind::Keychain, None) => Ok(parts),
        (VaultKind::Keychain, Some(_)) => Err(unfit("A passphrase is for a vault that is opened with one: add --vault passphrase.")),
        (VaultKind::Passphrase, None) => Err(unfit(
            "A vault with a passphrase takes it from a file: add --passphrase-file FILE. Arguments and variables can be seen by others.",
        )),
        (VaultKind::Passphrase, Some(file)) => {
            let passphrase = read(file, "passphrase_file", out)?;
            let keychain = PassphraseKeychain::new(home.path(), passphrase, Arc::clone(&parts.entropy));
            Ok(Parts { keychain: Arc::new(keychain), ..parts })
        }
    }
}

fn unfit(message: &str) -> Failure {
    UserError::new(ErrorCode::InvalidInput, message).about("passphrase_file").into()
}

fn read(file: &Path, field: &str, out: Output) -> Result<Passphrase, Failure> {
    let text = read_secret(file, "passphrase", field, out)?;
    let refused =
        |why: &dyn std::fmt::Display| UserError::new(ErrorCode::InvalidInput, format!("“{}”: {why}", file.display())).about(field);
    Passphrase::new(text).map_err(|why| refused(&why).into())
}

pub(super) async fn run(engine: &Engine, out: Output, command: VaultCommand) -> Result<(), Failure> {
    match command {
        VaultCommand::ChangePassphrase { new_passphrase_file } => {
            engine.change_passphrase(read(&new_passphrase_file, "new_passphrase_file", out)?).await?;
            out.answer(&PassphraseChangedLine { changed: true }, || "The vault is sealed with the new passphrase.".to_owned())
        }
        VaultCommand::Export { file, export_passphrase_file, accounts, take_off } => {
            let passphrase = read(&export_passphrase_file, "export_passphrase_file", out)?;
            let exported = engine.export_accounts(&file, &passphrase, &accounts, take_off).await?;
            exported.warnings.iter().for_each(|warning| out.warn(warning));
            out.answer(&exported, || {
                pairs(&[
                    ("Exported", Some(exported.accounts.join(", "))),
                    ("Of", Some(exported.providers.join(", "))),
                    ("Here", Some(if exported.moved { "taken off" } else { "still signed in" }.into())),
                ])
            })
        }
        VaultCommand::Import { file, export_passphrase_file } => {
            let passphrase = read(&export_passphrase_file, "export_passphrase_file", out)?;
            let imported = engine.import_accounts(&file, &passphrase).await?;
            imported.skipped.iter().for_each(|why| out.warn(why));
            let list = |names: &[String]| Some(if names.is_empty() { "none".to_owned() } else { names.join(", ") });
            let left: Vec<_> = imported.not_brought_in.iter().map(|left| left.account.clone()).collect();
            out.answer(&imported, || {
                pairs(&[
                    ("Accounts", list(&imported.accounts)),
                    ("New providers", list(&imported.providers)),
                    ("Still in the file", (!left.is_empty()).then(|| left.join(", "))),
                ])
            })?;
            // Whoever goes by the exit code must not take the file for done with.
            if left.is_empty() { Ok(()) } else { Err(Failure::Untrue) }
        }
    }
}
