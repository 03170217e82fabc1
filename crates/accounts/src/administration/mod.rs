//! The administration API, by aggregate, below `/admin/v1`.
//!
//! Denied by default: `authority` stands before every route, and looks at the audience and scope of the token and at the
//! role of the person as it is at that moment (A17). Bodies and answers are the words of `wire`; [`document`] tells all of it
//! to programs. `intandem` makes apps in the words of a document of its own, at that document's own address.

mod allowance;
mod answer;
mod api_keys;
mod apps;
mod audit;
mod authority;
mod cursor;
pub mod document;
mod intandem;
mod known;
mod organisations;
mod page;
mod people;
mod request;
mod signing_keys;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

pub use allowance::allowance;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keys;
use crate::links::Links;
use crate::store::Store;

/// Where the API stands below the issuer.
pub const ROOT: &str = crate::grant::resource::ADMINISTRATION_API;

/// What the handlers stand on.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The issuer, exactly.
    pub issuer: Arc<str>,
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// What makes one-time links for people.
    pub links: Links,
    /// What signs.
    pub keys: Keys,
}

/// Every route that asks who comes. A new aggregate is one line here.
fn aggregates() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .merge(apps::routes())
        .merge(api_keys::routes())
        .merge(audit::routes())
        .merge(people::routes())
        .merge(organisations::routes())
        .merge(signing_keys::routes())
}

/// The document of the API.
#[must_use]
pub fn open_api() -> utoipa::openapi::OpenApi {
    OpenApiRouter::with_openapi(document::frame()).nest(ROOT, aggregates()).merge(intandem::routes()).into_openapi()
}

/// The routes, with [`ROOT`] before each.
pub fn routes(desk: Desk) -> Router {
    let (guarded, _) = aggregates().split_for_parts();
    let api = guarded
        // The one bound of a body is what was read of it before it came here.
        .layer(DefaultBodyLimit::disable())
        .route_layer(from_fn_with_state(desk.clone(), authority::gate))
        .route("/openapi.json", get(document::read))
        .fallback(answer::no_such_place)
        .method_not_allowed_fallback(answer::no_such_method)
        .with_state(desk.clone());
    let (intandem, _) = intandem::routes().split_for_parts();
    Router::new().nest(ROOT, api).merge(intandem.method_not_allowed_fallback(intandem::no_such_method).with_state(desk))
}
