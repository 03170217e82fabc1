//! Where an app sends somebody to be signed out (RP-Initiated Logout 1.0 §2), and the form that asks them.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, OriginalUri, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::authorize::{Browser, as_query};
use super::reader::Reader;
use super::site::At;
use super::{answer, hint, seal};
use crate::audit::{Deed, Entry};
use crate::grant::parameters::Parameters;
use crate::logout::request::{EndSession, NotAsked};
use crate::messages::Saying;
use crate::pages::{Message, SignOut};
use crate::store::StoreError;
use crate::store::rows::Session;
use crate::token::Token;

pub(super) const PATH: &str = "/oauth/end-session";
/// Where the form goes.
pub(super) const FORM_PATH: &str = "/sign-out";
const PURPOSE: &str = "sign out";

/// A request in a form goes on as one in an address, for the reason of [`super::authorize::send`].
pub(super) async fn send(State(at): State<At>, reader: Reader, uri: OriginalUri, body: Bytes) -> Response {
    match as_query(&uri, &body) {
        Ok(target) => answer::redirect(StatusCode::SEE_OTHER, &target),
        Err(what) => wrong(&at, &reader, &what),
    }
}

pub(super) async fn show(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    uri: OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let browser = match Browser::of(&at, &headers).await {
        Ok(browser) => browser,
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    let reader = match &browser.session {
        Some(session) => reader.signed_in(&session.person.formats),
        None => reader,
    };
    let asked = match read(&at, query.unwrap_or_default().as_bytes()).await {
        Ok(asked) => asked,
        Err(refused) => return told(&at, &reader, refused),
    };
    match browser.signed_in() {
        None => over(&at, &reader, &asked),
        Some((cookie, session)) if asked.is_sure_of(&session.person) => sign_out(&at, &reader, &asked, cookie, session, peer).await,
        Some((cookie, session)) => {
            let target = uri.path_and_query().map_or(PATH, |target| target.as_str());
            question(&at, &reader, &asked, cookie, session, target)
        }
    }
}

/// The answer to the question.
pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(form) = Parameters::read(&body) else { return wrong(&at, &reader, &Saying::of("bad-form-text")) };
    let browser = match Browser::of(&at, &headers).await {
        Ok(browser) => browser,
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    // Whoever presses twice, or was signed out meanwhile, is signed out.
    let Some((cookie, session)) = browser.signed_in() else { return signed_out(&at, &reader) };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, cookie, &form, at.issuing.now()) else {
        return answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader)));
    };
    let reader = reader.on_the_way_to(&target).signed_in(&session.person.formats);
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match (form.get("answer"), read(&at, query.as_bytes()).await) {
        (Some("sign_out"), Ok(asked)) => sign_out(&at, &reader, &asked, cookie, session, peer).await,
        (Some("stay"), _) => answer::message(StatusCode::OK, &Message::still_signed_in(at.frame(&reader))),
        (_, Err(refused)) => told(&at, &reader, refused),
        (_, Ok(_)) => wrong(&at, &reader, &Saying::of("bad-choice")),
    }
}

async fn read(at: &At, query: &[u8]) -> Result<EndSession, NotAsked> {
    let parameters = Parameters::read(query).map_err(|_| NotAsked::Wrong(Saying::of("bad-request-text")))?;
    let hint = match EndSession::hint(&parameters) {
        Some(token) => hint::read(at, token).await?,
        None => None,
    };
    EndSession::read(at.store(), &parameters, hint).await
}

async fn sign_out(at: &At, reader: &Reader, asked: &EndSession, cookie: &Token, session: &Session, peer: SocketAddr) -> Response {
    if let Err(error) = end(at, asked, cookie, session, peer).await {
        return answer::failed(at.frame(reader), &error);
    }
    let mut response = over(at, reader, asked);
    at.cookies().clear(&mut response, &at.cookies().session);
    response
}

async fn end(at: &At, asked: &EndSession, cookie: &Token, session: &Session, peer: SocketAddr) -> Result<bool, StoreError> {
    let now = at.issuing.now();
    let entry = Entry::of(Deed::SignedOut, now).by(&session.person.id).from(peer.ip());
    let entry = match &asked.app {
        Some(app) => entry.about(&app.client_id),
        None => entry,
    };
    at.store().sign_out(cookie.digest(), now, entry).await
}

/// Nobody is signed in any more: back to the app, or a page that says so.
fn over(at: &At, reader: &Reader, asked: &EndSession) -> Response {
    match asked.location() {
        Some(location) => answer::redirect(StatusCode::SEE_OTHER, &location),
        None => signed_out(at, reader),
    }
}

fn signed_out(at: &At, reader: &Reader) -> Response {
    answer::message(StatusCode::OK, &Message::signed_out(at.frame(reader)))
}

fn question(at: &At, reader: &Reader, asked: &EndSession, cookie: &Token, session: &Session, target: &str) -> Response {
    let page = SignOut {
        frame: at.frame(reader),
        action: FORM_PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, PURPOSE, cookie, target, at.issuing.now()),
        app_name: asked.app.as_ref().map(|app| app.name.clone()),
        name: session.person.name.clone(),
        email: session.person.email.clone(),
    };
    answer::page(StatusCode::OK, &page.frame, page.render(), asked.returns())
}

fn told(at: &At, reader: &Reader, refused: NotAsked) -> Response {
    match refused {
        NotAsked::Wrong(what) => wrong(at, reader, &what),
        NotAsked::Store(error) => answer::failed(at.frame(reader), &error),
    }
}

fn wrong(at: &At, reader: &Reader, what: &Saying<'_>) -> Response {
    answer::message(StatusCode::BAD_REQUEST, &Message::not_signed_out(at.frame(reader), what))
}
