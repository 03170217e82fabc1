//! What answers requests: it reads them, asks the other rooms, and writes what they say. No rule lives here.

mod account;
mod answer;
mod assets;
mod authorize;
mod body;
mod business;
mod choose_account;
mod code;
mod consent;
mod cookies;
mod cors;
mod end_session;
mod endpoints;
mod health;
mod hint;
mod jwks;
mod logo;
mod metadata;
mod product_apis;
mod profile;
mod proof;
mod reader;
mod seal;
mod set_up;
mod sign_in;
mod site;
mod user_info;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{get, post};
use countersign_wire::metadata::{OPENID_PATH, WELL_KNOWN_PATH};

pub use site::Site;

use crate::dialect::{self, Place};
use site::At;

/// The routes of every dialect, the pages, and what is not there.
pub fn routes(site: Site) -> Router {
    let at = At::new(site);
    let mut router = Router::new()
        .route("/", get(site::front))
        .route(sign_in::PATH, post(sign_in::answer))
        .route(code::PATH, get(code::show).post(code::answer))
        .route(consent::PATH, post(consent::answer))
        .route(choose_account::PATH, post(choose_account::answer))
        .route(end_session::PATH, get(end_session::show).head(site::method_not_allowed).post(end_session::send))
        .route(end_session::FORM_PATH, post(end_session::answer))
        .route(logo::PATH, get(logo::read))
        .route(set_up::PATH, get(set_up::show).head(site::method_not_allowed).post(set_up::answer))
        .route("/assets/{name}", get(assets::read))
        .route(product_apis::AUTHORIZE, post(product_apis::authorize))
        .route(product_apis::RENEW, post(product_apis::renew))
        .route(product_apis::APIS, get(product_apis::apis))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route(endpoints::INSPECT, post(endpoints::inspect))
        .merge(account::routes())
        .merge(published());
    for (_, path) in dialect::places().into_iter().filter(|(place, _)| *place == Place::Authorize) {
        // A look without a wish must not spend a code or make one.
        router = router.route(path, get(authorize::show).head(site::method_not_allowed).post(authorize::send));
    }
    let router = router.merge(for_apps(&at));
    router.fallback(site::not_found).method_not_allowed_fallback(site::method_not_allowed).with_state(at)
}

/// What anybody may read, in any browser.
fn published() -> Router<At> {
    let published = Router::new()
        .route(WELL_KNOWN_PATH, get(metadata::read))
        .route(OPENID_PATH, get(metadata::read))
        .route(jwks::PATH, get(jwks::read));
    published.layer(map_response(cors::public))
}

/// The endpoints for apps, which scripts of an app in a browser may ask too.
fn for_apps(at: &At) -> Router<At> {
    let mut router = Router::new();
    for (place, path) in dialect::places() {
        let methods = match place {
            Place::Authorize => continue,
            Place::Token => post(endpoints::token),
            Place::UserInfo => get(user_info::read).post(user_info::read),
            Place::Revoke => post(endpoints::revoke),
            Place::Profile => get(user_info::read).patch(profile::change),
        };
        router = router.route(path, methods);
    }
    // Beneath the layer, so that a preflight is answered before it is refused as a method.
    let router = router.method_not_allowed_fallback(site::method_not_allowed);
    router.layer(from_fn_with_state(at.clone(), cors::allow))
}

/// What every answer carries unless it says otherwise (A9).
pub fn with_careful_headers(router: Router) -> Router {
    router.layer(map_response(answer::careful))
}
