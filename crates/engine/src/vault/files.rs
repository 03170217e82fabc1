//! The files of the vault on disk: load, save, recover.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::VaultError;
use super::key::Key32;
use super::records::Records;
use super::sealed::{HEADER, Header, LARGEST_FILE, Unreadable, unseal};
use super::sealed_file::SealedFile;

/// Where the vault's files are.
pub(super) struct Files {
    folder: PathBuf,
    file: SealedFile,
    /// The sealed file.
    pub(super) current: PathBuf,
    /// The generation before it.
    previous: PathBuf,
    /// A save on its way.
    next: PathBuf,
}

/// Which file it is: another one has another stamp, whoever wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    header: Option<Header>,
    length: u64,
    modified: Option<std::time::SystemTime>,
    inode: u64,
}

impl Stamp {
    /// Whether an earlier program wrote it; the next save writes it anew.
    pub(super) fn is_of_an_older_format(&self) -> bool {
        self.header.is_some_and(Header::is_older)
    }
}

/// What is on disk, as far as it can be told without the key.
pub(super) enum Found {
    /// No vault was ever saved here.
    Nothing,
    /// A file, perhaps a damaged one; or the copy before it without the file.
    File(Stamp),
}

/// What a load gave.
pub(super) enum Loaded {
    /// The records, and which file they are from.
    Whole(Records, Stamp),
    /// The file is damaged or gone: [`Files::recover`], under the lock.
    Broken(&'static str),
}

/// The moments of a save, for the tests that stop it at each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Write,
    SyncFile,
    KeepPrevious,
    Replace,
    SyncFolder,
}

impl Files {
    /// Those of a sealed file in a folder.
    pub(super) fn of(home: &Path, file: SealedFile) -> Self {
        let named = |more: &str| home.join(format!("{}{more}", file.name()));
        Self { folder: home.to_owned(), file, current: named(""), previous: named(".previous"), next: named(".next") }
    }

    fn named(&self, more: &str) -> PathBuf {
        self.folder.join(format!("{}{more}", self.file.name()))
    }

    /// Looks without the key: cheap enough for every read.
    pub(super) fn look(&self) -> Result<Found, VaultError> {
        let io = VaultError::io("read", &self.current);
        match File::open(&self.current) {
            Ok(file) => stamp(&file).map(Found::File).map_err(io),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::exists(&self.previous) {
                Ok(false) => Ok(Found::Nothing),
                Ok(true) => Ok(Found::File(Stamp { header: None, length: 0, modified: None, inode: 0 })),
                Err(error) => Err(io(error)),
            },
            Err(error) => Err(io(error)),
        }
    }

