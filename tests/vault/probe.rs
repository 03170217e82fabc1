//! A process of its own that works on a vault, in the session that a test made for it.
//!
//! The test binary starts itself again, as variables of a running process cannot be changed safely.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::{Key32, RecordKind, Vault, VaultError};
use countersign_engine::{Keychain, KeychainError, SystemKeychain, WithoutKeychain};
use support::session::Session;

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

/// Starts a probe. `task` is one of those in [`work`].
pub(crate) fn start(session: &Session, home: &Path, task: &[&str]) -> Child {
    command(session, home, task).spawn().unwrap()
}

/// Runs a probe to its end, and gives its answer.
pub(crate) fn run(session: &Session, home: &Path, task: &[&str]) -> String {
    let answer = tempfile::NamedTempFile::new().unwrap();
    let output = command(session, home, task).env("PROBE_ANSWER", answer.path()).stderr(Stdio::piped()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(answer.path()).unwrap()
}

fn command(session: &Session, home: &Path, task: &[&str]) -> Command {
    let mut command = session.command(std::env::current_exe().unwrap());
    command
        .args(["--exact", "probe::a_process_of_its_own", "--ignored", "--nocapture"])
        .env("PROBE_HOME", home)
        .env("PROBE_TASK", task.join(" "))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
#[ignore = "the other tests start it, in a session of their own"]
fn a_process_of_its_own() {
    let home = std::env::var_os("PROBE_HOME").expect("only the other tests start this one");
    let task = std::env::var("PROBE_TASK").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let home = Path::new(&home);
    std::fs::create_dir_all(home).unwrap();
    let default_home = Path::new("/nowhere");
    let vault = Vault::open(home, default_home, Arc::new(Hasty(SystemKeychain::new())), Arc::new(SystemEntropy), WithoutKeychain::Refuse);
    let answer = runtime.block_on(work(&vault, &task.split(' ').collect::<Vec<_>>()));
    runtime.shutdown_background();
    if let Some(path) = std::env::var_os("PROBE_ANSWER") {
        std::fs::write(path, answer.unwrap_or_else(|error| format!("error {:?}: {error}", error.code()))).unwrap();
    }
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
