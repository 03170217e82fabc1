//! The log of what programs were given and refused: who, of which account, when. Never a token.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::core::locked;
use crate::home::Home;

/// The log; the one before it has `.1` behind its name.
const NAME: &str = "agent.log";
/// How long the log may grow: then it becomes the one before. Both together are some 5,000 uses.
const LONGEST: u64 = 512 * 1024;

/// One use, a line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// When.
    pub at: UnixSeconds,
    /// The program's file.
    pub program: String,
    /// The process.
    pub process: i32,
    /// The account that the token is of; what was asked for where there is none.
    pub account: String,
    /// The scopes of the token.
    pub scopes: ScopeSet,
    /// How long it had to be good for, in seconds.
    pub min_validity: u64,
    /// `given`, or the code of the refusal.
    pub answer: String,
}

/// Writes it.
pub(super) struct Log {
    path: PathBuf,
    /// One line at a time.
    turn: Mutex<()>,
}

impl Log {
    pub(super) fn of(home: &Home) -> Self {
        Self { path: home.path().join(NAME), turn: Mutex::default() }
    }

    /// Adds a line. Short enough for any thread: it goes to the system's memory, not to the disk.
    pub(super) fn write(&self, used: &Use) -> io::Result<()> {
        let mut line = serde_json::to_vec(used)?;
        line.push(b'\n');
        let _turn = locked(&self.turn);
        let mut file = self.open()?;
        if file.metadata()?.len() + line.len() as u64 > LONGEST {
            std::fs::rename(&self.path, before(&self.path))?;
            file = self.open()?;
        }
        file.write_all(&line)
    }

    /// For the person alone, and never through a link that somebody put there.
    fn open(&self) -> io::Result<File> {
        // The state folder is the person's alone: nobody else comes between the look and the opening.
        if std::fs::symlink_metadata(&self.path).is_ok_and(|about| !about.is_file()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?;
        if file.metadata()?.mode() & 0o077 == 0 { Ok(file) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }
}

fn before(path: &Path) -> PathBuf {
    path.with_extension("log.1")
}

/// What is in the log, the oldest first.
///
/// # Errors
/// Where it cannot be read; that there is none yet is no error.
pub fn uses(home: &Home) -> Result<Vec<Use>, UserError> {
    let path = home.path().join(NAME);
    let mut all = Vec::new();
    for path in [before(&path), path] {
        let mut text = Vec::new();
        match File::open(&path).and_then(|file| file.take(2 * LONGEST).read_to_end(&mut text)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let message = format!("The agent's log “{}” cannot be read: {error}. Mend its rights, then try again.", path.display());
                return Err(UserError::new(ErrorCode::Internal, message));
            }
            // A line that a kill cut off is left out.
            Ok(_) => all.extend(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Use>(line).ok())),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(number: i64) -> Use {
        let scopes = ScopeSet::parse("profile email").unwrap();
        let (program, account, answer) = ("/usr/bin/\n\u{1b}x".into(), "a".repeat(400), "given".into());
        Use { at: number, program, process: 7, account, scopes, min_validity: 60, answer }
    }

    #[test]
    fn l1_the_log_is_private_bounded_and_keeps_the_latest() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::resolve(Some(folder.path().into())).unwrap();
        let log = Log::of(&home);
        assert_eq!(uses(&home).unwrap(), []);
        for number in 0..4_000 {
            log.write(&used(number)).unwrap();
        }
        let size: u64 = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
        assert!(size <= 2 * LONGEST, "{size}");
        let kept = uses(&home).unwrap();
        assert!(kept.windows(2).all(|pair| pair[0].at + 1 == pair[1].at));
        assert_eq!(kept.last(), Some(&used(3_999)));
        assert!(kept.len() > 800, "{}", kept.len());
        assert_eq!(std::fs::metadata(folder.path().join(NAME)).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn l1_a_log_that_others_may_read_or_that_leads_elsewhere_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::resolve(Some(folder.path().into())).unwrap();
        let (log, path) = (Log::of(&home), folder.path().join(NAME));
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        assert!(log.write(&used(1)).is_err());
        std::fs::remove_file(&path).unwrap();
        log.write(&used(1)).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        assert!(log.write(&used(2)).is_err());
    }
}
