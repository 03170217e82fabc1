//! How answers are written: pages, redirects, JSON, and the headers that all of them carry.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use countersign_wire::oauth_error::{OAuthError, OAuthErrorCode};
use countersign_wire::redirect_uri::RedirectUri;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::dialect::Dialect;
use crate::grant::Refusal;
use crate::grant::reply::Reply;
use crate::keys::KeysError;
use crate::pages::{Frame, HandOver, Hidden, Message, ReturnPlace, content_security_policy, form_target, hand_over_policy};
use crate::people::new_password::NotSet;
use crate::store::StoreError;

/// What every answer carries unless it says otherwise (A9).
pub(super) async fn careful(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A page. `returns` is where the answer to its form may redirect to: a browser drops a redirect that its policy does
/// not name.
pub(super) fn page(status: StatusCode, frame: &Frame, html: String, returns: Option<&RedirectUri>) -> Response {
    let target = returns.map(target);
    let policy = content_security_policy(&frame.nonce, &target.as_deref().into_iter().collect::<Vec<_>>());
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    set(&mut response, header::CONTENT_SECURITY_POLICY, &policy);
    set(&mut response, header::CONTENT_LANGUAGE, frame.language.tag());
    set(&mut response, header::VARY, "Accept-Language");
    response
}

/// A policy has no way to write an IPv6 literal; its scheme is the nearest that it has.
fn target(uri: &RedirectUri) -> String {
    if uri.as_str().starts_with("http://[") { "http:".to_owned() } else { form_target(uri) }
}

/// The answer to an authorization request: a redirect, or a page whose form goes to the app and nowhere else.
pub(super) fn reply(frame: Frame, reply: Reply) -> Response {
    let (redirect_uri, fields) = match reply {
        Reply::Redirect(location) => return redirect(StatusCode::FOUND, &location),
        Reply::Form(redirect_uri, fields) => (redirect_uri, fields),
    };
    let policy = hand_over_policy(&frame.nonce, &target(&redirect_uri));
    let hidden = fields.into_iter().map(|(name, value)| Hidden { name, value }).collect();
    let page_of = HandOver { returns: ReturnPlace::of(&redirect_uri), action: redirect_uri.into(), hidden, frame };
    let mut response = page(StatusCode::OK, &page_of.frame, page_of.render(), None);
    set(&mut response, header::CONTENT_SECURITY_POLICY, &policy);
    response
}

/// A page that says something.
pub(super) fn message(status: StatusCode, page_of: &Message) -> Response {
    page(status, &page_of.frame, page_of.render(), None)
}

/// The page of a store that does not answer.
pub(super) fn failed(frame: Frame, error: &StoreError) -> Response {
    match (error, error.wait()) {
        (StoreError::Busy, Some(wait)) => return busy(frame, wait),
        (_, Some(wait)) => return retry_after(message(StatusCode::SERVICE_UNAVAILABLE, &Message::cannot_store(frame, wait)), wait),
        (_, None) => {}
    }
    tracing::error!(%error, "the store failed under a page");
    message(StatusCode::INTERNAL_SERVER_ERROR, &Message::internal(frame))
}

/// The page of more work than can be taken on at this moment.
pub(super) fn busy(frame: Frame, wait: Duration) -> Response {
    retry_after(message(StatusCode::SERVICE_UNAVAILABLE, &Message::busy(frame, wait)), wait)
}

/// The page of a password that was not set.
pub(super) fn not_set(frame: Frame, refused: &NotSet) -> Response {
    match refused {
        NotSet::Busy(wait) => busy(frame, *wait),
        NotSet::Store(error) => failed(frame, error),
    }
}

/// Says when to come again.
pub(super) fn retry_after(mut response: Response, wait: Duration) -> Response {
    set(&mut response, header::RETRY_AFTER, &wait.as_secs().max(1).to_string());
    response
}

/// A redirect: 302 to an app, 303 after a form whose answer is a page of ours.
pub(super) fn redirect(status: StatusCode, location: &str) -> Response {
    let mut response = status.into_response();
    set(&mut response, header::LOCATION, location);
    response
}

/// JSON in the shape of a dialect, which nobody may keep (RFC 6749 §5.1).
pub(super) fn json(status: StatusCode, dialect: &dyn Dialect, body: &impl Serialize) -> Response {
    let text = serde_json::to_string(body).unwrap_or_default();
    let headers = [(header::CONTENT_TYPE, dialect.content_type()), (header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (status, headers, Body::from(text)).into_response()
}

/// An error of RFC 6749 §5.2 in the shape of a dialect.
pub(super) fn error(status: StatusCode, dialect: &dyn Dialect, code: OAuthErrorCode, description: &str) -> Response {
    json(status, dialect, &OAuthError { error: code, error_description: Some(description.to_owned()) })
}

/// An error that belongs to no dialect.
pub(super) fn plain_error(status: StatusCode, code: OAuthErrorCode, description: &str) -> Response {
    error(status, crate::dialect::at(""), code, description)
}

/// What an endpoint for apps refuses with.
pub(super) fn refusal(dialect: &dyn Dialect, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Protocol { code, description } => error(StatusCode::BAD_REQUEST, dialect, *code, description),
        Refusal::Client { description } => {
            let mut response = error(StatusCode::UNAUTHORIZED, dialect, OAuthErrorCode::InvalidClient, description);
            set(&mut response, header::WWW_AUTHENTICATE, "Basic realm=\"apps\", charset=\"UTF-8\"");
            response
        }
        Refusal::Store(failure) => unavailable(dialect, failure),
        Refusal::Keys(failure) => unsigned(dialect, failure),
    }
}

/// The answer of a store that does not answer, to a program.
pub(super) fn unavailable(dialect: &dyn Dialect, failure: &StoreError) -> Response {
    if let Some(wait) = failure.wait() {
        let response = error(StatusCode::SERVICE_UNAVAILABLE, dialect, OAuthErrorCode::TemporarilyUnavailable, failure.told());
        return retry_after(response, wait);
    }
    tracing::error!(error = %failure, "the store failed under an endpoint");
    error(StatusCode::INTERNAL_SERVER_ERROR, dialect, OAuthErrorCode::ServerError, failure.told())
}

/// The answer where something could not be signed, to a program.
pub(super) fn unsigned(dialect: &dyn Dialect, failure: &KeysError) -> Response {
    if let KeysError::Store(failure) = failure {
        return unavailable(dialect, failure);
    }
    tracing::error!(error = %failure, "the signing keys cannot be used");
    let text = "The service could not finish the request. Its log says why.";
    error(StatusCode::INTERNAL_SERVER_ERROR, dialect, OAuthErrorCode::ServerError, text)
}

/// Sets a header whose value was made here. One that cannot be a value is a defect; the answer goes without it.
pub(super) fn set(response: &mut Response, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => {
            response.headers_mut().insert(name, value);
        }
        Err(_) => tracing::error!(%name, "a header could not be written"),
    }
}
