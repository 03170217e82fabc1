//! The browsers of this computer: which there are, and how one of them is started with a page.
//!
//! On Linux they are the desktop entries that say they open `https` addresses; each is known by the name of its entry, and read
//! again when it is to open a page. Elsewhere only the default browser is known, by nothing but that.
//!
//! Left out on purpose: entries in folders within those of the system, which it names differently; names in other languages than
//! an entry's own; and browsers within a terminal.

use std::path::PathBuf;
use std::process::Command;

use countersign_wire::browser::Browser;

use crate::freedesktop::exec::{found, line_for};
use crate::freedesktop::{self, mime_apps};

/// What a browser says that it opens.
const KIND: &str = "x-scheme-handler/https";
/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 60;

/// The browsers of a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Browsers {
    /// The default one, where the system tells it.
    pub default: Option<Browser>,
    /// The others, by name.
    pub others: Vec<Browser>,
}

/// Those of this computer. May take the system some seconds.
pub async fn of_this_computer() -> Browsers {
    if !cfg!(target_os = "linux") {
        return Browsers::default();
    }
    // Where the system does not tell, every one of them is another one.
    let default = mime_apps::default_for(KIND).await.ok().flatten();
    tokio::task::spawn_blocking(move || in_folders(&freedesktop::application_folders(), default.as_deref())).await.unwrap_or_default()
}

fn in_folders(folders: &[PathBuf], default: Option<&str>) -> Browsers {
    let named = |entry: String, text: &str| Browser { name: name_of(text).unwrap_or_else(|| entry.clone()), entry };
    let text_of = |entry: &str| freedesktop::entry_in(folders, entry).map(|(_, text)| text);
    let mut others: Vec<_> = freedesktop::entries_in(folders, KIND)
        .into_iter()
        .filter(|entry| Some(entry.as_str()) != default)
        .filter_map(|entry| text_of(&entry).filter(|text| is_offered(text)).map(|text| named(entry, &text)))
        .collect();
    others.sort_by_cached_key(|browser| (browser.name.to_lowercase(), browser.entry.clone()));
    Browsers { default: default.and_then(|entry| text_of(entry).map(|text| named(entry.to_owned(), &text))), others }
}

/// Whether there is such a browser.
pub(crate) fn is_there(entry: &str) -> bool {
    command(entry, "https://localhost/").is_some()
}

/// What has that browser open a page: its program, and the page as an argument of its own. No shell is asked.
pub(crate) fn command(entry: &str, page: &str) -> Option<Command> {
    let (_, text) = freedesktop::entry(entry).filter(|(_, text)| opens_pages(text))?;
    let (program, arguments) = line_for(&text, page)?;
    let mut command = Command::new(program);
    command.args(arguments);
    // What ends this program by its terminal does not end the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Some(command)
}

/// Whether an entry is of a browser that a person would look for: others open pages as well, for another program.
fn is_offered(text: &str) -> bool {
    !says(text, "NoDisplay") && opens_pages(text) && line_for(text, "https://localhost/").is_some()
}

/// Whether an entry stands, is of a program that opens pages in a window of its own, and that is installed.
fn opens_pages(text: &str) -> bool {
    let is_installed = freedesktop::value(text, "TryExec").is_none_or(|program| found(program.trim_end()).is_some());
    let is_program = freedesktop::value(text, "Type").is_none_or(|kind| kind.trim_end() == "Application");
    freedesktop::says_it_opens(text, KIND) && is_program && is_installed && !says(text, "Hidden") && !says(text, "Terminal")
}

fn says(text: &str, key: &str) -> bool {
    freedesktop::value(text, key).is_some_and(|value| value.trim_end() == "true")
}

/// What its makers call it, in one line.
fn name_of(text: &str) -> Option<String> {
    let name: String = freedesktop::value(text, "Name")?.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    (!name.trim().is_empty()).then_some(name)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn entry(lines: &str) -> String {
        format!("[Desktop Entry]\nType=Application\nName=Fox\nMimeType=text/html;{KIND};\nExec=sh %u\n{lines}\n")
    }

    #[test]
    fn a_browser_is_offered_where_its_entry_stands_and_its_program_is_there() {
        assert!(is_offered(&entry("")));
        assert!(is_offered(&entry("TryExec=sh")));
        for other in ["NoDisplay=true", "Hidden=true", "Terminal=true", "TryExec=no-such-program-anywhere", "TryExec=/nowhere/sh"] {
            assert!(!is_offered(&entry(other)), "{other}");
        }
        for (word, other) in [("=sh %u", "=no-such-program-anywhere %u"), ("=sh %u", "="), ("Application", "Link"), (KIND, "x/y")] {
            assert!(!is_offered(&entry("").replace(word, other)), "{other}");
        }
    }

    #[test]
    fn what_is_not_offered_because_it_is_hidden_from_menus_opens_pages_all_the_same() {
        assert!(opens_pages(&entry("NoDisplay=true")));
    }

    #[test]
    fn the_default_one_stands_apart_and_what_a_person_or_a_rival_wrote_over_an_entry_counts() {
        let folder = tempfile::tempdir().unwrap();
        let folders = ["own", "system"].map(|name| folder.path().join(name));
        let write = |folder: usize, name: &str, text: &[u8]| {
            std::fs::create_dir_all(&folders[folder]).unwrap();
            std::fs::write(folders[folder].join(name), text).unwrap();
        };
        for (name, shown) in [("b.desktop", "Beta"), ("a.desktop", "alpha"), ("gone.desktop", "Gone"), ("usual.desktop", "Usual")] {
            write(1, name, entry("").replace("Fox", shown).as_bytes());
        }
        write(0, "gone.desktop", entry("Hidden=true").as_bytes());
        let odd: Vec<u8> = entry("").replace("Fox", "Odd \u{1}?").bytes().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
        write(0, "odd.desktop", &odd);
        write(0, "notes.txt", entry("").as_bytes());
        let found = in_folders(&folders, Some("usual.desktop"));
        let pairs: Vec<_> = found.others.iter().map(|browser| (browser.entry.as_str(), browser.name.as_str())).collect();
        assert_eq!(pairs, [("a.desktop", "alpha"), ("b.desktop", "Beta"), ("odd.desktop", "Odd \u{fffd}")]);
        assert_eq!(found.default.unwrap().name, "Usual");
        assert_eq!(in_folders(&folders, None).others.len(), 4);
    }

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(name_of("[Desktop Entry]\nName=Fire\u{7}fox\n").as_deref(), Some("Firefox"));
        assert_eq!(name_of(&format!("[Desktop Entry]\nName={}\n", "x".repeat(500))).unwrap().len(), LONGEST_NAME);
        assert_eq!(name_of("[Desktop Entry]\nName= \n"), None);
    }

    #[test]
    fn w2_no_name_of_an_entry_leads_elsewhere() {
        for name in ["../x.desktop", "/etc/passwd", "", "no-such-browser-anywhere.desktop"] {
            assert!(!is_there(name), "{name}");
        }
    }
}
