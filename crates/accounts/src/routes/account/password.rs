//! A new password, by somebody who knows the old one.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{Instead, Visit, back, either, said};
use crate::messages::Saying;
use crate::pages::account::{ChangePassword, Note, Section};
use crate::pages::{Message, Problem};
use crate::people::password::Password;
use crate::people::sign_in::NotSignedIn;
use crate::people::throttle::RetryAfter;
use crate::routes::answer;
use crate::routes::reader::Reader;
use crate::routes::site::{At, wiped};
use crate::store::rows::Kept;

const HERE: Section = Section::Password;

pub(super) async fn show(State(at): State<At>, reader: Reader, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    either(shown(&at, reader, query.as_deref(), &headers).await)
}

async fn shown(at: &At, reader: Reader, query: Option<&str>, headers: &HeaderMap) -> Result<Response, Instead> {
    let visit = Visit::of(at, reader, headers, HERE).await?;
    Ok(page(at, &visit, StatusCode::OK, said(query), Vec::new()))
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
    let (visit, form) = Visit::with_form(at, reader, headers, HERE, body).await?;
    let new = match Password::typed_twice(&wiped(form.get("password")), &wiped(form.get("password_again"))) {
        Ok(new) => new,
        Err(problem) => return Ok(wrong(at, &visit, Problem::of_typed(problem))),
    };
    let old = Password::presented(form.get("old").unwrap_or_default().to_owned());
    let (person, kept) = (&visit.session.person, Kept::Session(visit.session.id));
    match at.signing_in.change_password(person, old, new, kept, peer.ip()).await {
        Ok(()) => Ok(back(HERE, "password")),
        Err(NotSignedIn::Wrong) => Ok(wrong(at, &visit, Problem { field: "old", saying: Saying::of("account-password-wrong") })),
        Err(refused) => Ok(put_off(at, &visit, refused)),
    }
}

/// The answer to a password that is not looked at now.
pub(super) fn put_off(at: &At, visit: &Visit, refused: NotSignedIn) -> Response {
    let frame = at.frame(&visit.reader);
    match refused {
        NotSignedIn::Wrong => answer::message(StatusCode::UNPROCESSABLE_ENTITY, &Message::expired_request(frame)),
        NotSignedIn::TooManyTries(RetryAfter(wait)) => {
            answer::retry_after(answer::message(StatusCode::TOO_MANY_REQUESTS, &Message::too_many_tries(frame, wait)), wait)
        }
        NotSignedIn::Busy(wait) => answer::busy(frame, wait),
        NotSignedIn::Store(error) => answer::failed(frame, &error),
    }
}

fn wrong(at: &At, visit: &Visit, problem: Problem) -> Response {
    page(at, visit, StatusCode::UNPROCESSABLE_ENTITY, None, vec![problem])
}

fn page(at: &At, visit: &Visit, status: StatusCode, note: Option<Note>, problems: Vec<Problem>) -> Response {
    let page = ChangePassword { frame: at.frame(&visit.reader), chrome: visit.chrome(at, HERE, note), problems };
    answer::page(status, &page.frame, page.render(), None)
}
