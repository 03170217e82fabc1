//! The page on which somebody chooses who they are (`prompt=select_account`), and its form.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::authorize::{Browser, Led, told};
use super::reader::Reader;
use super::site::At;
use super::{answer, proof, seal, sign_in};
use crate::grant::authorization;
use crate::grant::interaction::Done;
use crate::grant::parameters::Parameters;
use crate::grant::stage::Pending;
use crate::messages::Saying;
use crate::pages::{ChooseAccount, Message, ReturnPlace};
use crate::store::rows::Session;
use crate::token::Token;

pub(super) const PATH: &str = "/choose-account";
const PURPOSE: &str = "choose account";

pub(super) fn page(at: &At, reader: &Reader, pending: &Pending, cookie: &Token, session: &Session, target: &str) -> Response {
    let request = pending.request();
    let page = ChooseAccount {
        frame: at.frame(reader),
        action: PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, PURPOSE, cookie, target, at.issuing.now()),
        app_name: request.app.name.clone(),
        returns: ReturnPlace::of(&request.returns.redirect_uri),
        name: session.person.name.clone(),
        email: session.person.email.clone(),
    };
    answer::page(StatusCode::OK, &page.frame, page.render(), Some(&request.returns.redirect_uri))
}

pub(super) async fn answer(State(at): State<At>, reader: Reader, headers: HeaderMap, body: Bytes) -> Response {
    let expired = |reader| answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(reader)));
    let bad = |reader, what: Saying<'_>| answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(reader), &what));
    let Ok(form) = Parameters::read(&body) else { return bad(&reader, Saying::of("bad-form-text")) };
    let browser = match Browser::of(&at, &headers).await {
        Ok(browser) => browser,
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    let Some((cookie, session)) = browser.signed_in() else { return expired(&reader) };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, cookie, &form, at.issuing.now()) else { return expired(&reader) };
    let reader = reader.on_the_way_to(&target).signed_in(&session.person.formats);
    match form.get("answer") {
        Some("continue") => {
            let mut response = answer::redirect(StatusCode::SEE_OTHER, &target);
            proof::note(&at, &mut response, cookie, &target, Done::AccountChosen);
            response
        }
        // The session ends only when somebody else has signed in: turning back changes nothing.
        Some("other") => {
            let query = target.split_once('?').map_or("", |(_, query)| query);
            match authorization::read(&at.issuing, query.as_bytes()).await {
                Ok(pending) => sign_in::page(&at, &reader, &pending, Some(cookie.clone()), &target, sign_in::Shown::default()),
                Err(unready) => told(&at, &reader, unready, Led::ByAPress),
            }
        }
        _ => bad(&reader, Saying::of("bad-choice")),
    }
}
