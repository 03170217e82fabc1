//! Work on a vault that other processes share.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::{Key32, RecordKind, Vault, VaultError};
use countersign_engine::{Keychain, KeychainError, SystemKeychain, WithoutKeychain};

/// The system's keychain with less patience, so that a test of a hung one does not wait as a person would.
struct Hasty(SystemKeychain);

impl Keychain for Hasty {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        self.0.get(entry)
    }
    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.0.set(entry, key)
    }
    fn patience(&self) -> Duration {
        Duration::from_secs(3)
    }
}

/// Does a task of those in [`work`], and tells how it went.
pub(crate) async fn answer(home: &Path, task: &[&str]) -> String {
    std::fs::create_dir_all(home).unwrap();
    let default_home = Path::new("/nowhere");
    let vault = Vault::open(home, default_home, Arc::new(Hasty(SystemKeychain::new())), Arc::new(SystemEntropy), WithoutKeychain::Refuse);
    work(&vault, task).await.unwrap_or_else(|error| format!("error {:?}: {error}", error.code()))
}

async fn work(vault: &Vault, task: &[&str]) -> Result<String, VaultError> {
    match *task {
        ["state"] => Ok(format!("{:?}", vault.keychain_state().await)),
        // One record for each of `count` writes.
        ["write", prefix, count] => {
            for number in 0..count.parse().unwrap() {
                put(vault, &format!("{prefix}-{number}"), number.to_string().into_bytes()).await?;
            }
            Ok("written".into())
        }
        // A hundred KiB of a word that can be looked for.
        ["big", id] => put(vault, id, b"canary-".repeat(15_000)).await.map(|()| "written".into()),
        ["count"] => Ok(vault.read().await?.list(RecordKind::Account).count().to_string()),
        ["length", id] => Ok(vault.read().await?.get(RecordKind::Account, id).map_or(0, <[u8]>::len).to_string()),
        // Two records that are only ever written together, again and again until the process ends.
        ["pairs"] => {
            for number in 0_u64.. {
                vault
                    .write::<_, VaultError>(|records| {
                        records.put(RecordKind::Account, "left", number.to_string().into_bytes());
                        records.put(RecordKind::Outcome, "right", number.to_string().into_bytes());
                        Ok(())
                    })
                    .await?;
            }
            unreachable!()
        }
        ["pair"] => {
            let records = vault.read().await?;
            let text = |kind, id| String::from_utf8(records.get(kind, id).unwrap_or(b"none").to_vec()).unwrap();
            Ok(format!("{} {}", text(RecordKind::Account, "left"), text(RecordKind::Outcome, "right")))
        }
        ref other => panic!("no such task: {other:?}"),
    }
}

async fn put(vault: &Vault, id: &str, bytes: Vec<u8>) -> Result<(), VaultError> {
    vault
        .write(|records| {
            records.put(RecordKind::Account, id, bytes);
            Ok(())
        })
        .await
}
