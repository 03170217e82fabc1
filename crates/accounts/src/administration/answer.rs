//! What the API answers: a JSON value, or `{code, message, problems}` with the status that fits.

use axum::Json;
use axum::response::{IntoResponse, Response};
use countersign_wire::app::{AdministrationCode as Code, AdministrationError, FieldProblem};
use countersign_wire::scope::ADMINISTRATION;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::people::fresh;
use crate::store::StoreError;

/// Why a request was not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The token is missing, unknown, over or for another service (RFC 6750 §3.1).
    Unauthorized { presented: bool },
    /// The token or the person may not do this.
    Forbidden,
    /// The person may not do this to what it is about: why, and what to do.
    NotTheirs(&'static str),
    /// What was sent cannot be read.
    Unreadable(String),
    /// What was sent is not JSON.
    NotJson,
    /// What was sent is not valid, field by field.
    Invalid(Vec<FieldProblem>),
    /// The person showed who they are too long ago for this (RFC 9470).
    Stale,
    /// There is no such thing; it is named as in “There is no …”.
    NotFound(&'static str),
    /// It was changed meanwhile; what it is, and its version now.
    Conflict(&'static str, i64),
    /// Something else has what has to be its own.
    Taken(FieldProblem),
    /// The request does not say which version it is about.
    NoVersion,
    /// It cannot be as things stand: a code for programs, and why.
    AsItStands(Code, String),
    /// The service carries it by itself.
    BuiltIn,
    /// It has no secrets.
    Public,
    /// A secret that cannot be taken back: why.
    TooLate(&'static str),
    /// The store did not do it.
    Store(StoreError),
    /// Something else of the service's own failed: what, for its log.
    Failed(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message, problems) = self.told();
        let mut response = with_status(status, &AdministrationError { code: code.as_str().to_owned(), message, problems });
        self.mark(&mut response);
        response
    }
}

impl Refusal {
    /// Puts on an answer what a refusal has beside its body: the challenge, and when to come again.
    pub(super) fn mark(&self, response: &mut Response) {
        let challenge = self.challenge().and_then(|error| format!("Bearer realm=\"administration\"{error}").parse().ok());
        if let Some(challenge) = challenge {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Self::Store(error) = self
            && let Some(wait) = error.wait()
        {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
    }

    /// What a challenge says of the token (RFC 6750 §3, RFC 9470 §3); of none it says nothing.
    fn challenge(&self) -> Option<String> {
        match self {
            Self::Stale => Some(format!(", error=\"insufficient_user_authentication\", max_age=\"{}\"", fresh::SECONDS)),
            Self::Unauthorized { presented: false } => Some(String::new()),
            Self::Unauthorized { presented: true } => Some(", error=\"invalid_token\"".to_owned()),
            Self::Forbidden => Some(format!(", error=\"insufficient_scope\", scope=\"{ADMINISTRATION}\"")),
            _ => None,
        }
    }

    /// Status, code, words and fields.
    pub(super) fn told(&self) -> (StatusCode, Code, String, Vec<FieldProblem>) {
        let (status, code, message) = match self {
            Self::Unauthorized { .. } => (
                StatusCode::UNAUTHORIZED,
                Code::Unauthorized,
                "The access token is missing, unknown, over or for another service. Sign in again.".to_owned(),
            ),
            Self::Stale => (
                StatusCode::UNAUTHORIZED,
                Code::FreshSignInNeeded,
                "This needs a sign-in of the last five minutes. Sign in again, then try once more.".to_owned(),
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                Code::Forbidden,
                "This needs an administrator's sign-in with the scope accounts:admin. Ask an administrator, or sign in with that scope."
                    .to_owned(),
            ),
            Self::NotTheirs(why) => (StatusCode::FORBIDDEN, Code::Forbidden, (*why).to_owned()),
            Self::Unreadable(reason) => (StatusCode::BAD_REQUEST, Code::InvalidInput, reason.clone()),
            Self::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::InvalidInput,
                "Send the body as JSON, with Content-Type: application/json.".to_owned(),
            ),
            Self::Invalid(problems) => {
                let first = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                return (StatusCode::BAD_REQUEST, Code::InvalidInput, first, problems.clone());
            }
            Self::NotFound(what) => (StatusCode::NOT_FOUND, Code::NotFound, format!("There is no {what}. It may have been deleted.")),
            Self::Conflict(what, version) => (
                StatusCode::PRECONDITION_FAILED,
                Code::Conflict,
                format!("Somebody changed this {what} meanwhile; it is at version {version} now. Read it again, then change it."),
            ),
            Self::Taken(problem) => {
                return (StatusCode::CONFLICT, Code::AlreadyExists, problem.message.clone(), vec![problem.clone()]);
            }
            Self::NoVersion => (
                StatusCode::PRECONDITION_REQUIRED,
                Code::InvalidInput,
                "Say which version you change, with If-Match: \"VERSION\", as it was read.".to_owned(),
            ),
            Self::AsItStands(code, why) => (StatusCode::CONFLICT, *code, why.clone()),
            Self::BuiltIn => (
                StatusCode::CONFLICT,
                Code::BuiltIn,
                "The service carries this app by itself, for Countersign. It cannot be changed or deleted.".to_owned(),
            ),
            Self::Public => (
                StatusCode::CONFLICT,
                Code::InvalidInput,
                "This app runs where no secret can be kept, so it has none. Make an app of kind web, or a native one with a secret."
                    .to_owned(),
            ),
            Self::TooLate(why) => (StatusCode::CONFLICT, Code::TooLate, (*why).to_owned()),
            Self::Store(error) => not_stored(error),
            Self::Failed(what) => failed(what, "Something failed in the service itself. Its log says what."),
        };
        (status, code, message, Vec::new())
    }
}

fn not_stored(error: &StoreError) -> (StatusCode, Code, String) {
    if error.wait().is_some() {
        return (StatusCode::SERVICE_UNAVAILABLE, Code::Busy, error.told().to_owned());
    }
    failed(error, error.told())
}

fn failed(what: impl std::fmt::Display, message: &str) -> (StatusCode, Code, String) {
    tracing::error!(%what, "the administration API failed");
    (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, message.to_owned())
}

/// A JSON answer that nobody may keep.
pub(super) fn with_status(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What has a version, with that as `ETag`: `If-Match` sends back what was read.
pub(super) fn versioned(version: i64, body: &impl Serialize) -> Response {
    let mut response = with_status(StatusCode::OK, body);
    if let Ok(tag) = format!("\"{version}\"").parse() {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

pub(super) async fn no_such_place() -> Response {
    let message = "There is nothing at this address. The apps are at /admin/v1/apps.".to_owned();
    with_status(StatusCode::NOT_FOUND, &AdministrationError { code: Code::NotFound.as_str().to_owned(), message, problems: Vec::new() })
}

pub(super) async fn no_such_method() -> Response {
    let message = "This address does not answer that method. Allow names those that it does.".to_owned();
    with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        &AdministrationError { code: Code::InvalidInput.as_str().to_owned(), message, problems: Vec::new() },
    )
}
