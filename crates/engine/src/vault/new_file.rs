//! A new file where a person wants one: whole or not at all, and never in the place of another.
//!
//! It is written beside that place, under a name that only this program gives, and gets its own once all of it is on disk. Of
//! two that make one of the same name at once, one does. What a process that was killed left half written is taken away by the
//! next one that makes a file of that name there.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::derivation::Derivation;
use super::files::{create_private, folder_of, remove_if_there, sync_folder};
use crate::entropy::Entropy;

/// How the name of every draft begins.
const MARK: &str = ".countersign-export-";

/// Makes the file.
pub(super) fn make(path: &Path, bytes: &[u8], entropy: &dyn Entropy) -> io::Result<()> {
    check_free(path)?;
    let beginning = beginning(path);
    take_away_leftovers(folder_of(path), &beginning);
    let mut own = [0; 9];
    entropy.fill(&mut own);
    let mut draft = Draft::begin(folder_of(path).join(beginning + &URL_SAFE_NO_PAD.encode(own)))?;
    draft.file.write_all(bytes)?;
    draft.file.sync_all()?;
    draft.publish(path)
}

/// Refuses a name that is taken, be it by a link that leads nowhere.
pub(super) fn check_free(path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() { Err(taken()) } else { Ok(()) }
}

fn taken() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "there is a file of that name already")
}

/// What the names of all drafts for a place have in common. A name may be as long as a file system takes: it is not repeated.
fn beginning(path: &Path) -> String {
    let digest = Sha256::digest(path.file_name().unwrap_or_default().as_encoded_bytes());
    format!("{MARK}{}-", URL_SAFE_NO_PAD.encode(&digest[..9]))
}

/// A file on its way; gone again unless it was published.
struct Draft {
    path: PathBuf,
    /// Locked as long as its process lives, so that nobody takes it for a leftover.
    file: File,
}

impl Draft {
    fn begin(path: PathBuf) -> io::Result<Self> {
        let file = create_private(&path)?;
        let draft = Self { path, file };
        // A file system without locks has leftovers that stay.
        if let Err(error) = draft.file.try_lock() {
            tracing::debug!(%error, "a file on its way could not be locked");
        }
        Ok(draft)
    }

    /// Gives it its name. Where that cannot be made to last, the name is free again.
    fn publish(self, to: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, to) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(taken()),
            // No second names on this file system: the place is held by an empty file meanwhile.
            Err(_) => {
                create_private(to).map_err(|error| if error.kind() == io::ErrorKind::AlreadyExists { taken() } else { error })?;
                fs::rename(&self.path, to).or_else(|error| remove_if_there(to).and(Err(error)))?;
            }
        }
        sync_folder(folder_of(to)).or_else(|error| remove_if_there(to).and(Err(error)))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Err(error) = remove_if_there(&self.path) {
            tracing::debug!(%error, "a draft stays until the next export to its place");
        }
    }
}

/// Removes what killed processes left for a place: by its name, by what it begins with, and as nobody holds it.
fn take_away_leftovers(folder: &Path, beginning: &str) {
    let Ok(files) = fs::read_dir(folder) else { return };
    let of_this_place = files.flatten().filter(|file| file.file_name().to_string_lossy().starts_with(beginning));
    for leftover in of_this_place.filter(|file| file.file_type().is_ok_and(|kind| kind.is_file())) {
        let path = leftover.path();
        if is_ours_and_free(&path).unwrap_or(false)
            && let Err(error) = remove_if_there(&path)
        {
            tracing::debug!(%error, "a leftover of an export stays");
        }
    }
}

fn is_ours_and_free(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    let mut start = Vec::new();
    (&file).take(64).read_to_end(&mut start)?;
    Ok(Derivation::may_have_begun(&start) && file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::super::contract::Counting;
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    const BYTES: &[u8] = b"CSPHRASE and all that is sealed";

    #[test]
    fn a_file_is_whole_for_its_owner_alone_and_nothing_else_of_theirs_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let beside = ["a.sealed.next", "a.sealed.tmp", ".countersign-export-mine"];
        beside.iter().for_each(|name| fs::write(folder.path().join(name), "theirs").unwrap());
        let path = folder.path().join("a.sealed");
        make(&path, BYTES, &Counting::default()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), BYTES);
        assert_eq!(names(folder.path()), [".countersign-export-mine", "a.sealed", "a.sealed.next", "a.sealed.tmp"]);
        assert!(beside.iter().all(|name| fs::read(folder.path().join(name)).unwrap() == b"theirs"));
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777, 0o600);
    }

    #[test]
    fn a_name_that_is_taken_stays_whatever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sealed");
        fs::write(&path, "theirs").unwrap();
        assert_eq!(make(&path, BYTES, &Counting::default()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("/nowhere/at/all", &link).unwrap();
            assert_eq!(make(&link, BYTES, &Counting::default()).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        }
    }

    #[test]
    fn of_two_drafts_for_one_name_the_first_that_is_done_has_it_and_the_other_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sealed");
        let draft = |number: u8| {
            let mut draft = Draft::begin(folder.path().join(format!("{}{number}", beginning(&path)))).unwrap();
            draft.file.write_all(&[number]).unwrap();
            draft
        };
        let (one, two) = (draft(1), draft(2));
        two.publish(&path).unwrap();
        assert_eq!(one.publish(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (vec![2], vec!["a.sealed".to_owned()]));
    }

    #[test]
    fn what_a_killed_process_left_is_taken_away_and_what_another_one_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sealed");
        let named = |rest: &str| folder.path().join(beginning(&path) + rest);
        for (rest, bytes) in [("empty", &b""[..]), ("cut", b"CSPH"), ("whole", BYTES), ("theirs", b"a diary")] {
            fs::write(named(rest), bytes).unwrap();
        }
        let writes = Draft::begin(named("writes")).unwrap();
        make(&path, BYTES, &Counting::default()).unwrap();
        assert!(writes.path.exists() && named("theirs").exists());
        assert!(["empty", "cut", "whole"].iter().all(|rest| !named(rest).exists()), "{:?}", names(folder.path()));
    }

    #[test]
    fn where_there_is_no_folder_nothing_is_made() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(make(&folder.path().join("none/a.sealed"), BYTES, &Counting::default()).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(names(folder.path()).is_empty());
    }
}
