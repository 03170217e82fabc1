//! Where the freedesktop system keeps entries of programs, and how they are read.

use std::path::PathBuf;

/// `$XDG_DATA_HOME`, or what stands for it.
pub(crate) fn data_home() -> Option<PathBuf> {
    absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
}

/// `$XDG_CONFIG_HOME`, or what stands for it.
#[cfg(target_os = "linux")]
pub(crate) fn config_home() -> Option<PathBuf> {
    absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))
}

/// The folders of desktop entries, the person's own first.
pub(crate) fn application_folders() -> Vec<PathBuf> {
    let shared = std::env::var_os("XDG_DATA_DIRS").filter(|text| !text.is_empty()).unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    data_home().into_iter().chain(std::env::split_paths(&shared)).map(|folder| folder.join("applications")).collect()
}

fn absolute(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The value of a key in the main group of an entry.
pub(crate) fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
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
