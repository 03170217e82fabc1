//! What a token says of its person.

use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, StatusCode, header};

use super::site::At;
use super::{answer, cors};
use crate::bearer::{self, NoToken};
use crate::dialect::{self, About, Dialect, Needs};
use crate::grant::parameters::Parameters;
use crate::grant::resource;
use crate::person_claims::{self, Place};
use crate::store::rows::Access;

/// The challenge of a token that is not good here (RFC 6750 §3.1).
const INVALID: &str = "Bearer realm=\"accounts\", error=\"invalid_token\"";

/// GET, or POST with the token in the header all the same (OpenID Connect Core §5.3.1).
pub(super) async fn read(State(at): State<At>, uri: OriginalUri, headers: HeaderMap, body: Bytes) -> Response {
    let here = dialect::at(uri.path());
    let token = match bearer::read(&headers, uri.query()) {
        Ok(token) => token,
        Err(NoToken::Misplaced(text)) => return answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text),
        Err(NoToken::Absent) if in_body(&body) => {
            let text = "A token does not belong in the body; send it in the Authorization header.";
            return answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text);
        }
        // Without a token the challenge names no error (RFC 6750 §3.1).
        Err(NoToken::Absent) => return challenge(here, "Bearer realm=\"accounts\"", "An access token is missing."),
    };
    let access = match at.store().access(token.digest(), at.issuing.now()).await {
        Ok(Some(access)) => access,
        Ok(None) => return challenge(here, INVALID, "The access token is not known, or has ended."),
        Err(error) => return answer::unavailable(here, &error),
    };
    at.issuing.usage.grant_used(&access.grant);
    let response = told(&at, &access);
    match cors::origin(&headers) {
        None => response,
        Some(_) => match at.store().app(&access.client_id).await {
            Ok(Some(app)) => cors::named_by(response, &app),
            Ok(None) => response,
            Err(error) => answer::unavailable(here, &error),
        },
    }
}

/// What the dialect says of the person of a token.
fn told(at: &At, access: &Access) -> Response {
    let dialect = dialect::of(access.dialect);
    if !resource::is_for(&access.resources, &at.issuer) {
        return challenge(dialect, INVALID, "The access token is for another resource.");
    }
    let Some(person) = &access.person else { return nobody(dialect) };
    let asked = person_claims::asked(access.claims.as_deref(), Place::UserInfo);
    let about = About { person, scopes: &access.scopes, asked: &asked, issuer: &at.issuer, service_name: &at.service_name };
    match dialect.user_info(&about) {
        Ok(said) => answer::json(StatusCode::OK, dialect, &said),
        Err(Needs(scope)) => needs(dialect, scope),
    }
}

/// Whether a token stands in the body of a form (RFC 6750 §2.2), which this service does not take.
fn in_body(body: &[u8]) -> bool {
    Parameters::read(body).is_ok_and(|sent| sent.get("access_token").is_some())
}

/// The refusal of a token that lacks a scope (RFC 6750 §3.1).
fn needs(dialect: &dyn Dialect, scope: &str) -> Response {
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
