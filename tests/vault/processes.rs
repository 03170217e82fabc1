//! Several processes and one vault.

use support::session::{Keyring, Session};
use support::wait::until;

use crate::probe;

#[test]
fn s1_processes_that_write_at_once_from_the_first_key_on_lose_nothing() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    let mut writers: Vec<_> = (0..4).map(|writer| probe::start(&session, &home, &["write", &format!("w{writer}"), "25"])).collect();
    for writer in &mut writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(probe::run(&session, &home, &["count"]), "100");
}

#[test]
fn s1_a_process_killed_while_it_writes_leaves_the_file_as_before_or_as_after() {
    let session = Session::start(Keyring::Unlocked);
    let home = session.path().join("vault");
    let file = home.join("vault.sealed");
    for round in 0..8 {
        let before = std::fs::read(&file).ok();
        let mut writer = probe::start(&session, &home, &["pairs"]);
        until("the writer to write", || std::fs::read(&file).ok() != before);
        writer.kill().unwrap();
        writer.wait().unwrap();
        let pair = probe::run(&session, &home, &["pair"]);
        let (left, right) = pair.split_once(' ').unwrap_or_default();
        assert!(left == right && left.parse::<u64>().is_ok(), "round {round}: {pair}");
    }
    assert_eq!(probe::run(&session, &home, &["write", "after", "1"]), "written", "the lock went with the process");
}
