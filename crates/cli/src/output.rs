//! How an answer, an error and an exit code are told.

use std::io::{self, Write};
use std::process::ExitCode;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;

/// Why a command ended without its answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine said so.
    Engine(UserError),
    /// Standard output cannot be written.
    Output(io::Error),
    /// The program could not get going.
    Runtime(io::Error),
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Self::Engine(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// What a usage error is called in JSON.
const USAGE: &str = "usage";

#[derive(Serialize)]
struct ErrorLine<'a> {
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: serde_json::Value,
    message: &'a str,
}

/// Standard output and error, for a person or for a script.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// One answer: a JSON value on a line of its own, or `text` for a person.
    pub(crate) fn answer(self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let mut line = if self.json { serde_json::to_string(value).map_err(io::Error::from)? } else { text() };
        if !line.ends_with('\n') && !line.is_empty() {
            line.push('\n');
        }
        write_out(&line)
    }

    /// A list: a JSON value a line, or a table; `nothing` for a person where it is empty.
    pub(crate) fn list<T: Serialize>(
        self,
        items: &[T],
        head: &[&str],
        row: impl Fn(&T) -> Vec<String>,
        nothing: &str,
    ) -> Result<(), Failure> {
        if self.json {
            return items.iter().try_for_each(|item| self.answer(item, String::new));
        }
        if items.is_empty() {
            self.tell(nothing);
            return Ok(());
        }
        write_out(&table(head, &items.iter().map(row).collect::<Vec<_>>()))
    }

    /// A word to the person at the terminal, on stderr; a script is told nothing.
    pub(crate) fn tell(self, text: &str) {
        if !self.json {
            let _nobody_listens = writeln!(io::stderr().lock(), "{}", shown(text));
        }
    }

    /// Something that should be looked at and stops nothing.
    pub(crate) fn warn(self, text: &str) {
        let line =
            if self.json { serde_json::json!({ "warning": { "message": text } }).to_string() } else { format!("warning: {}", shown(text)) };
        let _nobody_listens = writeln!(io::stderr().lock(), "{line}");
    }

    /// Tells a failure, and gives its exit code.
    pub(crate) fn fail(self, failure: &Failure) -> ExitCode {
        match failure {
            // Whoever read has read enough (`| head -1`).
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Failure::Output(error) => self.error(&word(ErrorCode::Internal), &format!("The answer could not be written: {error}."), 1),
            Failure::Runtime(error) => self.error(&word(ErrorCode::Internal), &format!("The program could not start: {error}."), 1),
            Failure::Engine(error) => self.error(&word(error.code), &error.message, exit_code(error.code)),
        }
    }

    fn error(self, code: &serde_json::Value, message: &str, exit: u8) -> ExitCode {
        let line = if self.json {
            serde_json::to_string(&ErrorLine { error: ErrorBody { code: code.clone(), message } }).unwrap_or_default()
        } else {
            format!("countersign: {}", shown(message))
        };
        let _nobody_listens = writeln!(io::stderr().lock(), "{line}");
        ExitCode::from(exit)
    }
}

/// What clap refused; or its help and version, which are answers.
pub(crate) fn refuse_usage(refusal: &clap::Error, json: bool) -> ExitCode {
    if !refusal.use_stderr() {
        return write_out(&refusal.to_string()).map_or_else(|failure| Output::new(json).fail(&failure), |()| ExitCode::SUCCESS);
    }
    let text = refusal.to_string();
    if json {
        let message = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
        return Output::new(true).error(&serde_json::Value::from(USAGE), message, 2);
    }
    let _nobody_listens = write!(io::stderr().lock(), "{text}");
    ExitCode::from(2)
}

/// The code's word, as the screen gets it too.
fn word(code: ErrorCode) -> serde_json::Value {
    serde_json::to_value(code).unwrap_or_default()
}

/// 2 usage, 3 not found, 4 refused by the service or the person, 5 keychain, 6 network, 7 timed out, 1 anything else.
fn exit_code(code: ErrorCode) -> u8 {
    use ErrorCode as E;
    match code {
        E::InvalidInput => 2,
        E::NotFound => 3,
        E::Denied | E::Refused | E::SignInAgain | E::CodeExpired | E::Forbidden | E::Conflict | E::Cancelled | E::Busy => 4,
        E::KeychainLocked | E::KeychainAbsent | E::KeyMissing => 5,
        E::Network => 6,
        E::TimedOut => 7,
        E::AlreadyExists
        | E::CallbackRefused
        | E::NonePending
        | E::BadAnswer
        | E::IssuerMismatch
        | E::Vault
        | E::Browser
        | E::DeepLink
        | E::Internal => 1,
    }
}

fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Text from a service as a terminal may have it: no control characters, which could rewrite what was printed, and
/// none that turn its direction round.
pub(crate) fn shown(text: &str) -> String {
    let unseen = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !unseen(*c)).collect()
}

/// Columns under their heads, two spaces apart.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| shown(cell).replace('\n', " ")).collect()).collect();
    let wide = |text: &str| text.chars().count();
    let widths: Vec<usize> = head
        .iter()
        .enumerate()
        .map(|(column, title)| rows.iter().filter_map(|row| row.get(column)).map(|cell| wide(cell)).max().unwrap_or(0).max(wide(title)))
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let line: String = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}  ")).collect();
        format!("{}\n", line.trim_end())
    };
    let mut out = line(&mut head.iter().copied());
    rows.iter().for_each(|row| out += &line(&mut row.iter().map(String::as_str)));
    out
}

/// Names and values in two columns; what is absent is left out.
pub(crate) fn pairs(rows: &[(&str, Option<String>)]) -> String {
    let width = rows.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let there = rows.iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
    there.map(|(name, value)| format!("{name:width$}  {}\n", shown(value).replace('\n', " "))).collect()
}

/// A time as the person's clock says it.
pub(crate) fn time(at: UnixSeconds) -> String {
    match jiff::Timestamp::from_second(at) {
        Ok(time) => time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
        Err(_) => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_heads() {
        let rows = [vec!["a".into(), "Änne".into(), "x".into()], vec!["longer".into(), "b".into(), String::new()]];
        assert_eq!(table(&["ID", "NAME", "X"], &rows), "ID      NAME  X\na       Änne  x\nlonger  b\n");
    }

    #[test]
    fn what_a_service_says_cannot_rewrite_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c\r\u{9b}d"), "a[2Jbcd");
        assert!(!table(&["NAME"], &[vec!["a\nb\u{1b}".into()]]).contains('\u{1b}'));
    }

    #[test]
    fn absent_values_are_left_out() {
        assert_eq!(
            pairs(&[("Name", Some("Anna".into())), ("Telephone", None), ("E-mail", Some("a@b.example".into()))]),
            "Name    Anna\nE-mail  a@b.example\n"
        );
    }

    #[test]
    fn the_exit_codes_are_the_documented_ones() {
        use ErrorCode as E;
        for (code, exit) in [
            (E::InvalidInput, 2),
            (E::NotFound, 3),
            (E::Denied, 4),
            (E::Refused, 4),
            (E::SignInAgain, 4),
            (E::KeychainLocked, 5),
            (E::KeychainAbsent, 5),
            (E::KeyMissing, 5),
            (E::Network, 6),
            (E::TimedOut, 7),
            (E::Internal, 1),
        ] {
            assert_eq!(exit_code(code), exit, "{code:?}");
        }
    }
}
