//! Files that are sealed: the vault, the key of one that a passphrase seals, and accounts that are taken elsewhere.

use std::path::Path;
use std::sync::Arc;

use countersign_engine::Secret;
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::vault::passphrase::{Passphrase, PassphraseKeychain};
use countersign_engine::vault::{Key32, Keychain};

use super::readers::{self, mostly};
use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[
    Target {
        name: "vault files",
        words: &["\0\0\0\0", "countersign"],
        good: || vec![vec![0; 64], vec![255; 300]],
        begin: || mostly(readers::vault_file(), vault_file()),
    },
    Target { name: "passphrase files", words: WORDS, good: laid_over, begin: passphrase_file },
    Target { name: "export files", words: WORDS, good: laid_over, begin: export_file },
];

/// The file that the vault is sealed in.
pub(super) const VAULT: &str = "vault.sealed";

const WORDS: &[&str] = &["\0\0\0\0", "\u{1}\0\0\0", "\u{7f}\u{7f}\u{7f}\u{7f}", "\0"];

fn passphrase() -> Passphrase {
    Passphrase::new(Secret::new("a passphrase of many words")).unwrap()
}

/// Bytes that are laid over the file: what asks for work stands in its head, what is sealed at its end.
fn laid_over() -> Vec<Vec<u8>> {
    vec![vec![0; 300], vec![255; 40], [vec![0; 10], vec![1; 12]].concat(), [vec![0; 60], vec![1]].concat()]
}

/// The file with an input over it, from its start; a first byte that is odd cuts off its end too.
pub(super) fn changed(whole: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut changed = whole.to_vec();
    for (place, byte) in changed.iter_mut().zip(bytes) {
        *place ^= byte;
    }
    let cut = bytes.first().map_or(0, |first| usize::from(first % 2) * bytes.len());
    changed.truncate(changed.len().saturating_sub(cut));
    changed
}

/// S2: a key's file that was changed opens nothing, and is left as it is.
fn passphrase_file() -> Taker {
    let folder = tempfile::tempdir().unwrap();
    let open = |folder: &Path| PassphraseKeychain::new(folder, passphrase(), Arc::new(SeededEntropy::new(7)));
    let key = Key32::from_slice(&[7; 32]).unwrap();
    open(folder.path()).set("vault", &key).unwrap();
    let file = folder.path().join("vault.passphrase");
    let whole = std::fs::read(&file).unwrap();
    Box::new(move |bytes| {
        let changed = changed(&whole, bytes);
        std::fs::write(&file, &changed).map_err(|error| error.to_string())?;
        let opened = open(folder.path()).get("vault");
        if std::fs::read(&file).ok().as_ref() != Some(&changed) {
            return Err("the file was not left as it was".to_owned());
        }
        match (changed == whole, opened) {
            (true, Ok(Some(found))) if found == key => Ok(()),
            (false, Err(_)) => Ok(()),
            (same, opened) => {
                Err(format!("it is {}changed, and gives {:?}", if same { "un" } else { "" }, opened.map(|key| key.is_some())))
            }
        }
    })
}

/// S2: of an export that was changed nothing is brought in.
fn export_file() -> Taker {
    let stage = Stage::set();
    let file = stage.folder.path().join("accounts.sealed");
    let account = stage.runtime.block_on(async {
        let account = stage.signed_in().await;
        stage.engine.export_accounts(&file, &passphrase(), &[], true).await.unwrap();
        account
    });
    let whole = std::fs::read(&file).unwrap();
    Box::new(move |bytes| {
        // The whole of it lives as long as this does, its folder too.
        let stage = &stage;
        let changed = changed(&whole, bytes);
        std::fs::write(&file, &changed).map_err(|error| error.to_string())?;
        stage.runtime.block_on(async {
            let imported = stage.engine.import_accounts(&file, &passphrase()).await;
            let here = stage.engine.accounts().await.map_err(|error| error.to_string())?;
            match imported {
                Ok(imported) if changed == whole && imported.accounts == [account.as_str()] && here.len() == 1 => {
                    // It is taken off again, so that the next input finds what this one found.
                    let aside = stage.folder.path().join("aside");
                    let _is_there_or_not = std::fs::remove_file(&aside);
                    stage.engine.export_accounts(&aside, &passphrase(), &[], true).await.map(drop).map_err(|error| error.to_string())
                }
                Ok(imported) => Err(format!("a changed file gives {imported:?}")),
                Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
                Err(_) if here.is_empty() => Ok(()),
                Err(_) => Err(format!("it was refused, and {} accounts were brought in", here.len())),
            }
        })
    })
}

/// S1: a file that was changed gives what was stored, or is refused; and it is left as it was.
fn vault_file() -> Taker {
    let stage = Stage::set();
    let file = stage.folder.path().join(VAULT);
    let whole = std::fs::read(&file).unwrap();
    Box::new(move |bytes| {
        // Laid over the file from its end, so that short inputs change what is sealed and long ones its head.
        let mut changed = whole.clone();
        for (place, byte) in changed.iter_mut().rev().zip(bytes) {
            *place ^= byte;
        }
        changed.truncate(changed.len() - bytes.first().map_or(0, |first| usize::from(*first) % 3 * (changed.len() / 7)));
        for name in std::fs::read_dir(stage.folder.path()).unwrap().flatten().map(|entry| entry.path()) {
            if name != file && name.file_name().is_some_and(|name| name.to_string_lossy().starts_with(VAULT)) {
                std::fs::remove_file(name).unwrap();
            }
        }
        std::fs::write(&file, &changed).unwrap();
        let read = stage.runtime.block_on(async {
            let engine = stage.another_start().await;
            engine.providers().await
        });
        match read {
            Ok(providers) if providers.len() == 1 && providers[0].name == "work" => Ok(()),
            Ok(providers) => Err(format!("{} providers are read from a changed file", providers.len())),
            Err(_) if std::fs::read(&file).is_ok_and(|now| now == changed) => Ok(()),
            Err(error) => Err(format!("the file was not left as it was: {error}")),
        }
    })
}
