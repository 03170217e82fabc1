//! The same for the service's own app, as JSON below `/account/v1`.
//!
//! Its tokens are taken where somebody granted [`ACCOUNT`], a scope that no other app can have: whoever lets an app read
//! their profile has not let it end their sessions. A new password wants the old one in the body.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::response::{IntoResponse, Response};
use countersign_wire::app::AdministrationError;
use countersign_wire::person::{OwnProfile, OwnSession, PasswordChange, SessionView};
use countersign_wire::scope::ACCOUNT;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::audit::{Deed, Entry};
use crate::bearer::{self, NoToken};
use crate::grant::resource;
use crate::people::password::Password;
use crate::people::sign_in::NotSignedIn;
use crate::routes::answer;
use crate::routes::site::At;
use crate::store::StoreError;
use crate::store::rows::{Kept, Person, PersonSaved, Profile};

/// Where it stands.
pub(in crate::routes) const API: &str = "/account/v1/";

/// Why a request was not done, as an answer.
type Refused = Box<Response>;

/// What a request without a token is told (RFC 6750 §3).
const CHALLENGE: &str = "Bearer realm=\"account\"";
/// What one is told whose token opens nothing (§3.1).
const INVALID: &str = "Bearer realm=\"account\", error=\"invalid_token\"";
/// What one is told whose token was not granted this (§3.1).
const INSUFFICIENT: &str = "Bearer realm=\"account\", error=\"insufficient_scope\", scope=\"account\"";

/// Somebody, by a token with which they let their account be looked after.
async fn person(at: &At, headers: &HeaderMap) -> Result<Person, Refused> {
    Ok(person_and_session(at, headers).await?.0)
}

/// The same, with what the browser session is known by in which they let it.
async fn person_and_session(at: &At, headers: &HeaderMap) -> Result<(Person, Option<String>), Refused> {
    let token = bearer::read(headers, None).map_err(|none| match none {
        NoToken::Absent => challenged(StatusCode::UNAUTHORIZED, CHALLENGE, "The access token is missing. Sign in first."),
        NoToken::Misplaced(text) => Box::new(told(StatusCode::BAD_REQUEST, "invalid_input", text)),
    })?;
    let access = at.store().access(token.digest(), at.issuing.now()).await.map_err(|error| failed(&error))?;
    let over = || challenged(StatusCode::UNAUTHORIZED, INVALID, "The access token is unknown or over. Sign in again.");
    let access = access.ok_or_else(over)?;
    let for_this = access.scopes.contains(ACCOUNT) && resource::is_for(&access.resources, &at.issuer);
    let forbidden = || {
        let text = "This needs the scope account, which a person grants to this service's own app.";
        challenged(StatusCode::FORBIDDEN, INSUFFICIENT, text)
    };
    let person = access.person.filter(|_| for_this).ok_or_else(forbidden)?;
    Ok((person, access.authentication.sid))
}

fn challenged(status: StatusCode, challenge: &'static str, message: &str) -> Refused {
    let code = if status == StatusCode::FORBIDDEN { "forbidden" } else { "unauthorized" };
    let mut response = told(status, code, message);
    answer::set(&mut response, header::WWW_AUTHENTICATE, challenge);
    Box::new(response)
}

fn told(status: StatusCode, code: &str, message: &str) -> Response {
    json(status, &AdministrationError { code: code.to_owned(), message: message.to_owned(), problems: Vec::new() })
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], axum::Json(body)).into_response()
}

fn failed(error: &StoreError) -> Refused {
    if let Some(wait) = error.wait() {
        return Box::new(answer::retry_after(told(StatusCode::SERVICE_UNAVAILABLE, "busy", error.told()), wait));
    }
    tracing::error!(%error, "the store failed under the account API");
    Box::new(told(StatusCode::INTERNAL_SERVER_ERROR, "internal", error.told()))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    // What was sent may hold a password: the error does not repeat it.
    serde_json::from_slice(body).map_err(|error| {
        let text = format!("The body cannot be read as this API reads it (line {}, column {}).", error.line(), error.column());
        Box::new(told(StatusCode::BAD_REQUEST, "invalid_input", &text))
    })
}

fn either(answer: Result<Response, Refused>) -> Response {
    answer.unwrap_or_else(|refused| *refused)
}

fn own(person: Person) -> OwnProfile {
    OwnProfile { name: Some(person.name), formats: Some(person.formats), details: Some(person.details), version: Some(person.version) }
}

pub(super) async fn profile(State(at): State<At>, headers: HeaderMap) -> Response {
    either(person(&at, &headers).await.map(|person| json(StatusCode::OK, &own(person))))
}

pub(super) async fn change_profile(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(profile_changed(&at, peer, &headers, &body).await)
}

