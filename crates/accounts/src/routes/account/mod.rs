//! The pages on which people look after their own account, and the way in to them. `api` is the same for the service's own app.
//!
//! A page asks for a session of this browser. What changes how somebody signs in asks for a fresh one. Each form is sealed
//! for this browser and for its own address, and is answered with a 303.

mod api;
mod apps;
mod forgotten;
mod link;
mod password;
mod profile;
mod second_factor;
mod sessions;
mod sign_in;

pub(super) use api::{API, no_such_method, no_such_place};
pub(super) use sign_in::troubled;

use axum::response::Response;
use axum::routing::{delete, get, post};
use countersign_wire::UnixSeconds;
use http::{HeaderMap, StatusCode};

use super::authorize::Browser;
use super::reader::Reader;
use super::site::At;
use super::{Route, answer, seal};
use crate::audit::{Deed, Entry};
use crate::grant::parameters::Parameters;
use crate::messages::Saying;
use crate::pages::Message;
use crate::pages::account::{Chrome, Note, Section};
use crate::store::StoreError;
use crate::store::rows::Session;
use crate::token::Token;

/// What its forms are sealed for.
const PURPOSE: &str = "account";
/// How long a sign-in is fresh.
const FRESH_SECONDS: i64 = 300;

/// The pages.
pub(super) fn pages() -> Vec<Route> {
    vec![
        ("/account", get(profile::show).post(profile::answer)),
        ("/account/password", get(password::show).post(password::answer)),
        ("/account/second-factor", get(second_factor::show).post(second_factor::answer)),
        ("/account/sessions", get(sessions::show).post(sessions::answer)),
        ("/account/apps", get(apps::show).post(apps::answer)),
        (sign_in::PATH, get(sign_in::show).post(sign_in::answer)),
        ("/account/sign-out", post(sign_in::leave)),
        (crate::people::link::PATH, get(link::show).post(link::answer)),
        (link::OPEN, post(link::open)),
        (forgotten::PATH, get(forgotten::show).post(forgotten::answer)),
    ]
}

/// The same for the service's own app.
pub(super) fn api() -> Vec<Route> {
    vec![
        ("/account/v1/profile", get(api::profile).patch(api::change_profile)),
        ("/account/v1/password", post(api::change_password)),
        ("/account/v1/sessions", get(api::sessions)),
        ("/account/v1/sessions/{id}", delete(api::end_session)),
        ("/account/v1/apps", get(api::apps)),
        ("/account/v1/apps/{client_id}", delete(api::disconnect)),
    ]
}

/// Somebody who is signed in, at a page of their account.
struct Visit {
    reader: Reader,
    session: Session,
    cookie: Token,
}

/// An answer in place of the page.
type Instead = Box<Response>;

impl Visit {
    /// The session of this browser; without one, the way to the sign-in page.
    async fn of(at: &At, reader: Reader, headers: &HeaderMap, section: Section) -> Result<Self, Instead> {
        let Browser { cookie, session } = Browser::of(at, headers).await.map_err(|error| failed(at, &reader, &error))?;
        match (session, cookie) {
            (Some(session), Some(cookie)) => Ok(Self { reader: reader.signed_in(&session.person.formats), session, cookie }),
            _ => Err(Box::new(sign_in::first(section))),
        }
    }

    /// The same, and a form of that page that this browser was shown.
    async fn with_form(at: &At, reader: Reader, headers: &HeaderMap, section: Section, body: &[u8]) -> Result<(Self, Parameters), Instead> {
        let visit = Self::of(at, reader, headers, section).await?;
        let form = visit.open(at, section.path(), body)?;
        Ok((visit, form))
    }

    /// A form about `path` that this browser was shown.
    fn open(&self, at: &At, path: &str, body: &[u8]) -> Result<Parameters, Instead> {
        let expired = || Box::new(answer::message(StatusCode::BAD_REQUEST, &Message::expired_request(at.frame(&self.reader))));
        let form = Parameters::read(body).ok().filter(|form| form.repeated().is_none()).ok_or_else(expired)?;
        let about = seal::open(&at.issuing.key, PURPOSE, &self.cookie, &form, at.issuing.now());
        if about.as_deref() == Some(path) { Ok(form) } else { Err(expired()) }
    }

    /// Whether they showed who they are just now.
    fn is_fresh(&self, now: UnixSeconds) -> bool {
        now.saturating_sub(self.session.authentication.at) < FRESH_SECONDS
    }

    /// What is round a page.
    fn chrome(&self, at: &At, section: Section, note: Option<Note>) -> Chrome {
        let now = at.issuing.now();
        Chrome {
            section,
            name: self.session.person.name.clone(),
            email: self.session.person.email.clone(),
            note,
            hidden: seal::seal(&at.issuing.key, PURPOSE, &self.cookie, section.path(), now),
            leaving: seal::seal(&at.issuing.key, PURPOSE, &self.cookie, sign_in::LEAVE, now),
        }
    }

    /// A row of the audit about what they do.
    fn does(&self, at: &At, deed: Deed, from: std::net::IpAddr) -> Entry {
        Entry::of(deed, at.issuing.now()).by(&self.session.person.id).from(from)
    }

    fn failed(&self, at: &At, error: &StoreError) -> Instead {
        failed(at, &self.reader, error)
    }
}

fn failed(at: &At, reader: &Reader, error: &StoreError) -> Instead {
    Box::new(answer::failed(at.frame(reader), error))
}

/// Back to a page of the account, which says what was done.
fn back(section: Section, done: &str) -> Response {
    answer::redirect(StatusCode::SEE_OTHER, &format!("{}?done={done}", section.path()))
}

/// What a page says was done, by the word in its address. A word that is none says nothing.
fn said(query: Option<&str>) -> Option<Note> {
    let query = Parameters::read(query?.as_bytes()).ok()?;
    let saying = match query.get("done")? {
        "profile" => Saying::of("account-saved"),
        "password" => Saying::of("account-password-changed"),
        "session" => Saying::of("account-session-ended"),
        "sessions" => Saying::of("account-sessions-ended"),
        "app" => Saying::of("account-app-revoked"),
        "removed" => Saying::of("account-second-factor-removed"),
        _ => return None,
    };
    Some(Note::done(saying))
}

/// The answer of either kind.
fn either(answer: Result<Response, Instead>) -> Response {
    answer.unwrap_or_else(|instead| *instead)
}
