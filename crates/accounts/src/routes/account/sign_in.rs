//! The way in to the account, without an app, and the way out of it.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, either, failed};
use crate::audit::Deed;
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::account::{AccountSignIn, Section};
use crate::pages::{Message, SignInTrouble};
use crate::people::password::Password;
use crate::people::sign_in::NotSignedIn;
use crate::people::throttle::RetryAfter;
use crate::routes::authorize::Browser;
use crate::routes::reader::Reader;
use crate::routes::sign_in::{counted, go_on, origin};
use crate::routes::site::At;
use crate::routes::{answer, cookies, seal};
use crate::token::Token;

pub(super) const PATH: &str = "/account/sign-in";
/// What the sign-out form is sealed for.
pub(super) const LEAVE: &str = "/account/sign-out";
const PURPOSE: &str = "account sign-in";

/// The way to the sign-in page, and from there to where they wanted to go.
pub(super) fn first(section: Section) -> Response {
    answer::redirect(StatusCode::SEE_OTHER, &format!("{PATH}?to={}", section.path()))
}

/// Where a sign-in goes on to: a page of the account, and nothing else that an address may name.
fn target(query: Option<&str>) -> Section {
    const PLACES: [Section; 5] = [Section::Profile, Section::Password, Section::SecondFactor, Section::Sessions, Section::Apps];
    let query = Parameters::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    PLACES.into_iter().find(|place| Some(place.path()) == query.get("to")).unwrap_or(Section::Profile)
}

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let Browser { cookie, session } = Browser::of(at, headers).await.map_err(|error| failed(at, &reader, &error))?;
    let (reader, email) = match &session {
        Some(session) => (reader.signed_in(&session.person.formats), session.person.email.clone()),
        None => (reader, String::new()),
    };
    Ok(page(at, &reader, cookie, target(query).path(), session.is_some(), email, None))
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expired = || answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader)));
    let Some(form) = Parameters::read(&body).ok().filter(|form| form.repeated().is_none()) else { return expired() };
    let Some(cookie) = cookies::read(&headers, &at.cookies().session) else { return expired() };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, &cookie, &form, at.issuing.now()) else { return expired() };
    let email = form.get("email").unwrap_or_default().to_owned();
    let password = Password::presented(form.get("password").unwrap_or_default().to_owned());
    let signed_in = at.signing_in.sign_in(&email, password, &origin(peer, &headers, Some(&cookie)), &target).await;
    at.metrics.signed_in(counted(&signed_in));
    let trouble = match signed_in {
        Ok(signed_in) => return go_on(&at, signed_in, &target),
        Err(NotSignedIn::Wrong) => SignInTrouble::Wrong,
        Err(NotSignedIn::TooManyTries(RetryAfter(retry_after))) => SignInTrouble::TooManyTries { retry_after },
        Err(NotSignedIn::Busy(retry_after)) => SignInTrouble::Busy { retry_after },
        Err(NotSignedIn::Store(error)) => return answer::failed(at.frame(&reader), &error),
    };
    // Why they were asked is still true.
    let again = Browser::of(&at, &headers).await.is_ok_and(|browser| browser.session.is_some());
    page(&at, &reader, Some(cookie), &target, again, email, Some(trouble))
}

/// The sign-in page. A browser without a cookie is given one, so that the form is bound to it.
fn page(
    at: &At,
    reader: &Reader,
    cookie: Option<Token>,
    target: &str,
    again: bool,
    email: String,
    trouble: Option<SignInTrouble>,
) -> Response {
    let fresh = cookie.is_none();
    let cookie = cookie.unwrap_or_else(|| Token::mint(at.entropy()));
    let hidden = seal::seal(&at.issuing.key, PURPOSE, &cookie, target, at.issuing.now());
    let can_reset = at.links.sends_mail();
    let page = AccountSignIn { frame: at.frame(reader), action: PATH.to_owned(), hidden, email, again, can_reset, trouble };
    let mut response = troubled(answer::page(StatusCode::OK, &page.frame, page.render(), None), trouble);
    if fresh {
        at.cookies().set(&mut response, &at.cookies().session, &cookie);
    }
    response
}

/// The status that goes with what went wrong.
pub(in crate::routes) fn troubled(mut response: Response, trouble: Option<SignInTrouble>) -> Response {
    let (status, wait) = match trouble {
        None => return response,
        Some(SignInTrouble::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, None),
        Some(SignInTrouble::TooManyTries { retry_after }) => (StatusCode::TOO_MANY_REQUESTS, Some(retry_after)),
        Some(SignInTrouble::Busy { retry_after }) => (StatusCode::SERVICE_UNAVAILABLE, Some(retry_after)),
    };
    *response.status_mut() = status;
    match wait {
        Some(wait) => answer::retry_after(response, wait),
        None => response,
    }
}

/// Signs this browser out.
pub(super) async fn leave(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(left(&at, peer, reader, &headers, &body).await)
}

async fn left(at: &At, peer: SocketAddr, reader: Reader, headers: &HeaderMap, body: &[u8]) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, Section::Profile).await?;
    visit.open(at, LEAVE, body)?;
    let sid = visit.session.authentication.sid.clone().unwrap_or_default();
    let entry = visit.does(at, Deed::SessionEnded, peer.ip());
    at.store().end_session(&visit.session.person.id, &sid, entry).await.map_err(|error| visit.failed(at, &error))?;
    let page = Message::done(at.frame(&visit.reader), &Saying::of("account-signed-out"));
    let mut response = answer::message(StatusCode::OK, &page);
    at.cookies().clear(&mut response, &at.cookies().session);
    Ok(response)
}
