//! Everything that commands stand on: one for a running app.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_engine::scheme::Registration;
use countersign_engine::{Engine, Home, Keeping, Parts, WithoutKeychain};
use countersign_wire::error::{ErrorCode, UserError};
use tokio::sync::watch;

use crate::bridge::Bridge;
use crate::clipboard::Clipboard;
use crate::held_secrets::HeldSecrets;
use crate::hosted_accounts::HostedAccounts;
use crate::hosted_agent::HostedAgent;
use crate::preferences::KeptPreferences;

type Opened = Option<Result<Engine, UserError>>;

/// The engine, the hosted service, and the system's things.
pub(crate) struct Desk {
    home: Home,
    parts: Parts,
    engine: watch::Sender<Opened>,
    settled: watch::Sender<bool>,
    keeping: Mutex<Option<Keeping>>,
    pub(crate) bridge: Bridge,
    pub(crate) clipboard: Clipboard,
    pub(crate) deep_link: Registration,
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
            engine: watch::Sender::new(None),
            settled: watch::Sender::new(false),
            keeping: Mutex::default(),
            clipboard: Clipboard::default(),
            deep_link: Registration::of_this_program(&home),
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
            if let Ok(engine) = &opened {
                let (bridge, events) = (self.bridge.clone(), engine.events());
                tokio::spawn(async move { bridge.follow(events).await });
                *self.keeping.lock().unwrap_or_else(PoisonError::into_inner) = Some(engine.keep_sessions());
                self.agent.start(engine, self.home.clone()).await;
            }
            self.engine.send_replace(Some(opened));
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
    /// answer for it; and services are told, the browser has its page, and records are written, a moment at most.
    pub(crate) async fn close(&self) {
        let keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(keeping) = keeping {
            keeping.stop().await;
        }
        let opened = self.engine.borrow().clone();
        if let Some(Ok(engine)) = opened {
            engine.end().await;
        }
        tokio::join!(self.hosted.stop(), self.agent.stop());
    }

    /// Waits until the hosted service stands as it will: a callback that started the app may be for its code.
    pub(crate) async fn settled(&self) {
        let _ = self.settled.subscribe().wait_for(|settled| *settled).await;
    }

    /// Whose data this is.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// The engine, once it is open.
    pub(crate) async fn engine(&self) -> Result<Engine, UserError> {
        let mut engine = self.engine.subscribe();
        let opened = engine.wait_for(Option::is_some).await.ok().and_then(|opened| opened.clone());
        opened.unwrap_or_else(|| Err(UserError::new(ErrorCode::Internal, "Countersign is closing. Start it again.")))
    }
}
