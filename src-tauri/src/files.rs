//! Files that the person has the app write: begun where they chose, filled as the words come, and in their place only once they
//! are whole.
//!
//! The words come from the page, piece by piece, as those of a long list do; the page says what the file may be called, the
//! person where it is. Until it is whole it is beside its place under a hidden name; whatever ends it before takes that away.
//! What holds a secret only its owner can read, from its first byte.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_engine::entropy::Entropy;
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use tempfile::NamedTempFile;
use ts_rs::TS;

use crate::chooser::Chooser;
use crate::held::Held;

/// How many are written at a time; the oldest is given up.
const MOST: usize = 4;
/// The longest name that is proposed, in characters.
const LONGEST_NAME: usize = 100;

/// A file that the person chose a place for: all that the screen learns of it.
#[derive(Clone, Debug, Serialize, TS)]
pub(crate) struct FileBegun {
    /// What the commands that go on with it take.
    handle: String,
    /// What it is called, without where it is.
    name: String,
}

/// The files that are being written, by their handles.
pub(crate) struct Files(Held<Begun>);

/// One of them. Dropping it takes away what was written.
struct Begun {
    place: PathBuf,
    written: NamedTempFile,
}

impl Files {
    pub(crate) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self(Held::new(entropy, MOST))
    }

    /// Asks the person where the file is to be, and begins it. `None` where they called it off.
    pub(crate) async fn begin(&self, chooser: &impl Chooser, name: &str, private: bool) -> Result<Option<FileBegun>, UserError> {
        let Some(chosen) = chooser.to_save(&proposed(name)).await else { return Ok(None) };
        let (place, written) = blocking(move || begin_at(&chosen, private)).await?;
        let name = name_of(&place);
        Ok(Some(FileBegun { handle: self.0.hold(Begun { place, written }), name }))
    }

    /// Writes on. Where that fails, the file is given up.
    pub(crate) async fn add(&self, handle: &str, text: String) -> Result<(), UserError> {
        let mut begun = self.take(handle)?;
        let begun = blocking(move || {
            let outcome = begun.written.write_all(text.as_bytes());
            outcome.map_err(|error| unsaved(&begun.place, &error)).map(|()| begun)
        });
        self.0.put_back(handle.to_owned(), begun.await?);
        Ok(())
    }

    /// Puts the whole file in its place, at once.
    pub(crate) async fn finish(&self, handle: &str) -> Result<(), UserError> {
        let Begun { place, written } = self.take(handle)?;
        blocking(move || {
            let kept = written.as_file().sync_all().and_then(|()| written.persist(&place).map(drop).map_err(|error| error.error));
            kept.map_err(|error| unsaved(&place, &error))
        })
        .await
    }

    /// Nothing of it stays. One that is not there any more is given up already.
    pub(crate) async fn give_up(&self, handle: &str) -> Result<(), UserError> {
        let Some(Begun { place, written }) = self.0.take(handle) else { return Ok(()) };
        blocking(move || written.close().map_err(|error| unsaved(&place, &error))).await
    }

    /// The app ends: of what is not whole yet nothing stays.
    pub(crate) fn give_up_all(&self) {
        self.0.clear();
    }

    fn take(&self, handle: &str) -> Result<Begun, UserError> {
        let gone = || UserError::new(ErrorCode::NotFound, "This file is not being written any more. Save it again.");
        self.0.take(handle).ok_or_else(gone)
    }
}

/// A disk may take its time.
async fn blocking<T: Send + 'static>(act: impl FnOnce() -> Result<T, UserError> + Send + 'static) -> Result<T, UserError> {
    let outcome = tokio::task::spawn_blocking(act).await;
    outcome.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, "The file could not be written. Try again.")))
}

