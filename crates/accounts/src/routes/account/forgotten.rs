//! Asking for a link to choose a new password. The answer is the same whether the address is known or not (A14).

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use crate::audit::{Deed, Entry};
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::Message;
use crate::pages::account::ForgottenPassword;
use crate::people::throttle::Outcome;
use crate::routes::reader::Reader;
use crate::routes::site::At;
use crate::routes::{answer, cookies, seal};
use crate::token::Token;

pub(super) const PATH: &str = "/account/forgotten";
const PURPOSE: &str = "forgotten password";

pub(super) async fn show(State(at): State<At>, reader: Reader, headers: HeaderMap) -> Response {
    if !at.links.sends_mail() {
        return answer::message(StatusCode::NOT_FOUND, &Message::failure(at.frame(&reader), &Saying::of("forgotten-no-mail")));
    }
    let held = cookies::read(&headers, &at.cookies().session);
    let cookie = held.clone().unwrap_or_else(|| Token::mint(at.entropy()));
    let hidden = seal::seal(&at.issuing.key, PURPOSE, &cookie, PATH, at.issuing.now());
    let page = ForgottenPassword { frame: at.frame(&reader), action: PATH.to_owned(), hidden };
    let mut response = answer::page(StatusCode::OK, &page.frame, page.render(), None);
    if held.is_none() {
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
    let Some(form) = Parameters::read(&body).ok().filter(|form| form.repeated().is_none()) else { return expired() };
    let Some(cookie) = cookies::read(&headers, &at.cookies().session) else { return expired() };
    if seal::open(&at.issuing.key, PURPOSE, &cookie, &form, at.issuing.now()).is_none() {
        return expired();
    }
    let (email, now) = (form.get("email").unwrap_or_default(), at.issuing.now());
    // Each question counts, whoever it is about: nobody's mailbox is filled from here.
    if let Err(wait) = at.asked.settle(email, peer.ip(), Outcome::Wrong, now) {
        let page = Message::too_many_links(at.frame(&reader), wait.0);
        return answer::retry_after(answer::message(StatusCode::TOO_MANY_REQUESTS, &page), wait.0);
    }
    if at.links.sends_mail() {
        at.links.forgotten(email, Entry::of(Deed::ResetLinkMade, now).from(peer.ip()));
    }
    answer::message(StatusCode::OK, &Message::done(at.frame(&reader), &Saying::of("forgotten-sent")))
}
