//! Ctrl-C and its kin: how a command ends before its time.
//!
//! From the moment that a command runs, a signal does not end the process by itself: a renewal may be between its request and
//! its save, and the session would be lost. [`Ending`] hears the signal, has the command's work dropped, waits for what the
//! engine must not break off, and ends the process with the exit code of what was called off. It does that beside the command's
//! own thread, which may stand in a read or a write that nothing calls off.
//!
//! A command that has something of its own to do then ([`interrupted`]) sees to it, and ends by itself. In both cases a signal
//! cuts nothing: while something is waited for, each one is answered by what that is.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use countersign_engine::Engine;
use countersign_wire::error::{ErrorCode, UserError};
use tokio::sync::watch;

use crate::output::{Failure, Output};

/// What is waited for at the end.
const IS_KEPT_FIRST: &str = "The service's answer is on its way, and without it a session may be lost. This ends as soon as that is kept, within some seconds; nothing else is done.";

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
}

impl Ending {
    /// From here on signals are heard.
    pub(super) fn at_a_signal(engine: &Engine, out: Output) -> Self {
        let (begin, begun) = watch::channel(false);
        tokio::spawn(hear(Signals::listen(), engine.clone(), out, begin));
        Self { begun }
    }

    /// Does the work. Where the process is being ended meanwhile it is dropped, and there is no answer any more.
    pub(super) async fn unless_it_begins<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            done = work => done,
            _ = self.begun.wait_for(|begun| *begun) => std::future::pending().await,
        }
    }
}

async fn hear(mut signals: Signals, engine: Engine, out: Output, begin: watch::Sender<bool>) {
    loop {
        signals.next().await;
        if engine.must_not_be_broken_off() {
            out.tell(IS_KEPT_FIRST);
        }
        if ATTENDED.load(Ordering::SeqCst) == 0 {
            break;
        }
    }
    begin.send_replace(true);
    let mut ended = std::pin::pin!(engine.end());
    loop {
        tokio::select! {
            () = &mut ended => break,
            () = signals.next() => out.tell(IS_KEPT_FIRST),
        }
    }
    let called_off = UserError::new(ErrorCode::Cancelled, "The command was called off. What a service had answered by then is kept.");
    std::process::exit(out.tell_failure(&Failure::from(called_off)).into());
}

/// What asks a program to end.
#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
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
