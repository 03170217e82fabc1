//! What answers requests: it reads them, asks the other rooms, and writes what they say. No rule lives here.

mod answer;
mod assets;
mod authorize;
mod body;
mod consent;
mod cookies;
mod endpoints;
mod health;
mod jwks;
mod metadata;
mod product_apis;
mod reader;
mod seal;
mod set_up;
mod sign_in;
mod site;
mod user_info;

use axum::Router;
use axum::middleware::map_response;
use axum::routing::{get, post};
use countersign_wire::metadata::WELL_KNOWN_PATH;

pub use site::Site;

use crate::dialect::{self, Place};
use site::At;

/// The routes of every dialect, the pages, and what is not there.
pub fn routes(site: Site) -> Router {
    let mut router = Router::new()
        .route("/", get(site::front))
        .route(WELL_KNOWN_PATH, get(metadata::read))
        .route(jwks::PATH, get(jwks::read))
        .route(sign_in::PATH, post(sign_in::answer))
        .route(consent::PATH, post(consent::answer))
        .route(set_up::PATH, get(set_up::show).head(site::method_not_allowed).post(set_up::answer))
        .route("/assets/{name}", get(assets::read))
        .route(product_apis::AUTHORIZE, post(product_apis::authorize))
        .route(product_apis::RENEW, post(product_apis::renew))
        .route(product_apis::APIS, get(product_apis::apis))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    for (place, path) in dialect::places() {
        let methods = match place {
            // A look without a wish must not spend a code or make one.
            Place::Authorize => get(authorize::show).head(site::method_not_allowed),
            Place::Token => post(endpoints::token),
            Place::UserInfo => get(user_info::read),
            Place::Revoke => post(endpoints::revoke),
            Place::Profile => get(user_info::read),
        };
        router = router.route(path, methods);
    }
    router.fallback(site::not_found).method_not_allowed_fallback(site::method_not_allowed).with_state(At::new(site))
}

/// What every answer carries unless it says otherwise (A9).
pub fn with_careful_headers(router: Router) -> Router {
    router.layer(map_response(answer::careful))
}
