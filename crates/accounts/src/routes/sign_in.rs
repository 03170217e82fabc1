//! The sign-in page, and its form.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};

use super::authorize::{Browser, Led, told};
use super::reader::Reader;
use super::site::At;
use super::{answer, code, cookies, proof, seal};
use crate::grant::authorization;
use crate::grant::interaction::{Done, Why};
use crate::grant::parameters::Parameters;
use crate::grant::stage::Pending;
use crate::messages::Saying;
use crate::metrics::SignIn as Counted;
use crate::pages::{Message, ReturnPlace, SignIn, SignInReason, SignInTrouble};
use crate::people::password::Password;
use crate::people::sign_in::{NotSignedIn, Origin, SignedIn};
use crate::people::throttle::RetryAfter;
use crate::token::Token;

pub(super) const PATH: &str = "/sign-in";
const PURPOSE: &str = "sign-in";

/// What the page shows besides the request.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) trouble: Option<SignInTrouble>,
    pub(super) reason: Option<SignInReason>,
    pub(super) email: String,
}

/// The page that asks somebody to sign in, and says why if they are signed in.
pub(super) fn ask(at: &At, reader: &Reader, pending: &Pending, browser: &Browser, target: &str, why: Why) -> Response {
    let hinted = || pending.request().wishes.login_hint.clone();
    let own = || browser.session.as_ref().map(|session| session.person.email.clone());
    let (reason, email) = match why {
        Why::Nobody => (None, hinted()),
        Why::AskedFor => (browser.session.as_ref().map(|_| SignInReason::AskedFor), hinted().or_else(own)),
        Why::TooLongAgo => (Some(SignInReason::TooLongAgo), hinted().or_else(own)),
        Why::SomebodyElse => (Some(SignInReason::SomebodyElse), hinted()),
    };
    let shown = Shown { trouble: None, reason, email: email.unwrap_or_default() };
    page(at, reader, pending, browser.cookie.clone(), target, shown)
}

/// The sign-in page. A browser without a cookie is given one, so that the form is bound to it.
pub(super) fn page(at: &At, reader: &Reader, pending: &Pending, cookie: Option<Token>, target: &str, shown: Shown) -> Response {
    let request = pending.request();
    let fresh = cookie.is_none();
    let cookie = cookie.unwrap_or_else(|| Token::mint(at.entropy()));
    let page = SignIn {
        frame: at.frame(reader),
        action: PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, PURPOSE, &cookie, target, at.issuing.now()),
        app_name: request.app.name.clone(),
        returns: ReturnPlace::of(&request.returns.redirect_uri),
        email: shown.email,
        can_reset: at.links.sends_mail(),
        reason: shown.reason,
        trouble: shown.trouble,
    };
    let (status, wait) = match shown.trouble {
        None => (StatusCode::OK, None),
        Some(SignInTrouble::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, None),
        Some(SignInTrouble::TooManyTries { retry_after }) => (StatusCode::TOO_MANY_REQUESTS, Some(retry_after)),
        Some(SignInTrouble::Busy { retry_after }) => (StatusCode::SERVICE_UNAVAILABLE, Some(retry_after)),
    };
    let mut response = answer::page(status, &page.frame, page.render(), Some(&request.returns.redirect_uri));
    if let Some(wait) = wait {
        response = answer::retry_after(response, wait);
    }
    if fresh {
        at.cookies().set(&mut response, &at.cookies().session, &cookie);
    }
    response
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expired = || answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader)));
    let bad = |what: Saying<'_>| answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &what));
    let Ok(form) = Parameters::read(&body) else { return bad(Saying::of("bad-form-text")) };
    if form.repeated().is_some() {
        return bad(Saying::of("bad-form-twice"));
    }
    let Some(cookie) = cookies::read(&headers, &at.cookies().session) else { return expired() };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, &cookie, &form, at.issuing.now()) else { return expired() };
    let reader = reader.clone().on_the_way_to(&target);
    let email = form.get("email").unwrap_or_default().to_owned();
    let password = Password::presented(form.get("password").unwrap_or_default().to_owned());
    let origin = origin(peer, &headers, Some(&cookie));
    let signed_in = at.signing_in.sign_in(&email, password, &origin, &target).await;
    at.metrics.signed_in(counted(&signed_in));
    let trouble = match signed_in {
        Ok(signed_in) => return go_on(&at, signed_in, &target),
        Err(NotSignedIn::Wrong) => SignInTrouble::Wrong,
        Err(NotSignedIn::TooManyTries(RetryAfter(retry_after))) => SignInTrouble::TooManyTries { retry_after },
        Err(NotSignedIn::Busy(retry_after)) => SignInTrouble::Busy { retry_after },
        Err(NotSignedIn::Store(error)) => return answer::failed(at.frame(&reader), &error),
    };
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match authorization::read(&at.issuing, query.as_bytes()).await {
        Ok(pending) => page(&at, &reader, &pending, Some(cookie), &target, Shown { trouble: Some(trouble), reason: None, email }),
        Err(unready) => told(&at, &reader, unready, Led::ByAPress),
    }
}

/// Where a try comes from.
pub(super) fn origin(peer: SocketAddr, headers: &HeaderMap, before: Option<&Token>) -> Origin {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Origin { address: peer.ip(), user_agent, before: before.map(Token::digest) }
}

/// The answer to a right password: on with the request, or to the page that asks for a code.
pub(super) fn go_on(at: &At, signed_in: SignedIn, target: &str) -> Response {
    match signed_in {
        SignedIn::Session(session) => back_to(at, target, &session),
        SignedIn::CodeWanted(cookie) => {
            let mut response = answer::redirect(StatusCode::SEE_OTHER, code::PATH);
            at.cookies().set(&mut response, &at.cookies().first_step, &cookie);
            response
        }
    }
}

/// Leads somebody who has just signed in back to the request at `target`, which is one of our own: 303, so that the
/// browser does not send the password on (RFC 9700 §4.12).
pub(super) fn back_to(at: &At, target: &str, session: &Token) -> Response {
    let mut response = answer::redirect(StatusCode::SEE_OTHER, target);
    at.cookies().set(&mut response, &at.cookies().session, session);
    proof::note(at, &mut response, session, target, Done::SignedIn);
    response
}

/// What is counted of a try. A password that is right counts, whatever comes after it.
pub(super) fn counted<T>(signed_in: &Result<T, NotSignedIn>) -> Counted {
    match signed_in {
        Ok(_) => Counted::Right,
        Err(NotSignedIn::Wrong) => Counted::Wrong,
        Err(NotSignedIn::TooManyTries(_)) => Counted::TooManyTries,
        Err(NotSignedIn::Busy(_)) => Counted::Busy,
        Err(NotSignedIn::Store(_)) => Counted::Failed,
    }
}
