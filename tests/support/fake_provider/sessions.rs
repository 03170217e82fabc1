//! How long tokens live, and how many requests are there at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::watch;

use super::FakeProvider;

/// What is usual about this server's tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habits {
    lifetime: Option<i64>,
    no_refresh: bool,
    pub(super) no_rotation: bool,
}

impl Habits {
    pub(super) fn apply(self, token: &mut Value) {
        if let Some(lifetime) = self.lifetime {
            token["expires_in"] = lifetime.into();
        }
        if self.no_refresh {
            token.as_object_mut().unwrap().remove("refresh_token");
        }
    }
}

#[derive(Default)]
struct Here {
    now: usize,
    most: usize,
    gate: Option<watch::Receiver<bool>>,
}

/// Who has asked and was not answered yet, by path.
#[derive(Clone, Default)]
pub(super) struct Presence(Arc<Mutex<BTreeMap<String, Here>>>);

/// A request that is here; it has gone when this is dropped.
pub(super) struct Present {
    all: Presence,
    path: String,
}

impl Presence {
    pub(super) fn arrived(&self, path: &str) -> Present {
        let mut all = self.0.lock().unwrap();
        let here = all.entry(path.to_owned()).or_default();
        here.now += 1;
        here.most = here.most.max(here.now);
        Present { all: self.clone(), path: path.to_owned() }
    }
}

impl Present {
    /// Waits until the answer may go out.
    pub(super) async fn let_through(&self) {
        let gate = self.all.0.lock().unwrap().get(&self.path).and_then(|here| here.gate.clone());
        if let Some(mut gate) = gate {
            // A gate that is gone is open.
            let _open = gate.wait_for(|open| *open).await;
        }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        if let Some(here) = self.all.0.lock().unwrap().get_mut(&self.path) {
            here.now -= 1;
        }
    }
}

/// Holds answers back until it is opened or dropped. The work for them is done.
pub struct Gate(watch::Sender<bool>);

impl Gate {
    /// Lets all go out.
    pub fn open(&self) {
        self.0.send_replace(true);
    }
}

impl FakeProvider {
    /// Access tokens live so many seconds from now on.
    pub fn lifetime(&self, seconds: i64) {
        self.shared.grants.lock().unwrap().habits.lifetime = Some(seconds);
    }

    /// No refresh tokens are given from now on.
    pub fn without_refresh_tokens(&self) {
        self.shared.grants.lock().unwrap().habits.no_refresh = true;
    }

    /// A refresh token is good again and again from now on, and a renewal gives no other.
    pub fn without_rotation(&self) {
        self.shared.grants.lock().unwrap().habits.no_rotation = true;
    }

    /// Holds the answers for a path back.
    #[must_use]
    pub fn hold(&self, path: &str) -> Gate {
        let (gate, closed) = watch::channel(false);
        self.shared.presence.0.lock().unwrap().entry(path.to_owned()).or_default().gate = Some(closed);
        Gate(gate)
    }

    /// How many requests for a path were here at once at most.
    #[must_use]
    pub fn most_at_once(&self, path: &str) -> usize {
        self.shared.presence.0.lock().unwrap().get(path).map_or(0, |here| here.most)
    }
}
