//! What the targets of the client half stand on: an engine in a folder of its own, and a provider that says what it is told to.

use std::path::Path;
use std::sync::Arc;

use countersign_engine::clock::SettableClock;
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::{Engine, Home, Parts, WithoutKeychain};
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use support::fake_provider::FakeProvider;
use support::parts::{InMemory, Noting};
use support::service::BEGINNING;

/// An engine in a folder of its own, and a provider that says what it is told to.
pub(super) struct Stage {
    pub(super) runtime: tokio::runtime::Runtime,
    pub(super) folder: tempfile::TempDir,
    pub(super) keychain: Arc<InMemory>,
    pub(super) clock: Arc<SettableClock>,
    pub(super) browser: Arc<Noting>,
    pub(super) engine: Engine,
    pub(super) fake: FakeProvider,
}

impl Stage {
    pub(super) fn set() -> Self {
        Self::with(|_| {})
    }

    /// The same over a provider that was told something before it was added.
    pub(super) fn with(told: impl FnOnce(&FakeProvider)) -> Self {
        Self::drafted(|fake| {
            told(fake);
            ProviderDraft { name: "work".into(), issuer: Some(fake.issuer.clone()), client_id: Some("till".into()), ..Default::default() }
        })
    }

    /// The same with a provider of which the draft says what it is.
    pub(super) fn drafted(draft: impl FnOnce(&FakeProvider) -> ProviderDraft) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (folder, keychain) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::default()));
        let clock = Arc::new(SettableClock::at(BEGINNING));
        let browser = Arc::new(Noting::default());
        let (engine, fake) = runtime.block_on(async {
            let engine = open(folder.path(), &keychain, &clock, &browser).await;
            let fake = FakeProvider::start().await;
            let draft = draft(&fake);
            // A documented service wants a secret; the others take none.
            let secret = draft.preset.is_some().then(|| countersign_engine::Secret::new("s"));
            engine.add_provider(draft, secret).await.unwrap();
            (engine, fake)
        });
        Self { runtime, folder, keychain, clock, browser, engine, fake }
    }

    pub(super) async fn start(&self, return_path: ReturnPath) -> SignInStarted {
        let request = SignInRequest { provider: "work".into(), return_path: Some(return_path), ..Default::default() };
        self.engine.start_sign_in(request).await.unwrap()
    }

    /// Starts a sign-in; gives the address that the provider would send the person back to.
    pub(super) async fn right(&self) -> String {
        self.fake.accept(&self.started().await)
    }

    /// Starts a sign-in; gives the address that the browser is sent to.
    pub(super) async fn started(&self) -> String {
        self.start(ReturnPath::DeepLink).await.authorize_url
    }

    /// Signs in; gives the account.
    pub(super) async fn signed_in(&self) -> String {
        let callback = self.right().await;
        self.engine.receive_callback(callback.as_bytes()).await.unwrap().id
    }

    /// The person accepts. Whether they are signed in then, and forgotten again; or they are refused with a reason.
    pub(super) async fn finish(&self, authorize_url: &str) -> Result<bool, String> {
        let callback = self.fake.accept(authorize_url);
        match self.engine.receive_callback(callback.as_bytes()).await {
            Ok(account) => {
                // The profile is whatever it is; it is read again, so that what was stored is read too.
                let _ = self.engine.account(&account.id).await;
                self.forget(&account.id).await.map(|()| true)
            }
            Err(error) if error.message.trim().is_empty() => Err(format!("refused without a reason: {error:?}")),
            Err(_) => Ok(false),
        }
    }

    /// Another start of the program, with what the first one kept.
    pub(super) async fn another_start(&self) -> Engine {
        open(self.folder.path(), &self.keychain, &self.clock, &self.browser).await
    }

    /// Signs out and forgets an account, and what the provider saw.
    pub(super) async fn forget(&self, id: &str) -> Result<(), String> {
        // The provider may have no address to end tokens at, or not answer there.
        let _ = self.engine.sign_out(id).await;
        self.fake.forget_seen();
        self.browser.forget();
        self.engine.forget(id).await.map_err(|error| format!("the account cannot be forgotten: {error}"))
    }
}

async fn open(folder: &Path, keychain: &Arc<InMemory>, clock: &Arc<SettableClock>, browser: &Arc<Noting>) -> Engine {
    let parts = Parts {
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(7)),
        browser: browser.clone(),
        keychain: keychain.clone(),
        names: Arc::new(countersign_engine::SystemNames),
    };
    Engine::open(Home::resolve(Some(folder.to_owned())).unwrap(), parts, WithoutKeychain::Refuse).await.unwrap()
}
