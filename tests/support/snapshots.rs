//! The snapshots that the suites hold, as their sources have them: what was asked, and what the answer was.
//!
//! So a suite can ask whether an address, or a code of an error, is in any of them.

use std::path::Path;

/// A snapshot that [`crate::shown::shown`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The method.
    pub method: String,
    /// The path, with words in the place of what is another one each time.
    pub path: String,
    /// The status.
    pub status: u16,
    /// The rest: headers and body.
    pub rest: String,
}

impl Snapshot {
    /// Whether it is of an address such as `/apps/{client_id}`.
    #[must_use]
    pub fn is_of(&self, method: &str, template: &str) -> bool {
        let (path, template): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), template.split('/').collect());
        let fits = |(part, wanted): (&&str, &&str)| wanted.starts_with('{') || part == wanted;
        self.method == method && path.len() == template.len() && path.iter().zip(&template).all(fits)
    }
}

/// All of them.
#[must_use]
pub fn all() -> Vec<Snapshot> {
    let mut found = Vec::new();
    look(Path::new(env!("CARGO_MANIFEST_DIR")), &mut found);
    found
}

fn look(folder: &Path, found: &mut Vec<Snapshot>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.extend(of(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn of(source: &str) -> Vec<Snapshot> {
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let begins = |at: usize| {
        let (method, path) = lines[at].split_once(" /")?;
        let status = lines.get(at + 1)?.parse().ok().filter(|status| (100..600).contains(status))?;
        let is_request = method.bytes().all(|byte| byte.is_ascii_uppercase()) && !path.contains(' ');
        let rest = lines[at + 2..].iter().take_while(|line| !line.starts_with("\"#"));
        let rest = rest.map(|line| format!("{line}\n")).collect();
        is_request.then(|| Snapshot { method: method.to_owned(), path: format!("/{path}"), status, rest })
    };
    (0..lines.len()).filter_map(begins).collect()
}