/// Begins a file beside its place, so that to put it there is one step. A link is followed: its file is meant.
fn begin_at(chosen: &Path, private: bool) -> Result<(PathBuf, NamedTempFile), UserError> {
    let place = chosen.canonicalize().unwrap_or_else(|_| chosen.to_owned());
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".countersign-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file, which the umask narrows; or the owner's alone.
        builder.permissions(std::fs::Permissions::from_mode(if private { 0o600 } else { 0o666 }));
    }
    #[cfg(not(unix))]
    let _ = private;
    match builder.tempfile_in(folder) {
        Ok(written) => Ok((place, written)),
        Err(error) => Err(unsaved(&place, &error)),
    }
}

/// The name that is proposed: what any system takes for one name, and what shows as what it is.
fn proposed(name: &str) -> String {
    let plain = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '-',
        c => c,
    };
    // Marks of direction would show an ending where it is not (Unicode Technical Report 36, §3.6).
    let shown = |c: &char| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let name: String = name.chars().filter(shown).map(plain).collect();
    let name = name.trim_matches([' ', '.']);
    // What is cut is the middle: its end says what it is.
    let (letters, most) = (name.chars().count(), LONGEST_NAME / 2);
    match (name.is_empty(), letters > LONGEST_NAME) {
        (true, _) => "countersign".to_owned(),
        (false, false) => name.to_owned(),
        (false, true) => name.chars().take(most).chain(name.chars().skip(letters - most)).collect(),
    }
}

fn name_of(place: &Path) -> String {
    place.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn unsaved(place: &Path, error: &io::Error) -> UserError {
    use io::ErrorKind as Kind;
    let why = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "there is no room left. Make room, or choose another folder, then try again".to_owned(),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "you may not write there. Choose another folder".to_owned(),
        Kind::NotFound => "its folder is not there any more. Choose another one".to_owned(),
        Kind::IsADirectory | Kind::DirectoryNotEmpty => "a folder is called so. Choose another name".to_owned(),
        _ => format!("the disk says “{error}”. Try again, or choose another folder"),
    };
    UserError::new(ErrorCode::Internal, format!("“{}” was not saved: {why}.", name_of(place)))
}

#[cfg(test)]
mod tests {
    use countersign_engine::entropy::SeededEntropy;

    use super::*;

    /// A person who chooses that.
    struct Chooses(Option<PathBuf>);

    impl Chooser for Chooses {
        async fn to_save(&self, _: &str) -> Option<PathBuf> {
            self.0.clone()
        }

        async fn to_open(&self) -> Option<PathBuf> {
            self.0.clone()
        }
    }

    fn files() -> Files {
        Files::new(Arc::new(SeededEntropy::new(1)))
    }

