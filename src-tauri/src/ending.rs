//! SIGTERM, SIGINT and SIGHUP end the app as closing its window does: what is being renewed is saved first.
//!
//! A second one ends it at once, and so does an end that takes too long: something of it may wait for what never comes. Only what
//! the engine must not break off is waited for even then, as the command line does. A signal that whoever started the app wants
//! to do nothing, as `nohup` does, does nothing.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use countersign_engine::Engine;
use countersign_engine::signals::is_ignored;
use tauri::AppHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::desk::Desk;

/// What is waited for at the end.
const IS_KEPT_FIRST: &str = "The service's answer is on its way, and without it a session or a new secret may be lost. This ends as soon as that is kept, within some seconds; nothing else is done.";

/// How long an end by a signal may take.
const LONGEST_END: Duration = Duration::from_secs(60);

/// Waits for the first of them, and has the app end.
pub(crate) async fn at_a_signal(app: AppHandle, desk: Arc<Desk>) {
    let mut signals = Signals::listen();
    poll_fn(|context| signals.poll(context)).await;
    // Closing takes it off the desk.
    let engine = desk.open_engine();
    app.exit(0);
    let must_be_kept = || engine.as_ref().is_some_and(Engine::must_not_be_broken_off);
    until_it_may_be_cut(|context| signals.poll(context), must_be_kept).await;
    std::process::exit(1);
}

/// Waits for the next wish to end, or until it takes too long, and then for what must be kept.
async fn until_it_may_be_cut(mut wish: impl FnMut(&mut Context<'_>) -> Poll<()>, must_be_kept: impl Fn() -> bool) {
    loop {
        let _wished_or_too_long = tokio::time::timeout(LONGEST_END, poll_fn(&mut wish)).await;
        if !must_be_kept() {
            return;
        }
        // Not waited for: nobody may read it.
        tokio::task::spawn_blocking(|| tracing::warn!("{IS_KEPT_FIRST}"));
    }
}

/// What asks a program to end.
struct Signals(Vec<Signal>);

impl Signals {
    fn listen() -> Self {
        let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()];
        let heard = kinds.into_iter().filter(|kind| !is_ignored(kind.as_raw_value()));
        Self(heard.filter_map(|kind| signal(kind).inspect_err(not_heard).ok()).collect())
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

fn not_heard(error: &std::io::Error) {
    tracing::warn!(%error, "a signal ends the app without more ado");
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_second_signal_cuts_the_end() {
        until_it_may_be_cut(|_| Poll::Ready(()), || false).await;
    }

    #[tokio::test]
    async fn s5_no_signal_cuts_what_must_be_kept() {
        let signals = AtomicUsize::new(0);
        let signal = |_: &mut Context<'_>| {
            signals.fetch_add(1, Ordering::SeqCst);
            Poll::Ready(())
        };
        until_it_may_be_cut(signal, || signals.load(Ordering::SeqCst) < 3).await;
        assert_eq!(signals.into_inner(), 3);
    }
}
