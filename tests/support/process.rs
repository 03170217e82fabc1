//! `countersign-accounts` as a process of its own.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::Value;

use crate::programs::program;
use crate::service::PASSWORD;
use crate::wait;

/// A folder with a database and whatever else a test puts there.
#[derive(Debug)]
pub struct Folder(tempfile::TempDir);

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Folder {
    /// An empty one, which goes with the test.
    #[must_use]
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Where something of this name is.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path("accounts.db")
    }

    /// Writes a file that its owner alone can read.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        write_private(&path, bytes.as_ref());
        path
    }

    /// A command with the database of this folder.
    #[must_use]
    pub fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, "")
    }

    /// The same, with something to read.
    #[must_use]
    pub fn run_with(&self, words: &[&str], stdin: &str) -> Output {
        let mut child = Command::new(program("countersign-accounts"))
            .args(words)
            .arg("--database")
            .arg(format!("sqlite:{}", self.database().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its flags does not wait for what comes after them.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Adds an administrator with the password that everybody has here.
    pub fn add_person(&self, email: &str) -> Value {
        let words = ["people", "add", "--email", email, "--name", "Ada Ruiz", "--role", "administrator", "--password-stdin", "--json"];
        answered(&self.run_with(&words, PASSWORD))
    }

    /// The database as SQLite sees it.
    #[must_use]
    pub fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.database()).unwrap()
    }
}

/// Replaces a file at once, so that nobody reads half of it.
pub fn write_private(path: &Path, bytes: &[u8]) {
    let next = path.with_extension("next");
    std::fs::write(&next, bytes).unwrap();
    std::fs::set_permissions(&next, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::rename(next, path).unwrap();
}

/// The one line of a command that did what it was asked.
pub fn answered(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a command said on stderr that did not do what it was asked.
pub fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A service that runs; it ends with the test.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Read no further, and kept: who writes to an output that nobody has open is told so.
    _stdout: BufReader<ChildStdout>,
    log: PathBuf,
    /// Its first line.
    pub ready: Value,
}

impl Serving {
    /// Serves the database of a folder.
    #[must_use]
    pub fn start(folder: &Folder, words: &[&str]) -> Self {
        let database = format!("sqlite:{}", folder.database().display());
        let mut all = vec!["--database", &database];
        all.extend(words);
        Self::start_with(folder, &all, &[])
    }

    /// The same with nothing said but `words`, and with variables.
    #[must_use]
    pub fn start_with(folder: &Folder, words: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program("countersign-accounts"));
        command.arg("serve").args(words).envs(variables.iter().copied());
        Self::started(folder, command)
    }

    /// Serves the database of a folder, with a signal that does nothing to it.
    #[must_use]
    pub fn start_ignoring(folder: &Folder, signal: &str, words: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("trap '' {signal}; exec \"$0\" \"$@\"")]).arg(program("countersign-accounts"));
        command.args(["serve", "--database", &format!("sqlite:{}", folder.database().display())]).args(words);
        Self::started(folder, command)
    }

    fn started(folder: &Folder, mut command: Command) -> Self {
        let log = folder.path("log");
        let mut child = command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let ready = serde_json::from_str(&first);
        let ready = ready.unwrap_or_else(|error| panic!("it did not start ({error}): {}", std::fs::read_to_string(&log).unwrap()));
        Self { child, _stdout: stdout, log, ready }
    }

    /// Where it listens, as an address without a path.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.ready["listening"].as_str().unwrap()
    }

    /// A line of what the system knows of its memory, such as `VmHWM`, in KiB.
    #[must_use]
    pub fn memory(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let known = status.lines().find_map(|known| known.strip_prefix(line)?.strip_prefix(':')?.split_whitespace().next()?.parse().ok());
        known.unwrap_or_else(|| panic!("no {line} in {status}"))
    }

    /// All that it logged so far, which may end in the middle of a letter.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// Waits until something stands in the log.
    #[track_caller]
    pub fn logs(&self, words: &str) {
        wait::until(words, || self.log().contains(words));
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, by its name.
    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Asks it to stop, and gives how it ended.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
