//! The public parts of the signing keys (RFC 7517 §5).

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, header};

use super::answer;
use super::site::At;
use crate::dialect;

pub(super) const PATH: &str = "/oauth/jwks";

/// For how long a copy may be kept: much less than a key is published before it signs.
const CACHE_CONTROL: &str = "public, max-age=900";

pub(super) async fn read(State(at): State<At>) -> Response {
    match at.keys.jwks().await {
        Ok(keys) => {
            let mut response = answer::json(StatusCode::OK, dialect::at(PATH), &keys);
            answer::set(&mut response, header::CACHE_CONTROL, CACHE_CONTROL);
            response.headers_mut().remove(header::PRAGMA);
            response
        }
        Err(error) => answer::unsigned(dialect::at(PATH), &error),
    }
}
