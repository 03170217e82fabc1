//! What the person has done for a request, as the browser carries it: a cookie that proves it of this session and of
//! this very request.
//!
//! Without it `prompt=login` would lead from the sign-in page back to the sign-in page. It is not a parameter, so that no
//! link can bring it along; it is of no use to another session or another request, and it goes when the request is
//! answered. That somebody signed in counts for ten minutes.

use axum::response::Response;
use http::HeaderMap;

use super::cookies;
use super::site::At;
use crate::grant::interaction::Done;
use crate::store::rows::Session;
use crate::token::Token;

/// How long it counts, in seconds from the sign-in.
const LIFETIME: i64 = 600;

const SIGNED_IN: &str = "signed in for a request";
const CHOSEN: &str = "account chosen for a request";

/// Notes what was done for the request at `target`; `session` is the cookie of the session that it holds for.
pub(super) fn note(at: &At, response: &mut Response, session: &Token, target: &str, done: Done) {
    let Some(purpose) = purpose(done) else { return };
    let proof = at.issuing.key.proof(purpose, &[session.expose().as_bytes(), target.as_bytes()]);
    at.cookies().set(response, &at.cookies().done, &Token::presented(&proof));
}

/// What was done for the request at `target` in this session.
pub(super) fn read(at: &At, headers: &HeaderMap, cookie: &Token, session: &Session, target: &str) -> Done {
    let Some(proof) = cookies::read(headers, &at.cookies().done) else { return Done::Nothing };
    let proves = |done| {
        let parts = [cookie.expose().as_bytes(), target.as_bytes()];
        purpose(done).is_some_and(|purpose| at.issuing.key.proves(proof.expose(), purpose, &parts))
    };
    let is_fresh = at.issuing.now().saturating_sub(session.authentication.at) < LIFETIME;
    if is_fresh && proves(Done::SignedIn) {
        Done::SignedIn
    } else if proves(Done::AccountChosen) {
        Done::AccountChosen
    } else {
        Done::Nothing
    }
}

/// Takes it away with an answer: the next request is another one, even if it says the same.
pub(super) fn spend(at: &At, headers: &HeaderMap, response: &mut Response) {
    if cookies::read(headers, &at.cookies().done).is_some() {
        at.cookies().clear(response, &at.cookies().done);
    }
}

fn purpose(done: Done) -> Option<&'static str> {
    match done {
        Done::SignedIn => Some(SIGNED_IN),
        Done::AccountChosen => Some(CHOSEN),
        Done::Nothing => None,
    }
}
