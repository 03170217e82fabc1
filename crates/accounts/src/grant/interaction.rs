//! What has to happen before a request is answered: a page, or nothing (OpenID Connect Core §3.1.2.3, §3.1.2.4).
//!
//! One decision from what is known, so that it can be looked at whole. Nothing is asked twice for the same request:
//! [`Done`] says what the person has just done for this very request, and is never taken from the request itself.

use countersign_wire::UnixSeconds;
use countersign_wire::oauth_error::OAuthErrorCode;

use super::prompt::Expected;
use super::stage::Pending;
use crate::id_token::{CONTEXTS, context};
use crate::store::rows::{RememberedConsent, Session};

/// What the person has done for this very request already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Done {
    /// Nothing.
    #[default]
    Nothing,
    /// They chose to go on as who they are.
    AccountChosen,
    /// They signed in.
    SignedIn,
}

/// Why somebody is asked to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody is signed in.
    Nobody,
    /// The app asked for it (`prompt=login`).
    AskedFor,
    /// The last time was too long ago for the app (`max_age`).
    TooLongAgo,
    /// The app means somebody else (`id_token_hint`).
    SomebodyElse,
}

/// Why nothing needs to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The app is trusted.
    Trusted,
    /// The person agreed to all of it before.
    Remembered,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The sign-in page.
    SignIn(Why),
    /// The page on which the person chooses who they are.
    ChooseAccount,
    /// The consent page.
    Ask,
    /// The answer, at once.
    Answer(Ground),
    /// The app is told.
    Refuse(OAuthErrorCode, &'static str),
}

/// What is known when a request is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Whom the request is about.
    pub expected: &'a Expected,
    /// Who is signed in.
    pub session: Option<&'a Session>,
    /// What they agreed to before.
    pub remembered: Option<&'a RememberedConsent>,
    /// What they have done for this request.
    pub done: Done,
    /// Now.
    pub now: UnixSeconds,
}

const NOBODY: Step = Step::Refuse(OAuthErrorCode::LoginRequired, "The person has to sign in, and nothing may be asked.");
const NOT_THEM: Step = Step::Refuse(OAuthErrorCode::LoginRequired, "Somebody else is signed in than the request is about.");
const NOT_SO: Step = Step::Refuse(
    OAuthErrorCode::UnmetAuthenticationRequirements,
    "The person did not sign in in any of the ways that the acr of the request asks for.",
);
const NO_CONSENT: Step = Step::Refuse(OAuthErrorCode::ConsentRequired, "The person has to be asked for consent, and nothing may be asked.");

/// Decides.
#[must_use]
pub fn next(pending: &Pending, known: &Known<'_>) -> Step {
    let (request, prompt) = (pending.request(), pending.request().wishes.prompt);
    let contexts = request.claims.contexts();
    if contexts.is_some_and(|contexts| !contexts.iter().any(|context| CONTEXTS.contains(&context.as_str()))) {
        return NOT_SO;
    }
    let Some(session) = known.session else { return if prompt.none { NOBODY } else { Step::SignIn(Why::Nobody) } };
    let is_expected = match known.expected {
        Expected::Anybody => true,
        Expected::Person(id) => *id == session.person.id,
        // Whom the app means cannot be told: without a page that would be a guess, with one the person decides.
        Expected::Unknown => !prompt.none,
    };
    if !is_expected {
        // Whoever has just signed in for this request is not asked a second time.
        let over = prompt.none || known.done == Done::SignedIn;
        return if over { NOT_THEM } else { Step::SignIn(Why::SomebodyElse) };
    }
    if known.done != Done::SignedIn {
        let age = known.now.saturating_sub(session.authentication.at);
        if prompt.login {
            return Step::SignIn(Why::AskedFor);
        }
        // An age of zero is asked for to have them sign in (Core §3.1.2.1).
        if request.wishes.max_age.is_some_and(|most| most == 0 || age > most) {
            return if prompt.none { NOBODY } else { Step::SignIn(Why::TooLongAgo) };
        }
    }
    // Somebody may have got a second factor since they signed in; whoever has just done so has shown all that they have.
    let fits = |context: &str| contexts.is_none_or(|contexts| contexts.iter().any(|wanted| wanted == context));
    if contexts.is_some() && !context(&session.authentication).is_some_and(fits) {
        return match (prompt.none, known.done) {
            (true, _) => NOBODY,
            (false, Done::SignedIn) => NOT_SO,
            (false, _) => Step::SignIn(Why::AskedFor),
        };
    }
    if prompt.select_account && known.done == Done::Nothing {
        return Step::ChooseAccount;
    }
    if !prompt.consent {
        if request.app.skips_consent() {
            return Step::Answer(Ground::Trusted);
        }
        if known.remembered.is_some_and(|consent| covers(consent, pending, session)) {
            return Step::Answer(Ground::Remembered);
        }
    }
    if prompt.none { NO_CONSENT } else { Step::Ask }
}

/// Whether all that is asked was agreed to, and may still be remembered.
fn covers(consent: &RememberedConsent, pending: &Pending, session: &Session) -> bool {
    let offer = pending.offer(&session.person);
    pending.request().remembers_consent()
        && offer.scopes.is_within(&consent.scopes)
        && offer.claims.iter().all(|claim| consent.claims.contains(claim))
        && pending.apis().iter().all(|resource| consent.resources.contains(resource))
}

#[cfg(test)]
#[path = "interaction_tests.rs"]
mod tests;
