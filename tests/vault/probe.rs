//! A process of its own that works on a vault, in the session that a test made for it.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use support::session::Session;

/// Starts a probe. `task` is one of those of the neighbour's `vault`.
pub(crate) fn start(session: &Session, home: &Path, task: &[&str]) -> Child {
    command(session, home, task).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Runs a probe to its end, and gives its answer.
pub(crate) fn run(session: &Session, home: &Path, task: &[&str]) -> String {
    let output = command(session, home, task).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn command(session: &Session, home: &Path, task: &[&str]) -> Command {
    let mut command = session.command(env!("CARGO_BIN_EXE_neighbour"));
    command.arg("vault").arg(home).args(task);
    command
}
