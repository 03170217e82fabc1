//! The form of the consent page.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use countersign_wire::scope::{Scope, ScopeSet};
use http::{HeaderMap, StatusCode};

use super::authorize::{accepted, denied, session, sign_in_page, told};
use super::reader::Reader;
use super::site::At;
use super::{answer, cookies, seal};
use crate::audit::{Deed, Entry};
use crate::grant::authorization;
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::Message;

pub(super) const PATH: &str = "/consent";
pub(super) const PURPOSE: &str = "consent";

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expired = |reader| answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(reader)));
    let bad = |reader, what| answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(reader), &what));
    let Ok(form) = Parameters::read(&body) else { return bad(&reader, Saying::of("bad-form-text")) };
    let Some(cookie) = cookies::read(&headers, &at.cookies().session) else { return expired(&reader) };
    let Some(target) = seal::open(&at.issuing.key, PURPOSE, &cookie, &form, at.issuing.now()) else { return expired(&reader) };
    let reader = reader.on_the_way_to(&target);
    let session = match session(&at, Some(&cookie)).await {
        Ok(Some(session)) => session,
        Ok(None) => return expired(&reader),
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    let reader = reader.signed_in(&session.person.formats);
    // Everything is checked anew: app, redirect URI and scopes may have changed while the page was open.
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pending = match authorization::read(&at.issuing, query.as_bytes()).await {
        Ok(pending) => pending,
        Err(unready) => return told(&at, &reader, unready),
    };
    let entry = |deed| Entry::of(deed, at.issuing.now()).by(&session.person.id).about(&pending.request().app.client_id).from(peer.ip());
    let mut answers = form.all("answer");
    match (answers.next(), answers.next()) {
        (Some("accept"), None) => {
            let Ok(granted) = form.all("scope").map(Scope::parse).collect::<Result<ScopeSet, _>>() else {
                return bad(&reader, Saying::of("bad-consent-scope"));
            };
            let entry = entry(Deed::ConsentGiven).saying(&granted.to_wire());
            accepted(&at, &reader, pending.accept(&at.issuing, &session, &granted, entry).await)
        }
        (Some("deny"), None) => {
            let entry = entry(Deed::ConsentDenied);
            match pending.deny(&at.issuing, entry).await {
                Ok(refused) => denied(&at, &refused),
                Err(error) => answer::failed(at.frame(&reader), &error),
            }
        }
        // The session ends only when somebody else has signed in: turning back changes nothing.
        (Some("not_you"), None) => sign_in_page(&at, &reader, &pending, Some(cookie), &target, None, String::new()),
        _ => bad(&reader, Saying::of("bad-consent-answer")),
    }
}
