//! The program under test, and how it is killed: strace holds it before the Nth of its calls and kills it there.
//!
//! strace counts for each thread by itself. The service writes by one thread, so that a number names one call of it; where
//! several threads make a call, the first that comes to the number ends them all.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::Value;
use support::programs::program;
use support::service::PASSWORD;

/// Which calls to the system are counted.
pub struct Spot {
    calls: &'static str,
    /// Only those on this file of the folder; empty: on any.
    file: &'static str,
    /// How many calls kills are spread over; absent where they are counted first.
    pub reach: Option<u32>,
}

impl Spot {
    pub const fn within(reach: u32, calls: &'static str, file: &'static str) -> Self {
        Self { calls, file, reach: Some(reach) }
    }

    pub const fn counted(calls: &'static str, file: &'static str) -> Self {
        Self { calls, file, reach: None }
    }
}

/// What is done about the calls of a spot.
#[derive(Clone, Copy)]
pub enum Watch<'a> {
    Not,
    /// Kills before the call of this number.
    KillAt(&'a Spot, u32),
    /// Notes each of them in a file.
    Note(&'a Spot, &'a Path),
}

/// The service's program in a folder, watched or not.
pub fn command(folder: &Path, watch: Watch<'_>) -> Command {
    of("countersign-accounts", folder, watch)
}

/// A built program that works in a folder, watched or not.
pub fn of(name: &str, folder: &Path, watch: Watch<'_>) -> Command {
    let name = program(name);
    let (spot, into) = match watch {
        Watch::Not => return Command::new(name),
        Watch::KillAt(spot, _) => (spot, Path::new("/dev/null")),
        Watch::Note(spot, into) => (spot, into),
    };
    let mut command = Command::new("strace");
    command.args(["-f", "-qqq", "-e", "signal=none", "-e", &format!("trace={}", spot.calls), "-o"]).arg(into);
    if let Watch::KillAt(_, nth) = watch {
        command.args(["-e", &format!("inject={}:signal=SIGKILL:when={nth}", spot.calls)]);
    }
    if !spot.file.is_empty() {
        command.arg("-P").arg(folder.join(spot.file));
    }
    // A group of their own: strace that is killed would let its program go on.
    command.arg("--").arg(name).process_group(0);
    command
}

/// How many calls the thread made that made the most of one kind.
pub fn noted(file: &Path) -> u32 {
    let mut counts = std::collections::BTreeMap::new();
    for line in std::fs::read_to_string(file).unwrap().lines() {
        // "PID call(…": what follows "resumed" was counted where it began.
        let Some((who, rest)) = line.split_once(' ') else { continue };
        if let Some((call, _)) = rest.trim_start().split_once('(').filter(|(call, _)| call.bytes().all(|b| b.is_ascii_alphanumeric())) {
            *counts.entry((who.to_owned(), call.to_owned())).or_insert(0) += 1;
        }
    }
    counts.into_values().max().unwrap_or(0)
}

/// Runs a command to its end, whichever that is. Its password comes from stdin, where it reads one.
pub fn run(folder: &Path, watch: Watch<'_>, words: &[&str]) -> Output {
    let mut command = command(folder, watch);
    command.args(words).arg("--database").arg(database(folder));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("strace is not installed; run `cargo xtask setup` first");
    // Who was killed before it read leaves a pipe that is closed.
    let _ = child.stdin.take().unwrap().write_all(PASSWORD.as_bytes());
    child.wait_with_output().unwrap()
}

/// Whether it was killed, and did not end by itself.
pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9) || status.code() == Some(128 + 9)
}

/// The answer of a command that has to work.
pub fn answered(folder: &Path, words: &[&str]) -> Result<Value, String> {
    let output = run(folder, Watch::Not, words);
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        return Err(format!("{} ended with {}: {}", words.join(" "), output.status, String::from_utf8_lossy(&said)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{} answered no JSON: {error}", words.join(" ")))
}

/// How `--database` names the database of a folder.
pub fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("accounts.db").display())
}

/// A service that runs. It ends with the value, killed.
pub struct Serving {
    child: Child,
    watched: bool,
    _stdout: Option<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl Serving {
    /// Starts it; none where it was killed before it was ready.
    pub fn start(folder: &Path, port: u16, watch: Watch<'_>) -> Result<Option<Self>, String> {
        let log = folder.join("log");
        let settings = folder.join("settings.toml");
        std::fs::write(&settings, "outbound.hosts = [\"127.0.0.1\"]\n").unwrap();
        let mut command = command(folder, watch);
        command.args(["serve", "--database", &database(folder), "--listen", &format!("127.0.0.1:{port}"), "--config"]).arg(settings);
        command.env("RUST_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut child = command.spawn().expect("strace is not installed; run `cargo xtask setup` first");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let watched = !matches!(watch, Watch::Not);
        let mut serving = Self { child, watched, _stdout: None, log };
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        if serde_json::from_str::<Value>(&first).is_ok_and(|ready| ready["listening"].is_string()) {
            serving._stdout = Some(stdout);
            return Ok(Some(serving));
        }
        let status = serving.child.wait().unwrap();
        if watched && was_killed(status) {
            return Ok(None);
        }
        Err(format!("it did not start ({status}): {}", serving.log()))
    }

    /// Waits for its end where it is `gone`, as strace tells of it a moment later; kills it where it still runs. Says
    /// whether it was killed before.
    pub fn end(mut self, gone: bool) -> bool {
        let killed = if gone { Some(self.child.wait().unwrap()) } else { self.child.try_wait().unwrap() };
        self.kill();
        killed.is_some_and(was_killed)
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn kill(&mut self) {
        if self.child.try_wait().unwrap().is_some() {
            return;
        }
        if self.watched {
            let group = format!("-{}", self.child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        } else {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}
