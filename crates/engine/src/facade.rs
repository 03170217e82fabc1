//! The engine's face.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::account::{AccountDetail, AccountView, SignOutReceipt};
use countersign_wire::app::{AppPage, AppQuery, CreatedApp, NewSecret, OAuthApp, OAuthAppDraft};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::profile::Profile;
use countersign_wire::provider::{DiscoveredView, PresetView, ProviderDraft, ProviderView};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use tokio::sync::broadcast;

use crate::clock::{Clock, SystemClock};
use crate::desktop::{Desktop, SystemDesktop};
use crate::entropy::{Entropy, SystemEntropy};
use crate::home::Home;
use crate::secret::Secret;
use crate::vault::{Keychain, SystemKeychain, Vault, WithoutKeychain};

/// What the engine stands on; a test gives its own.
#[derive(Clone)]
pub struct Parts {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// The browser.
    pub browser: Arc<dyn Desktop>,
    /// The keychain.
    pub keychain: Arc<dyn Keychain>,
}

impl Parts {
    /// The system's own.
    #[must_use]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            browser: Arc::new(SystemDesktop),
            keychain: Arc::new(SystemKeychain::new()),
        }
    }
}

/// An access token on its way to the one who may use it.
#[derive(Debug)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// `Bearer`.
    pub token_type: String,
    /// When it ends; absent where the service does not say.
    pub expires_at: Option<UnixSeconds>,
}

/// The engine. Cheap to clone; all clones are one engine.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    vault: Vault,
    events: broadcast::Sender<Event>,
}

fn unwritten<T>() -> Result<T, UserError> {
    Err(UserError::new(ErrorCode::Internal, "This is not written yet."))
}

#[allow(missing_docs, clippy::unused_async, unused_variables)]
impl Engine {
    pub async fn open(home: Home, parts: Parts, policy: WithoutKeychain) -> Result<Engine, UserError> {
        let default_home = Home::default_folder().unwrap_or_else(|| home.path().to_owned());
        let vault = Vault::open(home.path(), &default_home, parts.keychain, parts.entropy, policy);
        Ok(Self { inner: Arc::new(Inner { vault, events: broadcast::channel(256).0 }) })
    }
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }
    pub async fn keychain_state(&self) -> KeychainState {
        self.inner.vault.keychain_state().await
    }
    pub async fn presets(&self) -> Vec<PresetView> {
        Vec::new()
    }
    pub async fn providers(&self) -> Result<Vec<ProviderView>, UserError> {
        unwritten()
    }
    pub async fn add_provider(&self, draft: ProviderDraft, client_secret: Option<Secret>) -> Result<ProviderView, UserError> {
        unwritten()
    }
    pub async fn remove_provider(&self, name: &str) -> Result<(), UserError> {
        unwritten()
    }
    pub async fn discover(&self, address: &str) -> Result<DiscoveredView, UserError> {
        unwritten()
    }
    pub async fn start_sign_in(&self, request: SignInRequest) -> Result<SignInStarted, UserError> {
        unwritten()
    }
    pub async fn await_sign_in(&self, attempt: &str, wait: Duration) -> Result<AccountView, UserError> {
        unwritten()
    }
    pub async fn pending_sign_ins(&self) -> Result<Vec<SignInStarted>, UserError> {
        unwritten()
    }
    pub async fn open_again(&self, attempt: &str) -> Result<(), UserError> {
        unwritten()
    }
    pub async fn cancel_sign_in(&self, attempt: &str) -> Result<(), UserError> {
        unwritten()
    }
    pub async fn receive_callback(&self, raw: &[u8]) -> Result<AccountView, UserError> {
        unwritten()
    }
    pub async fn accounts(&self) -> Result<Vec<AccountView>, UserError> {
        unwritten()
    }
    pub async fn account(&self, id: &str) -> Result<AccountDetail, UserError> {
        unwritten()
    }
    pub async fn read_profile(&self, id: &str) -> Result<Profile, UserError> {
        unwritten()
    }
    pub async fn access_token(&self, id: &str, min_validity: Duration) -> Result<AccessToken, UserError> {
        unwritten()
    }
    pub async fn refresh(&self, id: &str) -> Result<AccountView, UserError> {
        unwritten()
    }
    pub async fn sign_out(&self, id: &str) -> Result<SignOutReceipt, UserError> {
        unwritten()
    }
    pub async fn forget(&self, id: &str) -> Result<(), UserError> {
        unwritten()
    }
    pub async fn apps(&self, account: Option<&str>, query: AppQuery) -> Result<AppPage, UserError> {
        unwritten()
    }
    pub async fn app(&self, account: Option<&str>, client_id: &str) -> Result<OAuthApp, UserError> {
        unwritten()
    }
    pub async fn create_app(&self, account: Option<&str>, draft: OAuthAppDraft) -> Result<CreatedApp, UserError> {
        unwritten()
    }
    pub async fn update_app(&self, account: Option<&str>, client_id: &str, draft: OAuthAppDraft, version: i64) -> Result<OAuthApp, UserError> {
        unwritten()
    }
    pub async fn delete_app(&self, account: Option<&str>, client_id: &str) -> Result<(), UserError> {
        unwritten()
    }
    pub async fn new_secret(&self, account: Option<&str>, client_id: &str) -> Result<NewSecret, UserError> {
        unwritten()
    }
}
