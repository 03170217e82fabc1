//! What a token says of its person.

use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, StatusCode, header};

use super::site::At;
use super::{answer, business, cors};
use crate::bearer::{self, NoToken};
use crate::dialect::{self, About, Dialect, Needs};
use crate::grant::parameters::Parameters;
use crate::grant::resource;
use crate::person_claims::{self, Place};
use crate::store::rows::{Access, Person};
use crate::token::Digest;

/// The challenge of a token that is not good here (RFC 6750 §3.1).
const INVALID: &str = "Bearer realm=\"accounts\", error=\"invalid_token\"";

/// GET, or POST with the token in the header all the same (OpenID Connect Core §5.3.1).
pub(super) async fn read(State(at): State<At>, uri: OriginalUri, headers: HeaderMap, body: Bytes) -> Response {
    let here = dialect::at(uri.path());
    if matches!(bearer::read(&headers, uri.query()), Err(NoToken::Absent)) && in_body(&body) {
        let text = "A token does not belong in the body; send it in the Authorization header.";
        return answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text);
    }
    let access = match access(&at, here, &uri, &headers).await {
        Ok((_, access)) => access,
        Err(refused) => return *refused,
    };
    let response = match &access.person {
        Some(person) => about(&at, &access, person).await,
        None => nobody(dialect::of(access.dialect)),
    };
    match cors::origin(&headers) {
        None => response,
        Some(_) => match at.store().app(&access.client_id).await {
            Ok(Some(app)) => cors::named_by(response, &app),
            Ok(None) => response,
            Err(error) => answer::unavailable(here, &error),
        },
    }
}

/// What the token of a request opens, or the answer to one that opens nothing here.
pub(super) async fn access(at: &At, here: &dyn Dialect, uri: &OriginalUri, headers: &HeaderMap) -> Result<(Digest, Access), Box<Response>> {
    let token = bearer::read(headers, uri.query()).map_err(|none| {
        Box::new(match none {
            NoToken::Misplaced(text) => answer::error(StatusCode::BAD_REQUEST, here, OAuthErrorCode::InvalidRequest, text),
            // Without a token the challenge names no error (RFC 6750 §3.1).
            NoToken::Absent => challenge(here, "Bearer realm=\"accounts\"", "An access token is missing."),
        })
    })?;
    let access = match at.store().access(token.digest(), at.issuing.now()).await {
        Ok(Some(access)) => access,
        Ok(None) => return Err(Box::new(ended(here))),
        Err(error) => return Err(Box::new(answer::unavailable(here, &error))),
    };
    at.issuing.usage.grant_used(&access.grant);
    if !resource::is_for(&access.resources, &at.issuer) {
        let text = "The access token is for another resource.";
        return Err(Box::new(challenge(dialect::of(access.dialect), INVALID, text)));
    }
    Ok((token.digest(), access))
}

/// The answer to a token that is not good, or not any more.
pub(super) fn ended(here: &dyn Dialect) -> Response {
    challenge(here, INVALID, "The access token is not known, or has ended.")
}

/// What the dialect of a token's app says of a person.
pub(super) async fn about(at: &At, access: &Access, person: &Person) -> Response {
    let dialect = dialect::of(access.dialect);
    let business = match business::of(at, dialect, person).await {
        Ok(business) => business,
        Err(error) => return answer::unavailable(dialect, &error),
    };
    let asked = person_claims::asked(access.claims.as_deref(), Place::UserInfo);
    let about = About {
        person,
        scopes: &access.scopes,
        asked: &asked,
        business: business.as_ref(),
        issuer: &at.issuer,
        service_name: &at.service_name,
    };
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
