//! What a token says of its person.

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;
use http::{HeaderMap, StatusCode, header};

use super::answer;
use super::site::At;
use crate::bearer::{self, NoToken};
use crate::dialect::{self, About, Dialect, Needs};
use crate::store::rows::Person;

pub(super) async fn read(State(at): State<At>, uri: OriginalUri, headers: HeaderMap) -> Response {
    let here = dialect::at(uri.path());
    let token = match bearer::read(&headers, uri.query()) {
        Ok(token) => token,
        Err(NoToken::Misplaced(text)) => return answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text),
        // Without a token the challenge names no error (RFC 6750 §3.1).
        Err(NoToken::Absent) => return challenge(here, "Bearer realm=\"accounts\"", "An access token is missing."),
    };
    match at.store().access(token.digest(), at.issuing.now()).await {
        Ok(Some(access)) => {
            let dialect = dialect::of(access.dialect);
            match &access.person {
                Some(person) => about(&at, dialect, person, &access.scopes),
                None => nobody(dialect),
            }
        }
        Ok(None) => {
            let text = "The access token is not known, or has ended.";
            challenge(here, "Bearer realm=\"accounts\", error=\"invalid_token\"", text)
        }
        Err(error) => answer::unavailable(here, &error),
    }
}

/// What the dialect says of a person.
pub(super) fn about(at: &At, dialect: &dyn Dialect, person: &Person, scopes: &ScopeSet) -> Response {
    let about = About { person, scopes, issuer: &at.issuer, service_name: &at.service_name };
    match dialect.user_info(&about) {
        Ok(said) => answer::json(StatusCode::OK, dialect, &said),
        Err(Needs(scope)) => needs(dialect, scope),
    }
}

/// The refusal of a token that lacks a scope (RFC 6750 §3.1).
pub(super) fn needs(dialect: &dyn Dialect, scope: &str) -> Response {
    let text = format!("This needs an access token with the scope {scope}. Ask the person for it.");
    let mut response = answer::error(StatusCode::FORBIDDEN, dialect, OAuthErrorCode::InsufficientScope, &text);
    let challenge = format!("Bearer realm=\"accounts\", error=\"insufficient_scope\", scope=\"{scope}\"");
    answer::set(&mut response, header::WWW_AUTHENTICATE, &challenge);
    response
}

/// The answer to an app that acts for itself: there is nobody to tell about.
fn nobody(dialect: &dyn Dialect) -> Response {
    let text = "This token is the app's own, not a person's. Use one that a person's sign-in gave.";
    let mut response = answer::error(StatusCode::FORBIDDEN, dialect, OAuthErrorCode::InsufficientScope, text);
    answer::set(&mut response, header::WWW_AUTHENTICATE, "Bearer realm=\"accounts\", error=\"insufficient_scope\"");
    response
}

fn challenge(dialect: &dyn Dialect, challenge: &str, text: &str) -> Response {
    let mut response = answer::error(StatusCode::UNAUTHORIZED, dialect, OAuthErrorCode::InvalidToken, text);
    answer::set(&mut response, header::WWW_AUTHENTICATE, challenge);
    response
}
