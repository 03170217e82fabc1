//! The address that the browser ended on, given by hand: on a remote machine, the one that the browser could not reach.
//!
//! It is held against this attempt before anything is taken: whoever pastes the wrong thing is told what it is, and the
//! sign-in waits on. What passes goes the way of every callback.

use std::sync::Arc;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};

use super::callback::{Callback, NoCallback};
use super::completion::{CompletionError, check_issuer};
use super::not_waiting;
use super::pending::{Ended, Outcome, Pending};
use crate::core::Core;
use crate::http::shown;
use crate::stored::Stored;
use crate::vault::Records;

const BEING_FINISHED: &str = "The answer to this sign-in came another way just now, and is being finished. This was not used.";

/// Why a text is not the answer that is waited for. The sign-in waits on.
#[derive(Debug, thiserror::Error)]
enum NotTheAnswer {
    #[error("Nothing was pasted. Copy the whole address that your browser ended on, and paste it here.")]
    Nothing,
    #[error("This is longer than 8 KiB, which no answer is. Copy only the address that your browser ended on, and paste it here.")]
    TooLong,
    #[error("This is the address of the sign-in page itself. Open it, sign in there, and paste the address that your browser ends on.")]
    SignInPage,
    #[error("This is still a page of {0}. Finish there first: what belongs here is the address that your browser is sent to afterwards.")]
    StillThere(String),
    #[error("This seems to be the code alone. Paste the whole address, as the rest of it shows that it answers this sign-in.")]
    CodeAlone,
    #[error("This is no address that a sign-in ends on ({0}). Copy the whole address that your browser ended on, and paste it here.")]
    NoAnswer(NoCallback),
    #[error("This address has no answer in it. Copy the whole address, up to its end, once you have signed in.")]
    Cut,
    #[error("This answers another sign-in, which waits at “{0}”. Paste it there; this one still waits for its own.")]
    OfAnother(String),
    #[error("This answers an earlier sign-in. Paste the address that your browser ends on this time.")]
    OfAnEarlier,
    #[error("This came back to another address than the one that was asked for. It has to begin with {0}.")]
    AnotherAddress(String),
    #[error(transparent)]
    AnotherIssuer(#[from] CompletionError),
    #[error("This sign-in does not take an address by hand. Finish it in the browser, or start again with that way back.")]
    NotThisWay,
}

impl From<NotTheAnswer> for UserError {
    fn from(error: NotTheAnswer) -> Self {
        let code = match &error {
            NotTheAnswer::NotThisWay => ErrorCode::InvalidInput,
            _ => ErrorCode::CallbackRefused,
        };
        Self::new(code, error.to_string())
    }
}

impl Core {
    /// Takes what a person pasted for this attempt, and finishes the sign-in where it is the answer.
    pub(crate) async fn receive_pasted(self: &Arc<Self>, attempt: &str, text: &str) -> Result<AccountView, UserError> {
        let text = cleaned(text);
        let records = self.vault.read().await?;
        let pending = Pending::load(&records, attempt)?.ok_or_else(|| over(&records, attempt))?;
        if self.claims().has(attempt) {
            return Err(UserError::new(ErrorCode::NonePending, BEING_FINISHED));
        }
        let callback = answer_in(text, &pending, &records)?;
        self.complete_apart(callback).await
    }
}

/// What was meant, of what was copied along: quotes and space around it, and what a browser does not send on (“#”).
fn cleaned(text: &str) -> &str {
    let text = text.trim().trim_matches(['"', '\'', '<', '>', '“', '”']).trim();
    text.split_once('#').map_or(text, |(sent, _)| sent)
}

/// Why nothing waits for it any more.
fn over(records: &Records, attempt: &str) -> UserError {
    let message = match Outcome::load(records, attempt).ok().flatten().map(|outcome| outcome.ended) {
        Some(Ended::NotYet) => BEING_FINISHED,
        Some(Ended::SignedIn(_)) => "This sign-in was finished already. This was not used, and nothing is left to do.",
        Some(Ended::Failed { .. }) => "This sign-in ended already, without success. This was not used. Start a new one.",
        Some(Ended::Cancelled) => "This sign-in was called off. This was not used. Start a new one.",
        None => return not_waiting(attempt),
    };
    UserError::new(ErrorCode::NonePending, message)
}

/// The callback, where the text is one that this attempt waits for.
fn answer_in(text: &str, pending: &Pending, records: &Records) -> Result<Callback, NotTheAnswer> {
    if !pending.takes_paste {
        return Err(NotTheAnswer::NotThisWay);
    }
    if text.is_empty() {
        return Err(NotTheAnswer::Nothing);
    }
    let mut callback = Callback::parse(text.as_bytes()).map_err(|why| explained(why, text, pending))?;
    let Some(asked) = pending.address_of(&callback.state) else {
        let other = Pending::look_through(records).find(|other| other.address_of(&callback.state).is_some());
        return Err(match other {
            Some(other) => NotTheAnswer::OfAnother(other.provider.name.clone()),
            None if is_sign_in_page(text, pending) => NotTheAnswer::SignInPage,
            None => NotTheAnswer::OfAnEarlier,
        });
    };
    if !callback.came_back_to(asked) && !callback.came_back_as_a_browser_shows(asked) {
        return Err(NotTheAnswer::AnotherAddress(asked.to_owned()));
    }
    check_issuer(&pending.provider, callback.iss.as_deref())?;
    Ok(callback)
}

/// What a person is likely to have pasted instead.
fn explained(why: NoCallback, text: &str, pending: &Pending) -> NotTheAnswer {
    let is_one_word = !text.contains(|c: char| c.is_whitespace() || matches!(c, ':' | '?' | '=' | '&'));
    match why {
        NoCallback::TooLong => NotTheAnswer::TooLong,
        _ if is_sign_in_page(text, pending) => NotTheAnswer::SignInPage,
        _ if is_one_word => NotTheAnswer::CodeAlone,
        _ if is_of_the_service(text, pending) => NotTheAnswer::StillThere(shown(&pending.provider.host())),
        NoCallback::NoQuery | NoCallback::NoState | NoCallback::Neither => NotTheAnswer::Cut,
        why => NotTheAnswer::NoAnswer(why),
    }
}

fn is_sign_in_page(text: &str, pending: &Pending) -> bool {
    let parts = |text: &str| url::Url::parse(text).ok().map(|url| (url.origin(), url.path().to_owned()));
    let of_text = parts(text);
    of_text.is_some() && (of_text == parts(&pending.authorize_url) || of_text == parts(&pending.provider.authorization_endpoint))
}

fn is_of_the_service(text: &str, pending: &Pending) -> bool {
    let origin = |text: &str| url::Url::parse(text).ok().map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin(text).is_some_and(|of_text| Some(of_text) == origin(&pending.provider.authorization_endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_along_is_left_off() {
        for (pasted, meant) in [
            (" a.b:/c?code=1 \n", "a.b:/c?code=1"),
            ("\"a.b:/c?code=1\"", "a.b:/c?code=1"),
            ("<a.b:/c?code=1>", "a.b:/c?code=1"),
            ("a.b:/c?code=1#_=_", "a.b:/c?code=1"),
            ("", ""),
        ] {
            assert_eq!(cleaned(pasted), meant, "{pasted:?}");
        }
    }
}