    /// Reads and opens the sealed file.
    pub(super) fn load(&self, key: &Key32) -> Result<Loaded, VaultError> {
        let io = |error| VaultError::io("read", &self.current)(error);
        let mut file = match File::open(&self.current) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Loaded::Broken("it is gone")),
            Err(error) => return Err(io(error)),
        };
        let stamp = stamp(&file).map_err(io)?;
        let bytes = read_capped(&mut file).map_err(io)?;
        match unseal(&bytes, key) {
            Ok(records) => Ok(Loaded::Whole(records, stamp)),
            Err(Unreadable::Damaged(detail)) => Ok(Loaded::Broken(detail)),
            Err(Unreadable::Newer(format)) => Err(VaultError::NewerFormat { file: self.current.clone(), format }),
            Err(Unreadable::AnotherKey) => Err(VaultError::AnotherKey { file: self.current.clone() }),
            Err(Unreadable::TooLarge) => {
                Err(VaultError::Damaged { file: self.current.clone(), detail: "it is larger than a vault can be" })
            }
        }
    }

    /// Whether [`Files::recover`] would find a copy that opens.
    pub(super) fn has_good_copy(&self, key: &Key32) -> bool {
        self.copy_before(key, "").is_ok()
    }

    /// The copy before a file that is damaged or gone, and what is in it.
    pub(super) fn copy_before(&self, key: &Key32, detail: &'static str) -> Result<(Vec<u8>, Records), VaultError> {
        let damaged = || VaultError::Damaged { file: self.current.clone(), detail };
        let bytes = File::open(&self.previous).and_then(|mut file| read_capped(&mut file)).map_err(|_| damaged())?;
        let records = unseal(&bytes, key).map_err(|_| damaged())?;
        Ok((bytes, records))
    }

    /// Puts the generation before in the place of a file that is damaged or gone. Only under the lock, and only
    /// after [`Files::load`] under that lock said so.
    ///
    /// Returns the records, and a word for the person.
    pub(super) fn recover(&self, key: &Key32, detail: &'static str) -> Result<(Records, Stamp, String), VaultError> {
        let (bytes, records) = self.copy_before(key, detail)?;
        let aside = self.keep_aside().map_err(VaultError::io("kept aside", &self.current))?;
        let io = |error| VaultError::io("restored", &self.current)(error);
        self.write_next(&bytes).and_then(|()| self.replace()).and_then(|()| sync_folder(&self.folder)).map_err(io)?;
        let stamp = File::open(&self.current).and_then(|file| stamp(&file)).map_err(io)?;
        let what = self.file.words();
        let told = match aside {
            Some(aside) => format!(
                "{what} was damaged ({detail}), so the copy before it is used: what was saved last may be missing. The damaged file is kept as “{}”.",
                aside.display()
            ),
            None => format!("{what} was gone, so the copy before it is used: what was saved last may be missing."),
        };
        Ok((records, stamp, told))
    }

    /// Makes room for a new file in the place of one that does not open and may be lost. Only under the lock.
    ///
    /// The newest that there is stays beside it, in the place of what was set aside before.
    pub(super) fn set_aside(&self) -> io::Result<()> {
        let aside = self.named(".unreadable");
        for file in [&self.previous, &self.current] {
            match fs::rename(file, &aside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        sync_folder(&self.folder)
    }

    /// Gives the damaged file a name of its own beside its place; nothing is ever deleted but what may be lost.
    fn keep_aside(&self) -> io::Result<Option<PathBuf>> {
        if self.file.may_be_lost() {
            let aside = self.named(".unreadable");
            return match fs::rename(&self.current, &aside) {
                Ok(()) => Ok(Some(aside)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            };
        }
        for number in 1..1000 {
            let aside = self.named(&format!(".unreadable-{number}"));
            match copy_of(&self.current, &aside) {
                Ok(()) => return Ok(Some(aside)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("a thousand damaged files are there already"))
    }

    /// Replaces the sealed file. Whatever breaks off, the file at its path is whole: as before, or as after.
    pub(super) fn save(&self, bytes: &[u8]) -> Result<Stamp, VaultError> {
        self.save_stopping(bytes, |_| Ok(()))
    }

    fn save_stopping(&self, bytes: &[u8], before: impl Fn(Step) -> io::Result<()>) -> Result<Stamp, VaultError> {
        let io = |error| VaultError::io("written", &self.current)(error);
        before(Step::Write).and_then(|()| self.write_next_stopping(bytes, &before)).map_err(io)?;
        before(Step::KeepPrevious).and_then(|()| self.keep_previous()).map_err(io)?;
        before(Step::Replace).and_then(|()| self.replace()).map_err(io)?;
        before(Step::SyncFolder).and_then(|()| sync_folder(&self.folder)).map_err(io)?;
        File::open(&self.current).and_then(|file| stamp(&file)).map_err(io)
    }

    fn write_next(&self, bytes: &[u8]) -> io::Result<()> {
        self.write_next_stopping(bytes, &|_| Ok(()))
    }

    fn write_next_stopping(&self, bytes: &[u8], before: &impl Fn(Step) -> io::Result<()>) -> io::Result<()> {
        remove_if_there(&self.next)?;
        let mut file = create_private(&self.next)?;
        file.write_all(bytes)?;
        before(Step::SyncFile)?;
        file.sync_all()
    }

    /// The current file gets a second name, which then takes the place of the copy before: no moment is without both.
    fn keep_previous(&self) -> io::Result<()> {
        let link = self.named(".link");
        remove_if_there(&link)?;
        match copy_of(&self.current, &link) {
            Ok(()) => {}
            // The first save has nothing before it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
        fs::rename(&link, &self.previous)?;
        // Two names of one file: renaming one over the other does nothing (rename(2)), after a save that broke off.
        remove_if_there(&link)
    }

    fn replace(&self) -> io::Result<()> {
        fs::rename(&self.next, &self.current)
    }
}

/// Writes a small file whole and for its owner only: whatever breaks off, it is there as before or as after.
///
/// One process at a time does so, as the caller has the vault's lock. What an earlier one left half written is written over, so
/// that it does not pile up.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut next = path.as_os_str().to_owned();
    next.push(".next");
    let next = PathBuf::from(next);
    remove_if_there(&next)?;
    let mut file = create_private(&next)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    sync_folder(folder_of(path))
}

/// Makes a file for its owner only; refuses a name that is taken.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Where a file stands. A name alone stands in the folder of the process.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A second name for a file; a copy where the file system has no second names. Refuses a name that is taken.
fn copy_of(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => {
            let mut source = File::open(from)?;
            let mut copy = create_private(to)?;
            io::copy(&mut source, &mut copy)?;
            copy.sync_all()
        }
        done => done,
    }
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the rename last (Unix); Windows has no such call, and journals it.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return File::open(folder)?.sync_all();
    #[cfg(not(unix))]
    {
        let _ = folder;
        Ok(())
    }
}

fn stamp(mut file: &File) -> io::Result<Stamp> {
    let metadata = file.metadata()?;
    let mut start = Vec::with_capacity(HEADER);
    file.take(HEADER as u64).read_to_end(&mut start)?;
    io::Seek::rewind(&mut file)?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let inode = 0;
    Ok(Stamp { header: Header::read(&start).ok(), length: metadata.len(), modified: metadata.modified().ok(), inode })
}

/// Reads at most one byte more than a vault can have, so that a huge file costs nothing and is still seen as huge.
fn read_capped(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
