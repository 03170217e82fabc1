//! Where settings are written: a TOML file, and variables that go before it.
//!
//! Both are read to their end before anything is refused, so that whoever set it up learns of everything at once, with
//! the line where it stands. A key that is not known is refused too: a setting that is misspelt would do nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::Config;
use super::log::Log;
use super::settings::{Draft, SETTINGS, Setting};
use super::value::Value;

/// What the name of every variable begins with.
const PREFIX: &str = "COUNTERSIGN_ACCOUNTS_";
/// A file of settings is small; a wrong path may name something that never ends.
const LONGEST: u64 = 1024 * 1024;

/// All that is set for a service and the process that it is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The service.
    pub config: Config,
    /// What the process says of itself.
    pub log: Log,
}

/// Why settings were refused: all that is wrong with them, a line each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the settings cannot be used:\n  {}", .0.join("\n  "))]
pub struct Refused(pub Vec<String>);

/// Where something is written; in the order in which it is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The file as a whole.
    File(PathBuf),
    Line {
        file: PathBuf,
        line: usize,
    },
    Variable(String),
    /// A variable that is none of ours; what is said begins with its name.
    Unknown(String),
    /// It is not written, or a flag says it.
    Nowhere,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}: ", file.display()),
            Self::Line { file, line } => write!(f, "{}, line {line}: ", file.display()),
            Self::Variable(name) => write!(f, "{name}: "),
            Self::Unknown(_) | Self::Nowhere => Ok(()),
        }
    }
}

impl Settings {
    /// Reads a file, where one is named, and then `variables` (`COUNTERSIGN_ACCOUNTS_LISTEN` for `listen`,
    /// `COUNTERSIGN_ACCOUNTS_TLS_KEY` for `tls.key`), which go before the file. `flags` go before both: they set what a
    /// command line says.
    ///
    /// # Errors
    /// [`Refused`] has all that is wrong, with its key and place.
    pub fn read(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
        flags: impl FnOnce(&mut Config),
    ) -> Result<Self, Refused> {
        let mut reading = Reading { draft: Draft::new(), places: BTreeMap::new(), wrong: Vec::new(), unread: Vec::new() };
        let whole = file.is_none_or(|file| reading.read_file(file));
        for (name, text) in variables {
            reading.read_variable(&name, text);
        }
        reading.finish(flags, whole)
    }
}

struct Reading {
    draft: Draft,
    places: BTreeMap<&'static str, Place>,
    wrong: Vec<(Place, String)>,
    /// The settings that are written and could not be read, under another name too.
    unread: Vec<&'static str>,
}

impl Reading {
    /// Reads a file; says whether it could be.
    fn read_file(&mut self, file: &Path) -> bool {
        let text = match text_of(file) {
            Ok(text) => text,
            Err(why) => {
                self.wrong.push((Place::File(file.to_owned()), why));
                return false;
            }
        };
        let (table, errors) = DeTable::parse_recoverable(&text);
        if !errors.is_empty() {
            // What could be read beside a fault of the language itself is guesswork: only the faults are told.
            self.wrong.extend(errors.iter().map(|error| fault(file, &text, error)));
            return false;
        }
        let mut written = Vec::new();
        flatten("", table.get_ref(), &mut written);
        let folder = file.parent().unwrap_or(Path::new(""));
        for (key, value, at) in written {
            let place = Place::Line { file: file.to_owned(), line: line_of(&text, at) };
            match SETTINGS.iter().find(|setting| setting.key == key) {
                Some(setting) => self.set(setting, &value, folder, place),
                None => {
                    let known = || SETTINGS.iter().map(|setting| setting.key);
                    self.unread.extend(nearest(&key, known()));
                    self.wrong.push((place, unknown(&key, known())));
                }
            }
        }
        true
    }

    fn read_variable(&mut self, name: &str, text: String) {
        let Some(rest) = name.strip_prefix(PREFIX) else { return };
        let named = |setting: &&Setting| setting.key.replace('.', "_").eq_ignore_ascii_case(rest);
        match SETTINGS.iter().find(named) {
            Some(setting) => self.set(setting, &Value::Text(text), Path::new(""), Place::Variable(name.to_owned())),
            None => {
                let known: Vec<String> = SETTINGS.iter().map(|setting| variable(setting.key)).collect();
                self.wrong.push((Place::Unknown(name.to_owned()), unknown(name, known.iter().map(String::as_str))));
            }
        }
    }

