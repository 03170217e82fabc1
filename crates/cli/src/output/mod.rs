//! How an answer, an error and an exit code are told: to a person on a terminal, to a person's pipe, or as JSON.
//!
//! * [`table`] puts text into columns, and cuts them where a terminal is too narrow; nothing is cut in a pipe.
//! * [`style`] is the little colour there is; `anstream` takes it away where nobody sees it.
//! * [`options`] says what to type for what the engine asks for.
//! * [`sequence`] draws who said what to whom in a sign-in.
//! * [`progress`] is the line that counts down while somebody is in the browser.

pub(crate) mod options;
mod progress;
pub(crate) mod sequence;
pub(crate) mod style;
mod table;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use progress::counting_down;
use table::terminal_width;
pub(crate) use table::{day, is_seen, pairs, paragraph, shown, time, when, yes_or_no};

/// Why a command ended without its answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine said so.
    Engine(UserError),
    /// Standard output cannot be written.
    Output(io::Error),
    /// The program could not get going.
    Runtime(io::Error),
    /// The answer was given, and it is that something is not as it should be.
    Untrue,
}

impl Failure {
    /// The code that the process ends with.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            // Whoever read has read enough (`| head -1`).
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Output(_) | Self::Runtime(_) | Self::Untrue => 1,
            Self::Engine(error) => exit_code(error.code),
        }
    }
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

/// What ends a page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageEnd {
    /// Give it to `--cursor` for the next page; null at the end.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
    /// How many rows match in all, where the service counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<u64>,
}

/// What a usage error is called in JSON.
const USAGE: &str = "usage";

/// Why a command ended without its answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorLine<'a> {
    error: ErrorBody<'a>,
}

#[derive(Serialize, ToSchema)]
struct ErrorBody<'a> {
    /// For programs: `usage`, or one of the words that the manual lists.
    #[schema(value_type = String)]
    code: serde_json::Value,
    /// What happened, and what to do.
    message: &'a str,
}

/// Something that should be looked at and stops nothing.
#[derive(Serialize, ToSchema)]
pub(crate) struct WarningLine<'a> {
    warning: WarningBody<'a>,
}

#[derive(Serialize, ToSchema)]
struct WarningBody<'a> {
    /// What it is.
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
        let lines = table::table(head, &items.iter().map(row).collect::<Vec<_>>(), terminal_width());
        let (first, rest) = lines.split_once('\n').unwrap_or((&lines, ""));
        write_out(&format!("{}\n{rest}", style::head(first)))
    }

    /// What ends a page that was asked for as one: where the next begins, and how many rows match in all.
    pub(crate) fn page_end(self, end: &PageEnd) -> Result<(), Failure> {
        if self.json {
            return self.answer(end, String::new);
        }
        if let Some(cursor) = &end.next_cursor {
            self.tell(&format!("There are more: ask for them with --cursor {cursor}"));
        }
        Ok(())
    }

    /// A word to the person at the terminal, on stderr; a script is told nothing.
    pub(crate) fn tell(self, text: &str) {
        if !self.json {
            let _nobody_listens = writeln!(anstream::stderr().lock(), "{}", shown(text));
        }
    }

    /// A difference that is about to be made, for a person, on stderr.
    pub(crate) fn differ(self, diff: &str) {
        if !self.json {
            let _nobody_listens = writeln!(anstream::stderr().lock(), "{}", style::difference(&shown(diff)));
        }
    }

    /// A question, on stderr; the answer is typed behind it.
    pub(crate) fn ask(self, question: &str) {
        let mut err = anstream::stderr().lock();
        let _nobody_listens = write!(err, "{}", shown(question)).and_then(|()| err.flush());
    }

    /// Whether somebody is there to be asked.
    pub(crate) fn can_ask(self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Something that should be looked at and stops nothing.
    pub(crate) fn warn(self, text: &str) {
        let line = if self.json {
            serde_json::to_string(&WarningLine { warning: WarningBody { message: text } }).unwrap_or_default()
        } else {
            format!("{} {}", style::warning("warning:"), shown(text))
        };
        let _nobody_listens = writeln!(anstream::stderr().lock(), "{line}");
    }

    /// What somebody asked for who looks for a fault, on stderr.
    pub(crate) fn log(self, level: &str, text: &str) {
        let line = if self.json {
            serde_json::json!({ "log": { "level": level, "message": text } }).to_string()
        } else {
            format!("{level}: {}", shown(text))
        };
        let _nobody_listens = writeln!(anstream::stderr().lock(), "{line}");
    }

    /// Tells a failure, and ends with its exit code.
    pub(crate) fn fail(self, failure: &Failure) -> ExitCode {
        self.tell_failure(failure);
        ExitCode::from(failure.exit_code())
    }

    /// Tells a failure.
    pub(crate) fn tell_failure(self, failure: &Failure) {
        match failure {
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Failure::Output(error) => self.error(&word(ErrorCode::Internal), &format!("The answer could not be written: {error}.")),
            Failure::Runtime(error) => self.error(&word(ErrorCode::Internal), &format!("The program could not start: {error}.")),
            Failure::Untrue => {}
            Failure::Engine(error) => self.error(&word(error.code), &options::with_options(error)),
        }
    }

    fn error(self, code: &serde_json::Value, message: &str) {
        let line = if self.json {
            serde_json::to_string(&ErrorLine { error: ErrorBody { code: code.clone(), message } }).unwrap_or_default()
        } else {
            format!("{} {}", style::error("countersign:"), shown(message))
        };
        let _nobody_listens = writeln!(anstream::stderr().lock(), "{line}");
    }
}

/// What clap refused; or its help and version, which are answers.
pub(crate) fn refuse_usage(refusal: &clap::Error, json: bool) -> ExitCode {
    if !refusal.use_stderr() {
        return write_out(&refusal.render().ansi().to_string())
            .map_or_else(|failure| Output::new(json).fail(&failure), |()| ExitCode::SUCCESS);
    }
    let text = refusal.to_string();
    if json {
        let message = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
        Output::new(true).error(&serde_json::Value::from(USAGE), message);
        return ExitCode::from(2);
    }
    let _nobody_listens = write!(anstream::stderr().lock(), "{}", refusal.render().ansi());
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

/// Writes to standard output; what is styled stays so only where somebody sees it.
pub(crate) fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
