//! Which program opens a type: `mimeapps.list`, where the person's default programs stand (freedesktop's MIME applications
//! specification), and `xdg-mime`, which reads it as the openers do.

#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use super::{application_folders, config_home, entries_in, entry_in, folders};

const GROUP: &str = "[Default Applications]";

/// How long the system may take to tell.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the system does not tell which program opens a type: that nobody does is something else. In words that follow a colon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untold {
    /// It was asked, and took too long.
    #[error("xdg-mime did not answer within {} s; try again when the computer has less to do", PATIENCE.as_secs())]
    NoAnswer,
    /// It could not be asked: why.
    #[error("xdg-mime could not be asked ({error}); install xdg-utils")]
    NotAsked {
        /// As the system says it.
        error: String,
    },
    /// This kind of system is not asked.
    #[error("this system does not tell")]
    Never,
}

/// The desktop entry that the system names for a type; `None` where it names none.
///
/// # Errors
/// [`Untold`].
pub(crate) async fn default_for(kind: &str) -> Result<Option<String>, Untold> {
    let mut command = tokio::process::Command::new("xdg-mime");
    command.args(["query", "default", kind]).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    match tokio::time::timeout(PATIENCE, command.output()).await {
        Ok(Ok(output)) => {
            let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            Ok((!name.is_empty()).then_some(name))
        }
        Ok(Err(error)) => Err(Untold::NotAsked { error: error.to_string() }),
        Err(_) => Err(Untold::NoAnswer),
    }
}

/// The list that decides about a type, and the entry that it names; whether that entry is there is another question.
pub(crate) fn named_for(kind: &str) -> Option<(PathBuf, String)> {
    named_in(lists(&desktops()), kind)
}

/// Who would open a type by what stands in files, for the case that the system does not tell: the entry that a list names and that
/// is there, else all those that say they open it.
pub(crate) fn claimed_by(kind: &str) -> Vec<String> {
    claimed_in(lists(&desktops()), &application_folders(), kind)
}

fn claimed_in(lists: Vec<PathBuf>, applications: &[PathBuf], kind: &str) -> Vec<String> {
    match named_in(lists, kind) {
        Some((_, name)) if entry_in(applications, &name).is_some() => vec![name],
        _ => entries_in(applications, kind),
    }
}

fn named_in(lists: Vec<PathBuf>, kind: &str) -> Option<(PathBuf, String)> {
    lists.into_iter().find_map(|list| {
        let text = std::fs::read_to_string(&list).ok()?;
        default_in(&text, kind).map(|entry| (list, entry))
    })
}

/// The desktop environments that the session says it is of.
fn desktops() -> String {
    std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default().to_lowercase()
}

/// Where lists are, the one that decides first: the person's, the system's, then those beside the entries.
fn lists(desktops: &str) -> Vec<PathBuf> {
    let settings = config_home().into_iter().chain(folders("XDG_CONFIG_DIRS", "/etc/xdg"));
    let names: Vec<String> = desktops
        .split(':')
        .filter(|desktop| !desktop.is_empty())
        .map(|desktop| format!("{desktop}-mimeapps.list"))
        .chain(["mimeapps.list".to_owned()])
        .collect();
    settings.chain(application_folders()).flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>()).collect()
}

fn default_in(text: &str, kind: &str) -> Option<String> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == GROUP;
        } else if inside
            && let Some((key, entries)) = line.split_once('=')
            && key.trim_end() == kind
        {
            return entries.split(';').map(str::trim).find(|entry| !entry.is_empty()).map(str::to_owned);
        }
    }
    None
}

/// Makes `entry` the default for a type and leaves every other line as it is.
#[cfg(target_os = "linux")]
pub(crate) fn set_default(file: &Path, kind: &str, entry: &str) -> std::io::Result<()> {
    // A list kept elsewhere and linked here stays linked.
    let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let before = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let after = with_default(&before, kind, entry);
    if after == before {
        return Ok(());
    }
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new("/")))?;
    super::replace(&file, after.as_bytes())
}

#[cfg(target_os = "linux")]
fn with_default(text: &str, kind: &str, entry: &str) -> String {
    let wanted = format!("{kind}={entry}");
    let mut lines = Vec::new();
    let (mut inside, mut done) = (false, false);
    for line in text.lines() {
        let bare = line.trim();
        if bare.starts_with('[') {
            inside = bare == GROUP;
            lines.push(line.to_owned());
            if inside && !done {
                lines.push(wanted.clone());
                done = true;
            }
        } else if inside && bare.split_once('=').is_some_and(|(key, _)| key.trim_end() == kind) {
            // Said above.
        } else {
            lines.push(line.to_owned());
        }
    }
    if !done {
        lines.extend([GROUP.to_owned(), wanted]);
    }
    lines.join("\n") + "\n"
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn d2_a_rivals_line_is_replaced_and_every_other_line_stays() {
        let before = "# mine\n[Added Associations]\nx/y=a.desktop;\n\n[Default Applications]\ntext/html=b.desktop\nx/y = rival.desktop;other.desktop\n[Removed Associations]\nx/y=c.desktop\n";
        let after = with_default(before, "x/y", "ours.desktop");
        assert_eq!(
            after,
            "# mine\n[Added Associations]\nx/y=a.desktop;\n\n[Default Applications]\nx/y=ours.desktop\ntext/html=b.desktop\n[Removed Associations]\nx/y=c.desktop\n"
        );
        assert_eq!(with_default(&after, "x/y", "ours.desktop"), after);
    }

    #[test]
    fn d2_the_first_entry_of_the_defaults_counts_and_no_other_group() {
        let text = "[Added Associations]\nx/y=no.desktop;\n[Default Applications]\n x/y = a.desktop;b.desktop;\nx/z=\n";
        assert_eq!(default_in(text, "x/y").as_deref(), Some("a.desktop"));
        assert_eq!(default_in(text, "x/z"), None);
        assert_eq!(default_in(text, "x"), None);
    }

    #[test]
    fn d2_the_lists_of_the_desktop_environment_come_before_those_of_all() {
        let names: Vec<_> = lists("a:b").iter().take(3).map(|list| list.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["a-mimeapps.list", "b-mimeapps.list", "mimeapps.list"]);
    }

    #[test]
    fn d2_by_its_files_a_type_belongs_to_what_a_list_names_and_is_there_and_else_to_all_who_say_so() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("mimeapps.list");
        let claimed = || claimed_in(vec![list.clone()], &[folder.path().to_owned()], "x/y");
        let entry = |name: &str| std::fs::write(folder.path().join(name), "[Desktop Entry]\nMimeType=x/y;x/z;\n").unwrap();
        assert_eq!(claimed(), Vec::<String>::new(), "nobody");
        entry("rival.desktop");
        assert_eq!(claimed(), ["rival.desktop"], "no list names one");
        std::fs::write(&list, "[Default Applications]\nx/y=ours.desktop\n").unwrap();
        assert_eq!(claimed(), ["rival.desktop"], "the one that is named is gone");
        entry("ours.desktop");
        assert_eq!(claimed(), ["ours.desktop"]);
    }

    #[test]
    fn a_list_that_is_not_there_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config/mimeapps.list");
        set_default(&file, "x/y", "ours.desktop").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[Default Applications]\nx/y=ours.desktop\n");
        let names: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["mimeapps.list"]);
    }
}
