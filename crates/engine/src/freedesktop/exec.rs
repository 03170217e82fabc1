//! `Exec`, the line by which an entry starts its program (freedesktop's Desktop Entry Specification).

use std::path::{Path, PathBuf};

use super::{entry, value};

/// What an entry starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Started {
    /// There is no such entry, or it starts nothing.
    Nothing,
    /// A program that is not there, or that cannot be run.
    Gone(String),
    /// A program that is there.
    Program {
        /// Its file.
        path: PathBuf,
        /// Whether its path stands in quotes, which `xdg-open` by itself cannot read.
        is_quoted: bool,
    },
}

/// What the entry of that name starts.
pub(crate) fn started_by(name: &str) -> Started {
    let exec = entry(name).and_then(|(_, text)| value(&text, "Exec").and_then(first_word));
    match exec {
        None => Started::Nothing,
        Some((program, is_quoted)) => match found(&program) {
            Some(path) => Started::Program { path, is_quoted },
            None => Started::Gone(program),
        },
    }
}

/// Whether an entry starts that very program with a link and nothing else.
#[cfg(target_os = "linux")]
pub(crate) fn hands_links_to(text: &str, program: &Path) -> bool {
    let Some((word, rest)) = value(text, "Exec").and_then(|exec| exec.split_once(' ')) else { return false };
    let same = |file: PathBuf| std::fs::canonicalize(file).ok() == std::fs::canonicalize(program).ok();
    rest.trim() == "%u" && found(word).is_some_and(same)
}

/// The file of a program: at its path, or in one of the folders of `PATH`.
pub(crate) fn found(program: &str) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.is_absolute() {
        return is_program(path).then(|| path.to_owned());
    }
    if program.is_empty() || program.contains('/') {
        return None;
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| {
        #[cfg(unix)]
        let may_run = std::os::unix::fs::MetadataExt::mode(&about) & 0o111 != 0;
        #[cfg(not(unix))]
        let may_run = true;
        about.is_file() && may_run
    })
}

/// The program of a line, and whether it stands in quotes.
fn first_word(exec: &str) -> Option<(String, bool)> {
    let line = unescaped(exec);
    let line = line.trim_start();
    let (word, is_quoted) = match line.strip_prefix('"') {
        Some(rest) => (quoted(rest)?, true),
        None => (line.split_whitespace().next()?.to_owned(), false),
    };
    Some((word.replace("%%", "%"), is_quoted))
}

/// As every string of an entry is written.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (c, if c == '\\' { letters.next() } else { None }) {
            ('\\', Some('s')) => out.push(' '),
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some(other)) => out.extend((other != '\\').then_some('\\').into_iter().chain([other])),
            (c, _) => out.push(c),
        }
    }
    out
}

/// Up to the quote that ends it.
fn quoted(rest: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some(out),
            '\\' => out.push(letters.next()?),
            c => out.push(c),
        }
    }
}

/// Whether a path is one word to a shell, to GLib and to the Desktop Entry Specification alike, unquoted.
#[cfg(target_os = "linux")]
pub(crate) fn is_plain(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.chars().all(|c| c.is_alphanumeric() || "/._+-@:,=".contains(c)))
}

/// One word of `Exec`. Unquoted wherever it can be, as `xdg-open` by itself reads no quotes; else quoted and escaped as
/// the Desktop Entry Specification says, which every desktop environment reads.
#[cfg(target_os = "linux")]
pub(crate) fn word(path: &Path) -> String {
    let text = path.to_string_lossy();
    if is_plain(path) {
        return text.into_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            // Escaped in the argument, and each backslash once more as every string of an entry.
            '"' | '`' | '$' => out.extend(['\\', '\\', c]),
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_the_program_of_a_line_is_read_as_the_specification_writes_it() {
        for (exec, program, is_quoted) in [
            ("/opt/app %u", "/opt/app", false),
            ("app", "app", false),
            (r#""/a b/app" --x %u"#, "/a b/app", true),
            (r#""/a b/\\$x%%" %u"#, "/a b/$x%", true),
            (r"/a\sb/app %u", "/a", false),
        ] {
            assert_eq!(first_word(exec), Some((program.to_owned(), is_quoted)), "{exec}");
        }
        assert_eq!(first_word("  "), None);
        assert_eq!(first_word(r#""/never ends"#), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn d2_an_entry_hands_links_to_a_program_where_it_starts_it_with_the_link_alone() {
        let sh = found("sh").unwrap();
        let said = |exec: &str| hands_links_to(&format!("[Desktop Entry]\nExec={exec}\n"), &sh);
        assert!(said("sh %u"));
        assert!(said(&format!("{} %u", sh.display())));
        for other in ["sh", "sh --home /x %u", "sh %F", "cat %u", "no-such-program-anywhere %u", "\"sh\" %u"] {
            assert!(!said(other), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn d2_a_file_that_cannot_be_run_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app");
        std::fs::write(&file, "").unwrap();
        assert_eq!(found(&file.to_string_lossy()), None);
        assert!(found("sh").is_some());
        assert_eq!(found("no-such-program-anywhere"), None);
    }
}
