//! The form of the sign-in page.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::authorize::{sign_in_page, told};
use super::reader::Reader;
use super::site::At;
use super::{answer, cookies, seal};
use crate::grant::authorization;
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::metrics::SignIn;
use crate::pages::{Message, SignInTrouble};
use crate::people::password::Password;
use crate::people::sign_in::NotSignedIn;
use crate::people::throttle::RetryAfter;
use crate::token::Token;

pub(super) const PATH: &str = "/sign-in";
pub(super) const PURPOSE: &str = "sign-in";

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expired = || answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&reader)));
    let Ok(form) = Parameters::read(&body) else {
        return answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &Saying::of("bad-form-text")));
    };
    if form.repeated().is_some() {
        return answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &Saying::of("bad-form-twice")));
    }
    let Some(cookie) = cookies::read(&headers, &at.cookies().session) else { return expired() };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, &cookie, &form, at.issuing.now()) else { return expired() };
    let reader = reader.clone().on_the_way_to(&target);
    let email = form.get("email").unwrap_or_default().to_owned();
    let password = Password::presented(form.get("password").unwrap_or_default().to_owned());
    let signed_in = at.signing_in.sign_in(&email, password, peer.ip(), Some(cookie.digest())).await;
    at.metrics.signed_in(counted(&signed_in));
    let trouble = match signed_in {
        Ok(session) => {
            // 303, so that the browser does not send the password on (RFC 9700 §4.12). The target is one of our own.
            let mut response = answer::redirect(StatusCode::SEE_OTHER, &target);
            at.cookies().set(&mut response, &at.cookies().session, &session);
            return response;
        }
        Err(NotSignedIn::Wrong) => SignInTrouble::Wrong,
        Err(NotSignedIn::TooManyTries(RetryAfter(retry_after))) => SignInTrouble::TooManyTries { retry_after },
        Err(NotSignedIn::Busy(retry_after)) => SignInTrouble::Busy { retry_after },
        Err(NotSignedIn::Store(error)) => return answer::failed(at.frame(&reader), &error),
    };
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match authorization::read(&at.issuing, query.as_bytes()).await {
        Ok(pending) => sign_in_page(&at, &reader, &pending, Some(cookie), &target, Some(trouble), email),
        Err(unready) => told(&at, &reader, unready),
    }
}

fn counted(signed_in: &Result<Token, NotSignedIn>) -> SignIn {
    match signed_in {
        Ok(_) => SignIn::Right,
        Err(NotSignedIn::Wrong) => SignIn::Wrong,
        Err(NotSignedIn::TooManyTries(_)) => SignIn::TooManyTries,
        Err(NotSignedIn::Busy(_)) => SignIn::Busy,
        Err(NotSignedIn::Store(_)) => SignIn::Failed,
    }
}
