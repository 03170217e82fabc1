//! Ctrl-C and its kin: how a command ends before its time.
//!
//! From the moment that a command runs, a signal does not end the process by itself: a renewal may be between its request and
//! its save, and the session would be lost. [`Ending`] hears the signal, has the command's work dropped, waits for what the
//! engine must not break off, and ends the process with the exit code of what was called off. It does that beside the command's
//! own thread, which may stand in a read or a write that nothing calls off. Only what a service shows once goes on until it was
//! shown.
//!
//! A command that has something of its own to do then ([`interrupted`]) sees to it, and ends by itself; it has some seconds for
//! that. In both cases a signal cuts nothing: while something is waited for, each one is answered by what that is. Nothing is
//! waited for that nobody reads: what is said goes past the end, and only the last words have a moment.
//!
//! A signal that whoever started the command wants to do nothing, as `nohup` does, does nothing.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use countersign_engine::Engine;
#[cfg(unix)]
use countersign_engine::signals::is_ignored;
use countersign_wire::error::{ErrorCode, UserError};
use tokio::sync::watch;
use tokio::time::sleep;

use super::files;
use crate::output::{Failure, Output};

/// What is waited for at the end.
const IS_KEPT_FIRST: &str = "The service's answer is on its way, and without it a session or a new secret may be lost. This ends as soon as that is kept, within some seconds; nothing else is done.";

/// How long a command may take that sees to its end itself. What it does then takes a moment, but it may wait for a reader that
/// does not read.
const SEEN_TO_WITHIN: Duration = Duration::from_secs(10);
/// The same for all that an end waits for beside what the engine keeps: what is shown once, with a request or two, a renewal between
/// them and its printing, and warnings.
const LONGEST_END: Duration = Duration::from_secs(60);
/// How long the last words may take, and the last look at files.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How many see to an interruption themselves just now. Signals are the process's, and so is this.
static ATTENDED: AtomicUsize = AtomicUsize::new(0);

/// Resolves when the person, or the system, asks the program to end. As long as it is there, even after that, whoever has it
/// sees to the end of the command.
pub(super) fn interrupted() -> Interrupted {
    ATTENDED.fetch_add(1, Ordering::SeqCst);
    Interrupted { signals: Signals::listen() }
}

/// From here on the command sees to its end by itself, whatever signal comes, until the process is over: what hears the same
/// signal a moment later than the command did must not end the process in the midst of that.
pub(super) fn attend_to_the_end() {
    ATTENDED.fetch_add(1, Ordering::SeqCst);
}

/// See [`interrupted`].
pub(super) struct Interrupted {
    signals: Signals,
}

impl Future for Interrupted {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.signals.poll(context)
    }
}

impl Drop for Interrupted {
    fn drop(&mut self) {
        ATTENDED.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Ends the process at a signal, where nobody else sees to that.
pub(super) struct Ending {
    begun: watch::Receiver<bool>,
    engine: Engine,
}

impl Ending {
    /// From here on signals are heard.
    pub(super) fn at_a_signal(engine: &Engine, out: Output) -> Self {
        let (begin, begun) = watch::channel(false);
        tokio::spawn(hear(Signals::listen(), engine.clone(), out, begin));
        Self { begun, engine: engine.clone() }
    }

    /// Does the work. Where the process is being ended meanwhile it is dropped, and there is no answer any more; what is shown
    /// once is shown before that.
    pub(super) async fn unless_it_begins<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        let mut begun = pin!(self.begun.wait_for(|begun| *begun));
        let mut is_ending = false;
        let done = std::future::poll_fn(|context| {
            let done = work.as_mut().poll(context);
            is_ending = is_ending || begun.as_mut().poll(context).is_ready();
            match done {
                // Only the work itself says that it was shown, so that there is another look when it did.
                Poll::Pending if is_ending && !self.engine.is_to_be_shown() => Poll::Ready(None),
                Poll::Ready(_) if is_ending => Poll::Ready(None),
                done => done.map(Some),
            }
        });
        match done.await {
            Some(done) => done,
            None => {
                drop(work);
                std::future::pending().await
            }
        }
    }
}

async fn hear(mut signals: Signals, engine: Engine, out: Output, begin: watch::Sender<bool>) {
    nobody_else_sees_to_it(&mut signals, &engine, out).await;
    begin.send_replace(true);
    // Beside this one, as it may have to warn where nobody reads.
    let ending = engine.clone();
    let (mut ended, mut too_long) = (tokio::spawn(async move { ending.end().await }), pin!(sleep(LONGEST_END)));
    loop {
        let is_kept = !engine.must_not_be_broken_off() || engine.is_to_be_shown();
        tokio::select! {
            _ = &mut ended => break,
            () = signals.next() => tell(out, IS_KEPT_FIRST),
            () = &mut too_long, if is_kept => break,
            () = sleep(SEEN_TO_WITHIN) => {}
        }
    }
    let called_off = UserError::new(ErrorCode::Cancelled, "The command was called off. What a service had answered by then is kept.");
    let called_off = Failure::from(called_off);
    let code = called_off.exit_code();
    let told = tokio::task::spawn_blocking(move || {
        files::take_away_unwritten();
        out.tell_failure(&called_off)
    });
    let _nobody_reads = tokio::time::timeout(LAST_WORDS, told).await;
    std::process::exit(code.into());
}

/// Waits for a signal that nobody else sees to, or that somebody has seen to for too long.
async fn nobody_else_sees_to_it(signals: &mut Signals, engine: &Engine, out: Output) {
    let answer = || {
        if engine.must_not_be_broken_off() {
            tell(out, IS_KEPT_FIRST);
        }
    };
    signals.next().await;
    answer();
    let mut too_long = pin!(sleep(SEEN_TO_WITHIN));
    while ATTENDED.load(Ordering::SeqCst) > 0 {
        tokio::select! {
            () = signals.next() => answer(),
            // What the engine does may take as long as its requests; whom it is shown to may never read it.
            () = &mut too_long, if !engine.must_not_be_broken_off() || engine.is_to_be_shown() => return,
            () = sleep(SEEN_TO_WITHIN) => {}
        }
    }
}

/// Says it to whoever reads, and does not wait for them.
fn tell(out: Output, text: &'static str) {
    drop(tokio::task::spawn_blocking(move || out.tell(text)));
}

/// What asks a program to end.
#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let heard = kinds.into_iter().filter(|kind| !is_ignored(kind.as_raw_value()));
        Self(heard.filter_map(|kind| signal(kind).ok()).collect())
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut came = false;
        // All of them, so that each wakes whoever waits.
        for signal in &mut self.0 {
            came |= matches!(signal.poll_recv(context), Poll::Ready(Some(())));
        }
        if came { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// What asks a program to end.
#[cfg(not(unix))]
struct Signals(Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>);

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self(Box::pin(tokio::signal::ctrl_c()))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        match self.0.as_mut().poll(context) {
            Poll::Ready(Ok(())) => {
                *self = Self::listen();
                Poll::Ready(())
            }
            Poll::Ready(Err(_)) => {
                self.0 = Box::pin(std::future::pending());
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Signals {
    async fn next(&mut self) {
        std::future::poll_fn(|context| self.poll(context)).await;
    }
}
