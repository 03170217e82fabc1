//! What stands in the record of a sign-in: the points on its way, and what went through the browser.

use std::sync::Arc;

use countersign_wire::account::AccountView;
use countersign_wire::error::UserError;
use countersign_wire::sign_in::{SignInOutcome, SignInStarted, SignInStep};
use countersign_wire::trace::{TraceOutcome, TraceStep};

use super::Wish;
use super::callback::{Answered, Callback};
use crate::core::Core;
use crate::recording;

impl Core {
    /// Makes the requests, puts them away, and listens for their answers. The browser is not opened yet.
    pub(super) async fn prepare(self: &Arc<Self>, wish: Wish) -> Result<SignInStarted, UserError> {
        let recording = self.of_sign_in(None).about(None, Some(&wish.provider.name), None);
        let work = async {
            recording::step(TraceStep::Started);
            let prepared = self.prepare_now(wish).await;
            match &prepared {
                // Whoever opens it: this program, or the person who is told it.
                Ok(started) => {
                    recording::asked(&started.authorize_url);
                    recording::warned(&started.warnings);
                }
                Err(error) => recording::ended(TraceOutcome::Failed, Some(error.code), None),
            }
            prepared
        };
        self.recorded(recording, work).await
    }

    /// Finishes the sign-in that waits for this callback, if one does. Of one that nobody waits for there is no record (D5).
    pub(super) async fn complete(self: Arc<Self>, callback: Callback) -> Result<AccountView, UserError> {
        let work = async {
            recording::brought(parameters(&callback));
            Arc::clone(&self).complete_now(callback).await
        };
        self.recorded(self.of_sign_in(None), work).await
    }
}

/// The parameters of an answer by the browser.
fn parameters(callback: &Callback) -> Vec<(&'static str, &str)> {
    let mut found = match &callback.answered {
        Answered::Code(code) => vec![("code", code.expose())],
        Answered::Error { code, description } => {
            let description = description.as_deref().map(|description| ("error_description", description));
            [("error", code.as_str())].into_iter().chain(description).collect()
        }
    };
    found.push(("state", callback.state.expose()));
    found.extend(callback.iss.as_deref().map(|iss| ("iss", iss)));
    found
}

/// A step that is told is one of the record as well, where it is the same.
pub(super) fn progress(attempt: &str, step: SignInStep) {
    recording::of_attempt(attempt);
    match step {
        // Begun before anything was asked; and what the service gave, and whether its profile could be read, is known where that
        // is done.
        SignInStep::Started | SignInStep::Exchanged | SignInStep::Profile => {}
        SignInStep::Opened => recording::step(TraceStep::Opened),
        SignInStep::Returned => recording::step(TraceStep::Returned),
    }
}

/// How it ended.
pub(super) fn ended(attempt: &str, outcome: &SignInOutcome) {
    recording::of_attempt(attempt);
    match outcome {
        SignInOutcome::SignedIn { account } => {
            recording::tolerated(&account.deviations);
            recording::ended(TraceOutcome::Done, None, Some(&account.id));
        }
        SignInOutcome::Failed { error, .. } => recording::ended(TraceOutcome::Failed, Some(error.code), None),
        SignInOutcome::Cancelled => recording::ended(TraceOutcome::Cancelled, None, None),
    }
}
