//! What holds of the file that may be lost.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::super::contract::{TestKeychain, vault_in};
use super::super::{KeychainError, RecordKind, WithoutKeychain};
use super::*;

async fn put(vault: &Vault, id: &str) -> Result<(), VaultError> {
    let written = vault.write(|records| {
        records.put(RecordKind::Trace, id, b"x".to_vec());
        Ok(())
    });
    written.await
}

async fn ids(vault: &Vault) -> Result<Vec<String>, VaultError> {
    Ok(vault.read().await?.list(RecordKind::Trace).map(|(id, _)| id.to_owned()).collect())
}

/// The records of a home that was written to.
async fn traces_in(home: &Path, keychain: &Arc<TestKeychain>) -> Vault {
    let vault = vault_in(home, keychain, WithoutKeychain::Refuse);
    put(&vault, "vault's").await.unwrap();
    vault.traces()
}

fn names(home: &Path) -> Vec<String> {
    let beside = std::fs::read_dir(home).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = beside.filter(|name| name.starts_with("traces.sealed")).collect();
    names.sort();
    names
}

fn damage(home: &Path, name: &str, bytes: &[u8]) {
    let path = home.join(name);
    // Not through the name: the copy before must not share the bytes.
    std::fs::remove_file(&path).ok();
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_happened_lately_is_in_a_file_of_its_own_and_comes_back() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let traces = traces_in(home.path(), &keychain).await;
    let vault = std::fs::read(home.path().join("vault.sealed")).unwrap();
    put(&traces, "a").await.unwrap();
    assert_eq!(std::fs::read(home.path().join("vault.sealed")).unwrap(), vault, "no save of the vault");
    let elsewhere = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    assert_eq!(ids(&elsewhere.traces()).await.unwrap(), ["a"]);
    assert_eq!(ids(&elsewhere).await.unwrap(), ["vault's"]);
    assert_eq!(keychain.entries.lock().unwrap().len(), 1, "one key in the keychain");
}

#[tokio::test]
async fn neither_file_opens_in_the_place_of_the_other() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    put(&traces_in(home.path(), &keychain).await, "a").await.unwrap();
    let (vault, traces) = (home.path().join("vault.sealed"), home.path().join("traces.sealed"));
    let both = (std::fs::read(&vault).unwrap(), std::fs::read(&traces).unwrap());
    damage(home.path(), "vault.sealed", &both.1);
    damage(home.path(), "traces.sealed", &both.0);
    let swapped = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    assert!(matches!(swapped.read().await, Err(VaultError::AnotherKey { .. })));
    assert!(matches!(swapped.traces().read().await, Err(VaultError::RecordsUnreadable { .. })));
}

#[tokio::test]
async fn a_look_at_what_does_not_open_changes_nothing_and_a_write_begins_anew() {
    for is_gone in [false, true] {
        let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
        let traces = traces_in(home.path(), &keychain).await;
        put(&traces, "a").await.unwrap();
        put(&traces, "b").await.unwrap();
        damage(home.path(), "traces.sealed", b"torn");
        damage(home.path(), "traces.sealed.previous", b"torn too");
        if is_gone {
            std::fs::remove_file(home.path().join("traces.sealed")).unwrap();
        }
        let before = names(home.path());
        let told = ids(&traces).await.unwrap_err().to_string();
        assert!(told.contains("records of earlier sign-ins") && !told.contains("session"), "{told}");
        assert_eq!(names(home.path()), before, "who looks sets nothing aside");
        put(&traces, "c").await.unwrap();
        assert_eq!(ids(&traces).await.unwrap(), ["c"]);
        assert_eq!(names(home.path()), ["traces.sealed", "traces.sealed.unreadable"]);
        let aside = std::fs::read(home.path().join("traces.sealed.unreadable")).unwrap();
        assert_eq!(aside, if is_gone { b"torn too".as_slice() } else { b"torn" }, "the newest that there was is kept");
    }
}

#[tokio::test]
async fn a_damaged_file_is_read_from_the_copy_before_and_mended_by_the_next_write() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let traces = traces_in(home.path(), &keychain).await;
    put(&traces, "a").await.unwrap();
    put(&traces, "b").await.unwrap();
    damage(home.path(), "traces.sealed", b"torn");
    let before = names(home.path());
    assert_eq!(ids(&traces).await.unwrap(), ["a"]);
    assert_eq!(names(home.path()), before);
    put(&traces, "c").await.unwrap();
    assert_eq!(ids(&traces).await.unwrap(), ["a", "c"]);
    assert!(traces.take_notices().is_empty(), "nobody takes them");
}

