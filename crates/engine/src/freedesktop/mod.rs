//! What the freedesktop system says about its programs: where their entries are and how they are read, which one opens what
//! (`mime_apps`), and which file is then started (`exec`).

pub(crate) mod exec;
pub(crate) mod mime_apps;

#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;

/// `$XDG_DATA_HOME`, or what stands for it.
#[must_use]
pub fn data_home() -> Option<PathBuf> {
    absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
}

/// `$XDG_CONFIG_HOME`, or what stands for it.
pub(crate) fn config_home() -> Option<PathBuf> {
    absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))
}

/// The folders of desktop entries, the person's own first.
#[must_use]
pub fn application_folders() -> Vec<PathBuf> {
    data_home()
        .into_iter()
        .chain(folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share"))
        .map(|folder| folder.join("applications"))
        .collect()
}

/// Folders that a variable lists, or the usual ones.
fn folders(variable: &str, usual: &str) -> Vec<PathBuf> {
    let listed = std::env::var_os(variable).filter(|text| !text.is_empty()).unwrap_or_else(|| usual.into());
    std::env::split_paths(&listed).collect()
}

/// Where the entry of that name is, and what it says; the person's own comes first.
pub(crate) fn entry(name: &str) -> Option<(PathBuf, String)> {
    entry_in(&application_folders(), name)
}

fn entry_in(folders: &[PathBuf], name: &str) -> Option<(PathBuf, String)> {
    if name.is_empty() || name.contains('/') {
        return None;
    }
    let mut paths = folders.iter().map(|folder| folder.join(name));
    paths.find_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))
}

/// What the entry of that name says that came with the system's programs, whatever the person's own says.
#[cfg(target_os = "linux")]
pub(crate) fn installed_entry(name: &str) -> Option<String> {
    let own = data_home().map(|folder| folder.join("applications"));
    let folders = application_folders().into_iter().filter(|folder| Some(folder) != own.as_ref());
    folders.map(|folder| folder.join(name)).find_map(|path| std::fs::read_to_string(path).ok())
}

/// The names of all entries that say they open a type.
pub(crate) fn entries_for(kind: &str) -> Vec<String> {
    entries_in(&application_folders(), kind)
}

fn entries_in(folders: &[PathBuf], kind: &str) -> Vec<String> {
    let mut names = Vec::new();
    for file in folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let says = |text: String| value(&text, "MimeType").is_some_and(|kinds| kinds.split(';').any(|one| one.trim() == kind));
        if name.ends_with(".desktop") && !names.contains(&name) && std::fs::read_to_string(file.path()).is_ok_and(says) {
            names.push(name);
        }
    }
    names.sort();
    names
}

/// Writes a file whole or not at all.
#[cfg(target_os = "linux")]
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = file.with_file_name(name);
    let written = std::fs::File::create(&fresh).and_then(|mut new| new.write_all(bytes).and_then(|()| new.sync_all()));
    written.and_then(|()| std::fs::rename(&fresh, file)).inspect_err(|_| {
        let _ = std::fs::remove_file(&fresh);
    })
}

fn absolute(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The value of a key in the main group of an entry.
#[must_use]
pub fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut inside = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line == "[Desktop Entry]";
        } else if inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim_end() == key
        {
            return Some(value.trim_start());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_main_group_counts() {
        let text = "# Name=no\n[Desktop Action new]\nName=New window\n[Desktop Entry]\nName[es]=Otro\nName = Firefox \n";
        assert_eq!(value(text, "Name"), Some("Firefox"));
        assert_eq!(value(text, "Exec"), None);
    }
}
