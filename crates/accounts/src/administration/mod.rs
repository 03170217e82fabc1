//! The administration API, by aggregate, below `/admin/v1`.
//!
//! Denied by default: every route asks `authority` first, which looks at the scope of the token and at the role of the
//! person as it is at that moment (A17). Bodies and answers are the words of `wire::app`.
//!
//! Left out for now: a fresh sign-in for secrets and redirect URIs, and every aggregate but apps.

mod answer;
mod apps;
mod audit;
mod authority;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::links::Links;
use crate::store::Store;

/// Where the API stands below the issuer.
pub const ROOT: &str = "/admin/v1";

/// What the handlers stand on.
#[derive(Clone, Debug)]
pub struct Desk {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// What makes one-time links for people.
    pub links: Links,
}

/// The routes, with [`ROOT`] before each.
pub fn routes(desk: Desk) -> Router {
    let api = Router::new()
        .route("/apps", get(apps::list).post(apps::create))
        .route("/apps/{client_id}", get(apps::read).put(apps::update).delete(apps::delete))
        .route("/apps/{client_id}/secrets", post(apps::new_secret))
        .route("/audit", get(audit::list))
        .route("/audit/export", get(audit::export))
        .route("/audit/verification", get(audit::verify))
        .fallback(answer::no_such_place)
        .method_not_allowed_fallback(answer::no_such_method)
        .with_state(desk);
    Router::new().nest(ROOT, api)
}
