//! The second step of a sign-in: the page that asks for a code.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::account::troubled;
use super::reader::Reader;
use super::sign_in::{back_to, counted, origin};
use super::site::At;
use super::{answer, cookies, seal};
use crate::grant::parameters::Parameters;
use crate::pages::account::CodeWanted;
use crate::pages::{Message, SignInTrouble};
use crate::people::sign_in::NotSignedIn;
use crate::people::throttle::RetryAfter;
use crate::store::rows::FirstStep;
use crate::token::Token;

pub(super) const PATH: &str = "/sign-in/code";
const PURPOSE: &str = "sign-in code";

pub(super) async fn show(State(at): State<At>, reader: Reader, headers: HeaderMap) -> Response {
    match first_step(&at, &reader, &headers).await {
        Ok((cookie, step)) => page(&at, &reader.on_the_way_to(&step.target), &cookie, None),
        Err(instead) => *instead,
    }
}

/// The first step of this browser; without one, the sign-in has ended.
async fn first_step(at: &At, reader: &Reader, headers: &HeaderMap) -> Result<(Token, FirstStep), Box<Response>> {
    let over = || Box::new(answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(reader))));
    let cookie = cookies::read(headers, &at.cookies().first_step).ok_or_else(over)?;
    let step = at.signing_in.first_step(&cookie).await.map_err(|error| Box::new(answer::failed(at.frame(reader), &error)))?;
    Ok((cookie, step.ok_or_else(over)?))
}

fn page(at: &At, reader: &Reader, cookie: &Token, trouble: Option<SignInTrouble>) -> Response {
    let hidden = seal::seal(&at.issuing.key, PURPOSE, cookie, PATH, at.issuing.now());
    let page = CodeWanted { frame: at.frame(reader), action: PATH.to_owned(), hidden, trouble };
    troubled(answer::page(StatusCode::OK, &page.frame, page.render(), None), trouble)
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (cookie, step) = match first_step(&at, &reader, &headers).await {
        Ok(found) => found,
        Err(instead) => return *instead,
    };
    let reader = reader.on_the_way_to(&step.target);
    let form = Parameters::read(&body).ok().filter(|form| form.repeated().is_none());
    let form = form.filter(|form| seal::open(&at.issuing.key, PURPOSE, &cookie, form, at.issuing.now()).is_some());
    let Some(form) = form else {
        return answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader)));
    };
    let before = cookies::read(&headers, &at.cookies().session);
    let code = form.get("code").unwrap_or_default();
    let passed = at.signing_in.second_step(&cookie, step, code, &origin(peer, &headers, before.as_ref())).await;
    at.metrics.signed_in(counted(&passed));
    let trouble = match passed {
        Ok(passed) => {
            let mut response = back_to(&at, &passed.target, &passed.cookie);
            at.cookies().clear(&mut response, &at.cookies().first_step);
            return response;
        }
        Err(NotSignedIn::Wrong) => SignInTrouble::Wrong,
        Err(NotSignedIn::TooManyTries(RetryAfter(retry_after))) => SignInTrouble::TooManyTries { retry_after },
        Err(NotSignedIn::Busy(retry_after)) => SignInTrouble::Busy { retry_after },
        Err(NotSignedIn::Store(error)) => return answer::failed(at.frame(&reader), &error),
    };
    page(&at, &reader, &cookie, Some(trouble))
}
