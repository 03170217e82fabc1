//! Presets of a person's own: tables of a TOML file, with the fields of the built-in ones.
//!
//! They are read when a service is added, and at no other time: what was added is a copy, which a file that changes or goes
//! bad later does not touch.

use std::path::Path;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::PresetView;
use serde::Deserialize;
use toml::Spanned;

use super::catalog;
use super::preset::{Discovery, Preset};

/// The file in the state folder.
pub(crate) const FILE: &str = "presets.toml";
/// Nobody writes that much by hand.
const LARGEST: usize = 256 * 1024;

/// What stands in a file: `[[preset]]`, once for each.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    preset: Vec<Spanned<Preset>>,
}

/// Why a file is not read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unread {
    #[error("“{file}” cannot be read: {why}. Give a file with presets.")]
    File { file: String, why: String },
    #[error("“{file}” is larger than {} KiB, which no file with presets is.", LARGEST / 1024)]
    TooLarge { file: String },
    #[error("“{file}”, line {line}{}: {problem}. Nothing of that file is used until it is mended.", about(.key))]
    Line { file: String, line: usize, key: Option<String>, problem: String },
}

fn about(key: &Option<String>) -> String {
    key.as_ref().map_or_else(String::new, |key| format!(", {key}"))
}

impl From<Unread> for UserError {
    fn from(unread: Unread) -> Self {
        Self::new(ErrorCode::InvalidInput, unread.to_string()).about("preset")
    }
}

/// The presets of the state folder; a file that is not there has none.
pub(crate) async fn of_home(home: &Path) -> Result<Vec<Preset>, Unread> {
    let file = home.join(FILE);
    match tokio::fs::read(&file).await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => parse(read, &file),
    }
}

/// The presets of a file that somebody names.
pub(crate) async fn of_file(file: &Path) -> Result<Vec<Preset>, Unread> {
    parse(tokio::fs::read(file).await, file)
}

/// Those of the state folder as the screen and the command line show them.
pub(crate) fn views(presets: &[Preset]) -> impl Iterator<Item = PresetView> + '_ {
    presets.iter().map(Preset::view)
}

/// The presets that stand in these bytes, as those of a file of this name.
pub(crate) fn of_bytes(bytes: Vec<u8>, file: &Path) -> Result<Vec<Preset>, Unread> {
    parse(Ok(bytes), file)
}

fn parse(read: std::io::Result<Vec<u8>>, file: &Path) -> Result<Vec<Preset>, Unread> {
    let file = file.display().to_string();
    let bytes = read.map_err(|error| Unread::File { file: file.clone(), why: error.to_string() })?;
    if bytes.len() > LARGEST {
        return Err(Unread::TooLarge { file });
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        Unread::Line { file: file.clone(), line, key: None, problem: "it is not UTF-8 from here on".to_owned() }
    })?;
    presets(&text).map_err(|problem| Unread::Line { file, line: problem.line, key: problem.key, problem: problem.text })
}

/// What is wrong with a text, and where.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    line: usize,
    key: Option<String>,
    text: String,
}

impl Problem {
    fn at(whole: &str, place: usize, text: impl Into<String>) -> Self {
        let before = whole.get(..place).unwrap_or(whole);
        let line = 1 + before.matches('\n').count();
        let said = whole.lines().nth(line - 1).unwrap_or_default();
        Self { line, key: key_of(said), text: text.into() }
    }
}

/// The key or the table that a line is about.
fn key_of(line: &str) -> Option<String> {
    let line = line.trim();
    let named = if line.starts_with('[') {
        line.find(']').map(|end| line[..=end].trim_end_matches(']').trim_start_matches('['))
    } else {
        line.split_once('=').map(|(key, _)| key)
    };
    named
        .map(str::trim)
        .filter(|key| !key.is_empty() && !key.starts_with(['#', '"', '{']))
        .map(|key| format!("“{}”", crate::http::shown(key)))
}

fn presets(text: &str) -> Result<Vec<Preset>, Problem> {
    let tables: Tables = toml::from_str(text).map_err(|error| {
        let said = unknown_key(error.message())
            .or_else(|| missing_key(error.message()))
            .unwrap_or_else(|| crate::http::shown(error.message()).trim_end_matches('.').to_owned());
        Problem::at(text, error.span().map_or(0, |span| span.start), said)
    })?;
    let mut read: Vec<Preset> = Vec::new();
    for table in tables.preset {
        let start = table.span().start;
        let preset = table.into_inner();
        let id = preset.id().to_owned();
        let at_id = preset.id.span().start;
        if catalog::preset(&id).is_some() {
            return Err(Problem::at(text, at_id, format!("“{id}” is the id of a built-in preset. Choose another")));
        }
        if read.iter().any(|other| other.id() == id) {
            return Err(Problem::at(text, at_id, format!("“{id}” is the id of a preset above. Choose another")));
        }
        if preset.paths.is_none() && preset.discovery != Discovery::Required {
            let problem = "it has neither [preset.paths] nor discovery = \"required\", so nobody could tell where the service is";
            return Err(Problem::at(text, start, problem));
        }
        read.push(preset);
    }
    Ok(read)
}

