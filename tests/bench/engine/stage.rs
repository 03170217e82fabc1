//! An engine over a folder, with the system's clock and chance, and mostly a keychain in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use countersign_engine::clock::{Clock, SystemClock};
use countersign_engine::desktop::{Desktop, OpenUrlError};
use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::{Key32, Keychain, KeychainError};
use countersign_engine::{Engine, Home, Parts, WithoutKeychain};
use countersign_wire::account::AccountView;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::SignInRequest;

/// A keychain that answers at once: the real one is not the engine's work.
#[derive(Default)]
pub(super) struct InMemory(Mutex<BTreeMap<String, Key32>>);

impl Keychain for InMemory {
    fn get(&self, entry: &str) -> Result<Option<Key32>, KeychainError> {
        Ok(self.0.lock().unwrap().get(entry).cloned())
    }

    fn set(&self, entry: &str, key: &Key32) -> Result<(), KeychainError> {
        self.0.lock().unwrap().insert(entry.to_owned(), key.clone());
        Ok(())
    }
}

/// A browser that nobody needs.
struct Nowhere;

impl Desktop for Nowhere {
    fn open_url(&self, _: &str) -> Result<(), OpenUrlError> {
        Ok(())
    }
}

pub(super) const PROVIDER: &str = "bench";

pub(crate) async fn open(home: &Path, keychain: Arc<dyn Keychain>) -> Engine {
    open_at(home, keychain, Arc::new(SystemClock)).await
}

/// The same by another clock.
pub(super) async fn open_at(home: &Path, keychain: Arc<dyn Keychain>, clock: Arc<dyn Clock>) -> Engine {
    let names = Arc::new(countersign_engine::SystemNames);
    let parts = Parts { clock, entropy: Arc::new(SystemEntropy), browser: Arc::new(Nowhere), keychain, names };
    Engine::open(Home::resolve(Some(home.to_owned())).unwrap(), parts, WithoutKeychain::Refuse).await.unwrap()
}

pub(crate) async fn add_provider(engine: &Engine, issuer: &str) {
    let draft = ProviderDraft {
        name: PROVIDER.into(),
        issuer: Some(issuer.to_owned()),
        client_id: Some("bench".into()),
        redirect_uris: vec!["app.countersign.desktop:/callback".into()],
        ..Default::default()
    };
    engine.add_provider(draft, None).await.unwrap();
}

/// Starts a sign-in, and gives the callback that ends it for the person `who`.
pub(super) async fn callback(engine: &Engine, who: usize) -> String {
    let request = SignInRequest {
        provider: PROVIDER.into(),
        return_path: Some(ReturnPath::DeepLink),
        browser: Some(BrowserChoice::Link),
        ..Default::default()
    };
    let started = engine.start_sign_in(request).await.unwrap();
    let (_, query) = started.authorize_url.split_once('?').unwrap();
    let state = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "state").unwrap().1.into_owned();
    format!("app.countersign.desktop:/callback?code=person-{who}&state={state}")
}

pub(crate) async fn sign_in(engine: &Engine, who: usize) -> AccountView {
    let callback = callback(engine, who).await;
    engine.receive_callback(callback.as_bytes()).await.unwrap()
}
