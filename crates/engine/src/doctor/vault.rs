//! The sealed file: whether it opens, and who else may read it.

use countersign_wire::doctor::{Check, Finding};

use crate::core::Core;
use crate::vault::{Examined, Records, VaultError};

/// The records where they can be read, and what was found. Nothing is recovered here unless that was asked for.
pub(super) async fn look(core: &Core, opens: bool, repair: bool) -> (Option<Records>, Vec<Finding>) {
    let mut findings = rights::look(core, repair);
    if !opens {
        findings.push(Finding::unknown(Check::Vault, "The vault was not opened, as the keychain does not."));
        return (None, findings);
    }
    let mut examined = core.vault.examine().await;
    if repair && matches!(examined, Ok(Examined::Broken { has_good_copy: true, .. })) {
        // A read under the lock puts the copy in its place, and keeps the damaged file aside.
        match core.vault.read().await {
            Ok(_) => {
                findings.extend(core.vault.take_notices().into_iter().map(|told| Finding::good(Check::Vault, told)));
                examined = core.vault.examine().await;
            }
            Err(error) => examined = Err(error),
        }
    }
    let (records, finding) = judge(core, examined);
    findings.push(finding);
    (records, findings)
}

fn judge(core: &Core, examined: Result<Examined, VaultError>) -> (Option<Records>, Finding) {
    let file = core.vault.file().display();
    match examined {
        Ok(Examined::Empty) => (Some(Records::default()), Finding::good(Check::Vault, format!("Nothing is kept in {file} yet."))),
        Ok(Examined::Whole { records, is_older: false }) => (Some(records), Finding::good(Check::Vault, format!("{file} opens."))),
        Ok(Examined::Whole { records, is_older: true }) => {
            let seen = format!("{file} opens. An earlier Countersign wrote it; the next save writes it in the format of this one.");
            (Some(records), Finding::good(Check::Vault, seen))
        }
        Ok(Examined::Broken { detail, has_good_copy: true }) => {
            let seen = format!("{file} is damaged ({detail}). The copy before it opens.");
            let advice = "Run `countersign doctor --repair`: the copy is put in its place, and the damaged file is kept beside it.";
            (None, Finding::failed(Check::Vault, seen, advice))
        }
        Ok(Examined::Broken { detail, has_good_copy: false }) => {
            let error = VaultError::Damaged { file: core.vault.file().to_owned(), detail };
            (None, Finding::failed(Check::Vault, format!("{file} is damaged ({detail})."), error.to_string()))
        }
        Err(error) => (None, Finding::failed(Check::Vault, format!("{file} does not open."), error.to_string())),
    }
}

#[cfg(unix)]
mod rights {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use super::{Check, Core, Finding};

    /// What others may read, and should not; with `repair` they may not any more.
    pub(super) fn look(core: &Core, repair: bool) -> Vec<Finding> {
        let open = core.vault.private_files().into_iter().filter_map(|path| {
            let about = std::fs::symlink_metadata(&path).ok().filter(|about| about.mode() & 0o077 != 0 && !about.is_symlink())?;
            let (has, wants) = (about.mode() & 0o777, if about.is_dir() { 0o700 } else { 0o600 });
            if repair && std::fs::set_permissions(&path, std::fs::Permissions::from_mode(wants)).is_ok() {
                return Some(Finding::good(Check::Vault, format!("{} was {has:o}, and is {wants:o} now.", path.display())));
            }
            let seen = format!("Others may use {} ({has:o}). What is in it is sealed.", path.display());
            Some(Finding::warning(Check::Vault, seen, format!("Run `countersign doctor --repair`, or: chmod {wants:o} {}", path.display())))
        });
        open.collect()
    }
}

#[cfg(not(unix))]
mod rights {
    use super::{Core, Finding};

    /// Who may read them is the folder's business here.
    pub(super) fn look(_: &Core, _: bool) -> Vec<Finding> {
        Vec::new()
    }
}