async fn profile_changed(at: &At, peer: SocketAddr, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refused> {
    let person = person(at, headers).await?;
    let change: OwnProfile = read(body)?;
    if change.version.is_some_and(|version| version != person.version) {
        return Ok(changed_elsewhere());
    }
    let name = change.name.unwrap_or_else(|| person.name.clone()).trim().to_owned();
    let formats = change.formats.unwrap_or_else(|| person.formats.clone());
    let details = change.details.map_or_else(|| person.details.clone(), |details| details.tidy());
    let profile = Profile { name, formats, details };
    let problems = profile.problems();
    if let Some(first) = problems.first() {
        let error = AdministrationError { code: "invalid_input".to_owned(), message: first.message.clone(), problems };
        return Ok(json(StatusCode::BAD_REQUEST, &error));
    }
    let entry = Entry::of(Deed::ProfileChanged, at.issuing.now()).by(&person.id).on_person(&person.id).from(peer.ip());
    match at.store().change_profile(&person.id, profile, person.version, entry).await.map_err(|error| failed(&error))? {
        PersonSaved::Done(saved) => Ok(json(StatusCode::OK, &own(saved.person))),
        _ => Ok(changed_elsewhere()),
    }
}

fn changed_elsewhere() -> Response {
    told(StatusCode::CONFLICT, "conflict", "Your profile was changed elsewhere meanwhile. Read it again, then change it.")
}

pub(super) async fn change_password(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    either(password_changed(&at, peer, &headers, &body).await)
}

async fn password_changed(at: &At, peer: SocketAddr, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refused> {
    let person = person(at, headers).await?;
    let change: PasswordChange = read(body)?;
    let new =
        Password::chosen(change.new).map_err(|problem| Box::new(told(StatusCode::BAD_REQUEST, "invalid_input", &problem.to_string())))?;
    let token = bearer::read(headers, None).map_err(|_| Box::new(not_there()))?;
    let (old, own) = (Password::presented(change.old), Kept::GrantOf(token.digest()));
    at.signing_in.change_password(&person, old, new, own, peer.ip()).await.map_err(not_confirmed)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn not_confirmed(refused: NotSignedIn) -> Refused {
    match refused {
        NotSignedIn::Wrong => Box::new(told(StatusCode::FORBIDDEN, "forbidden", "The password until now is another one.")),
        NotSignedIn::TooManyTries(wait) => {
            let text = "Too many tries. Nothing is locked; try again later.";
            Box::new(answer::retry_after(told(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", text), wait.0))
        }
        NotSignedIn::Busy(wait) => {
            let text = "Many people sign in at this moment. Try again in a moment.";
            Box::new(answer::retry_after(told(StatusCode::SERVICE_UNAVAILABLE, "busy", text), wait))
        }
        NotSignedIn::Store(error) => failed(&error),
    }
}

pub(super) async fn sessions(State(at): State<At>, headers: HeaderMap) -> Response {
    either(sessions_read(&at, &headers).await)
}

async fn sessions_read(at: &At, headers: &HeaderMap) -> Result<Response, Refused> {
    let (person, here) = person_and_session(at, headers).await?;
    let sessions = at.store().sessions_of(&person.id, at.issuing.now()).await.map_err(|error| failed(&error))?;
    let own = |session: SessionView| OwnSession { current: here.as_ref() == Some(&session.id), session };
    let items: Vec<_> = sessions.into_iter().map(own).collect();
    Ok(json(StatusCode::OK, &serde_json::json!({ "items": items })))
}

pub(super) async fn end_session(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let end = async {
        let person = person(&at, &headers).await?;
        let entry = Entry::of(Deed::SessionEnded, at.issuing.now()).by(&person.id).on_person(&person.id).from(peer.ip());
        let ended = at.store().end_session(&person.id, &id, entry).await.map_err(|error| failed(&error))?;
        Ok(if ended { StatusCode::NO_CONTENT.into_response() } else { not_there() })
    };
    either(end.await)
}

pub(super) async fn apps(State(at): State<At>, headers: HeaderMap) -> Response {
    let list = async {
        let person = person(&at, &headers).await?;
        let apps = at.store().connected_apps(&person.id, at.issuing.now()).await.map_err(|error| failed(&error))?;
        Ok(json(StatusCode::OK, &serde_json::json!({ "items": apps })))
    };
    either(list.await)
}

pub(super) async fn disconnect(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(client_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let end = async {
        let person = person(&at, &headers).await?;
        let entry =
            Entry::of(Deed::AppDisconnected, at.issuing.now()).by(&person.id).on_person(&person.id).about(&client_id).from(peer.ip());
        let ended = at.store().disconnect(&person.id, &client_id, entry).await.map_err(|error| failed(&error))?;
        Ok(if ended { StatusCode::NO_CONTENT.into_response() } else { not_there() })
    };
    either(end.await)
}

/// The answer at an address of the API that is none.
pub(in crate::routes) fn no_such_place() -> Response {
    told(StatusCode::NOT_FOUND, "not_found", "There is nothing at this address. The profile is at /account/v1/profile.")
}

/// The answer to a method that an address does not take.
pub(in crate::routes) async fn no_such_method() -> Response {
    told(StatusCode::METHOD_NOT_ALLOWED, "invalid_input", "This address does not answer that method. Allow names those that it does.")
}

fn not_there() -> Response {
    told(StatusCode::NOT_FOUND, "not_found", "It is not there. It may have ended.")
}
