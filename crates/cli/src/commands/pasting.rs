//! Addresses that are pasted while a sign-in waits, a line each.
//!
//! They are read where that way was named, from whatever standard input is; else only from a terminal that this command has in
//! front of it, so that a script's input stays the script's, and a job in the background is not stopped for reading. What is
//! typed is shown as usual: the code in an address is good once and only with the verifier, which never leaves the vault, and
//! who pastes wants to see what arrived.

use std::io::{BufRead, IsTerminal, Read, stdin};

use countersign_engine::Engine;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::SignInStarted;
use tokio::sync::mpsc;

use crate::output::Output;

/// Longest line that is read; the engine takes no address that is longer.
const LONGEST: u64 = 8 * 1024 + 2;
/// What an error is about where nothing more can be pasted.
pub(super) const FIELD: &str = "paste";

/// Lines, as they come.
pub(super) type Lines = mpsc::Receiver<String>;

/// Where pasted addresses come from, if from anywhere.
pub(super) fn source(started: &SignInStarted, out: Output) -> Option<Lines> {
    let is_named = started.return_path == ReturnPath::Paste;
    let is_open = started.open_ways.contains(&ReturnPath::Paste);
    (is_named || is_open && !out.json && stdin().is_terminal() && is_in_front()).then(lines)
}

/// Whether the terminal's input goes to this command.
#[cfg(unix)]
fn is_in_front() -> bool {
    rustix::termios::tcgetpgrp(stdin()).is_ok_and(|group| group == rustix::process::getpgrp())
}

#[cfg(not(unix))]
fn is_in_front() -> bool {
    true
}

/// Reads on a thread of its own: nothing can call off a read of standard input, and the process does not wait for it.
fn lines() -> Lines {
    let (sender, lines) = mpsc::channel(1);
    let read = move || {
        let mut input = stdin().lock();
        while let Some(line) = next_line(&mut input) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("paste".into()).spawn(read) {
        tracing::warn!(%error, "pasted addresses cannot be read");
    }
    lines
}

/// The next line, cut where it is too long; the rest of it is thrown away.
fn next_line(input: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut line).ok().filter(|count| *count > 0)?;
    if !line.ends_with(b"\n") {
        input.skip_until(b'\n').ok()?;
    }
    Some(String::from_utf8_lossy(&line).into_owned())
}

/// Hands on what is pasted, and says what is wrong with it. Ends only where that was the only way and nothing more can come.
pub(super) async fn from(source: Option<Lines>, engine: &Engine, out: Output, started: &SignInStarted) -> UserError {
    let Some(mut lines) = source else { return std::future::pending().await };
    while let Some(line) = lines.recv().await {
        match engine.receive_pasted(&started.attempt, &line).await {
            Err(error) if matches!(error.code, ErrorCode::CallbackRefused | ErrorCode::InvalidInput) => out.warn(&error.message),
            // It has ended, well or not: whoever waits for that says how.
            Ok(_) | Err(_) => {}
        }
    }
    if started.return_path != ReturnPath::Paste {
        return std::future::pending().await;
    }
    let message = "Standard input ended before the address came that your browser ended on. Start the sign-in again, and paste it.";
    UserError::new(ErrorCode::InvalidInput, message).about(FIELD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_cut_and_the_next_one_is_whole() {
        let text = format!("{}\nnext\nlast", "x".repeat(20_000));
        let mut input = std::io::Cursor::new(text);
        let lines: Vec<_> = std::iter::from_fn(|| next_line(&mut input)).collect();
        assert_eq!(lines[0].len() as u64, LONGEST, "longer than any address that is taken");
        assert_eq!(lines[1..], ["next\n".to_owned(), "last".to_owned()]);
    }
}
