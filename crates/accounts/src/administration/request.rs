//! What a request of the API brings: a body in JSON, the version it is about, the id that its path names.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use countersign_wire::app::FieldProblem;
use http::request::Parts;
use http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::Desk;
use super::answer::Refusal;
use super::known;

/// A body in JSON, in which nothing is that its schema does not have.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned + ToSchema> FromRequest<Desk> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(Refusal::NotJson);
        }
        let body = axum::body::Bytes::from_request(request, desk)
            .await
            .map_err(|_| Refusal::Unreadable("The body could not be read. Send it again.".to_owned()))?;
        let read = serde_json::from_slice(&body)
            .map_err(|error| Refusal::Unreadable(format!("The body is not what this address reads: {error}.")))?;
        let unknown = known::unknown(&T::name(), &serde_json::from_slice(&body).unwrap_or_default());
        if unknown.is_empty() { Ok(Self(read)) } else { Err(Refusal::Invalid(unknown.into_iter().map(no_such_member).collect())) }
    }
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// The version that a change is about: `If-Match` with what `ETag` said.
pub(super) struct Version(pub(super) i64);

impl FromRequestParts<Desk> for Version {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        let value = parts.headers.get(header::IF_MATCH).ok_or(Refusal::NoVersion)?;
        let version = value.to_str().ok().and_then(|text| text.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        version.map(Self).ok_or_else(|| Refusal::Unreadable("If-Match holds one version in quotes, such as \"3\".".to_owned()))
    }
}

/// The one id that a path names. One that is no text in UTF-8 is nobody's, and told in JSON like any other.
pub(super) struct Id(pub(super) String);

impl FromRequestParts<Desk> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let Path(id) = Path::<String>::from_request_parts(parts, desk).await.map_err(|_| Refusal::NotFound("thing with this id"))?;
        Ok(Self(id))
    }
}

/// The two ids that a path names.
pub(super) struct Ids(pub(super) String, pub(super) String);

impl FromRequestParts<Desk> for Ids {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let Path((one, other)) =
            Path::<(String, String)>::from_request_parts(parts, desk).await.map_err(|_| Refusal::NotFound("thing with this id"))?;
        Ok(Self(one, other))
    }
}

/// The words of a query, each once.
///
/// # Errors
/// The word that is there twice.
pub(super) fn words_of(query: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut words: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        if words.iter().any(|(other, _)| *other == name) {
            return Err(Refusal::Unreadable(format!("{name} is there twice; send it once.")));
        }
        words.push((name, value));
    }
    Ok(words)
}

/// A member of a body that its address does not read.
fn no_such_member(name: String) -> FieldProblem {
    let message = format!("This address reads no {name}. Take it out, or look at how it is spelt.");
    FieldProblem { field: name, row: None, message }
}

/// A word of a query that its address does not read: what was meant by it would not be done.
pub(super) fn no_such_word(name: &str) -> Refusal {
    problem(name, format!("This address reads no {name}. Take it out, or look at how it is spelt."))
}

/// One problem with one field.
pub(super) fn problem(field: &str, message: impl Into<String>) -> Refusal {
    Refusal::Invalid(vec![FieldProblem { field: field.to_owned(), row: None, message: message.into() }])
}
