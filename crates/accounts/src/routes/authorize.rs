//! Where a sign-in starts: the page that comes next, or the answer at once.

use axum::body::Bytes;
use axum::extract::{OriginalUri, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::reader::Reader;
use super::site::At;
use super::{answer, choose_account, consent, cookies, hint, proof, sign_in};
use crate::audit::{Deed, Entry};
use crate::dialect;
use crate::grant::authorization::{self, PageProblem, Unready};
use crate::grant::interaction::{self, Done, Ground, Known, Step, Why};
use crate::grant::parameters::Parameters;
use crate::grant::reply::{Reply, ReturnPath};
use crate::grant::stage::{Accepted, Denied, NotAccepted, Pending};
use crate::messages::Saying;
use crate::pages::{Message, TurnedBack};
use crate::store::StoreError;
use crate::store::rows::{RememberedConsent, Session};
use crate::token::Token;
use crate::usage::Event;

/// The longest request that is sent on from a form to an address (A20: 8 KiB in all).
const LONGEST_QUERY: usize = 7 * 1024;

/// What a browser brings along: its cookie, and the session that it opens.
#[derive(Debug)]
pub(super) struct Browser {
    pub(super) cookie: Option<Token>,
    pub(super) session: Option<Session>,
}

impl Browser {
    pub(super) async fn of(at: &At, headers: &HeaderMap) -> Result<Self, StoreError> {
        let cookie = cookies::read(headers, &at.cookies().session);
        let session = match &cookie {
            Some(cookie) => at.store().session(cookie.digest(), at.issuing.now()).await?,
            None => None,
        };
        if let Some(sid) = session.as_ref().and_then(|session| session.authentication.sid.as_deref()) {
            at.issuing.usage.session_used(sid);
        }
        Ok(Self { cookie, session })
    }

    /// Who is signed in, with the cookie that says so.
    pub(super) fn signed_in(&self) -> Option<(&Token, &Session)> {
        self.cookie.as_ref().zip(self.session.as_ref())
    }
}

/// A request in a form (OpenID Connect Core §3.1.2.1) goes on as one in an address: a browser sends the session's cookie
/// along only with the latter when it comes from another site (A10).
pub(super) async fn send(State(at): State<At>, reader: Reader, uri: OriginalUri, body: Bytes) -> Response {
    match as_query(&uri, &body) {
        Ok(target) => answer::redirect(StatusCode::SEE_OTHER, &target),
        Err(what) => answer::message(StatusCode::BAD_REQUEST, &Message::bad_request(at.frame(&reader), &what)),
    }
}

/// The address that says the same as a form.
pub(super) fn as_query(uri: &OriginalUri, body: &[u8]) -> Result<String, Saying<'static>> {
    let all = [uri.query().unwrap_or_default().as_bytes(), body].join(&b'&');
    let query = Parameters::read(&all).map_err(|_| Saying::of("bad-request-text"))?.to_query();
    if query.len() > LONGEST_QUERY { Err(Saying::of("bad-request-long")) } else { Ok(format!("{}?{query}", uri.path())) }
}

