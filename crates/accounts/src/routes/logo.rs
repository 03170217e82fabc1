//! Logos of apps, from this origin: a page never loads anything from elsewhere.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};

use super::answer;
use super::reader::Reader;
use super::site::At;
use crate::pages::Message;
use crate::token::Digest;

pub(super) const PATH: &str = "/apps/{client_id}/logo";

/// The address changes with the picture, so that a copy may be kept.
const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// What is escaped in a client id that stands in an address.
const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// The address of a logo.
pub(super) fn address(client_id: &str, hash: &Digest) -> String {
    let version = hash.as_bytes()[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("/apps/{}/logo?v={version}", percent_encoding::utf8_percent_encode(client_id, ESCAPED))
}

pub(super) async fn read(State(at): State<At>, reader: Reader, Path(client_id): Path<String>) -> Response {
    match at.store().logo(&client_id).await {
        Ok(Some(png)) => {
            let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, CACHE_CONTROL)];
            (StatusCode::OK, headers, png).into_response()
        }
        Ok(None) => answer::message(StatusCode::NOT_FOUND, &Message::not_found(at.frame(&reader))),
        Err(error) => answer::failed(at.frame(&reader), &error),
    }
}
