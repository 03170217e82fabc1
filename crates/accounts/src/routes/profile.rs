//! A person's profile, as an app with their leave changes it (III-03): a merge of the members that are sent (RFC 7396).

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::person::Details;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Deserializer};

use super::site::At;
use super::{answer, body, user_info};
use crate::audit::{Deed, Entry};
use crate::dialect::{self, Dialect};
use crate::store::rows::{Access, Person, PersonSaved, Profile};
use crate::token::Digest;

/// How often a change is begun anew where somebody else was quicker.
const TRIES: usize = 3;

/// What a request changes: a member that is absent stays, one that is null is taken away. The e-mail address is what
/// people sign in with, and is no app's to change.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Change {
    #[serde(deserialize_with = "sent")]
    name: Option<Option<String>>,
    #[serde(deserialize_with = "sent")]
    username: Option<Option<String>>,
    #[serde(deserialize_with = "sent")]
    avatar_url: Option<Option<String>>,
    #[serde(deserialize_with = "sent")]
    bio: Option<Option<String>>,
    #[serde(deserialize_with = "sent")]
    location: Option<Option<String>>,
    #[serde(deserialize_with = "sent")]
    website: Option<Option<String>>,
}

/// A member that is there, null or not.
fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(super) async fn change(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: OriginalUri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    changed(&at, peer, &uri, &headers, &bytes).await.unwrap_or_else(|refused| *refused)
}

async fn changed(at: &At, peer: SocketAddr, uri: &OriginalUri, headers: &HeaderMap, bytes: &[u8]) -> Result<Response, Box<Response>> {
    let here = dialect::at(uri.path());
    let (token, mut access) = user_info::access(at, here, uri, headers).await?;
    let mut person = permitted(here, &access)?;
    let change = read(here, headers, bytes)?;
    for _ in 0..TRIES {
        let profile = change.over(&person);
        let problems = profile.problems();
        if let Some(first) = problems.first() {
            return Err(invalid(here, &format!("{}: {}", first.field, first.message)));
        }
        let entry = Entry::of(Deed::ProfileChanged, at.issuing.now()).by(&person.id).about(&access.client_id).from(peer.ip());
        let saved = at.store().change_profile(&person.id, profile, person.version, entry).await;
        match saved.map_err(|error| Box::new(answer::unavailable(here, &error)))? {
            PersonSaved::Done(saved) => return Ok(told(at, &access, &saved.person).await),
            // Whoever was quicker changed something else, or the same; what this request names is what it says.
            _ => access = again(at, here, token).await?,
        }
        person = permitted(here, &access)?;
    }
    let text = "The profile is being changed by others at this moment. Try again.";
    Err(Box::new(answer::error(StatusCode::SERVICE_UNAVAILABLE, here, OAuthErrorCode::TemporarilyUnavailable, text)))
}

/// The profile as it is now, to somebody who may read it.
async fn told(at: &At, access: &Access, person: &Person) -> Response {
    let response = user_info::about(at, access, person).await;
    if response.status() == StatusCode::FORBIDDEN { StatusCode::NO_CONTENT.into_response() } else { response }
}

/// The person, where the token may write. A token of an app whose dialect knows no such scope never may.
fn permitted(here: &dyn Dialect, access: &Access) -> Result<Person, Box<Response>> {
    let scope = here.writes_profile_with().unwrap_or_default();
    match &access.person {
        Some(person) if access.scopes.contains(scope) => Ok(person.clone()),
        _ => Err(Box::new(user_info::needs(here, scope))),
    }
}

async fn again(at: &At, here: &dyn Dialect, token: Digest) -> Result<Access, Box<Response>> {
    match at.store().access(token, at.issuing.now()).await {
        Ok(Some(access)) => Ok(access),
        Ok(None) => Err(Box::new(user_info::ended(here))),
        Err(error) => Err(Box::new(answer::unavailable(here, &error))),
    }
}

fn read(here: &dyn Dialect, headers: &HeaderMap, bytes: &[u8]) -> Result<Change, Box<Response>> {
    let kind = body::media_type(headers);
    if !["application/json", "application/merge-patch+json"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Err(invalid(here, "The body has to be JSON: send it with Content-Type: application/json."));
    }
    let text = "The body has to be one JSON object of name, username, avatar_url, bio, location and website, each once, as text or null.";
    // serde takes a list for an object too.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(invalid(here, text));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        // serde's own words may hold what was sent.
        invalid(here, &format!("{text} Look at line {}, column {}.", error.line(), error.column()))
    })
}

fn invalid(here: &dyn Dialect, text: &str) -> Box<Response> {
    Box::new(answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text))
}

impl Change {
    fn over(&self, person: &Person) -> Profile {
        let merged = |change: &Option<Option<String>>, now: &Option<String>| change.clone().unwrap_or_else(|| now.clone());
        let now = &person.details;
        let details = Details {
            username: merged(&self.username, &now.username),
            avatar_url: merged(&self.avatar_url, &now.avatar_url),
            bio: merged(&self.bio, &now.bio),
            location: merged(&self.location, &now.location),
            website: merged(&self.website, &now.website),
            ..now.clone()
        };
        // A name cannot be taken away: without one it is empty, which is refused.
        let name = self.name.clone().map_or_else(|| person.name.clone(), Option::unwrap_or_default);
        Profile { name: name.trim().to_owned(), formats: person.formats.clone(), details: details.tidy() }
    }
}