#[tokio::test]
async fn however_often_it_is_damaged_one_file_is_kept_aside() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let traces = traces_in(home.path(), &keychain).await;
    for _ in 0..3 {
        damage(home.path(), "traces.sealed", b"torn");
        put(&traces, "a").await.unwrap();
    }
    assert_eq!(names(home.path()), ["traces.sealed", "traces.sealed.unreadable"]);
}

#[tokio::test]
async fn what_another_process_began_anew_is_not_set_aside_again() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let here = traces_in(home.path(), &keychain).await;
    let there = vault_in(home.path(), &keychain, WithoutKeychain::Refuse).traces();
    damage(home.path(), "traces.sealed", b"torn");
    assert!(here.read().await.is_err() && there.read().await.is_err(), "both have seen it");
    put(&there, "a").await.unwrap();
    put(&here, "b").await.unwrap();
    assert_eq!(ids(&there).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn s3_another_key_is_said_to_who_looks_and_who_writes_begins_anew() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    put(&traces_in(home.path(), &keychain).await, "a").await.unwrap();
    let sealed = std::fs::read(home.path().join("traces.sealed")).unwrap();
    keychain.entries.lock().unwrap().insert("vault".into(), Key32::from_slice(&[9; 32]).unwrap());
    let traces = vault_in(home.path(), &keychain, WithoutKeychain::Refuse).traces();
    let told = ids(&traces).await.unwrap_err().to_string();
    assert!(told.contains("another key") && !told.contains("sign in again"), "{told}");
    assert_eq!(std::fs::read(home.path().join("traces.sealed")).unwrap(), sealed);
    put(&traces, "b").await.unwrap();
    assert_eq!(ids(&traces).await.unwrap(), ["b"]);
    assert_eq!(std::fs::read(home.path().join("traces.sealed.unreadable")).unwrap(), sealed);
}

#[tokio::test]
async fn s3_a_keychain_that_is_locked_sets_nothing_aside() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    put(&traces_in(home.path(), &keychain).await, "a").await.unwrap();
    let before = names(home.path());
    keychain.refuse(KeychainError::Locked);
    let traces = vault_in(home.path(), &keychain, WithoutKeychain::Refuse).traces();
    keychain.asked.store(0, Ordering::SeqCst);
    assert!(matches!(put(&traces, "b").await, Err(VaultError::Keychain(KeychainError::Locked))));
    assert_eq!(keychain.asked.load(Ordering::SeqCst), 1);
    assert_eq!(names(home.path()), before);
}

#[tokio::test]
async fn without_a_key_nothing_is_kept_and_none_is_made() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let told = put(&vault_in(home.path(), &keychain, WithoutKeychain::Refuse).traces(), "a").await.unwrap_err().to_string();
    assert!(!told.contains("session"), "{told}");
    assert!(keychain.entries.lock().unwrap().is_empty() && names(home.path()).is_empty());
}

#[tokio::test]
async fn s2_where_the_vault_is_in_memory_so_is_what_happened_lately() {
    let pretends = Arc::new(TestKeychain { forgets: true, ..TestKeychain::default() });
    for keychain in [TestKeychain::refusing(KeychainError::Absent), pretends] {
        let home = tempfile::tempdir().unwrap();
        let vault = vault_in(home.path(), &keychain, WithoutKeychain::KeepInMemory);
        put(&vault, "vault's").await.unwrap();
        // One that comes later has no key of what is in memory.
        keychain.refuse(None);
        let traces = vault.traces();
        put(&traces, "a").await.unwrap();
        assert_eq!(ids(&traces).await.unwrap(), ["a"]);
        assert!(names(home.path()).is_empty(), "memory is memory");
    }
}

#[tokio::test]
async fn what_others_must_not_read_includes_what_happened_lately() {
    let (home, keychain) = (tempfile::tempdir().unwrap(), Arc::default());
    let vault = vault_in(home.path(), &keychain, WithoutKeychain::Refuse);
    put(&vault, "a").await.unwrap();
    put(&vault.traces(), "a").await.unwrap();
    put(&vault.traces(), "b").await.unwrap();
    let private = vault.private_files();
    for name in ["vault.sealed", "traces.sealed", "traces.sealed.previous"] {
        assert!(private.contains(&home.path().join(name)), "{name} in {private:?}");
    }
}
