//! Where a sign-in starts: the sign-in page, the consent page, or the answer at once.

use axum::extract::{OriginalUri, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::answer;
use super::cookies;
use super::reader::Reader;
use super::seal;
use super::site::At;
use super::{consent, sign_in};
use crate::audit::{Deed, Entry};
use crate::dialect;
use crate::grant::authorization::{self, PageProblem, Unready};
use crate::grant::stage::{Accepted, Denied, NotAccepted, Pending};
use crate::messages::Saying;
use crate::pages::{Ask, Consent, Message, ReturnPlace, ShownPerson, SignIn, SignInTrouble};
use crate::store::rows::{Person, Session};
use crate::token::Token;

pub(super) async fn show(
    State(at): State<At>,
    reader: Reader,
    uri: OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let pending = match authorization::read(&at.issuing, query.unwrap_or_default().as_bytes()).await {
        Ok(pending) => pending,
        Err(unready) => return told(&at, &reader, unready),
    };
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let cookie = cookies::read(&headers, &at.cookies().session);
    let session = match session(&at, cookie.as_ref()).await {
        Ok(session) => session,
        Err(error) => return answer::failed(at.frame(&reader), &error),
    };
    let reader = match &session {
        Some(session) => reader.signed_in(&session.person.formats),
        None => reader,
    };
    match (session, cookie) {
        (Some(session), Some(_)) if pending.request().app.skips_consent() => trusted(&at, &reader, pending, &session).await,
        (Some(session), Some(cookie)) => ask(&at, &reader, &pending, &session.person, &cookie, target),
        (_, cookie) => sign_in_page(&at, &reader, &pending, cookie, target, None, String::new()),
    }
}

/// The session of a cookie.
pub(super) async fn session(at: &At, cookie: Option<&Token>) -> Result<Option<Session>, crate::store::StoreError> {
    match cookie {
        Some(cookie) => at.store().session(cookie.digest(), at.issuing.now()).await,
        None => Ok(None),
    }
}

/// A trusted app is answered without a question.
async fn trusted(at: &At, reader: &Reader, pending: Pending, session: &Session) -> Response {
    let granted = pending.offered(&session.person);
    let entry = Entry::of(Deed::ConsentGiven, at.issuing.now())
        .by(&session.person.id)
        .about(&pending.request().app.client_id)
        .saying(&format!("trusted: {}", granted.to_wire()));
    accepted(at, reader, pending.accept(&at.issuing, session, &granted, entry).await)
}

/// The redirect of an acceptance: 302, at once (INB-05).
pub(super) fn accepted(at: &At, reader: &Reader, outcome: Result<Accepted, NotAccepted>) -> Response {
    match outcome {
        Ok(accepted) => {
            let issuer = dialect::of(accepted.dialect()).names_issuer().then_some(at.issuer.as_str());
            answer::redirect(StatusCode::FOUND, &accepted.location(issuer))
        }
        Err(NotAccepted::NotAsked) => {
            let page = Message::bad_request(at.frame(reader), &Saying::of("bad-consent-not-asked"));
            answer::message(StatusCode::BAD_REQUEST, &page)
        }
        Err(NotAccepted::Gone) => answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(reader))),
        Err(NotAccepted::Store(error)) => answer::failed(at.frame(reader), &error),
    }
}

/// The redirect of a denial.
pub(super) fn denied(at: &At, denied: &Denied) -> Response {
    let issuer = dialect::of(denied.dialect()).names_issuer().then_some(at.issuer.as_str());
    answer::redirect(StatusCode::FOUND, &denied.location(issuer))
}

/// A request that cannot go on: told on a page, or to the app.
pub(super) fn told(at: &At, reader: &Reader, unready: Unready) -> Response {
    let frame = at.frame(reader);
    let page = match unready {
        Unready::Redirect(refused) => return denied(at, &refused),
        Unready::Page(PageProblem::Store(error)) => return answer::failed(frame, &error),
        Unready::Page(PageProblem::Malformed(what)) => Message::bad_request(frame, &what),
        Unready::Page(PageProblem::UnknownApp { client_id }) => Message::unknown_app(frame, &client_id),
        Unready::Page(PageProblem::RedirectUri { app_name, redirect_uri }) => {
            Message::redirect_uri_mismatch(frame, &app_name, &redirect_uri)
        }
    };
    answer::message(StatusCode::BAD_REQUEST, &page)
}

/// The sign-in page. A browser without a cookie is given one, so that the form is bound to it.
pub(super) fn sign_in_page(
    at: &At,
    reader: &Reader,
    pending: &Pending,
    cookie: Option<Token>,
    target: &str,
    trouble: Option<SignInTrouble>,
    email: String,
) -> Response {
    let request = pending.request();
    let fresh = cookie.is_none();
    let cookie = cookie.unwrap_or_else(|| Token::mint(at.entropy()));
    let page = SignIn {
        frame: at.frame(reader),
        action: sign_in::PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, sign_in::PURPOSE, &cookie, target, at.issuing.now()),
        app_name: request.app.name.clone(),
        returns: ReturnPlace::of(&request.redirect_uri),
        email,
        trouble,
    };
    let (status, wait) = match trouble {
        None => (StatusCode::OK, None),
        Some(SignInTrouble::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, None),
        Some(SignInTrouble::TooManyTries { retry_after }) => (StatusCode::TOO_MANY_REQUESTS, Some(retry_after)),
        Some(SignInTrouble::Busy { retry_after }) => (StatusCode::SERVICE_UNAVAILABLE, Some(retry_after)),
    };
    let mut response = answer::page(status, &page.frame, page.render(), Some(&request.redirect_uri));
    if let Some(wait) = wait {
        response = answer::retry_after(response, wait);
    }
    if fresh {
        at.cookies().set(&mut response, &at.cookies().session, &cookie);
    }
    response
}

/// The consent page.
fn ask(at: &At, reader: &Reader, pending: &Pending, person: &Person, cookie: &Token, target: &str) -> Response {
    let request = pending.request();
    let now = at.issuing.now();
    let shown =
        ShownPerson { id: person.id.clone(), name: person.name.clone(), email: person.email.clone(), formats: person.formats.clone(), now };
    let frame = at.frame(reader);
    let page = Consent {
        action: consent::PATH.to_owned(),
        hidden: seal::seal(&at.issuing.key, consent::PURPOSE, cookie, target, now),
        app_name: request.app.name.clone(),
        returns: ReturnPlace::of(&request.redirect_uri),
        asks: pending.offered(person).iter().map(|scope| Ask::of(scope.as_str(), &shown, frame.language)).collect(),
        person: shown,
        frame,
    };
    answer::page(StatusCode::OK, &page.frame, page.render(), Some(&request.redirect_uri))
}
