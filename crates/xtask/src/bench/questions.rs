//! What is asked of the service, with what a filled database gives to ask with.

use super::load::{Ask, form_head};
use super::place::Filled;

/// The questions whose answers a token opens: who is this?
pub(super) fn user_info(filled: &Filled) -> Vec<Ask> {
    let ask = |token| Ask::get("/oauth/userinfo", &[("authorization", &format!("Bearer {token}"))]);
    filled.list("access").into_iter().map(ask).collect()
}

/// Does this token hold (RFC 7662)?
pub(super) fn introspection(filled: &Filled) -> Vec<Ask> {
    let basic = basic(filled, "web");
    let ask = |token| Ask::post("/oauth/introspect", &[("authorization", &basic)], &format!("token={token}"));
    filled.list("access").into_iter().map(ask).collect()
}

/// A token for the app itself (RFC 6749 §4.4). None where the service knows no app that has such.
pub(super) fn client_credentials(filled: &Filled) -> Vec<Ask> {
    if filled.with["machine"].is_null() {
        return Vec::new();
    }
    vec![Ask::post("/oauth/token", &[("authorization", &basic(filled, "machine"))], "grant_type=client_credentials")]
}

/// The consent page, for somebody who is signed in.
pub(super) fn consent_page(filled: &Filled) -> Vec<Ask> {
    vec![Ask::get(filled.text("authorize"), &[("cookie", filled.text("cookie"))])]
}

/// The first page of the list of apps.
pub(super) fn apps(filled: &Filled) -> Vec<Ask> {
    vec![Ask::get("/admin/v1/apps", &[("authorization", &format!("Bearer {}", filled.text("admin")))])]
}

/// One app by its id.
pub(super) fn app(filled: &Filled) -> Vec<Ask> {
    let bearer = format!("Bearer {}", filled.text("admin"));
    filled.list("apps").into_iter().map(|id| Ask::get(&format!("/admin/v1/apps/{id}"), &[("authorization", &bearer)])).collect()
}

/// The head of a renewal, to which each connection adds its own token.
pub(super) fn renewal_head(filled: &Filled) -> String {
    form_head("/oauth/token", &[("authorization", &basic(filled, "web"))])
}

fn basic(filled: &Filled, app: &str) -> String {
    format!("Basic {}", filled.with[app]["basic"].as_str().unwrap_or_default())
}
