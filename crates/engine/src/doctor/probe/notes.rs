//! How the app that received a probe tells the command that waits for it.
//!
//! Two small files in a folder for their owner only, named by a hash of the nonce: the first says that somebody waits, the
//! second that the link came. All homes of the person use the same folder, so that a link that went to the app of another home is
//! found as well.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::home::{Home, make_private};
use crate::scheme::SCHEME;

/// Where the link leads, below the scheme.
pub(super) const PATH: &str = "probe";
const FOLDER: &str = "countersign-probes";
/// Characters of a nonce: 32 bytes as base64url.
const NONCE: usize = 43;
/// More than a note is read of.
const LARGEST: u64 = 16 * 1024;

/// What came of a link that the system handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is no probe.
    NotAProbe,
    /// Whoever waits for it was told.
    Told,
    /// Nobody waits for it, or it came before: it is passed over.
    PassedOver,
}

/// What an app says of itself that received a probe.
#[derive(Serialize, Deserialize)]
pub(super) struct Arrived {
    pub(super) program: String,
    pub(super) home: PathBuf,
    pub(super) version: String,
}

/// Deals with a link if it is a probe. It never counts as a callback, changes nothing but a note that somebody waits for, and
/// leaves this computer in no way.
#[must_use]
pub fn receive_probe(home: &Home, raw: &[u8]) -> Received {
    let Some(rest) = raw.get(SCHEME.len()..).filter(|_| raw[..SCHEME.len()].eq_ignore_ascii_case(SCHEME.as_bytes())) else {
        return Received::NotAProbe;
    };
    let Some(rest) = rest.strip_prefix(b":/probe") else { return Received::NotAProbe };
    if !matches!(rest.first(), None | Some(b'?')) {
        return Received::NotAProbe;
    }
    let nonce = rest.strip_prefix(b"?nonce=").and_then(|nonce| std::str::from_utf8(nonce).ok()).filter(|nonce| is_nonce(nonce));
    let told = nonce.zip(place()).map(|(nonce, place)| note_arrival(&place, nonce, home));
    match told {
        Some(Ok(())) => Received::Told,
        Some(Err(error)) => {
            tracing::debug!(%error, "a probe came that nobody waits for");
            Received::PassedOver
        }
        None => Received::PassedOver,
    }
}

fn is_nonce(text: &str) -> bool {
    text.len() == NONCE && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn note_arrival(place: &Path, nonce: &str, home: &Home) -> io::Result<()> {
    let waiting = place.join(name(nonce));
    std::fs::symlink_metadata(&waiting)?;
    let program = std::env::current_exe().map(|program| program.display().to_string()).unwrap_or_default();
    let arrived = Arrived { program, home: home.path().to_owned(), version: env!("CARGO_PKG_VERSION").into() };
    let fresh = waiting.with_extension("new");
    // The first one counts: another that comes at the same time finds this taken.
    create(&fresh)?.write_all(&serde_json::to_vec(&arrived)?)?;
    std::fs::rename(&fresh, waiting.with_extension("arrived"))
}

/// A probe that somebody waits for. Its files go with it.
pub(super) struct Note {
    waiting: PathBuf,
}

impl Note {
    pub(super) fn expect(nonce: &str) -> io::Result<Self> {
        let place = place().ok_or_else(|| io::Error::other("the system names no folder for it"))?;
        make_private(&place)?;
        let waiting = place.join(name(nonce));
        create(&waiting)?;
        Ok(Self { waiting })
    }

    pub(super) fn arrived(&self) -> Option<Arrived> {
        use std::io::Read as _;
        let mut text = Vec::new();
        std::fs::File::open(self.waiting.with_extension("arrived")).ok()?.take(LARGEST).read_to_end(&mut text).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        for path in [self.waiting.clone(), self.waiting.with_extension("arrived"), self.waiting.with_extension("new")] {
            let _not_there = std::fs::remove_file(path);
        }
        // Only where no other probe is on its way.
        let _others = self.waiting.parent().map(std::fs::remove_dir);
    }
}

fn name(nonce: &str) -> String {
    Sha256::digest(nonce.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn create(path: &Path) -> io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// In the runtime folder where that is the person's alone, else in the usual home.
fn place() -> Option<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute() && is_private(folder));
    Some(runtime.or_else(Home::default_folder)?.join(FOLDER))
}

#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let own = rustix::process::geteuid().as_raw();
    std::fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir() && about.uid() == own && about.mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::resolve(Some(folder.path().join("home"))).unwrap();
        (folder, home)
    }

    #[test]
    fn d5_a_link_that_is_no_probe_is_left_to_whoever_takes_callbacks() {
        let (_folder, home) = home();
        for link in ["app.countersign.desktop:/callback?nonce=x", "app.countersign.desktop:/probes?nonce=x", "x:/probe?nonce=y", "", "app"]
        {
            assert_eq!(receive_probe(&home, link.as_bytes()), Received::NotAProbe, "{link}");
        }
    }

    #[test]
    fn d5_a_probe_that_nobody_waits_for_is_passed_over_and_never_a_callback() {
        let (_folder, home) = home();
        let unknown = format!("APP.countersign.desktop:/probe?nonce={}", "a".repeat(NONCE));
        for link in [
            unknown.as_str(),
            "app.countersign.desktop:/probe",
            "app.countersign.desktop:/probe?nonce=../../x",
            "app.countersign.desktop:/probe?code=c&state=s",
        ] {
            assert_eq!(receive_probe(&home, link.as_bytes()), Received::PassedOver, "{link}");
        }
    }

    #[test]
    fn a_probe_is_noted_once_and_its_notes_go_with_it() {
        let (folder, home) = home();
        let place = folder.path().join("place");
        make_private(&place).unwrap();
        let nonce = "b".repeat(NONCE);
        assert!(note_arrival(&place, &nonce, &home).is_err(), "nobody waits");
        let note = Note { waiting: place.join(name(&nonce)) };
        create(&note.waiting).unwrap();
        assert!(note.arrived().is_none());
        note_arrival(&place, &nonce, &home).unwrap();
        assert_eq!(note.arrived().unwrap().home, home.path());
        drop(note);
        assert!(!place.exists());
    }
}
