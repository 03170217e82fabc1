//! The socket: who may come, for how long, and with how much. A slow or silent program holds up nobody but itself.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::task::TaskTracker;

use super::AgentOptions;
use super::answers::Answers;
use super::place::Place;
use super::protocol::{self, LONGEST_LINE};
use super::seats::{Seat, Seats};
use crate::core::Core;

/// How long a program may take to say its line, and to take its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long requests on their way may take when the agent ends.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// An agent at its socket. It begins with [`Agent::serve`], and its socket goes with it.
pub struct Agent {
    place: Place,
    listener: UnixListener,
    answers: Answers,
}

impl Agent {
    /// Opens the socket.
    ///
    /// # Errors
    /// `AlreadyExists` where an agent answers there already; `InvalidInput` where no socket can be there.
    pub(crate) fn open(core: Arc<Core>, options: AgentOptions) -> Result<Self, UserError> {
        let (place, listener) = Place::take(&options.home, options.socket.clone())?;
        Ok(Self { place, listener, answers: Answers::new(core, options) })
    }

    /// Where it is.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.place.socket
    }

    /// Answers until `stop`, or until nobody asked for as long as `idle`. What is on its way then has a moment to end.
    ///
    /// # Errors
    /// Where the socket cannot be listened at.
    pub async fn serve(self, stop: impl Future<Output = ()>, idle: Option<Duration>) -> Result<(), UserError> {
        let Self { place, listener, answers } = self;
        let failed = |error: std::io::Error| UserError::new(ErrorCode::Internal, format!("The agent cannot listen: {error}."));
        let listener = tokio::net::UnixListener::from_std(listener).map_err(failed)?;
        let (seats, tasks, used) = (Seats::default(), TaskTracker::new(), Used::default());
        let mut stop = std::pin::pin!(stop);
        loop {
            let stream = tokio::select! {
                () = &mut stop => break,
                () = used.lapsed(idle) => break,
                accepted = listener.accept() => accepted.map(|(stream, _)| stream),
            };
            match stream {
                Ok(stream) => {
                    if let Some((process, seat)) = admitted(&stream, place.uid, &seats) {
                        tasks.spawn(converse(stream, process, seat, answers.clone(), used.clone()));
                    }
                }
                Err(error) => {
                    // Such as no file descriptor being free: it passes.
                    tracing::debug!(%error, "a program was not heard");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        // Nobody comes any more, and who says nothing goes. The socket is taken away before its lock is let go.
        drop(listener);
        seats.close();
        tasks.close();
        let _broken_off = timeout(LAST_WORDS, tasks.wait()).await;
        drop(place);
        Ok(())
    }
}

/// Whether a program may come in, and which process it is.
fn admitted(stream: &UnixStream, uid: u32, seats: &Seats) -> Option<(i32, Seat)> {
    let peer = stream.peer_cred().ok()?;
    if peer.uid() != uid {
        tracing::warn!(uid = peer.uid(), "a program of another user came to the agent's socket");
        return None;
    }
    // One from where pids are others has none here: it is let in to be told so.
    let process = peer.pid().unwrap_or(0);
    Some((process, seats.take(process)?))
}

/// Answers a program line by line.
async fn converse(stream: UnixStream, process: i32, seat: Seat, answers: Answers, used: Used) {
    // At once: the sooner, the less can have happened to the process. What is in its file is read when it asks for something.
    let mut caller = Some(answers.caller(process).await);
    let mut peer = None;
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    loop {
        line.clear();
        let more = (LONGEST_LINE + 1) as u64;
        let mut bounded = (&mut reader).take(more);
        let read = seat.unless_it_is_needed(timeout(PATIENCE, bounded.read_until(b'\n', &mut line))).await;
        let Some(Ok(Ok(1..))) = read else { return };
        used.now();
        let whole = line.last() == Some(&b'\n');
        if let Some(caller) = caller.take() {
            peer = Some(match caller {
                Ok(caller) => answers.peer(caller).await,
                Err(error) => Err(error),
            });
        }
        let Some(peer) = &peer else { return };
        let answer = if whole || line.len() <= LONGEST_LINE { answers.to(peer, &line).await } else { too_long() };
        used.now();
        let written = timeout(PATIENCE, writer.write_all(&answer)).await;
        if !whole || !matches!(written, Ok(Ok(()))) {
            return;
        }
    }
}

fn too_long() -> Vec<u8> {
    protocol::refusal(&UserError::new(ErrorCode::InvalidInput, format!("A request is a line of at most {LONGEST_LINE} bytes.")))
}

/// When somebody last asked.
#[derive(Clone)]
struct Used(watch::Sender<Instant>);

impl Default for Used {
    fn default() -> Self {
        Self(watch::Sender::new(Instant::now()))
    }
}

impl Used {
    fn now(&self) {
        self.0.send_replace(Instant::now());
    }

    /// Resolves when nobody has asked for so long; never without such a time.
    async fn lapsed(&self, idle: Option<Duration>) {
        let Some(idle) = idle else { return std::future::pending().await };
        loop {
            let last = *self.0.borrow();
            sleep_until(last + idle).await;
            if *self.0.borrow() == last {
                return;
            }
        }
    }
}
