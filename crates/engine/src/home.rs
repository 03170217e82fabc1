//! The folder that holds the state of one person.

use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};

/// The name of the state folder; the same as the app's identifier.
const FOLDER: &str = "app.countersign.desktop";

/// The state folder: the vault and what stands beside it. The app and the command line share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// The folder given, else the one that the system's conventions name. It is made where it is missing, for the
    /// person's eyes only.
    ///
    /// # Errors
    /// Where there is no such place, or it cannot be made.
    pub fn resolve(given: Option<PathBuf>) -> Result<Self, UserError> {
        let home = Self::named(given)?;
        make_private(&home.0).map_err(|error| unusable(&home.0, "made", &error))?;
        Ok(home)
    }

    /// The same without making it, for whoever only reads: where it is missing, nothing is kept.
    ///
    /// # Errors
    /// Where there is no such place, or something else is there.
    pub fn named(given: Option<PathBuf>) -> Result<Self, UserError> {
        let chosen = given
            .or_else(Self::default_folder)
            .ok_or_else(|| UserError::new(ErrorCode::InvalidInput, "The system names no folder for your data. Give one.").about("home"))?;
        let folder = std::path::absolute(&chosen).map_err(|error| unusable(&chosen, "found", &error))?;
        match folder.metadata() {
            Ok(there) if there.is_dir() => Ok(Self(folder)),
            Ok(_) => Err(unusable(&folder, "used", &std::io::ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self(folder)),
            Err(error) => Err(unusable(&folder, "found", &error)),
        }
    }

    /// A folder that was resolved before.
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the system's conventions put it: `$XDG_DATA_HOME` and its like.
    #[must_use]
    pub fn default_folder() -> Option<PathBuf> {
        let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let data = if cfg!(target_os = "macos") {
            variable("HOME").map(|home| home.join("Library/Application Support"))
        } else if cfg!(windows) {
            variable("APPDATA")
        } else {
            variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
        };
        data.map(|data| data.join(FOLDER))
    }
}

fn unusable(folder: &Path, doing: &str, error: &std::io::Error) -> UserError {
    let message = format!("The folder “{}” could not be {doing}: {error}. Give another.", folder.display());
    UserError::new(ErrorCode::InvalidInput, message).about("home")
}

/// Makes a folder, and those above it, for the person only (0700). One that is there stays as it is.
///
/// # Errors
/// What the system says.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_is_for_the_person_only() {
        let outer = tempfile::tempdir().unwrap();
        let home = Home::resolve(Some(outer.path().join("a/b"))).unwrap();
        assert!(home.path().is_dir());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(home.path().metadata().unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_file_in_its_place_is_an_error_that_names_it() {
        let outer = tempfile::tempdir().unwrap();
        let file = outer.path().join("f");
        std::fs::write(&file, "").unwrap();
        for error in [Home::resolve(Some(file.clone())), Home::named(Some(file.join("x")))].map(Result::unwrap_err) {
            assert!(error.message.contains("/f"), "{error}");
        }
    }

    #[test]
    fn whoever_only_reads_makes_no_folder() {
        let outer = tempfile::tempdir().unwrap();
        let mistyped = outer.path().join("mistyped");
        assert_eq!(Home::named(Some(mistyped.clone())).unwrap().path(), mistyped);
        assert!(!mistyped.exists());
    }
}