/// serde's words for a key that is not known, with the one that was probably meant instead of the whole list.
fn unknown_key(message: &str) -> Option<String> {
    let (key, rest) = message.strip_prefix("unknown field `")?.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2);
    let nearest = known.map(|known| (strsim::damerau_levenshtein(key, known), known)).min();
    Some(match nearest {
        Some((_, nearest)) => format!("there is no key “{}” here; the nearest is “{nearest}”", crate::http::shown(key)),
        None => format!("there is no key “{}” here", crate::http::shown(key)),
    })
}

/// serde's words for a key that is not there.
fn missing_key(message: &str) -> Option<String> {
    let (key, _) = message.strip_prefix("missing field `")?.split_once('`')?;
    Some(format!("the key “{}” is missing here", crate::http::shown(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[preset]]
id = "harbour"
title = "Harbour"
base_url = "https://login.harbour.example"
scopes = ["profile"]
tolerates = ["missing-token-type"]

[preset.paths]
authorization = "/authorize"
token = "https://api.harbour.example/token"

[preset.quirks]
token_encoding = "json"

[preset.profile]
subject = "/user/id"

[[preset.offers]]
scope = "profile"
reveals = ["name"]
"#;

    #[test]
    fn a_good_file_reads() {
        let read = presets(&format!("{GOOD}{}", GOOD.replace("harbour", "pier"))).unwrap();
        assert_eq!(read.iter().map(Preset::id).collect::<Vec<_>>(), ["harbour", "pier"]);
        let view = read[0].view();
        assert_eq!(
            (view.host.as_str(), view.redirect_uri_to_register.as_str()),
            ("login.harbour.example", "app.countersign.desktop:/callback/harbour")
        );
        assert!(presets("").unwrap().is_empty());
    }

    #[test]
    fn every_mistake_is_told_with_its_line_its_key_and_what_was_meant() {
        let told = |from: &str, to: &str| presets(&GOOD.replace(from, to)).map(|_| ()).unwrap_err();
        for (from, to, line, key, says) in [
            ("token = ", "tokn = ", 11, Some("“tokn”"), "the nearest is “token”"),
            ("title = ", "titel = ", 4, Some("“titel”"), "the nearest is “title”"),
            ("[preset.paths]", "[preset.path]", 9, Some("“preset.path”"), "the nearest is “paths”"),
            ("[preset.quirks]", "[preset.quirk]", 13, Some("“preset.quirk”"), "the nearest is “quirks”"),
            ("token_encoding = \"json\"", "token_encodings = \"json\"", 14, Some("“token_encodings”"), "the nearest is “token_encoding”"),
            ("\"json\"", "\"xml\"", 14, Some("“token_encoding”"), "xml"),
            ("[\"missing-token-type\"]", "[\"anything\"]", 7, Some("“tolerates”"), "there is no deviation “anything”"),
            ("\"/user/id\"", "\"user.id\"", 17, Some("“subject”"), "no JSON pointer"),
            ("\"/authorize\"", "\"http://a.example/\"", 10, Some("“authorization”"), "https address"),
            ("[\"profile\"]", "[\"a b\"]", 6, Some("“scopes”"), "is not a scope"),
            ("\"harbour\"", "\"inbenta\"", 3, Some("“id”"), "built-in"),
            ("\"harbour\"", "\"Harbour\"", 3, Some("“id”"), "is no id"),
            ("https://login.harbour.example", "http://login.harbour.example", 5, Some("“base_url”"), "no base address"),
            ("id = \"harbour\"\n", "", 2, None, "the key “id” is missing here"),
            ("title = \"Harbour\"\n", "", 2, None, "the key “title” is missing here"),
            ("\"/authorize\"", "\"/authorize", 10, Some("“authorization”"), ""),
        ] {
            let problem = told(from, to);
            assert_eq!(problem.line, line, "{to}: {problem:?}");
            assert!(problem.text.contains(says), "{to}: {problem:?}");
            if key.is_some() {
                assert_eq!(problem.key.as_deref(), key, "{to}: {problem:?}");
            }
        }
        assert_eq!(presets(&format!("{GOOD}{GOOD}")).unwrap_err().line, 24);
        assert!(presets("[[presets]]").unwrap_err().text.contains("the nearest is “preset”"));
        assert!(presets("[[preset]]\nid = \"x\"\ntitle = \"X\"\n").unwrap_err().text.contains("nobody could tell where"));
    }
}