    fn names_in(folder: &Path) -> Vec<String> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_file_is_in_its_place_once_it_is_whole_and_not_before() {
        let (folder, files) = (tempfile::tempdir().unwrap(), files());
        let place = folder.path().join("apps.toml");
        std::fs::write(&place, "before").unwrap();
        let begun = files.begin(&Chooses(Some(place.clone())), "apps.toml", false).await.unwrap().unwrap();
        assert_eq!(begun.name, "apps.toml");
        files.add(&begun.handle, "one ".into()).await.unwrap();
        files.add(&begun.handle, "two".into()).await.unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "before");
        files.finish(&begun.handle).await.unwrap();
        assert_eq!(std::fs::read_to_string(&place).unwrap(), "one two");
        assert_eq!(names_in(folder.path()), ["apps.toml"]);
        assert_eq!(files.finish(&begun.handle).await.unwrap_err().code, ErrorCode::NotFound);
    }

    #[tokio::test]
    async fn what_was_called_off_or_given_up_leaves_nothing() {
        let (folder, files) = (tempfile::tempdir().unwrap(), files());
        assert!(files.begin(&Chooses(None), "audit.csv", false).await.unwrap().is_none());
        let place = folder.path().join("audit.csv");
        let begun = files.begin(&Chooses(Some(place)), "audit.csv", false).await.unwrap().unwrap();
        files.add(&begun.handle, "half a".into()).await.unwrap();
        files.give_up(&begun.handle).await.unwrap();
        files.give_up(&begun.handle).await.unwrap();
        assert_eq!(names_in(folder.path()), Vec::<String>::new());
        let place = folder.path().join("apps.toml");
        files.begin(&Chooses(Some(place)), "apps.toml", false).await.unwrap().unwrap();
        files.give_up_all();
        assert_eq!(names_in(folder.path()), Vec::<String>::new());
    }

    #[tokio::test]
    async fn of_more_than_four_the_oldest_is_given_up() {
        let (folder, files) = (tempfile::tempdir().unwrap(), files());
        let mut handles = Vec::new();
        for number in 0..=MOST {
            let place = folder.path().join(format!("{number}.txt"));
            handles.push(files.begin(&Chooses(Some(place)), "x", false).await.unwrap().unwrap().handle);
        }
        assert_eq!(files.add(&handles[0], "x".into()).await.unwrap_err().code, ErrorCode::NotFound);
        files.add(&handles[1], "x".into()).await.unwrap();
        assert_eq!(names_in(folder.path()).len(), MOST);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_holds_a_secret_its_owner_alone_can_read_and_another_file_is_as_any_other() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, files) = (tempfile::tempdir().unwrap(), files());
        let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        for name in ["any", "app.env", "apps.toml"] {
            // A file of that name that others can read is there already.
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        for (name, private) in [("app.env", true), ("apps.toml", false)] {
            let begun = files.begin(&Chooses(Some(folder.path().join(name))), name, private).await.unwrap().unwrap();
            files.add(&begun.handle, "x".into()).await.unwrap();
            files.finish(&begun.handle).await.unwrap();
        }
        assert_eq!(mode("app.env"), 0o600);
        assert_eq!(mode("apps.toml"), mode("any"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn where_the_place_is_a_link_its_file_is_written() {
        let (folder, files) = (tempfile::tempdir().unwrap(), files());
        let (real, link) = (folder.path().join("real.toml"), folder.path().join("link.toml"));
        std::fs::write(&real, "before").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let begun = files.begin(&Chooses(Some(link.clone())), "x", false).await.unwrap().unwrap();
        files.add(&begun.handle, "after".into()).await.unwrap();
        files.finish(&begun.handle).await.unwrap();
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "after");
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_is_told_with_the_next_move() {
        let gone = tempfile::tempdir().unwrap().path().join("gone/apps.toml");
        let error = files().begin(&Chooses(Some(gone)), "apps.toml", false).await.unwrap_err();
        assert_eq!(error.message, "“apps.toml” was not saved: its folder is not there any more. Choose another one.");
    }

    #[test]
    fn no_room_and_no_right_are_told_in_plain_words() {
        let told = |kind: io::ErrorKind| unsaved(Path::new("/media/stick/apps.toml"), &kind.into()).message;
        assert!(told(io::ErrorKind::StorageFull).contains("no room left"));
        assert!(told(io::ErrorKind::PermissionDenied).contains("may not write there"));
        assert!(told(io::ErrorKind::ReadOnlyFilesystem).contains("may not write there"));
        assert!(!told(io::ErrorKind::Other).contains("/media"), "where it is is nobody else's affair");
    }

    #[test]
    fn the_proposed_name_is_one_plain_name() {
        for (given, is) in [
            ("Harbour Desk.env", "Harbour Desk.env"),
            ("../../.ssh/authorized_keys", "-..-.ssh-authorized_keys"),
            (".hidden", "hidden"),
            ("apps\u{202e}lmot.exe\n", "appslmot.exe"),
            ("שלום ספרים.json", "שלום ספרים.json"),
            (" . ", "countersign"),
        ] {
            assert_eq!(proposed(given), is);
        }
        let long = proposed(&format!("{}.toml", "ü".repeat(300)));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with(".toml"));
    }
}
