//! Connections that are there before they are needed.
//!
//! While the person is in the browser the service is asked for nothing in particular (`HEAD /`), so that the code finds a
//! connection with its TLS made; and again before services commonly close what is idle. It carries no secret, and whether it
//! is answered does not matter.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Url};
use tokio_util::sync::CancellationToken;

use super::pending::Pending;
use crate::core::Core;
use crate::http::Ask;
use crate::provider::Provider;
use crate::stored::Stored;

/// Many services close a connection that was idle for a minute.
const EVERY: Duration = Duration::from_secs(45);

impl Core {
    /// Keeps connections to where the code and the token will go, until the attempt is over.
    pub(super) async fn keep_warm(self: Arc<Self>, attempt: String, over: CancellationToken) {
        let Ok(Ok(Some(pending))) = self.vault.read().await.map(|records| Pending::load(&records, &attempt)) else { return };
        let (origins, reach) = (origins_of(&pending.provider), pending.provider.reach());
        while !over.is_cancelled() {
            for origin in &origins {
                // What is on its way when the answer comes is not broken off: that would cost the connection.
                let _whatever_it_says = self.http.send(Ask { method: Method::HEAD, ..Ask::get(origin) }.within(&reach)).await;
            }
            tokio::select! {
                () = over.cancelled() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }
}

/// Each host once.
fn origins_of(provider: &Provider) -> Vec<String> {
    let endpoints = [Some(&provider.token_endpoint), provider.userinfo_endpoint.as_ref()];
    let mut origins: Vec<String> = Vec::new();
    for root in endpoints.into_iter().flatten().filter_map(|endpoint| Url::parse(endpoint).ok()?.join("/").ok()) {
        if !origins.iter().any(|origin| origin == root.as_str()) {
            origins.push(root.into());
        }
    }
    origins
}
