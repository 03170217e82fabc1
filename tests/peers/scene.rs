//! An engine by the machine's clock, which the peer goes by too, and a person at the peer's pages.

use std::sync::Arc;
use std::time::Duration;

use countersign_engine::clock::SystemClock;
use countersign_engine::desktop::Desktop;
use countersign_engine::entropy::SystemEntropy;
use countersign_engine::vault::Keychain;
use countersign_engine::{Enclosed, Engine, Home, Parts, WithoutKeychain};
use countersign_wire::account::AccountView;
use countersign_wire::provider::{ProviderDraft, ProviderView, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use serde_json::{Value, json};
use support::parts::{InMemory, Noting};
use support::visitor::Visitor;

use crate::peer::{Insists, Peer};

/// How long an answer that is on its way may take.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// An app as it is registered there: native, so that the port of its loopback address may be any.
pub(crate) fn native_app(more: Value) -> Value {
    let mut app = json!({
        "client_id": "till", "application_type": "native", "token_endpoint_auth_method": "none",
        "redirect_uris": ["http://127.0.0.1/callback/peer"], "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    });
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app
}

/// All of it.
pub(crate) struct Scene {
    pub(crate) peer: Peer,
    pub(crate) engine: Engine,
    pub(crate) person: Visitor,
    pub(crate) browser: Arc<Noting>,
    folder: tempfile::TempDir,
    keychain: Arc<InMemory>,
}

impl Scene {
    pub(crate) async fn with(insists: Insists, app: Value) -> Self {
        let (folder, keychain) = (tempfile::tempdir().unwrap(), Arc::new(InMemory::default()));
        let browser = Arc::new(Noting::default());
        let engine = open(folder.path(), &keychain, &browser).await;
        let peer = Peer::start(insists, &[app]).await;
        Self { peer, engine, person: Visitor::new(), browser, folder, keychain }
    }

    /// Another start of the program, with what the first one kept.
    pub(crate) async fn another_start(&self) -> Engine {
        open(self.folder.path(), &self.keychain, &self.browser).await
    }

    /// Adds the peer by its issuer.
    pub(crate) async fn add(&self, enclosed: impl Into<Enclosed>) -> ProviderView {
        let draft = ProviderDraft {
            name: "peer".into(),
            issuer: Some(self.peer.issuer.clone()),
            client_id: Some("till".into()),
            redirect_uris: vec!["http://127.0.0.1/callback/peer".into()],
            scopes: ["openid", "email", "profile", "offline_access"].map(str::to_owned).to_vec(),
            ..ProviderDraft::default()
        };
        self.engine.add_provider(draft, enclosed).await.unwrap()
    }

    /// Starts a sign-in that comes back over loopback.
    pub(crate) async fn start(&self) -> SignInStarted {
        self.engine.start_sign_in(self.request()).await.unwrap()
    }

    /// What such a sign-in asks for.
    pub(crate) fn request(&self) -> SignInRequest {
        SignInRequest { provider: "peer".into(), return_path: Some(ReturnPath::Loopback), ..Default::default() }
    }

    /// Goes through the peer's pages as somebody of that name; gives the address that the browser is sent back to.
    async fn at_its_pages(&mut self, authorize_url: &str, name: &str) -> String {
        let mut page = self.person.visit(authorize_url).await;
        for _ in 0..4 {
            if let Some(back) = page.location() {
                return back.to_owned();
            }
            let form = page.form_with("prompt");
            let form =
                if form.names.iter().any(|field| field == "login") { form.with("login", name).with("password", "any") } else { form };
            page = self.person.submit_and_follow(&page, &form).await;
        }
        panic!("the peer's pages have no end: {} {}", page.status, page.body);
    }

    /// Signs in, all the way over the listener.
    pub(crate) async fn sign_in(&mut self, name: &str) -> AccountView {
        let started = self.start().await;
        self.finish(&started, name).await
    }

    /// Does at the page that the browser shows what a sign-in takes.
    pub(crate) async fn finish(&mut self, started: &SignInStarted, name: &str) -> AccountView {
        let back = self.at_its_pages(&self.browser.last().unwrap(), name).await;
        Visitor::new().open(&back).await;
        self.engine.await_sign_in(&started.attempt, SOON).await.unwrap()
    }
}

async fn open(folder: &std::path::Path, keychain: &Arc<InMemory>, browser: &Arc<Noting>) -> Engine {
    let parts = Parts {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        browser: Arc::clone(browser) as Arc<dyn Desktop>,
        keychain: Arc::clone(keychain) as Arc<dyn Keychain>,
        names: Arc::new(countersign_engine::SystemNames),
    };
    Engine::open(Home::resolve(Some(folder.to_owned())).unwrap(), parts, WithoutKeychain::Refuse).await.unwrap()
}
