//! The accounts service on this computer, inside this process.
//!
//! Its address is its identity: accounts and apps know it by that. So its port is remembered, and where another
//! program has it, the service says so and does not move.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign_accounts::{Config, Running, StartError};
use countersign_engine::Engine;
use countersign_engine::desktop::Desktop;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::hosted::HostedService;
use countersign_wire::provider::ProviderDraft;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::bridge::Bridge;
use crate::kept_file::KeptFile;

/// The name by which the service of this computer is added.
const PROVIDER: &str = "This computer";

/// How long the screen, or the end of the app, waits for a start that is under way.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is remembered of the service that was asked for once.
#[derive(Serialize, Deserialize)]
struct Remembered {
    port: u16,
}

/// The service, or that there is none.
pub(crate) struct HostedAccounts {
    folder: PathBuf,
    browser: Arc<dyn Desktop>,
    bridge: Bridge,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    running: Option<Running>,
    failed: Option<UserError>,
}

impl HostedAccounts {
    pub(crate) fn new(home: &Path, browser: Arc<dyn Desktop>, bridge: Bridge) -> Self {
        Self { folder: home.join("accounts"), browser, bridge, state: Mutex::default() }
    }

    /// How it stands. While it is being started this waits for a moment; an event tells the rest.
    pub(crate) async fn now(&self) -> HostedService {
        match tokio::time::timeout(PATIENCE, self.state.lock()).await {
            Ok(state) => view(&state),
            Err(_) => HostedService::Off,
        }
    }

    /// At the app's start: the service runs again where it was asked for once.
    pub(crate) async fn start_if_asked_for_once(&self) {
        let mut state = self.state.lock().await;
        match self.remembered() {
            Ok(None) => {}
            Ok(Some(remembered)) => self.run(&mut state, remembered.port).await,
            Err(error) => state.failed = Some(error),
        }
        self.tell(&state);
    }

    /// Starts it, and adds it to the providers.
    pub(crate) async fn start(&self, engine: &Engine) -> Result<HostedService, UserError> {
        let mut state = self.state.lock().await;
        if state.running.is_none() {
            let port = self.remembered()?.map_or(0, |remembered| remembered.port);
            self.run(&mut state, port).await;
            self.tell(&state);
        }
        if let Some(running) = &state.running {
            self.remember(running.local_addr().port())?;
            add_provider(engine, running.issuer()).await?;
        }
        Ok(view(&state))
    }

    /// Opens the page that makes the first administrator.
    pub(crate) async fn open_set_up(&self) -> Result<(), UserError> {
        let state = self.state.lock().await;
        let Some(running) = &state.running else {
            return Err(UserError::new(ErrorCode::NotFound, "No accounts service runs on this computer. Start it first."));
        };
        let url = running.new_set_up_url().await.map_err(|error| UserError::new(ErrorCode::Internal, error.to_string()))?;
        let Some(url) = url else {
            return Err(UserError::new(ErrorCode::AlreadyExists, "The service has people already. Sign in to it instead."));
        };
        let browser = Arc::clone(&self.browser);
        let opened = tokio::task::spawn_blocking(move || browser.open_url(url.expose())).await;
        opened.map_err(|_| UserError::new(ErrorCode::Browser, "The browser could not be opened. Try again."))??;
        Ok(())
    }

    /// Ends it, so that nothing under way is cut. A start that hangs does not hold up the end.
    pub(crate) async fn stop(&self) {
        let Ok(mut state) = tokio::time::timeout(PATIENCE, self.state.lock()).await else { return };
        if let Some(running) = state.running.take() {
            running.stop().await;
        }
    }

    async fn run(&self, state: &mut State, port: u16) {
        match self.try_run(port).await {
            Ok(running) => {
                self.watch_people(&running);
                *state = State { running: Some(running), failed: None };
            }
            Err(error) => {
                tracing::warn!(%error, "the accounts service on this computer did not start");
                state.failed = Some(error);
            }
        }
    }

    async fn try_run(&self, port: u16) -> Result<Running, UserError> {
        countersign_engine::make_private(&self.folder).map_err(|error| {
            let message = format!("The folder “{}” could not be made: {error}. Mend it, then try again.", self.folder.display());
            UserError::new(ErrorCode::Internal, message)
        })?;
        let mut config = Config::new(self.folder.join("accounts.db"));
        config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        countersign_accounts::start(config).await.map_err(|error| match error {
            StartError::Listen { .. } if port != 0 => {
                let message = format!(
                    "Another program on this computer uses port {port}, which is the address of your accounts service. It does not move, as your accounts know it there. End the other program, then start the service again."
                );
                UserError::new(ErrorCode::Conflict, message)
            }
            error => UserError::new(ErrorCode::Internal, format!("The service did not start: {error}.")),
        })
    }

    /// The first administrator is made on the service's own page; the screen goes on when that is done.
    fn watch_people(&self, running: &Running) {
        let (mut people, bridge, issuer) = (running.people(), self.bridge.clone(), running.issuer().to_owned());
        tokio::spawn(async move {
            while people.changed().await.is_ok() {
                let needs_set_up = !*people.borrow_and_update();
                bridge.tell(Event::HostedChanged(HostedService::Running { issuer: issuer.clone(), needs_set_up }));
            }
        });
    }

    fn tell(&self, state: &State) {
        match view(state) {
            HostedService::Off => {}
            service => self.bridge.tell(Event::HostedChanged(service)),
        }
    }

    fn remembered(&self) -> Result<Option<Remembered>, UserError> {
        self.file().read()
    }

    fn remember(&self, port: u16) -> Result<(), UserError> {
        if self.remembered()?.is_some_and(|remembered| remembered.port == port) {
            return Ok(());
        }
        self.file().write(&Remembered { port })
    }

    fn file(&self) -> KeptFile {
        KeptFile::new(&self.folder, "hosted.json", "on which port the service was")
    }
}

fn view(state: &State) -> HostedService {
    match (&state.running, &state.failed) {
        (Some(running), _) => HostedService::Running { issuer: running.issuer().to_owned(), needs_set_up: !*running.people().borrow() },
        (None, Some(error)) => HostedService::Failed { error: error.clone() },
        (None, None) => HostedService::Off,
    }
}

/// A person may have added or renamed it by hand: any provider of that issuer will do.
async fn add_provider(engine: &Engine, issuer: &str) -> Result<(), UserError> {
    if engine.providers().await?.iter().any(|provider| provider.issuer.as_deref() == Some(issuer)) {
        return Ok(());
    }
    let draft = ProviderDraft { name: PROVIDER.into(), issuer: Some(issuer.to_owned()), ..ProviderDraft::default() };
    engine.add_provider(draft, None).await.map(drop)
}
