//! Which scripts of other origins may read an answer (the Fetch standard's CORS): those of an app that runs in a browser,
//! from the origins that were named for it. Nothing here says who may ask: that is proven by tokens alone, and no cookie is
//! ever taken with such a request.
//!
//! Where the app is known its own origins count. Before it is (a preflight, a token that is not good) any origin that some
//! such app has will do, so that a script learns why it was refused. Authorization and the pages are not among the routes.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::AppKind;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::answer;
use super::site::At;
use crate::store::rows::App;

/// The origins of the app that an answer is for.
#[derive(Clone, Debug)]
struct Named(Vec<String>);

/// Says which app an answer is for.
pub(super) fn named_by(mut response: Response, app: &App) -> Response {
    let origins = if app.kind == AppKind::Spa { app.settings.origins.clone() } else { Vec::new() };
    response.extensions_mut().insert(Named(origins));
    response
}

/// The origin that a request comes from, where it says one.
pub(super) fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).and_then(|value| value.to_str().ok())
}

/// Says to browsers who may read the answers of the routes that this is over.
pub(super) async fn allow(State(at): State<At>, request: Request, next: Next) -> Response {
    let Some(origin) = origin(request.headers()).map(str::to_owned) else { return next.run(request).await };
    let asks_first = request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let may = match response.extensions_mut().remove::<Named>() {
        Some(Named(origins)) => origins.contains(&origin),
        None => at.store().is_origin(&origin).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the origins of apps could not be read");
            false
        }),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    if may {
        answer::set(&mut response, header::ACCESS_CONTROL_ALLOW_ORIGIN, &origin);
        answer::set(&mut response, header::ACCESS_CONTROL_EXPOSE_HEADERS, "WWW-Authenticate, Retry-After");
    }
    if may && asks_first {
        answer::set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST");
        answer::set(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
        answer::set(&mut response, header::ACCESS_CONTROL_MAX_AGE, "600");
    }
    response
}

/// Lets any script read what is public.
pub(super) async fn public(mut response: Response) -> Response {
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
