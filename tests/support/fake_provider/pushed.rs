//! Requests that are left at the service before the browser comes (RFC 9126).

use serde_json::json;

use super::{Asked, FakeProvider, Reply, Seen, Shared};

/// Where they are left.
pub const PAR: &str = "/par";

impl FakeProvider {
    /// Takes requests beforehand, and `only` those.
    pub fn takes_pushed_requests(&self, only: bool) {
        let endpoint = self.url(PAR);
        self.metadata(|doc| {
            doc["pushed_authorization_request_endpoint"] = endpoint.into();
            doc["require_pushed_authorization_requests"] = only.into();
        });
    }

    /// What the browser asks for by this address: what it carries, or what it names.
    #[must_use]
    pub fn asked(&self, authorize_url: &str) -> Asked {
        let carried = Asked::of(authorize_url);
        let pushed = self.shared.pushed.lock().unwrap();
        pushed.get(carried.get("request_uri")).cloned().unwrap_or(carried)
    }
}

impl Shared {
    pub(super) fn push(&self, seen: &Seen) -> Reply {
        let mut pushed = self.pushed.lock().unwrap();
        let name = format!("urn:ietf:params:oauth:request_uri:{}", pushed.len() + 1);
        let pairs = form_urlencoded::parse(seen.body.as_bytes()).into_owned().collect();
        pushed.insert(name.clone(), Asked { pairs });
        Reply::json(201, json!({"request_uri": name, "expires_in": 60}))
    }
}
