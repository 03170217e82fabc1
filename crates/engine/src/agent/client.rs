//! How Countersign itself asks an agent: without a runtime, a keychain or a network, so that it takes no time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};

use super::{place, protocol};
use crate::dumps::keep_out_of_dumps;
use crate::home::Home;
use crate::session::AccessToken;

/// How long an agent may take. Longer than a renewal takes where all is well; whoever waited does it by themselves then.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any answer with a token has.
const LONGEST_ANSWER: u64 = 1024 * 1024;

/// A token from the agent of a home.
///
/// `None` where none runs, none answers in time, or the one that does has no token for this program: then it is for the
/// caller to do by itself what the agent would have done. An error is one of the session's own, and would be the same there.
#[must_use]
pub fn token(home: &Home, account: &str, min_validity: Duration) -> Option<Result<AccessToken, UserError>> {
    let socket = place::existing(home)?;
    let request = protocol::own_token_request(account, min_validity);
    let (send, answer) = mpsc::channel();
    // One thread more, as a full queue would hold up even the connecting.
    let asked = std::thread::Builder::new().spawn(move || send.send(ask(&socket, &request)));
    let answer = asked.ok().and_then(|_| answer.recv_timeout(PATIENCE).ok()).flatten()?;
    // Not before: the agent has to see which program asks, and of one that hides (S6) it cannot.
    keep_out_of_dumps();
    match protocol::read_token(&answer)? {
        Err(error) if is_the_agents_own(error.code) => None,
        answered => Some(answered),
    }
}

/// Whether an agent is there.
pub(crate) enum Presence {
    /// One takes connections.
    Answers(PathBuf),
    /// Its socket is there, and nobody at it.
    LeftBehind(PathBuf),
    /// None.
    None,
}

/// Whether an agent of a home takes connections; it is asked nothing.
pub(crate) fn presence(home: &Home) -> Presence {
    match place::existing(home) {
        Some(socket) if UnixStream::connect(&socket).is_ok() => Presence::Answers(socket),
        Some(socket) => Presence::LeftBehind(socket),
        None => Presence::None,
    }
}

fn ask(socket: &Path, request: &str) -> Option<Vec<u8>> {
    let mut stream = UnixStream::connect(socket).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    BufReader::new(stream).take(LONGEST_ANSWER).read_until(b'\n', &mut answer).ok()?;
    Some(answer)
}

/// A refusal that is about the agent and whoever asks it, not about the session.
fn is_the_agents_own(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Denied | ErrorCode::Forbidden | ErrorCode::InvalidInput | ErrorCode::TimedOut | ErrorCode::Internal)
}