    fn set(&mut self, setting: &Setting, value: &Value, folder: &Path, place: Place) {
        if let Err(why) = (setting.set)(&mut self.draft, value, folder) {
            self.wrong.push((place.clone(), format!("{} {why}", setting.key)));
            self.unread.push(setting.key);
        }
        self.places.insert(setting.key, place);
    }

    /// All of it; a file that could not be read whole leaves nothing to say of what it sets.
    fn finish(mut self, flags: impl FnOnce(&mut Config), whole: bool) -> Result<Settings, Refused> {
        // Flags may say the database too, which is looked for last.
        let mut said = self.draft.config.clone();
        flags(&mut said);
        if !said.database.as_os_str().is_empty() {
            self.draft.database = Some(said.database.clone());
        }
        self.draft.config = said;
        let (config, log, problems) = self.draft.finish();
        // What could not be read has left a default behind, and what stands against that is nobody's doing.
        let told = problems.iter().filter(|problem| whole && !problem.is_about(&self.unread));
        let place = |key| self.places.get(key).cloned().unwrap_or(Place::Nowhere);
        self.wrong.extend(told.map(|problem| (place(problem.key), problem.to_string())));
        if self.wrong.is_empty() {
            return Ok(Settings { config, log });
        }
        // As the reader of the file goes; what one line has wrong stays in its order.
        self.wrong.sort_by(|(one, _), (other, _)| one.cmp(other));
        Err(Refused(self.wrong.into_iter().map(|(place, said)| format!("{place}{said}")).collect()))
    }
}

/// The name of the variable for a key.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

fn text_of(file: &Path) -> Result<String, String> {
    let unreadable = |why: std::io::Error| format!("the file cannot be read: {why}. Look at its path, owner and rights.");
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    std::io::Read::read_to_string(&mut std::io::Read::take(opened, LONGEST), &mut text).map_err(unreadable)?;
    Ok(text)
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// Every value of a document with its whole key and where it stands.
fn flatten(before: &str, table: &DeTable<'_>, written: &mut Vec<(String, Value, usize)>) {
    for (name, value) in table {
        let key = if before.is_empty() { name.get_ref().to_string() } else { format!("{before}.{}", name.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => flatten(&key, inner, written),
            // A table that is named and left empty sets nothing.
            DeValue::Table(_) if SETTINGS.iter().any(|setting| setting.key.starts_with(&format!("{key}."))) => {}
            other => written.push((key, value_of(other), name.span().start)),
        }
    }
    // In the order of the file, as its reader goes.
    written.sort_by_key(|(_, _, at)| *at);
}

fn value_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other("a number too large"), Value::Number)
        }
        DeValue::Float(_) => Value::Other("a number with a fraction"),
        DeValue::Boolean(_) => Value::Other("true or false"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
        DeValue::Array(members) => {
            let texts: Option<Vec<String>> = members.iter().map(|member| member.get_ref().as_str().map(str::to_owned)).collect();
            texts.map_or(Value::Other("a list of something else than text"), Value::List)
        }
    }
}

/// A fault of the language, with the key whose line it is in.
fn fault(file: &Path, text: &str, error: &toml::de::Error) -> (Place, String) {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = line_of(text, at);
    let written = text.lines().nth(line - 1).unwrap_or_default();
    let key = written.split_once('=').map(|(key, _)| key.trim()).filter(|key| !key.is_empty() && !key.contains(['"', '\'', '#']));
    let key = key.map(|key| format!("{key}: ")).unwrap_or_default();
    let form = "Write each key once in its table, as key = \"text\", key = 12 or key = [\"one\", \"two\"].";
    (Place::Line { file: file.to_owned(), line }, format!("{key}{}. {form}", error.message().replace('\n', ", ")))
}

/// The key that was probably meant.
fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, other) = known.map(|other| (strsim::damerau_levenshtein(key, other), other)).min()?;
    (distance * 3 <= other.len().max(6)).then_some(other)
}

/// A key that nothing has, with the one that was probably meant.
fn unknown<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> String {
    if key == "mail.password" || key == "COUNTERSIGN_ACCOUNTS_MAIL_PASSWORD" {
        return format!("{key} is not read: a secret has a file of its own. Write the file's path as mail.password_file.");
    }
    match nearest(key, known) {
        Some(other) => format!("{key} is not known. Did you mean {other}?"),
        None => format!("{key} is not known. Take it out; docs/OPERATIONS.md lists what is."),
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
