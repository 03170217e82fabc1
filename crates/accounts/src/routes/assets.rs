//! Stylesheet, fonts, icon.

use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};

use super::reader::Reader;
use super::site::{At, not_found};
use crate::pages::assets;

pub(super) async fn read(at: State<At>, reader: Reader, uri: OriginalUri, headers: HeaderMap) -> Response {
    match assets::at(uri.path()) {
        Some(asset) => {
            let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, assets::CACHE_CONTROL)];
            (headers, asset.bytes).into_response()
        }
        None => not_found(at, reader, uri, headers).await,
    }
}
