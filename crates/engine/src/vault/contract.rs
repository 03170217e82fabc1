//! One set of checks for every way of keeping records, and the keychains that the tests use.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::*;

/// Numbers that are never the same twice and the same in every run.
#[derive(Default)]
pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = (self.0.fetch_add(1, Ordering::Relaxed) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A keychain whose answers a test decides.
#[derive(Default)]
pub(crate) struct TestKeychain {
    pub(crate) entries: Mutex<HashMap<String, Key32>>,
    pub(crate) refuses: Mutex<Option<KeychainError>>,
    pub(crate) forgets: bool,
    pub(crate) asked: AtomicUsize,
}

impl TestKeychain {
    pub(crate) fn refusing(error: KeychainError) -> Arc<Self> {
        Arc::new(Self { refuses: Mutex::new(Some(error)), ..Self::default() })
    }

    pub(crate) fn refuse(&self, error: impl Into<Option<KeychainError>>) {
        *self.refuses.lock().unwrap() = error.into();
    }

    fn answer(&self) -> Result<(), KeychainError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.refuses.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl Keychain for TestKeychain {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        self.answer()?;
        Ok(self.entries.lock().unwrap().get(entry).cloned())
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.answer()?;
        if !self.forgets {
            self.entries.lock().unwrap().insert(entry.to_owned(), key.clone());
        }
        Ok(())
    }
}

pub(crate) fn vault_in(home: &Path, keychain: &Arc<TestKeychain>, policy: WithoutKeychain) -> Vault {
    Vault::open(home, home, keychain.clone(), Arc::new(Counting::default()), policy)
}

async fn put(vault: &Vault, id: &str, bytes: &[u8]) -> Result<(), VaultError> {
    vault
        .write(|records| {
            records.put(RecordKind::Account, id, bytes.to_vec());
            Ok(())
        })
        .await
}

async fn get(vault: &Vault, id: &str) -> Option<Vec<u8>> {
    vault.read().await.unwrap().get(RecordKind::Account, id).map(<[u8]>::to_vec)
}

/// What holds wherever the records are.
async fn keeps_the_contract(vault: Vault) {
    assert_eq!(vault.read().await.unwrap().list(RecordKind::Account).count(), 0, "a new vault is empty");

    let big = vec![b'x'; 100 * 1024];
    put(&vault, "big", &big).await.unwrap();
    assert_eq!(get(&vault, "big").await, Some(big), "100 KiB come back (S1)");

    put(&vault, "a", b"1").await.unwrap();
    put(&vault, "a", b"2").await.unwrap();
    assert_eq!(get(&vault, "a").await, Some(b"2".to_vec()), "the last writing wins");

    let generation = vault.read().await.unwrap().generation();
    put(&vault, "a", b"2").await.unwrap();
    assert_eq!(vault.read().await.unwrap().generation(), generation, "the same again is no change");

    let refused = vault
        .write::<(), VaultError>(|records| {
            records.put(RecordKind::Account, "a", b"3".to_vec());
            Err(VaultError::Busy)
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(get(&vault, "a").await, Some(b"2".to_vec()), "a change that fails changes nothing");

    let taken = vault.write::<_, VaultError>(|records| Ok(records.remove(RecordKind::Account, "a"))).await.unwrap();
    assert!(taken);
    assert_eq!(get(&vault, "a").await, None, "what was removed is gone");

    let writers = (0..20).map(|number| {
        let vault = vault.clone();
        tokio::spawn(async move {
            vault
                .write::<_, VaultError>(|records| {
                    let before = records.get(RecordKind::Outcome, "count").map_or(0, |bytes| bytes.len());
                    records.put(RecordKind::Outcome, "count", vec![number; before + 1]);
                    Ok(())
                })
                .await
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap().unwrap();
    }
    let count = vault.read().await.unwrap().get(RecordKind::Outcome, "count").map(<[u8]>::len);
    assert_eq!(count, Some(20), "no writer's change is lost");
}

#[tokio::test]
async fn the_sealed_file_keeps_the_contract() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault_in(home.path(), &Arc::default(), WithoutKeychain::Refuse);
    keeps_the_contract(vault.clone()).await;
    assert_eq!(vault.kept(), Kept::Vault);
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault_in(home.path(), &TestKeychain::refusing(KeychainError::Absent), WithoutKeychain::KeepInMemory);
    keeps_the_contract(vault.clone()).await;
    assert_eq!(vault.kept(), Kept::Memory);
    assert!(!home.path().join("vault.sealed").exists(), "memory is memory");
}

#[tokio::test]
async fn s2_without_a_keychain_the_command_line_keeps_nothing() {
    let home = tempfile::tempdir().unwrap();
    let vault = vault_in(home.path(), &TestKeychain::refusing(KeychainError::Absent), WithoutKeychain::Refuse);
    let error = put(&vault, "a", b"1").await.unwrap_err();
    assert_eq!(error.code(), countersign_wire::error::ErrorCode::KeychainAbsent);
    assert!(!home.path().join("vault.sealed").exists());
    assert_eq!(vault.keychain_state().await, KeychainState::Absent);
}

#[tokio::test]
async fn s2_a_store_that_forgets_what_it_takes_is_none() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::new(TestKeychain { forgets: true, ..TestKeychain::default() });
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    assert_eq!(vault.keychain_state().await, KeychainState::Absent);
    assert!(matches!(put(&vault, "a", b"1").await, Err(VaultError::NothingOpens)));
    assert!(!home.path().join("vault.sealed").exists());
}

#[tokio::test]
async fn s3_locked_is_an_error_for_both_policies_and_changes_nothing() {
    for policy in [WithoutKeychain::Refuse, WithoutKeychain::KeepInMemory] {
        let home = tempfile::tempdir().unwrap();
        let keychain = Arc::<TestKeychain>::default();
        put(&vault_in(home.path(), &keychain, policy), "a", b"1").await.unwrap();
        let file = std::fs::read(home.path().join("vault.sealed")).unwrap();
        for error in [KeychainError::Locked, KeychainError::Other("no".into())] {
            keychain.refuse(error.clone());
            let vault = vault_in(home.path(), &keychain, policy);
            assert!(matches!(vault.read().await, Err(VaultError::Keychain(told)) if told == error));
            assert!(put(&vault, "b", b"2").await.is_err());
            assert_eq!(vault.keychain_state().await, KeychainState::Locked);
            assert_eq!(std::fs::read(home.path().join("vault.sealed")).unwrap(), file);
            keychain.refuse(None);
            assert_eq!(get(&vault, "a").await, Some(b"1".to_vec()), "once unlocked, the same vault opens");
        }
    }
}

#[tokio::test]
async fn s3_a_vault_that_was_open_stays_readable_when_the_keychain_locks() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::<TestKeychain>::default();
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    put(&vault, "a", b"1").await.unwrap();
    keychain.refuse(KeychainError::Locked);
    put(&vault, "a", b"2").await.unwrap();
    assert_eq!(get(&vault, "a").await, Some(b"2".to_vec()));
}

#[tokio::test]
async fn s3_a_key_that_is_gone_is_said_and_never_made_anew() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::<TestKeychain>::default();
    put(&vault_in(home.path(), &keychain, WithoutKeychain::Refuse), "a", b"1").await.unwrap();
    let key = keychain.entries.lock().unwrap().remove("vault").unwrap();
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::KeepInMemory);
    assert!(matches!(vault.read().await, Err(VaultError::KeyMissing { .. })));
    assert!(matches!(put(&vault, "b", b"2").await, Err(VaultError::KeyMissing { .. })));
    assert!(!keychain.entries.lock().unwrap().contains_key("vault"));
    keychain.entries.lock().unwrap().insert("vault".into(), key);
    assert_eq!(get(&vault, "a").await, Some(b"1".to_vec()));
}

#[tokio::test]
async fn s3_another_key_is_said_and_nothing_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    put(&vault_in(home.path(), &Arc::default(), WithoutKeychain::Refuse), "a", b"1").await.unwrap();
    let file = std::fs::read(home.path().join("vault.sealed")).unwrap();
    let other = Arc::<TestKeychain>::default();
    other.entries.lock().unwrap().insert("vault".into(), Key32::from_slice(&[9; 32]).unwrap());
    let vault = vault_in(home.path(), &other, WithoutKeychain::Refuse);
    assert!(matches!(vault.read().await, Err(VaultError::AnotherKey { .. })));
    assert!(matches!(put(&vault, "b", b"2").await, Err(VaultError::AnotherKey { .. })));
    assert_eq!(std::fs::read(home.path().join("vault.sealed")).unwrap(), file);
}

