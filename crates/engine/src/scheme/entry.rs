//! The desktop entry, in the form that every opener reads.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::SCHEME;
use crate::freedesktop::exec::{is_plain, word};

/// The file name of the entry: each home has its own, so that two never take each other's links unseen.
pub(super) fn name(home: Option<&Path>) -> String {
    match home {
        None => format!("{SCHEME}.desktop"),
        Some(home) => {
            let digest = Sha256::digest(home.as_os_str().as_encoded_bytes());
            let short: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            format!("{SCHEME}.{short}.desktop")
        }
    }
}

/// The entry. Where the program's path has characters that openers read differently, `link` is made to stand for it.
pub(super) fn text(program: &Path, home: Option<&Path>, link: &Path) -> String {
    let program = if is_plain(program) { program.to_owned() } else { linked(program, link) };
    let mut exec = word(&program);
    if let Some(home) = home {
        exec.push_str(" --home ");
        exec.push_str(&word(home));
    }
    format!(
        "[Desktop Entry]\nType=Application\nName=Countersign\nComment=Finishes sign-ins that began in Countersign\nExec={exec} %u\n\
         Terminal=false\nNoDisplay=true\nStartupNotify=false\nMimeType=x-scheme-handler/{SCHEME};\n"
    )
}

/// A link at a plain path, else the program itself.
fn linked(program: &Path, link: &Path) -> PathBuf {
    if !is_plain(link) {
        return program.to_owned();
    }
    if std::fs::read_link(link).is_ok_and(|target| target == program) {
        return link.to_owned();
    }
    let _ = std::fs::remove_file(link);
    match std::os::unix::fs::symlink(program, link) {
        Ok(()) => link.to_owned(),
        Err(error) => {
            tracing::warn!(%error, "no link to this program could be made; links may not open where there is no desktop environment");
            program.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exec(program: &Path, home: Option<&Path>, link: &Path) -> String {
        text(program, home, link).lines().find_map(|line| line.strip_prefix("Exec=").map(str::to_owned)).unwrap()
    }

    #[test]
    fn a_plain_path_stands_unquoted() {
        let link = Path::new("/nowhere/link");
        assert_eq!(exec(Path::new("/opt/countersign/app"), None, link), "/opt/countersign/app %u");
        assert_eq!(exec(Path::new("/opt/app"), Some(Path::new("/home/ada/x")), link), "/opt/app --home /home/ada/x %u");
    }

    #[test]
    fn a_path_with_spaces_is_reached_through_a_link_without() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("my app");
        std::fs::write(&program, "x").unwrap();
        let link = folder.path().join("link");
        assert_eq!(exec(&program, None, &link), format!("{} %u", link.display()));
        assert_eq!(std::fs::read_to_string(&link).unwrap(), "x");
        let moved = folder.path().join("my new app");
        std::fs::write(&moved, "y").unwrap();
        assert_eq!(exec(&moved, None, &link), format!("{} %u", link.display()));
        assert_eq!(std::fs::read_to_string(&link).unwrap(), "y");
    }

    #[test]
    fn where_no_link_helps_the_words_are_quoted() {
        let exec = exec(Path::new("/a b/$x%"), Some(Path::new("/home/Ada Ruiz")), Path::new("/home/Ada Ruiz/link"));
        assert_eq!(exec, r#""/a b/\\$x%%" --home "/home/Ada Ruiz" %u"#);
    }

    #[test]
    fn each_home_has_an_entry_of_its_own() {
        let names = [name(None), name(Some(Path::new("/a"))), name(Some(Path::new("/b")))];
        assert_eq!(names[0], "app.countersign.desktop.desktop");
        assert_ne!(names[1], names[2]);
        assert!(names.iter().all(|name| super::super::is_ours(name)));
        assert!(!super::super::is_ours("rival.desktop"));
    }
}
