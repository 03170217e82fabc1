//! Who is at the other end of the socket: the file that its process runs.
//!
//! A pid is only a number, and may be another process's by the time that it is looked up. So `/proc/PID` is opened first, and
//! everything is read through that: of a process that ended nothing can be read any more, whoever has its number. What is in
//! the file is read when the process asks for something, a moment that it chooses: so the file has to be as it was when the
//! process came, untouched. A process may still become another program after it connected (`execve`); see the room's own words on what approvals are not.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::Mutex;

use countersign_wire::error::{ErrorCode, UserError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use crate::core::locked;

/// Programs that run others' texts: whoever approves one approves them all. Versions at the end (`python3.13`) are left off.
const INTERPRETERS: &[&str] = &[
    "ash",
    "awk",
    "bash",
    "bun",
    "busybox",
    "dash",
    "deno",
    "fish",
    "gawk",
    "guile",
    "java",
    "ksh",
    "lua",
    "luajit",
    "mawk",
    "node",
    "perl",
    "php",
    "powershell",
    "pwsh",
    "python",
    "ruby",
    "sh",
    "tclsh",
    "wish",
    "zsh",
];
/// How many hashes are remembered.
const REMEMBERED: usize = 64;
/// The largest file that is hashed.
const LARGEST: u64 = 1 << 30;
/// How much of a command line is looked at.
const LONGEST_COMMAND: u64 = 4096;

/// A program: its path, and what is in its file. Another file at the path is another program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Program {
    pub(super) path: String,
    /// SHA-256 of the file, in hexadecimal.
    pub(super) digest: String,
}

impl Program {
    /// Whether it runs programs that others wrote.
    pub(super) fn is_interpreter(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        INTERPRETERS.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-'))
    }
}

/// A process that asks.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) program: Program,
    pub(super) process: i32,
    /// Whether it is Countersign itself.
    pub(super) own: bool,
    /// Of an interpreter, the first word of its command line that looks like a script. The process itself says so.
    pub(super) script: Option<String>,
}

/// A process that came, and the file that it runs, which was not read yet.
#[derive(Debug)]
pub(super) struct Caller {
    peer: Peer,
    file: File,
    /// The file as it was when the process came.
    stamp: Stamp,
}

#[cfg(test)]
impl Caller {
    /// One that runs this file.
    pub(super) fn of(file: File, path: &str, own: bool) -> Self {
        let (program, stamp) = (Program { path: path.into(), digest: String::new() }, stamp(&file.metadata().unwrap()));
        Self { peer: Peer { program, process: 1, own, script: None }, file, stamp }
    }
}

/// Why it cannot be told who asks.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unknown {
    #[error("The program that asks ended, or hides what it is, so it gets no token: {0}")]
    Hidden(#[from] io::Error),
    #[error("The program that asks runs from a file that is not at “{0}” any more. Start it again.")]
    Replaced(String),
    #[error("The file of the program that asks was changed or moved meanwhile. Start it again.")]
    Changed,
    #[error("The path of the program that asks is not a text, so it cannot be approved. Rename it.")]
    NotText,
    #[error("The program that asks is a file of more than a gigabyte, which nobody looks through for a token.")]
    TooLarge,
    #[error("The file of the program that asks could not be read within ten seconds, so nobody knows what it is. Start it again later.")]
    TooSlow,
}

impl From<Unknown> for UserError {
    fn from(unknown: Unknown) -> Self {
        let code = if matches!(unknown, Unknown::TooSlow) { ErrorCode::TimedOut } else { ErrorCode::Forbidden };
        Self::new(code, unknown.to_string())
    }
}

/// Which file it is, and whether it was written since.
type Stamp = (u64, u64, u64, i64, i64, i64, i64);

fn stamp(about: &Metadata) -> Stamp {
    (about.dev(), about.ino(), about.size(), about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec())
}

/// Tells programs apart.
pub(super) struct Programs {
    own: Vec<PathBuf>,
    /// A large program is hashed once, not with each request.
    digests: Mutex<BTreeMap<Stamp, String>>,
}

