//! Who finishes a sign-in: whoever makes the file of its claim.
//!
//! A claim is a file beside the vault, with a name of the attempt's own. The system lets one make it, of all ways, threads and
//! processes: so an answer is taken once (C3), and a code is sent once (C12), before anything is written to the vault. A claim
//! is there after its process was killed; the sign-in counts as broken off then, and is not taken up again. It costs no wait
//! for the disk: a loss of power may lose it, and then it is the service that takes the code once (RFC 6749 §4.1.2).
//!
//! A claim is taken off only when the vault has no such sign-in any more, or when nothing was done with it. So whoever has
//! claimed looks into the vault once more: what is gone from there was finished by somebody else.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use sha2::{Digest as _, Sha256};

/// After this, an exchange that nobody finished was broken off.
pub(super) const EXCHANGE_LIFETIME: i64 = 2 * 60;

/// The claims of a state folder.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a>(pub(super) &'a Path);

/// The right to finish one sign-in.
#[must_use = "a claim that is dropped stays, and nobody finishes its sign-in"]
pub(super) struct Claim {
    pub(super) attempt: String,
    file: PathBuf,
}

impl Claims<'_> {
    /// Claims an attempt; nothing where somebody has.
    pub(super) fn make(self, attempt: &str, now: UnixSeconds) -> Result<Option<Claim>, UserError> {
        let file = self.file(attempt);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = match options.open(&file) {
            // It stands from here on; when that was is a word for those who wait.
            Ok(mut made) => made.write_all(now.to_string().as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => Err(error),
        };
        let claim = Claim { attempt: attempt.to_owned(), file };
        match made {
            Ok(()) => Ok(Some(claim)),
            Err(error) => {
                let message =
                    format!("“{}” could not be written ({error}). The sign-in waits: make room, and try again.", claim.file.display());
                claim.let_go();
                Err(UserError::new(ErrorCode::Vault, message))
            }
        }
    }

    /// Whether somebody is finishing an attempt, or was.
    pub(super) fn has(self, attempt: &str) -> bool {
        self.file(attempt).exists()
    }

    /// Whether whoever claimed an attempt must have ended before it was done. `expires_at` is when it waits no longer, which
    /// counts where the claim does not say when it was made.
    pub(super) fn is_broken_off(self, attempt: &str, expires_at: UnixSeconds, now: UnixSeconds) -> bool {
        let Ok(said) = fs::read_to_string(self.file(attempt)) else { return false };
        match said.parse::<UnixSeconds>() {
            // A wall clock that was set back must not make it last longer.
            Ok(at) => now.saturating_sub(at).saturating_abs() > EXCHANGE_LIFETIME,
            Err(_) => now.saturating_sub(expires_at) > EXCHANGE_LIFETIME,
        }
    }

    /// The files of all claims.
    pub(super) fn files(self) -> Vec<PathBuf> {
        let is_claim = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("sign-in-") && Path::new(name).extension().is_some_and(|kind| kind == "claim")
        };
        fs::read_dir(self.0).into_iter().flatten().flatten().map(|entry| entry.path()).filter(is_claim).collect()
    }

    /// Takes off those of `files` that are of none of the attempts. The files were listed before the vault was read: a claim
    /// is made after its sign-in was saved, so one that is not in the vault is over.
    pub(super) fn tidy<'i>(self, files: Vec<PathBuf>, waiting: impl Iterator<Item = &'i str>) {
        let waiting: Vec<_> = waiting.map(|attempt| self.file(attempt)).collect();
        for file in files.into_iter().filter(|file| !waiting.contains(file)) {
            take_off(&file);
        }
    }

    /// An attempt's id is no name of a file.
    fn file(self, attempt: &str) -> PathBuf {
        let digest = Sha256::digest(attempt.as_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        self.0.join(format!("sign-in-{name}.claim"))
    }
}

impl Claim {
    /// Takes it off: the vault does not have the sign-in any more, or nothing was done with it and it waits on.
    pub(super) fn let_go(self) {
        take_off(&self.file);
    }
}

fn take_off(file: &Path) {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => tracing::debug!(%error, "a claim stays for the next start"),
        _ => {}
    }
}

/// Why nobody finishes it any more.
pub(super) fn broken_off() -> UserError {
    UserError::new(ErrorCode::Internal, "The program that was finishing this sign-in ended before it was done. Start the sign-in again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c3_of_many_who_claim_at_once_one_has_it_and_the_rest_have_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let claims = Claims(folder.path());
        let threads: Vec<_> = std::thread::scope(|scope| {
            (0..16).map(|_| scope.spawn(|| claims.make("a", 1).unwrap())).map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(threads.iter().flatten().count(), 1);
        assert!(claims.has("a") && !claims.has("b"));
        threads.into_iter().flatten().for_each(Claim::let_go);
        assert!(claims.make("a", 1).unwrap().is_some(), "what was let go may be claimed");
    }

    #[test]
    fn a_claim_is_broken_off_after_two_minutes_whatever_the_wall_clock_does() {
        let folder = tempfile::tempdir().unwrap();
        let claims = Claims(folder.path());
        let claim = claims.make("a", 1000).unwrap().unwrap();
        let at = |now| claims.is_broken_off("a", 1600, now);
        assert_eq!([1000, 1120, 1121, 880, 879].map(at), [false, false, true, false, true]);
        std::fs::write(&claim.file, "").unwrap();
        assert_eq!([1121, 1720, 1721].map(at), [false, false, true], "killed before it said when");
        claim.let_go();
        assert!(!at(9999));
    }

    #[test]
    fn only_claims_of_sign_ins_that_are_over_are_tidied_away() {
        let folder = tempfile::tempdir().unwrap();
        let claims = Claims(folder.path());
        let _stay: Vec<_> = ["a", "b"].into_iter().map(|attempt| claims.make(attempt, 1).unwrap()).collect();
        std::fs::write(folder.path().join("vault.sealed"), "x").unwrap();
        claims.tidy(claims.files(), ["a"].into_iter());
        assert!(claims.has("a") && !claims.has("b") && folder.path().join("vault.sealed").exists());
    }
}
