//! The pages that a one-time link leads to: one that asks to go on, and one with the form.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, either, failed};
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::account::{ChoosePassword, OpenLink};
use crate::pages::{Message, Problem};
use crate::people::link::{FORM_SECONDS, PATH};
use crate::people::password::Password;
use crate::routes::reader::Reader;
use crate::routes::site::{At, wiped};
use crate::routes::{answer, cookies, seal};
use crate::store::rows::Link;
use crate::token::Token;

/// Where somebody who was shown a link goes on.
pub(super) const OPEN: &str = "/account/link/open";
const PURPOSE: &str = "one-time link";
/// What the form that goes on is sealed for.
const OPENING: &str = "opening a one-time link";

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    // Which of two codes is meant is not guessed, and neither is spent (A2).
    if parameters.repeated().is_some() {
        return Err(gone(at, &reader));
    }
    if let Some(code) = parameters.get("code") {
        return Ok(unopened(at, &reader, code, headers));
    }
    let (cookie, link) = found(at, &reader, headers).await?;
    let reader = reader.signed_in(&link.person.formats);
    Ok(page(at, &reader, &cookie, link, StatusCode::OK, Vec::new()))
}

fn gone(at: &At, reader: &Reader) -> Instead {
    Box::new(answer::message(StatusCode::GONE, &Message::failure(at.frame(reader), &Saying::of("link-gone"))))
}

/// The page of a link that nobody has opened yet. It looks nothing up: whatever looks through mail learns nothing here, and
/// spends nothing.
fn unopened(at: &At, reader: &Reader, code: &str, headers: &HeaderMap) -> Response {
    let held = cookies::read(headers, &at.cookies().session);
    let cookie = held.clone().unwrap_or_else(|| Token::mint(at.entropy()));
    let hidden = seal::seal(&at.issuing.key, OPENING, &cookie, code, at.issuing.now());
    let page = OpenLink { frame: at.frame(reader), action: reader.remembered_at(OPEN), hidden };
    let mut response = answer::page(StatusCode::OK, &page.frame, page.render(), None);
    if held.is_none() {
        at.cookies().set(&mut response, &at.cookies().session, &cookie);
    }
    response
}

pub(super) async fn open(State(at): State<At>, reader: Reader, headers: HeaderMap, body: Bytes) -> Response {
    either(opened(&at, reader, &headers, &body).await)
}

/// The code leaves the address, and works no second time.
async fn opened(at: &At, reader: Reader, headers: &HeaderMap, body: &[u8]) -> Result<Response, Instead> {
    let expired = || Box::new(answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader))));
    let form = Parameters::read(body).ok().filter(|form| form.repeated().is_none()).ok_or_else(expired)?;
    let held = cookies::read(headers, &at.cookies().session).ok_or_else(expired)?;
    let code = seal::open(&at.issuing.key, OPENING, &held, &form, at.issuing.now()).ok_or_else(expired)?;
    let (code, cookie, now) = (Token::presented(&code), Token::mint(at.entropy()), at.issuing.now());
    let until = now.saturating_add(FORM_SECONDS);
    let exchanged = at.store().exchange_link(code.digest(), cookie.digest(), now, until).await;
    if !exchanged.map_err(|error| failed(at, &reader, &error))? {
        return Err(gone(at, &reader));
    }
    let mut response = answer::redirect(StatusCode::SEE_OTHER, &reader.remembered_at(PATH));
    at.cookies().set(&mut response, &at.cookies().link, &cookie);
    Ok(response)
}

/// What the cookie of this browser is good for.
async fn found(at: &At, reader: &Reader, headers: &HeaderMap) -> Result<(Token, Link), Instead> {
    let cookie = cookies::read(headers, &at.cookies().link).ok_or_else(|| gone(at, reader))?;
    let link = at.store().link(cookie.digest(), at.issuing.now()).await.map_err(|error| failed(at, reader, &error))?;
    Ok((cookie, link.ok_or_else(|| gone(at, reader))?))
}

fn page(at: &At, reader: &Reader, cookie: &Token, link: Link, status: StatusCode, problems: Vec<Problem>) -> Response {
    let page = ChoosePassword {
        frame: at.frame(reader),
        action: PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, PURPOSE, cookie, PATH, at.issuing.now()),
        purpose: link.purpose,
        email: link.person.email,
        problems,
    };
    answer::page(status, &page.frame, page.render(), None)
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(answered(&at, peer, reader, &headers, &body).await)
}

async fn answered(at: &At, peer: SocketAddr, reader: Reader, headers: &HeaderMap, body: &[u8]) -> Result<Response, Instead> {
    let (cookie, link) = found(at, &reader, headers).await?;
    let reader = reader.signed_in(&link.person.formats);
    let form = Parameters::read(body).ok().filter(|form| form.repeated().is_none());
    let form = form.filter(|form| seal::open(&at.issuing.key, PURPOSE, &cookie, form, at.issuing.now()).is_some());
    let form = form.ok_or_else(|| gone(at, &reader))?;
    let password = match Password::typed_twice(&wiped(form.get("password")), &wiped(form.get("password_again"))) {
        Ok(password) => password,
        Err(problem) => return Ok(page(at, &reader, &cookie, link, StatusCode::UNPROCESSABLE_ENTITY, vec![Problem::of_typed(problem)])),
    };
    let chosen = at.signing_in.choose_password(&cookie, password, peer.ip()).await;
    if !chosen.map_err(|refused| Box::new(answer::not_set(at.frame(&reader), &refused)))? {
        return Err(gone(at, &reader));
    }
    let mut response = answer::message(StatusCode::OK, &Message::done(at.frame(&reader), &Saying::of("link-done")));
    at.cookies().clear(&mut response, &at.cookies().link);
    Ok(response)
}
