//! Where it is measured: databases that are filled for the run, the service over one of them, and the bare answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::load::Ask;
use crate::Outcome;
use crate::checkout::target;

/// A folder of this run, on the disk that is measured; it goes with the run.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Outcome<Self> {
        let folder = target().join("bench").join(std::process::id().to_string());
        std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database that was filled, and what may be asked with.
pub(super) struct Filled {
    pub(super) file: PathBuf,
    pub(super) with: Value,
}

impl Filled {
    pub(super) fn new(folder: &Folder, name: &str, people: usize, apps: usize, tokens: usize) -> Outcome<Self> {
        super::told(&format!("filling a database with {people} people, {apps} apps, {tokens} tokens"));
        let file = folder.path().join(format!("{name}.db"));
        let numbers = [people, apps, tokens].map(|number| number.to_string());
        let with = beside(Command::new(program("bench")).arg("seed").arg(&file).args(numbers), None)?;
        Ok(Self { file, with })
    }

    /// A text that may be asked with.
    pub(super) fn text(&self, name: &str) -> &str {
        self.with[name].as_str().unwrap_or_default()
    }

    /// A list of texts that may be asked with.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        self.with[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// A process that serves, until it is dropped.
pub(super) struct Server {
    child: Child,
    /// Its host and port.
    pub(super) address: String,
    /// What it said besides where it listens.
    pub(super) said: Value,
    started: Instant,
}

impl Server {
    /// The service over a database.
    pub(super) fn service(filled: &Filled) -> Outcome<Self> {
        let mut database = std::ffi::OsString::from("sqlite:");
        database.push(&filled.file);
        let mut command = Command::new(program("countersign-accounts"));
        command.arg("serve").arg("--database").arg(database).env("RUST_LOG", "warn");
        Self::start(&mut command, None)
    }

    /// Another process that serves, and says where.
    pub(super) fn of(command: &mut Command) -> Outcome<Self> {
        Self::start(command, None)
    }

    /// The bare answers to what `service` answers each of `asks` with.
    pub(super) fn bare(service: &Self, asks: &[&Ask]) -> Outcome<Self> {
        let asks: serde_json::Map<String, Value> = asks.iter().map(|ask| (ask.path().to_owned(), ask.raw().into())).collect();
        let mut command = Command::new(program("bench"));
        Self::start(command.arg("bare").arg(&service.address), Some(&asks.into()))
    }

    fn start(command: &mut Command, order: Option<&Value>) -> Outcome<Self> {
        let started = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| failed(command, &error))?;
        if let (Some(order), Some(stdin)) = (order, child.stdin.as_mut()) {
            writeln!(stdin, "{order}").map_err(|error| failed(command, &error))?;
        }
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            stdout.read_line(&mut line).map_err(|error| failed(command, &error))?;
            // Nothing more is of interest; a pipe that nobody reads would hold it up.
            std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        }
        let said: Value = serde_json::from_str(&line).map_err(|_| failed(command, &"it did not say where it listens"))?;
        let address = said["listening"].as_str().and_then(|url| url.strip_prefix("http://")).unwrap_or_default().to_owned();
        Ok(Self { child, address, said, started })
    }

    /// How long ago it was started.
    pub(super) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// The sockets it holds open, as Linux tells.
    pub(super) fn sockets(&self) -> Outcome<usize> {
        let folder = format!("/proc/{}/fd", self.child.id());
        let open = std::fs::read_dir(&folder).map_err(|error| format!("{folder} cannot be read: {error}"))?;
        let is_socket =
            |file: &std::fs::DirEntry| std::fs::read_link(file.path()).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"));
        Ok(open.flatten().filter(is_socket).count())
    }

    /// What it holds in memory, in MB (10^6 bytes), as Linux tells.
    pub(super) fn resident(&self) -> Outcome<f64> {
        let file = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&file).map_err(|error| format!("{file} cannot be read: {error}"))?;
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        kib.map(|kib| kib * 1024.0 / 1e6).ok_or_else(|| format!("{file} does not tell VmRSS"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program of the release build.
pub(super) fn program(name: &str) -> PathBuf {
    target().join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a process beside the service to its end and reads the JSON that it prints.
pub(super) fn beside(command: &mut Command, order: Option<&Value>) -> Outcome<Value> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| failed(command, &error))?;
    if let (Some(order), Some(mut stdin)) = (order, child.stdin.take()) {
        writeln!(stdin, "{order}").map_err(|error| failed(command, &error))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(command, &error))?;
    if !output.status.success() {
        return Err(failed(command, &output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(command, &error))
}

/// The form of the sign-in page, as it can be sent again and again for an hour.
pub(super) struct SignInForm {
    head: String,
    hidden: String,
}

impl SignInForm {
    /// Filled in, with words that need no escape but the at sign and spaces.
    pub(super) fn ask(&self, email: &str, password: &str) -> Ask {
        let body = format!("{}&email={}&password={}", self.hidden, email.replace('@', "%40"), password.replace(' ', "+"));
        Ask::from_raw(&format!("{}content-length: {}\r\n\r\n{body}", self.head, body.len()))
    }
}

/// Comes to the sign-in page.
pub(super) fn sign_in_form(service: &Server, filled: &Filled) -> Outcome<SignInForm> {
    let order = json!({ "authorize": filled.text("authorize") });
    let form = beside(Command::new(program("bench")).arg("visit").arg(&service.address), Some(&order))?;
    let text = |name: &str| form[name].as_str().unwrap_or_default().to_owned();
    Ok(SignInForm { head: text("head"), hidden: text("hidden") })
}

fn failed(command: &Command, why: &dyn std::fmt::Display) -> String {
    format!("`{}` failed: {why}", Path::new(command.get_program()).display())
}
