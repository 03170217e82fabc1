//! Authorization for the product APIs, in the words and with the errors of Inbenta's (INB-14, INB-15).

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::answer;
use super::body;
use super::site::At;
use crate::bearer;
use crate::grant::Refusal;
use crate::product_apis::exchange::{Denied, Given};
use crate::token::Token;

pub(super) const AUTHORIZE: &str = "/v1/auth";
pub(super) const RENEW: &str = "/v1/refreshToken";
pub(super) const APIS: &str = "/v1/apis";

/// What the gateway before the real service says whatever it is that does not hold.
const NOT_AUTHORIZED: &str = "User is not authorized to access this resource with an explicit deny";

pub(super) async fn authorize(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let secret = match secret(&headers, &bytes) {
        Ok(secret) => secret,
        Err(text) => return error(StatusCode::BAD_REQUEST, &text),
    };
    let (Some(key), Some(access_token)) = (one(&headers, "x-inbenta-key"), oauth_token(&headers)) else {
        return not_authorized();
    };
    match at.product_apis.authorize(key, &secret, &access_token, peer.ip()).await {
        Ok(given) => {
            let mut said = told(&given);
            said["apis"] = json!(given.apis);
            said_well(&said)
        }
        Err(denied) => refused(&denied),
    }
}

/// The same without the addresses, as documented.
pub(super) async fn renew(
    State(at): State<At>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (Some(key), Ok(token)) = (one(&headers, "x-inbenta-key"), bearer::read(&headers, query.as_deref())) else {
        return not_authorized();
    };
    match at.product_apis.renew(key, &token, peer.ip()).await {
        Ok(given) => said_well(&told(&given)),
        Err(denied) => refused(&denied),
    }
}

pub(super) async fn apis(State(at): State<At>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let (Some(key), Ok(token)) = (one(&headers, "x-inbenta-key"), bearer::read(&headers, query.as_deref())) else {
        return not_authorized();
    };
    match at.product_apis.apis(key, &token).await {
        Ok(apis) => said_well(&json!({ "apis": apis })),
        Err(denied) => refused(&denied),
    }
}

/// The answer to a method that an address does not take.
pub(super) async fn no_such_method() -> Response {
    error(StatusCode::METHOD_NOT_ALLOWED, "This address does not answer that method. Allow names those that it does.")
}

fn told(given: &Given) -> Value {
    json!({ "accessToken": given.token.expose(), "expiration": given.expires_at, "expires_in": given.expires_in })
}

/// The secret of a body such as `{"secret": "…"}`.
fn secret(headers: &HeaderMap, bytes: &[u8]) -> Result<Token, String> {
    if !body::media_type(headers).eq_ignore_ascii_case("application/json") {
        return Err("Send the body as JSON, with Content-Type: application/json.".to_owned());
    }
    match body::read(headers, bytes, false) {
        Ok((members, _)) => {
            members.get("secret").map(Token::presented).ok_or_else(|| "The body has no secret. Send {\"secret\": \"…\"}.".to_owned())
        }
        Err(Refusal::Protocol { description, .. }) => Err(description.to_owned()),
        Err(_) => Err("The body cannot be read.".to_owned()),
    }
}

/// A header that is there once, and is text.
fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().filter(|text| !text.is_empty()),
        _ => None,
    }
}

fn oauth_token(headers: &HeaderMap) -> Option<Token> {
    let (scheme, token) = one(headers, "x-oauth-token")?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| Token::presented(token.trim()))
}

fn said_well(body: &Value) -> Response {
    answer::json(StatusCode::OK, crate::dialect::at(""), body)
}

fn not_authorized() -> Response {
    answer::json(StatusCode::FORBIDDEN, crate::dialect::at(""), &json!({ "Message": NOT_AUTHORIZED }))
}

fn error(status: StatusCode, message: &str) -> Response {
    answer::json(status, crate::dialect::at(""), &json!({ "error": { "code": status.as_u16(), "message": message } }))
}

fn refused(denied: &Denied) -> Response {
    match denied {
        Denied::Unauthorized => not_authorized(),
        Denied::Scope => {
            let text = "The OAuth token has no scope for this. It needs product_apis, km_editor_api or reporting_api.";
            error(StatusCode::FORBIDDEN, text)
        }
        Denied::Store(failure) => match failure.wait() {
            Some(wait) => answer::retry_after(error(StatusCode::SERVICE_UNAVAILABLE, failure.told()), wait),
            None => {
                tracing::error!(error = %failure, "the store failed under the product APIs");
                error(StatusCode::INTERNAL_SERVER_ERROR, failure.told())
            }
        },
    }
}