#[tokio::test]
async fn an_empty_vault_asks_no_keychain() {
    let home = tempfile::tempdir().unwrap();
    let keychain = TestKeychain::refusing(KeychainError::Locked);
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    assert_eq!(vault.read().await.unwrap().list(RecordKind::Account).count(), 0);
    let taken = vault.write::<_, VaultError>(|records| Ok(records.remove(RecordKind::Pending, "junk"))).await.unwrap();
    assert!(!taken);
    assert_eq!(keychain.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn reading_again_asks_the_keychain_once() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::<TestKeychain>::default();
    put(&vault_in(home.path(), &keychain, WithoutKeychain::Refuse), "a", b"1").await.unwrap();
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    keychain.asked.store(0, Ordering::SeqCst);
    for _ in 0..5 {
        assert_eq!(get(&vault, "a").await, Some(b"1".to_vec()));
    }
    assert_eq!(keychain.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_another_process_wrote_is_seen_at_the_next_read_and_wakes_who_waits() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::<TestKeychain>::default();
    let (here, there) =
        (vault_in(home.path(), &keychain, WithoutKeychain::Refuse), vault_in(home.path(), &keychain, WithoutKeychain::Refuse));
    put(&here, "a", b"1").await.unwrap();
    assert_eq!(get(&there, "a").await, Some(b"1".to_vec()));
    put(&here, "a", b"2").await.unwrap();
    assert_eq!(get(&there, "a").await, Some(b"2".to_vec()));
    let (_, written) = tokio::join!(there.changed(), put(&here, "a", b"3"));
    written.unwrap();
    assert_eq!(get(&there, "a").await, Some(b"3".to_vec()));
}

#[tokio::test]
async fn the_first_key_is_made_once_by_however_many_begin_at_once() {
    let home = tempfile::tempdir().unwrap();
    let keychain = Arc::<TestKeychain>::default();
    let vaults: Vec<_> = (0..8).map(|_| vault_in(home.path(), &keychain, WithoutKeychain::Refuse)).collect();
    let begun = vaults.iter().enumerate().map(|(number, vault)| {
        let vault = vault.clone();
        tokio::spawn(async move { put(&vault, &number.to_string(), b"here").await })
    });
    for one in begun.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    for vault in &vaults {
        assert_eq!(vault.read().await.unwrap().list(RecordKind::Account).count(), 8);
    }
}

/// Answers to `set` only when the gate opens, as a keychain with a prompt does.
struct SlowToSet {
    inner: Arc<TestKeychain>,
    gate: Mutex<std::sync::mpsc::Receiver<()>>,
}

impl Keychain for SlowToSet {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        self.inner.get(entry)
    }
    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        let _ = self.gate.lock().unwrap().recv();
        self.inner.set(entry, key)
    }
    fn patience(&self) -> Duration {
        Duration::from_millis(50)
    }
}

#[tokio::test]
async fn s3_a_key_that_is_stored_late_never_replaces_one_that_was_made_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let inner = Arc::<TestKeychain>::default();
    let (open_gate, gate) = std::sync::mpsc::channel();
    let slow = SlowToSet { inner: inner.clone(), gate: Mutex::new(gate) };
    let first = Vault::open(home.path(), home.path(), Arc::new(slow), Arc::new(Counting::default()), WithoutKeychain::Refuse);
    assert!(matches!(put(&first, "a", b"1").await, Err(VaultError::Keychain(KeychainError::Silent))));

    let second = vault_in(home.path(), &inner, WithoutKeychain::Refuse);
    let waiting = tokio::spawn(async move { put(&second, "b", b"2").await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished(), "the lock is held while the first question is open");
    open_gate.send(()).unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(get(&vault_in(home.path(), &inner, WithoutKeychain::Refuse), "b").await, Some(b"2".to_vec()));
}
