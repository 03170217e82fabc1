//! What is read of a request before the router sees it, and the answers that come from before it.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::time::timeout;

/// Bytes of a request's target, with the host that it may name (RFC 9112 §3.2.2).
pub(super) fn length(target: &http::Uri) -> usize {
    let host = target.authority().map_or(0, |authority| authority.as_str().len());
    host + target.path_and_query().map_or(0, |path| path.as_str().len())
}

/// Reads a body up to `most` bytes.
pub(super) async fn read_whole(mut body: Incoming, most: usize) -> Result<Bytes, Response> {
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| plain(StatusCode::BAD_REQUEST, "The body could not be read. Send it again."))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > most {
            read_away(body).await;
            return Err(plain(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large. Send less."));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.into())
}

/// Reads on for a while and keeps nothing: a peer that still sends when its connection closes never sees why.
async fn read_away(mut body: Incoming) {
    let reading = async {
        let mut left: usize = 4 * 1024 * 1024;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                return;
            }
        }
    };
    let _ = timeout(Duration::from_secs(2), reading).await;
}

/// An answer from outside the router, with the same care about caches and frames as those from inside.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

pub(super) fn closing(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// A panic is a defect: the peer learns that much and no more (A25).
pub(super) fn after_a_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("");
    tracing::error!(said, "a handler panicked");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong in this service. Nothing was stored. Try again.")
}
