//! To whom the files of a database belong when root works on what a service of another user has: to that user, who else could
//! not open them.
//!
//! Only root can give files away. Where these tests run as somebody else, all files are theirs, and that is what is seen.

use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output};

use support::process::{Folder, answered};
use support::programs::copy_program;

/// The user of the service: one that needs no name.
const SERVICE: u32 = 64_999;

/// A folder that belongs to the service's user, where somebody can make it so.
struct State {
    folder: Folder,
    user: u32,
}

impl State {
    fn new() -> Self {
        let folder = Folder::new();
        let user = match chown(folder.path(""), Some(SERVICE), Some(SERVICE)) {
            Ok(()) => SERVICE,
            Err(_) => std::fs::metadata(folder.path("")).unwrap().uid(),
        };
        Self { folder, user }
    }

    fn of(&self, name: &str) -> Metadata {
        std::fs::metadata(self.folder.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Whether every file of the database is the service's alone.
    #[track_caller]
    fn is_the_services(&self) {
        for entry in std::fs::read_dir(self.folder.path("")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let found = self.of(&name);
            assert_eq!((found.uid(), found.permissions().mode() & 0o777), (self.user, 0o600), "{name}");
        }
    }

    /// A command as the service's user.
    fn as_service(&self, words: &[&str]) -> Output {
        // A copy of it that this user can reach, wherever it was built.
        let own = self.folder.path("countersign-accounts");
        copy_program("countersign-accounts", &own);
        let mut command = Command::new(&own);
        command.args(words).arg("--database").arg(format!("sqlite:{}", self.folder.database().display()));
        if self.user == SERVICE {
            command.uid(SERVICE).gid(SERVICE);
        }
        let output = command.output().unwrap();
        std::fs::remove_file(own).unwrap();
        output
    }
}

#[test]
fn what_root_puts_back_belongs_to_whom_the_database_belonged() {
    let state = State::new();
    answered(&state.as_service(&["migrate"]));
    let copies = Folder::new();
    let copy = copies.path("copy.db");
    let copy = copy.to_str().unwrap();
    answered(&state.folder.run(&["backup", copy]));
    answered(&state.folder.run(&["restore", copy]));
    state.is_the_services();
    answered(&state.as_service(&["migrate"]));
    let elsewhere = std::fs::metadata(copy).unwrap().uid();
    assert_eq!(elsewhere, std::fs::metadata(copies.path("")).unwrap().uid(), "a copy in another folder stays with whoever made it");
}

#[test]
fn what_root_makes_first_in_the_folder_of_a_service_belongs_to_the_service() {
    let state = State::new();
    state.folder.add_person("ada@harbour.example");
    state.is_the_services();
    answered(&state.folder.run(&["backup", state.folder.path("copy.db").to_str().unwrap()]));
    state.is_the_services();
    answered(&state.as_service(&["migrate"]));
}

#[test]
fn what_root_puts_back_where_nothing_was_belongs_to_whom_the_folder_belongs() {
    let (from, to) = (Folder::new(), State::new());
    from.add_person("ada@harbour.example");
    let copy = from.path("copy.db");
    answered(&from.run(&["backup", copy.to_str().unwrap()]));
    answered(&to.folder.run(&["restore", copy.to_str().unwrap()]));
    to.is_the_services();
    answered(&to.as_service(&["check"]));
}
