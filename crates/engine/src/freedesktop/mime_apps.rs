//! Which program opens a type: `mimeapps.list`, where the person's default programs stand (freedesktop's MIME applications
//! specification), and `xdg-mime`, which reads it as the openers do.

#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use super::{application_folders, config_home, folders};

const GROUP: &str = "[Default Applications]";

/// How long the system may take to tell.
const PATIENCE: Duration = Duration::from_secs(5);

/// The desktop entry that the system names for a type; `None` where it names none.
///
/// # Errors
/// Why the system does not tell, in words that follow a colon.
pub(crate) async fn default_for(kind: &str) -> Result<Option<String>, String> {
    let mut command = tokio::process::Command::new("xdg-mime");
    command.args(["query", "default", kind]).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    match tokio::time::timeout(PATIENCE, command.output()).await {
        Ok(Ok(output)) => {
            let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            Ok((!name.is_empty()).then_some(name))
        }
        Ok(Err(error)) => Err(format!("xdg-mime could not be asked ({error}); install xdg-utils")),
        Err(_) => Err(format!("xdg-mime did not answer within {} s; try again when the computer has less to do", PATIENCE.as_secs())),
    }
}

/// The list that decides about a type, and the entry that it names; whether that entry is there is another question.
pub(crate) fn named_for(kind: &str) -> Option<(PathBuf, String)> {
    let desktops = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default().to_lowercase();
    lists(&desktops).into_iter().find_map(|list| {
        let text = std::fs::read_to_string(&list).ok()?;
        default_in(&text, kind).map(|entry| (list, entry))
    })
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
    fn a_list_that_is_not_there_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config/mimeapps.list");
        set_default(&file, "x/y", "ours.desktop").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[Default Applications]\nx/y=ours.desktop\n");
        let names: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["mimeapps.list"]);
    }
}
