//! The fresh sign-in that a service may want before it does what a command asks for (RFC 9470).

use std::pin::pin;

use countersign_engine::Engine;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::sign_in::{SignInOutcome, SignInStarted};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::interruption::interrupted;
use super::sign_in::AuthorizeLine;
use crate::args::Administrator;
use crate::output::{Failure, Output, counting_down};

/// Does the work, and tells the person where it waits for them. Ctrl-C then calls their sign-in off, and with it the work.
pub(super) async fn attended(
    engine: &Engine,
    out: Output,
    who: &Administrator,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let mut events = engine.events();
    let mut work = pin!(work);
    let wanted = tokio::select! {
        done = &mut work => return done,
        wanted = next_wanted(&mut events) => wanted,
    };
    // Only from here on: a command that waits for nobody ends at Ctrl-C as programs do.
    let mut interrupted = pin!(interrupted());
    let attempt = wanted.attempt.as_str();
    if let Err(failure) = announce(out, &wanted, who.print_url) {
        // Nobody can see the address: nobody will come back.
        let _gone_already = engine.cancel_sign_in(attempt).await;
        return Err(failure);
    }
    let waited = async {
        let mut called_off = false;
        loop {
            tokio::select! {
                // In this order: that somebody signed in is told before what came of it.
                biased;
                () = signed_in(&mut events, attempt) => return None,
                done = &mut work => return Some(done),
                () = &mut interrupted, if !called_off => {
                    called_off = true;
                    match engine.cancel_sign_in(attempt).await {
                        // The answer has come, and the work goes on: half done is worse than done.
                        Ok(()) => {}
                        Err(gone) if gone.code == ErrorCode::NotFound => {}
                        Err(error) => return Some(Err(error.into())),
                    }
                }
            }
        }
    };
    let done = match counting_down(out, who.wait, waited).await {
        Some(done) => done,
        None => {
            out.tell("Thank you: it is you. Going on.");
            work.await
        }
    };
    // Without this the page in the browser would be cut off with the process.
    engine.settle().await;
    done.map_err(advised)
}

/// A browser that does not open here may open elsewhere.
fn advised(failure: Failure) -> Failure {
    match failure {
        Failure::Engine(error) if error.code == ErrorCode::Browser => {
            let message = format!("{} With --print-url this command prints the address instead.", error.message);
            UserError::new(ErrorCode::Browser, message).into()
        }
        other => other,
    }
}

/// The next fresh sign-in that is waited for.
async fn next_wanted(events: &mut Receiver<Event>) -> SignInStarted {
    loop {
        match events.recv().await {
            Ok(Event::FreshSignIn { started, .. }) => return started,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Resolves once, when the sign-in ended well.
async fn signed_in(events: &mut Receiver<Event>, wanted: &str) {
    loop {
        match events.recv().await {
            Ok(Event::SignInEnded { attempt, outcome: SignInOutcome::SignedIn { .. } }) if attempt == wanted => return,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

fn announce(out: Output, started: &SignInStarted, print_url: bool) -> Result<(), Failure> {
    let why = format!("“{}” wants to be sure that it is you before it does this.", started.provider);
    if print_url {
        out.answer(&AuthorizeLine { authorize_url: &started.authorize_url }, || started.authorize_url.clone())?;
        out.tell(&format!("{why} Open this address in your browser, and sign in once more; Ctrl-C calls it off."));
    } else {
        out.tell(&format!("{why} Your browser at {} asks you to sign in once more; Ctrl-C calls it off.", started.host));
    }
    Ok(())
}
