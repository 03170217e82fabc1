//! The consent page, and its form.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::response::Response;
use countersign_wire::scope::{Scope, ScopeSet};
use http::{HeaderMap, StatusCode};

use super::authorize::{Browser, Led, accepted, denied, remembered, told};
use super::reader::Reader;
use super::site::At;
use super::{answer, business, logo, seal, sign_in};
use crate::audit::{Deed, Entry};
use crate::dialect;
use crate::grant::parameters::Parameters;
use crate::grant::stage::{Agreement, Pending};
use crate::grant::{IDENTITY, authorization};
use crate::messages::Saying;
use crate::pages::{Ask, Consent, Message, ReturnPlace, ShownApp, ShownPerson};
use crate::store::rows::Session;
use crate::token::Token;

pub(super) const PATH: &str = "/consent";
const PURPOSE: &str = "consent";

pub(super) async fn page(at: &At, reader: &Reader, pending: &Pending, cookie: &Token, session: &Session, target: &str) -> Response {
    let (request, person) = (pending.request(), &session.person);
    let app = &request.app;
    let now = at.issuing.now();
    let frame = at.frame(reader);
    let logo = match at.store().logo_hash(&app.client_id).await {
        Ok(hash) => hash.map(|hash| logo::address(&app.client_id, &hash)),
        Err(error) => return answer::failed(frame, &error),
    };
    let dialect = dialect::of(app.dialect);
    let business = match business::of(at, dialect, person).await {
        Ok(business) => business.map(|business| business.name),
        Err(error) => return answer::failed(frame, &error),
    };
    let shown = ShownPerson {
        id: person.id.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        formats: person.formats.clone(),
        details: person.details.clone(),
        now,
    };
    let offer = pending.offer(person);
    let asked = offer.scopes.iter().filter(|scope| scope.as_str() != IDENTITY);
    let page = Consent {
        action: PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, PURPOSE, cookie, target, now),
        app: ShownApp {
            name: app.name.clone(),
            logo,
            policy_url: app.settings.about.policy_url.clone(),
            terms_url: app.settings.about.terms_url.clone(),
        },
        returns: ReturnPlace::of(&request.returns.redirect_uri),
        asks: asked.map(|scope| Ask::of(dialect, scope.as_str(), &shown, frame.language)).collect(),
        apis: pending.apis(),
        claims: offer.claims.iter().map(|claim| Ask::of_claim(claim, &shown, frame.language)).collect(),
        business: dialect.acts_for_business().then(|| Ask::for_business(business.as_deref(), &shown, frame.language)),
        person: shown,
        frame,
    };
    answer::page(StatusCode::OK, &page.frame, page.render(), Some(&request.returns.redirect_uri))
}

pub(super) async fn answer(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    reader: Reader,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
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
    // Everything is checked anew: app, redirect URI and scopes may have changed while the page was open.
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let pending = match authorization::read(&at.issuing, query.as_bytes()).await {
        Ok(pending) => pending,
        Err(unready) => return told(&at, &reader, unready, Led::ByAPress),
    };
    let entry = |deed| Entry::of(deed, at.issuing.now()).by(&session.person.id).about(&pending.request().app.client_id).from(peer.ip());
    let mut answers = form.all("answer");
    match (answers.next(), answers.next()) {
        (Some("accept"), None) => {
            let Ok(scopes) = form.all("scope").map(Scope::parse).collect::<Result<ScopeSet, _>>() else {
                return bad(&reader, Saying::of("bad-consent-scope"));
            };
            let granted = Agreement { scopes, claims: form.all("claim").map(str::to_owned).collect() };
            let before = match remembered(&at, &pending, Some(session)).await {
                Ok(before) => before.unwrap_or_default(),
                Err(error) => return answer::failed(at.frame(&reader), &error),
            };
            let entry = entry(Deed::ConsentGiven).saying(&pending.in_words(&granted));
            let outcome = pending.accept(&at.issuing, session, &granted, Some(&before), entry).await;
            accepted(&at, &reader, &headers, outcome)
        }
        (Some("deny"), None) => {
            let entry = entry(Deed::ConsentDenied);
            match pending.deny(&at.issuing, entry).await {
                Ok(refused) => denied(&at, &reader, &headers, &refused, Led::ByAPress),
                Err(error) => answer::failed(at.frame(&reader), &error),
            }
        }
        // The session ends only when somebody else has signed in: turning back changes nothing.
        (Some("not_you"), None) => sign_in::page(&at, &reader, &pending, Some(cookie.clone()), &target, sign_in::Shown::default()),
        _ => bad(&reader, Saying::of("bad-consent-answer")),
    }
}
