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
use axum::routing::{MethodRouter, get, post};
use countersign_wire::metadata::{OPENID_PATH, WELL_KNOWN_PATH};

pub use site::Site;

use crate::dialect::{self, Place};
use site::At;

/// An address, and what answers there.
type Route = (&'static str, MethodRouter<At>);

/// The routes of every dialect, the pages, and what is not there.
pub fn routes(site: Site) -> Router {
    let at = At::new(site);
    let pages = router(pages().into_iter().chain(account::pages())).method_not_allowed_fallback(site::method_not_allowed);
    let programs = router(programs()).method_not_allowed_fallback(site::no_such_method);
    let account = router(account::api()).method_not_allowed_fallback(account::no_such_method);
    let products = router(product_apis()).method_not_allowed_fallback(product_apis::no_such_method);
    let published = router(published()).method_not_allowed_fallback(site::no_such_method).layer(map_response(cors::public));
    // Beneath the layer, so that a preflight is answered before it is refused as a method.
    let for_apps = router(for_apps()).method_not_allowed_fallback(site::no_such_method).layer(from_fn_with_state(at.clone(), cors::allow));
    let all = pages.merge(programs).merge(account).merge(products).merge(published).merge(for_apps);
    all.fallback(site::not_found).with_state(at)
}

/// Every address that [`routes`] answer, as the router and the metrics name it. Those of the administration are in its own
/// document.
#[must_use]
pub fn addresses() -> Vec<&'static str> {
    let groups = [pages(), account::pages(), programs(), account::api(), product_apis(), published(), for_apps()];
    groups.into_iter().flatten().map(|(path, _)| path).collect()
}

fn router(routes: impl IntoIterator<Item = Route>) -> Router<At> {
    routes.into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, methods))
}

/// What people see: what is wrong is told on a page.
fn pages() -> Vec<Route> {
    let mut pages = vec![
        ("/", get(site::front)),
        (sign_in::PATH, post(sign_in::answer)),
        (code::PATH, get(code::show).post(code::answer)),
        (consent::PATH, post(consent::answer)),
        (choose_account::PATH, post(choose_account::answer)),
        (end_session::PATH, get(end_session::show).head(site::no_mere_look).post(end_session::send)),
        (end_session::FORM_PATH, post(end_session::answer)),
        (logo::PATH, get(logo::read)),
        (set_up::PATH, get(set_up::show).head(site::no_mere_look).post(set_up::answer)),
        ("/assets/{name}", get(assets::read)),
    ];
    for (_, path) in dialect::places().into_iter().filter(|(place, _)| *place == Place::Authorize) {
        // A look without a wish must not spend a code or make one.
        pages.push((path, get(authorize::show).head(site::no_mere_look).post(authorize::send)));
    }
    pages
}

/// What programs ask besides the endpoints of a dialect.
fn programs() -> Vec<Route> {
    vec![("/healthz", get(health::alive)), ("/readyz", get(health::ready)), (endpoints::INSPECT, post(endpoints::inspect))]
}

/// Authorization for the product APIs.
fn product_apis() -> Vec<Route> {
    vec![
        (product_apis::AUTHORIZE, post(product_apis::authorize)),
        (product_apis::RENEW, post(product_apis::renew)),
        (product_apis::APIS, get(product_apis::apis)),
    ]
}

/// What anybody may read, in any browser.
fn published() -> Vec<Route> {
    vec![(WELL_KNOWN_PATH, get(metadata::read)), (OPENID_PATH, get(metadata::read)), (jwks::PATH, get(jwks::read))]
}

/// The endpoints for apps, which scripts of an app in a browser may ask too.
fn for_apps() -> Vec<Route> {
    let methods = |place| match place {
        Place::Authorize => None,
        Place::Token => Some(post(endpoints::token)),
        Place::UserInfo => Some(get(user_info::read).post(user_info::read)),
        Place::Revoke => Some(post(endpoints::revoke)),
        Place::Profile => Some(get(user_info::read).patch(profile::change)),
    };
    dialect::places().into_iter().filter_map(|(place, path)| Some((path, methods(place)?))).collect()
}

/// What every answer carries unless it says otherwise (A9).
pub fn with_careful_headers(router: Router) -> Router {
    router.layer(map_response(answer::careful))
}
