//! Everything that commands stand on: one for a running app.

use std::sync::Arc;

use countersign_engine::scheme::Registration;
use countersign_engine::{Engine, Home, Parts, WithoutKeychain, desktop};
use countersign_wire::error::UserError;
use tokio::sync::watch;

use crate::bridge::Bridge;
use crate::clipboard::Clipboard;
use crate::closing::Closing;
use crate::files::Files;
use crate::held_cas::HeldCas;
use crate::held_secrets::HeldSecrets;
use crate::hosted_accounts::HostedAccounts;
use crate::hosted_agent::HostedAgent;
use crate::opening::Opening;
use crate::preferences::KeptPreferences;

/// The engine, the hosted service, and the system's things.
pub(crate) struct Desk {
    home: Home,
    parts: Parts,
    opening: Opening,
    settled: watch::Sender<bool>,
    pub(crate) bridge: Bridge,
    pub(crate) clipboard: Clipboard,
    pub(crate) closing: Closing,
    pub(crate) deep_link: Registration,
    pub(crate) files: Files,
    pub(crate) held_cas: HeldCas,
    pub(crate) held_secrets: HeldSecrets,
    pub(crate) hosted: HostedAccounts,
    pub(crate) agent: HostedAgent,
    pub(crate) preferences: KeptPreferences,
}

impl Desk {
    /// Takes its parts; nothing is opened or asked yet.
    pub(crate) fn new(home: Home, parts: Parts) -> Self {
        let bridge = Bridge::default();
        Self {
            opening: Opening::default(),
            settled: watch::Sender::new(false),
            clipboard: Clipboard::default(),
            closing: Closing::default(),
            deep_link: Registration::of_this_program(&home),
            files: Files::new(Arc::clone(&parts.entropy)),
            held_cas: HeldCas::new(Arc::clone(&parts.entropy)),
            held_secrets: HeldSecrets::new(Arc::clone(&parts.entropy)),
            hosted: HostedAccounts::new(home.path(), Arc::clone(&parts.browser), bridge.clone()),
            agent: HostedAgent::new(bridge.clone()),
            preferences: KeptPreferences::of(&home),
            bridge,
            home,
            parts,
        }
    }

    /// Opens what takes time, while the window is drawn already. A keychain that does not answer holds up only who
    /// asks for it (S3).
    pub(crate) async fn open(self: Arc<Self>) {
        let engine = async {
            let opened = Engine::open(self.home.clone(), self.parts.clone(), WithoutKeychain::KeepInMemory).await;
            let open = self.opening.opened(opened, |engine| {
                let (bridge, events) = (self.bridge.clone(), engine.events());
                tokio::spawn(async move { bridge.follow(events).await });
                engine.keep_sessions()
            });
            if let Some(engine) = open {
                self.agent.start(&engine, self.home.clone()).await;
            }
        };
        let hosted = async {
            self.hosted.start_if_asked_for_once().await;
            self.settled.send_replace(true);
        };
        let register = async {
            match self.deep_link.register_at_start().await {
                Ok(handler) => tracing::info!(?handler, "the app's scheme"),
                Err(error) => tracing::warn!(%error, "the app's scheme was not registered"),
            }
        };
        tokio::join!(engine, hosted, register);
    }

    /// Ends what runs beside the window: what is being renewed is saved first, as the service on this computer may have to
    /// answer for it; and services are told, the browser has its page, and records are written, a moment at most. Where the
    /// engine is not open yet it is not waited for: nothing of it begins any more.
    pub(crate) async fn close(&self) {
        self.files.give_up_all();
        if let Some((engine, keeping)) = self.opening.close() {
            keeping.stop().await;
            engine.end().await;
        }
        tokio::join!(self.hosted.stop(), self.agent.stop());
    }

    /// Opens a page in the person's browser, where it is one that may be (W2).
    pub(crate) async fn open_page(&self, address: &str) -> Result<(), UserError> {
        desktop::open_page(Arc::clone(&self.parts.browser), address).await
    }

    /// Waits until the hosted service stands as it will: a callback that started the app may be for its code.
    pub(crate) async fn settled(&self) {
        let _ = self.settled.subscribe().wait_for(|settled| *settled).await;
    }

    /// Whose data this is.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// The engine, where it is open.
    #[cfg(unix)]
    pub(crate) fn open_engine(&self) -> Option<Engine> {
        self.opening.now()
    }

    /// The engine, once it is open; see [`Opening::engine`].
    pub(crate) async fn engine(&self) -> Result<Engine, UserError> {
        self.opening.engine().await
    }
}
