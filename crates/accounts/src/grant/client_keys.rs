//! The public keys of apps that sign their assertions: as they were registered, or from where the app publishes them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use countersign_wire::UnixSeconds;
use countersign_wire::app::ClientKeys;
use jsonwebtoken::jwk::Jwk;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::outbound::Outbound;

/// The longest key set that is read, in bytes.
const LONGEST: usize = 256 * 1024;
/// For how many seconds a key set is not asked for again while it has the key that is looked for.
const FRESH_SECONDS: u64 = 600;
/// The seconds between two requests to one address, whatever is looked for: whoever makes up key ids must not have this
/// service ask it all day.
const APART_SECONDS: u64 = 30;
/// How many addresses are remembered.
const MOST_ADDRESSES: usize = 1000;

/// The keys of apps, shared by all who look for one.
#[derive(Clone, Debug)]
pub struct ClientKeySets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    outbound: Outbound,
    clock: Arc<dyn Clock>,
    /// By address. Each has a lock of its own, so that an app which answers slowly makes nobody else wait.
    published: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Published>>>>,
}

/// What was read from one address.
#[derive(Debug, Default)]
struct Published {
    keys: Vec<Jwk>,
    read_at: Option<UnixSeconds>,
    asked_at: Option<UnixSeconds>,
}

impl ClientKeySets {
    /// No keys are known yet.
    #[must_use]
    pub fn new(outbound: Outbound, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner { outbound, clock, published: Mutex::default() }))
    }

    /// The keys that an assertion with this key id may be signed with: the one of that id, or all where none is named.
    pub(super) async fn of(&self, registered: &ClientKeys, kid: Option<&str>) -> Vec<Jwk> {
        if let Some(keys) = &registered.jwks {
            return with(&read(keys), kid);
        }
        match &registered.jwks_uri {
            Some(address) => self.published_at(address, kid).await,
            None => Vec::new(),
        }
    }

    async fn published_at(&self, address: &str, kid: Option<&str>) -> Vec<Jwk> {
        let published = self.entry(address);
        let mut published = published.lock().await;
        let now = self.0.clock.now();
        let within = |then: Option<UnixSeconds>, seconds: u64| then.is_some_and(|then| now.abs_diff(then) < seconds);
        let found = with(&published.keys, kid);
        if (!found.is_empty() && within(published.read_at, FRESH_SECONDS)) || within(published.asked_at, APART_SECONDS) {
            return found;
        }
        published.asked_at = Some(now);
        match self.0.outbound.get_json(address, LONGEST).await {
            Ok(keys) => {
                published.keys = read(&keys);
                published.read_at = Some(now);
            }
            // What was read before is still good: the app may be down while its keys are not.
            Err(error) => tracing::warn!(%error, "the keys of an app could not be read"),
        }
        with(&published.keys, kid)
    }

    fn entry(&self, address: &str) -> Arc<tokio::sync::Mutex<Published>> {
        let mut published = self.0.published.lock().unwrap_or_else(PoisonError::into_inner);
        if published.len() >= MOST_ADDRESSES && !published.contains_key(address) {
            published.clear();
        }
        Arc::clone(published.entry(address.to_owned()).or_default())
    }
}

/// The keys of a set (RFC 7517 §5). One that cannot be read is left out, as others may be of a kind that is not known here.
fn read(set: &Value) -> Vec<Jwk> {
    let keys = set.get("keys").and_then(Value::as_array);
    keys.into_iter().flatten().filter_map(key).collect()
}

/// One key. The library knows Ed25519 by its older name alone; for a key of that curve both mean the same (RFC 9864 §2.2).
fn key(key: &Value) -> Option<Jwk> {
    let mut key = key.clone();
    if key.get("alg").is_some_and(|alg| alg == "Ed25519") {
        key["alg"] = json!("EdDSA");
    }
    serde_json::from_value(key).ok()
}

fn with(keys: &[Jwk], kid: Option<&str>) -> Vec<Jwk> {
    keys.iter().filter(|key| kid.is_none() || key.common.key_id.as_deref() == kid).cloned().collect()
}

#[cfg(test)]
#[path = "client_keys_tests.rs"]
mod tests;
