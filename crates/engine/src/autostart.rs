//! Starting the app with the computer: an entry in the person's `autostart` folder (freedesktop's Desktop Application Autostart
//! Specification).
//!
//! The entry is the whole truth. Desktops have lists of their own on which the person switches it off again, and what they did
//! there holds. Left out on purpose: the lists of macOS and Windows, where the app does not offer this.

#[cfg(target_os = "linux")]
use std::path::{Path, PathBuf};

use countersign_wire::error::{ErrorCode, UserError};

#[cfg(target_os = "linux")]
use crate::freedesktop::{self, exec};
use crate::home::Home;
#[cfg(target_os = "linux")]
use crate::scheme;

/// The entry by which the app starts with the computer, for a home.
#[derive(Debug)]
pub struct Autostart {
    #[cfg(target_os = "linux")]
    path: Option<PathBuf>,
    #[cfg(target_os = "linux")]
    text: Option<String>,
}

#[cfg(target_os = "linux")]
impl Autostart {
    /// For the program that runs. Nothing is written yet.
    #[must_use]
    pub fn of_this_program(home: &Home) -> Self {
        let folder = freedesktop::config_home().map(|folder| folder.join("autostart"));
        let program = std::env::current_exe().ok();
        Self {
            path: folder.map(|folder| folder.join(scheme::own_entry(home))),
            text: program.map(|program| text(&program, scheme::named_home(home))),
        }
    }

    /// Whether it is on the list; `None` where the system has none.
    #[must_use]
    pub fn is_on(&self) -> Option<bool> {
        self.text.as_ref()?;
        let text = std::fs::read_to_string(self.path.as_ref()?).unwrap_or_default();
        let says = |key, word| freedesktop::value(&text, key).is_some_and(|value| value.eq_ignore_ascii_case(word));
        Some(freedesktop::value(&text, "Exec").is_some() && !says("Hidden", "true") && !says("X-GNOME-Autostart-enabled", "false"))
    }

    /// Puts it on the list, or takes it off.
    ///
    /// # Errors
    /// Where the list cannot be written; it is as it was.
    pub fn set(&self, on: bool) -> Result<(), UserError> {
        let (Some(path), Some(text)) = (&self.path, &self.text) else { return Err(nowhere()) };
        let written = if on {
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).and_then(|()| freedesktop::replace(path, text.as_bytes()))
        } else {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        };
        written.map_err(|error| {
            let message = format!(
                "“{}”, by which this app starts with the computer, could not be changed: {error}. Mend it, then try again.",
                path.display()
            );
            UserError::new(ErrorCode::Internal, message)
        })
    }

    /// At start: the program may have moved since it was put on the list.
    pub fn renew(&self) {
        if self.is_on() != Some(true) {
            return;
        }
        let standing = self.path.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        if standing != self.text
            && let Err(error) = self.set(true)
        {
            tracing::warn!(%error, "the entry by which this app starts with the computer names an older place");
        }
    }
}

#[cfg(target_os = "linux")]
fn text(program: &Path, home: Option<&Path>) -> String {
    let mut line = exec::word(program);
    if let Some(home) = home {
        line.push_str(" --home ");
        line.push_str(&exec::word(home));
    }
    format!(
        "[Desktop Entry]\nType=Application\nName=Countersign\nComment=Keeps your sessions while you do something else\n\
         Exec={line} --hidden\nTerminal=false\nStartupNotify=false\n"
    )
}

#[cfg(not(target_os = "linux"))]
impl Autostart {
    /// There is nothing that it could be.
    #[must_use]
    pub fn of_this_program(_: &Home) -> Self {
        Self {}
    }

    /// Not known here.
    #[must_use]
    pub fn is_on(&self) -> Option<bool> {
        None
    }

    /// Not done here.
    ///
    /// # Errors
    /// Always.
    pub fn set(&self, _: bool) -> Result<(), UserError> {
        Err(nowhere())
    }

    /// Nothing to do.
    pub fn renew(&self) {}
}

fn nowhere() -> UserError {
    UserError::new(
        ErrorCode::InvalidInput,
        "This app knows no list here of what starts with the computer. Add it in the system's settings.",
    )
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn autostart(folder: &Path, program: &str) -> Autostart {
        Autostart { path: Some(folder.join("autostart/app.desktop")), text: Some(text(Path::new(program), None)) }
    }

    #[test]
    fn the_entry_comes_and_goes_as_the_person_says() {
        let folder = tempfile::tempdir().unwrap();
        let autostart = autostart(folder.path(), "/opt/app");
        assert_eq!(autostart.is_on(), Some(false));
        autostart.set(false).unwrap();
        autostart.set(true).unwrap();
        assert_eq!(autostart.is_on(), Some(true));
        let written = std::fs::read_to_string(folder.path().join("autostart/app.desktop")).unwrap();
        assert_eq!(freedesktop::value(&written, "Exec"), Some("/opt/app --hidden"));
        autostart.set(false).unwrap();
        assert_eq!(autostart.is_on(), Some(false));
    }

    #[test]
    fn what_was_switched_off_in_the_systems_own_list_stays_off() {
        let folder = tempfile::tempdir().unwrap();
        let autostart = autostart(folder.path(), "/opt/app");
        for line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            autostart.set(true).unwrap();
            let path = folder.path().join("autostart/app.desktop");
            let off = std::fs::read_to_string(&path).unwrap() + line + "\n";
            std::fs::write(&path, &off).unwrap();
            assert_eq!(autostart.is_on(), Some(false), "{line}");
            autostart.renew();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), off, "{line}");
        }
    }

    #[test]
    fn a_program_that_moved_is_found_at_its_new_place() {
        let folder = tempfile::tempdir().unwrap();
        autostart(folder.path(), "/opt/app").set(true).unwrap();
        autostart(folder.path(), "/opt/my programs/app").renew();
        let written = std::fs::read_to_string(folder.path().join("autostart/app.desktop")).unwrap();
        assert_eq!(freedesktop::value(&written, "Exec"), Some(r#""/opt/my programs/app" --hidden"#));
    }

    #[test]
    fn a_home_of_its_own_goes_along() {
        let text = text(Path::new("/opt/app"), Some(Path::new("/home/Ada Ruiz/x")));
        assert_eq!(freedesktop::value(&text, "Exec"), Some(r#"/opt/app --home "/home/Ada Ruiz/x" --hidden"#));
    }

    #[test]
    fn a_list_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("autostart"), "a file").unwrap();
        let refused = autostart(folder.path(), "/opt/app").set(true).unwrap_err();
        assert!(refused.message.contains("could not be changed"), "{}", refused.message);
    }
}
