//! The keychain of a desktop session: gnome-keyring on a bus of its own.

use std::path::Path;
use std::process::Command;

use support::session::{Keyring, Session};

use crate::probe;

fn bytes_of(home: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(home)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn s1_a_hundred_kib_go_from_one_process_to_another_and_stand_nowhere_in_the_clear() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    assert_eq!(probe::run(&session, &home, &["state"]), "Ready");
    assert_eq!(probe::run(&session, &home, &["big", "anna"]), "written");
    assert_eq!(probe::run(&session, &home, &["length", "anna"]), "105000");
    let found = Command::new("grep").args(["-rl", "canary-canary"]).arg(session.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
    assert!(std::fs::metadata(home.join("vault.sealed")).unwrap().len() > 105_000);
}

#[test]
fn s3_a_locked_keychain_changes_nothing_and_opens_once_unlocked() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    probe::run(&session, &home, &["write", "a", "2"]);
    let before = bytes_of(&home);
    session.lock_keyring();
    assert_eq!(probe::run(&session, &home, &["state"]), "Locked");
    for task in [&["count"][..], &["write", "b", "1"]] {
        let answer = probe::run(&session, &home, task);
        assert!(answer.starts_with("error KeychainLocked: The keychain is locked."), "{answer}");
    }
    assert_eq!(bytes_of(&home), before);
    session.unlock_keyring();
    assert_eq!(probe::run(&session, &home, &["count"]), "2");
}

#[test]
fn s3_a_keychain_that_is_locked_from_the_start_gets_no_first_key() {
    let session = Session::start(Keyring::Locked);
    let home = session.path().join("vault");
    let answer = probe::run(&session, &home, &["write", "a", "1"]);
    assert!(answer.starts_with("error KeychainLocked"), "{answer}");
    assert!(!home.join("vault.sealed").exists());
}

#[test]
fn s3_a_keychain_that_hangs_is_silent_and_nothing_is_deleted() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    probe::run(&session, &home, &["write", "a", "1"]);
    let before = bytes_of(&home);
    let hung = session.hang_keyring();
    assert_eq!(probe::run(&session, &home, &["state"]), "Silent");
    let answer = probe::run(&session, &home, &["count"]);
    assert!(answer.starts_with("error KeychainLocked: The keychain does not answer"), "{answer}");
    assert_eq!(bytes_of(&home), before);
    drop(hung);
    assert_eq!(probe::run(&session, &home, &["count"]), "1");
}

#[test]
fn s2_without_a_bus_or_a_provider_there_is_no_keychain() {
    for keyring in [Keyring::NoBus, Keyring::NoProvider] {
        let session = Session::start(keyring);
        let home = session.path().join("vault");
        assert_eq!(probe::run(&session, &home, &["state"]), "Absent", "{keyring:?}");
        let answer = probe::run(&session, &home, &["write", "a", "1"]);
        assert!(answer.starts_with("error KeychainAbsent: This session has no keychain"), "{keyring:?}: {answer}");
        assert!(!home.join("vault.sealed").exists());
    }
}

#[test]
fn s3_a_new_keychain_without_the_key_is_an_error_that_says_so() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    probe::run(&session, &home, &["write", "a", "1"]);
    let before = bytes_of(&home);
    let other = Session::start(Keyring::Unlocked);
    for task in [&["count"][..], &["write", "b", "1"]] {
        let answer = probe::run(&other, &home, task);
        assert!(answer.starts_with("error KeyMissing: The keychain no longer has the key"), "{answer}");
    }
    assert_eq!(bytes_of(&home), before);
    assert_eq!(probe::run(&session, &home, &["count"]), "1");
}

#[test]
fn two_homes_never_share_a_key() {
    let session = Session::start(Keyring::Unlocked);
    let (one, two) = (session.path().join("one"), session.path().join("two"));
    probe::run(&session, &one, &["write", "a", "1"]);
    probe::run(&session, &two, &["write", "b", "2"]);
    assert_eq!(probe::run(&session, &one, &["count"]), "1");
    std::fs::copy(two.join("vault.sealed"), one.join("vault.sealed")).unwrap();
    let answer = probe::run(&session, &one, &["count"]);
    assert!(answer.contains("was sealed with another key"), "{answer}");
}
