//! `mimeapps.list`, where the person's default programs stand (freedesktop's MIME applications specification).

use std::io::Write as _;
use std::path::Path;

const GROUP: &str = "[Default Applications]";

/// Makes `entry` the default for a type and leaves every other line as it is.
pub(super) fn set_default(file: &Path, kind: &str, entry: &str) -> std::io::Result<()> {
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
    replace(&file, after.as_bytes())
}

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

/// Writes a file whole or not at all.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = file.with_file_name(name);
    let written = std::fs::File::create(&fresh).and_then(|mut new| new.write_all(bytes).and_then(|()| new.sync_all()));
    written.and_then(|()| std::fs::rename(&fresh, file)).inspect_err(|_| {
        let _ = std::fs::remove_file(&fresh);
    })
}

#[cfg(test)]
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
    fn a_list_that_is_not_there_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config/mimeapps.list");
        set_default(&file, "x/y", "ours.desktop").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[Default Applications]\nx/y=ours.desktop\n");
        let names: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["mimeapps.list"]);
    }
}
