//! What a token says of its person.

use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;
use http::{HeaderMap, StatusCode, header};

use super::site::At;
use super::{answer, business};
use crate::bearer::{self, NoToken};
use crate::dialect::{self, About, Dialect, Needs};
use crate::store::rows::{Access, Person};
use crate::token::Digest;

pub(super) async fn read(State(at): State<At>, uri: OriginalUri, headers: HeaderMap) -> Response {
    let access = match access(&at, dialect::at(uri.path()), &uri, &headers).await {
        Ok((_, access)) => access,
        Err(refused) => return *refused,
    };
    let dialect = dialect::of(access.dialect);
    match &access.person {
        Some(person) => about(&at, dialect, person, &access.scopes).await,
        None => nobody(dialect),
    }
}

/// What the token of a request opens, or the answer to one that opens nothing.
pub(super) async fn access(at: &At, here: &dyn Dialect, uri: &OriginalUri, headers: &HeaderMap) -> Result<(Digest, Access), Box<Response>> {
    let token = bearer::read(headers, uri.query()).map_err(|none| {
        Box::new(match none {
            NoToken::Misplaced(text) => answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text),
            // Without a token the challenge names no error (RFC 6750 §3.1).
            NoToken::Absent => challenge(here, "Bearer realm=\"accounts\"", "An access token is missing."),
        })
    })?;
    match at.store().access(token.digest(), at.issuing.now()).await {
        Ok(Some(access)) => Ok((token.digest(), access)),
        Ok(None) => Err(Box::new(ended(here))),
        Err(error) => Err(Box::new(answer::unavailable(here, &error))),
    }
}

/// The answer to a token that is not good, or not any more.
pub(super) fn ended(here: &dyn Dialect) -> Response {
    challenge(here, "Bearer realm=\"accounts\", error=\"invalid_token\"", "The access token is not known, or has ended.")
}

/// What the dialect says of a person.
pub(super) async fn about(at: &At, dialect: &dyn Dialect, person: &Person, scopes: &ScopeSet) -> Response {
    let business = match business::of(at, dialect, person).await {
        Ok(business) => business,
        Err(error) => return answer::unavailable(dialect, &error),
    };
    let about = About { person, scopes, business: business.as_ref(), issuer: &at.issuer, service_name: &at.service_name };
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