pub(super) async fn show(
    State(at): State<At>,
    reader: Reader,
    uri: OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let pending = match authorization::read(&at.issuing, query.unwrap_or_default().as_bytes()).await {
        Ok(pending) => pending,
        Err(unready) => return told(&at, &reader, unready, Led::ByTheApp),
    };
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let looked = async {
        let browser = Browser::of(&at, &headers).await?;
        let remembered = remembered(&at, &pending, browser.session.as_ref()).await?;
        let done = browser.signed_in().map(|(cookie, session)| proof::read(&at, &headers, cookie, session, target)).unwrap_or_default();
        let step = next(&at, &pending, &browser, remembered.as_ref(), done).await?;
        Ok((browser, done, step))
    };
    let (browser, done, step) = match looked.await {
        Ok(looked) => looked,
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    let reader = match &browser.session {
        Some(session) => reader.signed_in(&session.person.formats),
        None => reader,
    };
    match (step, browser.signed_in()) {
        (Step::Refuse(code, description), _) => {
            let led = if done == Done::Nothing { Led::ByTheApp } else { Led::ByAPress };
            denied(&at, &reader, &headers, &pending.refuse(code, description), led)
        }
        (Step::Answer(ground), Some((_, session))) => unasked(&at, &reader, &headers, pending, session, ground).await,
        (Step::ChooseAccount, Some((cookie, session))) => choose_account::page(&at, &reader, &pending, cookie, session, target),
        (Step::Ask, Some((cookie, session))) => consent::page(&at, &reader, &pending, cookie, session, target).await,
        (Step::SignIn(why), _) => sign_in::ask(&at, &reader, &pending, &browser, target, why),
        // Nobody is asked or answered for who is not signed in.
        (_, None) => sign_in::ask(&at, &reader, &pending, &browser, target, Why::Nobody),
    }
}

/// What the person agreed to before, where that is remembered for the app.
pub(super) async fn remembered(at: &At, pending: &Pending, session: Option<&Session>) -> Result<Option<RememberedConsent>, StoreError> {
    let request = pending.request();
    match session.filter(|_| request.remembers_consent()) {
        Some(session) => at.store().consent(&request.app.client_id, &session.person.id).await,
        None => Ok(None),
    }
}

async fn next(
    at: &At,
    pending: &Pending,
    browser: &Browser,
    remembered: Option<&RememberedConsent>,
    done: Done,
) -> Result<Step, StoreError> {
    let expected = authorization::expected(pending.request(), hint::person(at, pending.request()).await?);
    let known = Known { expected: &expected, session: browser.session.as_ref(), remembered, done, now: at.issuing.now() };
    Ok(interaction::next(pending, &known))
}

/// The answer where nothing needs to be asked.
async fn unasked(at: &At, reader: &Reader, headers: &HeaderMap, pending: Pending, session: &Session, ground: Ground) -> Response {
    let granted = pending.offer(&session.person);
    let word = match ground {
        Ground::Trusted => "trusted",
        Ground::Remembered => "remembered",
    };
    let entry = Entry::of(Deed::ConsentGiven, at.issuing.now())
        .by(&session.person.id)
        .about(&pending.request().app.client_id)
        .saying(&format!("{word}: {}", pending.in_words(&granted)));
    let outcome = pending.accept(&at.issuing, session, &granted, None, entry).await;
    accepted(at, reader, headers, outcome)
}

/// The answer of an acceptance: 302, at once (INB-05), or a form.
pub(super) fn accepted(at: &At, reader: &Reader, headers: &HeaderMap, outcome: Result<Accepted, NotAccepted>) -> Response {
    match outcome {
        Ok(accepted) => {
            let mut response = answer::reply(at.frame(reader), accepted.reply(issuer(at, accepted.returns())));
            proof::spend(at, headers, &mut response);
            response
        }
        Err(NotAccepted::NotAsked) => {
            let page = Message::bad_request(at.frame(reader), &Saying::of("bad-consent-not-asked"));
            answer::message(StatusCode::BAD_REQUEST, &page)
        }
        Err(NotAccepted::Gone) => answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(reader))),
        Err(NotAccepted::Store(error)) => answer::failed(at.frame(reader), &error),
    }
}

/// What led the browser to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Led {
    /// The request itself: no page of ours was in between.
    ByTheApp,
    /// A press of the person, on a page of ours.
    ByAPress,
}

/// The answer of a denial.
pub(super) fn denied(at: &At, reader: &Reader, headers: &HeaderMap, denied: &Denied, led: Led) -> Response {
    let mut response = refused(at, reader, denied, led);
    proof::spend(at, headers, &mut response);
    response
}

/// What an app is told that it gets nothing, which counts among its days: at once, or by the person who presses the way back.
fn refused(at: &At, reader: &Reader, denied: &Denied, led: Led) -> Response {
    at.issuing.usage.count(denied.client_id(), Event::Refusal, denied.error().as_str());
    let (frame, returns) = (at.frame(reader), denied.returns());
    match denied.reply(issuer(at, returns)) {
        Reply::Redirect(back) if led == Led::ByTheApp && returns.wants_a_press() => {
            let page = TurnedBack { frame, back, error: denied.error().as_str(), description: denied.description() };
            answer::page(StatusCode::BAD_REQUEST, &page.frame, page.render(), None)
        }
        reply => answer::reply(frame, reply),
    }
}

/// The issuer, where an answer names it (RFC 9207).
fn issuer<'a>(at: &'a At, returns: &ReturnPath) -> Option<&'a str> {
    dialect::of(returns.dialect).names_issuer().then_some(at.issuer.as_str())
}

/// A request that cannot go on: told on a page, or to the app.
pub(super) fn told(at: &At, reader: &Reader, unready: Unready, led: Led) -> Response {
    let frame = at.frame(reader);
    let page = match unready {
        Unready::Redirect(denied) => return refused(at, reader, &denied, led),
        Unready::Page(PageProblem::Store(error)) => return answer::failed(frame, &error),
        Unready::Page(PageProblem::Malformed(what)) => Message::bad_request(frame, &what),
        Unready::Page(PageProblem::UnknownApp { client_id }) => Message::unknown_app(frame, &client_id),
        Unready::Page(PageProblem::RedirectUri { client_id, app_name, redirect_uri }) => {
            at.issuing.usage.mismatch(&client_id, &redirect_uri);
            Message::redirect_uri_mismatch(frame, &app_name, &redirect_uri)
        }
    };
    answer::message(StatusCode::BAD_REQUEST, &page)
}
