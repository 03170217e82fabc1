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
    next_word(&line).map(|(word, is_quoted, _)| (word.replace("%%", "%"), is_quoted))
}

/// One word of a line that is unescaped, whether it stands in quotes, and what follows it.
fn next_word(line: &str) -> Option<(String, bool, &str)> {
    let line = line.trim_start();
    match line.strip_prefix('"') {
        Some(inside) => quoted(inside).map(|(word, rest)| (word, true, rest)),
        None if line.is_empty() => None,
        None => {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            Some((word.to_owned(), false, rest))
        }
    }
}

/// The line by which an entry opens one page: its program, and the arguments with the page as one of its own.
///
/// `None` where the entry has none, where the line does not end as the specification has it, and where the page would be a part
/// of another argument: a program that reads that as more than an address, as a shell does, would do what the address says.
pub(crate) fn line_for(text: &str, page: &str) -> Option<(PathBuf, Vec<String>)> {
    let line = unescaped(value(text, "Exec")?);
    let (mut rest, mut words, mut has_page) = (line.as_str(), Vec::new(), false);
    while !rest.trim_start().is_empty() {
        let (word, is_quoted, further) = next_word(rest)?;
        rest = further;
        match word.as_str() {
            "%u" | "%U" | "%f" | "%F" if !is_quoted => {
                words.push(page.to_owned());
                has_page = true;
            }
            "%i" if !is_quoted => {
                words.extend(value(text, "Icon").map(|icon| ["--icon".to_owned(), icon.to_owned()]).into_iter().flatten())
            }
            "%c" if !is_quoted => words.push(value(text, "Name").unwrap_or_default().to_owned()),
            word => words.push(without_codes(word)?),
        }
    }
    if !has_page {
        words.push(page.to_owned());
    }
    let program = words.first().and_then(|program| found(program))?;
    words.remove(0);
    Some((program, words))
}

/// A word in which a percent sign is written twice, and no field code stands.
fn without_codes(word: &str) -> Option<String> {
    let parts: Vec<_> = word.split("%%").collect();
    parts.iter().all(|part| !part.contains('%')).then(|| parts.join("%"))
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

/// Up to the quote that ends it, and what follows that.
fn quoted(rest: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some((out, letters.as_str())),
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

    #[cfg(unix)]
    #[test]
    fn w2_the_page_is_an_argument_of_its_own_whatever_the_line_says() {
        let page = "https://a.test/?q=$(touch x)&b=\"c";
        let said = |exec: &str| line_for(&format!("[Desktop Entry]\nName=A b\nIcon=i\nExec={exec}\n"), page);
        let sh = found("sh").unwrap();
        for (exec, arguments) in [
            ("sh %u", vec![page]),
            ("sh", vec![page]),
            ("sh --new-window %U --x", vec!["--new-window", page, "--x"]),
            ("sh %f", vec![page]),
            (r#""sh" "a b" "it\\"s \\$x" 100%% %u"#, vec!["a b", "it\"s $x", "100%", page]),
            ("sh @@u %u @@", vec!["@@u", page, "@@"]),
            ("sh %i -t %c %u", vec!["--icon", "i", "-t", "A b", page]),
            (r"sh a\sb %u", vec!["a", "b", page]),
        ] {
            let arguments: Vec<_> = arguments.into_iter().map(str::to_owned).collect();
            assert_eq!(said(exec), Some((sh.clone(), arguments)), "{exec}");
        }
        for exec in [r#"sh -c "echo %u""#, "sh --url=%u", r#"sh "%u""#, "sh %k", "sh \"a", "no-such-program-anywhere %u", "", "%u"] {
            assert_eq!(said(exec), None, "{exec}");
        }
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
