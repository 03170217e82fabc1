//! SIGTERM, SIGINT and SIGHUP end the app as closing its window does: what is being renewed is saved first.

use tauri::AppHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Waits for the first of them, and has the app end.
pub(crate) async fn at_a_signal(app: AppHandle) {
    let (mut term, mut int, mut hang_up) = (heard(SignalKind::terminate()), heard(SignalKind::interrupt()), heard(SignalKind::hangup()));
    tokio::select! {
        () = next(&mut term) => {}
        () = next(&mut int) => {}
        () = next(&mut hang_up) => {}
    }
    app.exit(0);
}

fn heard(kind: SignalKind) -> Option<Signal> {
    signal(kind).inspect_err(|error| tracing::warn!(%error, "a signal ends the app without more ado")).ok()
}

/// Never, where it is not heard.
async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => _ = signal.recv().await,
        None => std::future::pending().await,
    }
}
