//! What can stand as the value of a setting, and how it is read.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// A value as it was written, in a file or in a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Text; a variable is always that.
    Text(String),
    /// A whole number of a file.
    Number(i64),
    /// A list of a file.
    List(Vec<String>),
    /// Something that no setting is.
    Other(&'static str),
}

impl Value {
    /// The text of it.
    pub(super) fn text(&self) -> Result<&str, String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Number(_) => Err("is a number. Write it in quotes.".to_owned()),
            Self::List(_) => Err("is a list, and can only be one.".to_owned()),
            Self::Other(what) => Err(format!("is {what}. Write it as text, in quotes.")),
        }
    }

    /// A whole number that is not negative. A variable has it as text.
    pub(super) fn number<N: TryFrom<i64>>(&self) -> Result<N, String> {
        let number = match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            Self::List(_) | Self::Other(_) => None,
        };
        let number = number.filter(|number| *number >= 0).and_then(|number| N::try_from(number).ok());
        number.ok_or_else(|| "is no number that it could be. Write a whole number without quotes.".to_owned())
    }

    /// A list. A variable has its members with commas between; a file may have one without brackets.
    pub(super) fn list(&self) -> Result<Vec<&str>, String> {
        match self {
            Self::List(members) => Ok(members.iter().map(String::as_str).collect()),
            Self::Text(text) => Ok(text.split(',').map(str::trim).filter(|member| !member.is_empty()).collect()),
            Self::Number(_) | Self::Other(_) => Err("is no list. Write it as [\"…\", \"…\"].".to_owned()),
        }
    }

    /// A duration as `60s`, `10m` or `1h`.
    pub(super) fn duration(&self) -> Result<Duration, String> {
        let text = match self {
            Self::Number(number) => return Err(format!("has no unit. Write it as \"{number}s\", \"10m\" or \"1h\".")),
            other => other.text()?,
        };
        duration(text).map_err(|_| format!("is {text:?}, which is no duration. Write it as \"60s\", \"10m\" or \"1h\"."))
    }

    /// Something that reads itself from text; `form` says how it is written.
    pub(super) fn parsed<T: std::str::FromStr>(&self, form: &str) -> Result<T, String> {
        let text = self.text()?;
        text.parse().map_err(|_| format!("is {text:?}. Write it as {form}."))
    }

    /// A file; a relative one is below `folder`.
    pub(super) fn path(&self, folder: &Path) -> Result<PathBuf, String> {
        match self.text()? {
            "" => Err("is empty. Write the path of a file.".to_owned()),
            text => Ok(folder.join(text)),
        }
    }
}

/// Reads `60s`, `10m`, `1h`.
///
/// # Errors
/// How it is written.
pub fn duration(text: &str) -> Result<Duration, &'static str> {
    const FORM: &str = "write it as 60s, 10m or 1h";
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3600,
        _ => return Err(FORM),
    };
    let seconds = text[..text.len() - 1].parse::<u32>().map_err(|_| FORM)?;
    match u64::from(seconds) * unit {
        0 => Err("it is longer than nothing"),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        for wrong in ["", "s", "10", "-1s", "0s", "1d", "é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_variable_says_numbers_and_lists_as_text() {
        assert_eq!(Value::Text("42".into()).number(), Ok(42_u16));
        assert_eq!(Value::Text("a, b,".into()).list(), Ok(vec!["a", "b"]));
        assert!(Value::Text("70000".into()).number::<u16>().is_err());
        assert!(Value::Number(-1).number::<i64>().is_err());
    }
}