impl Programs {
    pub(super) fn new(own: Vec<PathBuf>) -> Self {
        Self { own, digests: Mutex::default() }
    }

    /// Which file a process runs. Not for async threads.
    pub(super) fn caller(&self, process: i32) -> Result<Caller, Unknown> {
        let folder = File::open(format!("/proc/{process}"))?;
        let below = |name: &str| format!("/proc/self/fd/{}/{name}", folder.as_raw_fd());
        let file = File::open(below("exe"))?;
        let path = std::fs::read_link(below("exe"))?.into_os_string().into_string().map_err(|_| Unknown::NotText)?;
        let running = file.metadata()?;
        let same = |about: Metadata| (about.dev(), about.ino()) == (running.dev(), running.ino());
        // Replaced while it runs, or of another mount namespace: the path would name something else.
        if !std::fs::metadata(&path).is_ok_and(same) {
            return Err(Unknown::Replaced(path));
        }
        let own = self.own.iter().any(|own| std::fs::metadata(own).is_ok_and(same));
        let program = Program { path, digest: String::new() };
        let script = if program.is_interpreter() { script(File::open(below("cmdline"))?)? } else { None };
        Ok(Caller { peer: Peer { program, process, own, script }, file, stamp: stamp(&running) })
    }

    /// Whether it can be told who that is without reading the file.
    pub(super) fn knows(&self, caller: &Caller) -> bool {
        caller.peer.own || locked(&self.digests).contains_key(&caller.stamp)
    }

    /// Who that is. Reads the whole file, or until it is `enough`: not for async threads.
    pub(super) fn peer(&self, caller: Caller, enough: &CancellationToken) -> Result<Peer, Unknown> {
        let Caller { mut peer, file, stamp } = caller;
        // Countersign is known by its file itself, whatever is in it.
        if !peer.own {
            peer.program.digest = self.digest(&file, stamp, enough)?;
        }
        Ok(peer)
    }

    /// The program in a file, for an approval before it ever asked.
    pub(super) fn at(&self, path: &std::path::Path) -> Result<Program, Unknown> {
        let path = path.canonicalize()?;
        let file = File::open(&path)?;
        let digest = self.digest(&file, stamp(&file.metadata()?), &CancellationToken::new())?;
        Ok(Program { path: path.into_os_string().into_string().map_err(|_| Unknown::NotText)?, digest })
    }

    /// What is in a file, as long as it is as it was.
    fn digest(&self, file: &File, was: Stamp, enough: &CancellationToken) -> Result<String, Unknown> {
        let unchanged = |about: Metadata| if stamp(&about) == was { Ok(about.len()) } else { Err(Unknown::Changed) };
        if unchanged(file.metadata()?)? > LARGEST {
            return Err(Unknown::TooLarge);
        }
        if let Some(digest) = locked(&self.digests).get(&was) {
            return Ok(digest.clone());
        }
        let digest = hash(&mut file.take(LARGEST), enough)?;
        unchanged(file.metadata()?)?;
        let mut digests = locked(&self.digests);
        if digests.len() >= REMEMBERED {
            digests.clear();
        }
        digests.insert(was, digest.clone());
        Ok(digest)
    }
}

/// SHA-256, in hexadecimal.
fn hash(file: &mut impl io::Read, enough: &CancellationToken) -> Result<String, Unknown> {
    let (mut hash, mut part) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut part)? {
            _ if enough.is_cancelled() => return Err(Unknown::TooSlow),
            0 => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            count => hash.update(&part[..count]),
        }
    }
}

