//! Several processes and one session.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use support::fake_provider::FakeProvider;
use support::session::{Keyring, Session};
use support::wait::{until, until_some};

fn program(session: &Session, home: &Path, task: &[&str]) -> Command {
    let mut command = session.command(env!("CARGO_BIN_EXE_neighbour"));
    command.arg("sessions").arg(home).args(task).stdout(Stdio::piped());
    command
}

fn run(session: &Session, home: &Path, task: &[&str]) -> String {
    let output = program(session, home, task).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// A process that has just begun to ask for tokens, and what it says from then on.
fn asking(session: &Session, home: &Path, account: &str, callers: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = program(session, home, &["tokens", account, callers]).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    assert_eq!(line(&mut said), "asking");
    (child, said)
}

fn line(said: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

/// Somebody whose token has already ended.
async fn signed_in(session: &Session, home: &Path, fake: &FakeProvider) -> String {
    fake.lifetime(0);
    let address = run(session, home, &["begin", &fake.issuer]);
    let account = run(session, home, &["finish", &fake.accept(&address)]);
    fake.lifetime(3600);
    fake.forget_seen();
    account
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_a_hundred_callers_in_each_of_four_processes_make_one_request() {
    let (session, fake) = (Session::start(Keyring::Unlocked), FakeProvider::start().await);
    let home = session.path().join("home");
    let account = signed_in(&session, &home, &fake).await;
    // The first answer is held back until all have begun to ask: whoever does not wait for it asks as well.
    let gate = fake.hold("/token");
    let mut processes: Vec<_> = (0..4).map(|_| asking(&session, &home, &account, "100")).collect();
    until("the one request", || !fake.seen("/token").is_empty());
    gate.open();
    let got: Vec<_> = processes.iter_mut().map(|(_, said)| line(said)).collect();
    assert_eq!(got, vec!["access-3"; 4]);
    assert_eq!(fake.seen("/token").len(), 1);
    for (child, _) in &mut processes {
        assert!(child.wait().unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_the_turn_of_a_process_that_is_killed_while_it_renews_goes_to_the_next() {
    let (session, fake) = (Session::start(Keyring::Unlocked), FakeProvider::start().await);
    let home = session.path().join("home");
    let account = signed_in(&session, &home, &fake).await;
    fake.with_grace();
    let gate = fake.hold("/token");
    let (mut killed, _said) = asking(&session, &home, &account, "1");
    until_some("its request", || async { (!fake.seen("/token").is_empty()).then_some(()) }).await;
    let (mut next, mut said) = asking(&session, &home, &account, "1");
    killed.kill().unwrap();
    killed.wait().unwrap();
    gate.open();
    assert_eq!(line(&mut said), "access-3", "the answer that was lost, given again");
    assert!(next.wait().unwrap().success());
    assert_eq!(fake.seen("/token").len(), 2);
}