fn script(command: File) -> io::Result<Option<String>> {
    let mut words = Vec::new();
    command.take(LONGEST_COMMAND).read_to_end(&mut words)?;
    let word = words.split(|byte| *byte == 0).skip(1).find(|word| !word.is_empty() && !word.starts_with(b"-"));
    Ok(word.map(|word| String::from_utf8_lossy(word).into_owned()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// Another process writes it: whatever a test beside this one starts at that moment would hold a file open that was written
    /// here, and nobody could start the copy (execve(2), ETXTBSY).
    fn copy_of_sleep(folder: &std::path::Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        assert!(std::process::Command::new("install").args(["-m", "755", "/bin/sleep"]).arg(&path).status().unwrap().success());
        path
    }

    fn asleep(path: &std::path::Path) -> (std::process::Child, i32) {
        let child = std::process::Command::new(path).arg("60").spawn().unwrap();
        let process = child.id().try_into().unwrap();
        (child, process)
    }

    fn read(programs: &Programs, caller: Caller) -> Result<Peer, Unknown> {
        programs.peer(caller, &CancellationToken::new())
    }

    fn end(mut child: std::process::Child) {
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn l1_a_program_is_its_path_and_what_is_in_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (copy_of_sleep(folder.path(), "one"), copy_of_sleep(folder.path(), "two"));
        let programs = Programs::new(vec![two.clone()]);
        let (child, process) = asleep(&one);
        let caller = programs.caller(process).unwrap();
        assert!(locked(&programs.digests).is_empty(), "nothing is read before it asks for something");
        let first = read(&programs, caller).unwrap();
        assert_eq!(first.program, programs.at(&one).unwrap());
        assert!(!first.own && first.script.is_none());
        let (other, process) = asleep(&two);
        let second = read(&programs, programs.caller(process).unwrap()).unwrap();
        assert!(second.own);
        assert_eq!(second.program.path, two.to_str().unwrap());
        let copy = programs.at(&two).unwrap();
        assert!(copy.digest == first.program.digest && copy != first.program);
        end(child);
        end(other);
    }

    #[test]
    fn l1_a_process_that_is_gone_or_whose_file_was_replaced_is_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = copy_of_sleep(folder.path(), "one");
        let programs = Programs::new(vec![path.clone()]);
        let (child, process) = asleep(&path);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(programs.caller(process), Err(Unknown::Replaced(_))));
        copy_of_sleep(folder.path(), "one");
        assert!(matches!(programs.caller(process), Err(Unknown::Replaced(_))));
        end(child);
        assert!(matches!(programs.caller(process), Err(Unknown::Hidden(_))));
    }

    #[test]
    fn l1_a_file_that_was_written_after_the_process_came_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let path = copy_of_sleep(folder.path(), "one");
        let programs = Programs::new(Vec::new());
        let (child, process) = asleep(&path);
        let caller = programs.caller(process).unwrap();
        // Nobody writes to what runs: the process ends, or becomes another program, and its connection is another's by then.
        end(child);
        File::options().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        assert!(matches!(read(&programs, caller), Err(Unknown::Changed)));
        assert!(locked(&programs.digests).is_empty());
    }

    #[test]
    fn l1_a_file_of_any_size_is_not_looked_through() {
        let folder = tempfile::tempdir().unwrap();
        let path = copy_of_sleep(folder.path(), "one");
        let length = format!("--size={}", LARGEST + 1);
        assert!(std::process::Command::new("truncate").arg(length).arg(&path).status().unwrap().success());
        let programs = Programs::new(Vec::new());
        let (child, process) = asleep(&path);
        assert!(matches!(read(&programs, programs.caller(process).unwrap()), Err(Unknown::TooLarge)));
        assert!(matches!(programs.at(&path), Err(Unknown::TooLarge)));
        end(child);
    }

    #[test]
    fn an_interpreter_is_said_to_be_one_with_the_script_that_it_names() {
        let program = |path: &str| Program { path: path.into(), digest: String::new() };
        for path in ["/usr/bin/python3.13", "/bin/sh", "/opt/node-22/bin/node", "/usr/bin/perl5.36.0"] {
            assert!(program(path).is_interpreter(), "{path}");
        }
        for path in ["/usr/bin/git", "/usr/bin/curl", "/home/a/python/tool"] {
            assert!(!program(path).is_interpreter(), "{path}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("command");
        std::fs::write(&path, b"python3\0-u\0tool.py\0--x\0").unwrap();
        assert_eq!(script(File::open(&path).unwrap()).unwrap().as_deref(), Some("tool.py"));
        std::fs::write(&path, b"python3\0").unwrap();
        assert_eq!(script(File::open(&path).unwrap()).unwrap(), None);
    }
}
