//! What all rooms share: the parts, the vault, the client, and who is told.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::sign_in::DeviceCode;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::{Clock, Moment};
use crate::desktop::Desktop;
use crate::entropy::Entropy;
use crate::granted::Unsaved;
use crate::http::Http;
use crate::http::names::Names;
use crate::proof::Nonces;
use crate::recording::Unwritten;
use crate::signature::KeySets;
use crate::unbroken::Unbroken;
use crate::vault::{FileLock, Vault, WithoutKeychain};

/// Most renewals that ask a service at once, over all accounts: many tokens may end in the same second.
pub(crate) const RENEWALS_AT_ONCE: usize = 8;
/// How long another process may have the turn of an account: a renewal asks twice at most, saves, asks for keys, and tells what
/// may not live on, ten seconds each.
const PATIENCE: Duration = Duration::from_secs(60);

/// Something on its way, that many may wait for.
type Flight = Shared<BoxFuture<'static, Result<(), UserError>>>;

/// What is on its way, by account: whoever comes meanwhile waits for the same.
#[derive(Default)]
pub(crate) struct Flights(Mutex<HashMap<String, Flight>>);

impl Flights {
    /// Waits for what is on its way for an account; where nothing is, begins it.
    ///
    /// The work is a task of its own: a caller that goes away does not take it along.
    pub(crate) fn join<F>(self: &Arc<Self>, account: &str, broke_off: &'static str, begin: impl FnOnce() -> F) -> Flight
    where
        F: Future<Output = Result<(), UserError>> + Send + 'static,
    {
        let mut flights = locked(&self.0);
        if let Some(flight) = flights.get(account) {
            return flight.clone();
        }
        let landing = Landing { flights: Arc::clone(self), account: account.to_owned() };
        let work = begin();
        let task = tokio::spawn(async move {
            let _landing = landing;
            work.await
        });
        let flight = async move { task.await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, broke_off))) }.boxed().shared();
        flights.insert(account.to_owned(), flight.clone());
        flight
    }
}

/// Takes a flight off the list however its task ends.
struct Landing {
    flights: Arc<Flights>,
    account: String,
}

impl Drop for Landing {
    fn drop(&mut self) {
        locked(&self.flights.0).remove(&self.account);
    }
}

/// A sign-in that this process waits for.
pub(crate) struct Waiting {
    /// Cancelling it closes the listener, ends the polling and stops the hourglass.
    pub(crate) over: CancellationToken,
    /// What may be entered on another device, as long as this process asks whether it was.
    pub(crate) device: Option<DeviceCode>,
}

/// The right to change the tokens of an account, which nobody else has in this process or in another (S4).
pub(crate) struct Turn {
    _between: FileLock,
    _within: tokio::sync::OwnedMutexGuard<()>,
}

/// What all rooms share.
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) browser: Arc<dyn Desktop>,
    pub(crate) vault: Vault,
    /// What happened lately; nothing depends on it.
    pub(crate) traces: Vault,
    pub(crate) http: Http,
    /// What services want in the next proof of possession.
    pub(crate) nonces: Nonces,
    /// The state folder.
    pub(crate) home: PathBuf,
    pub(crate) policy: WithoutKeychain,
    pub(crate) events: broadcast::Sender<Event>,
    /// What services publish to verify their signatures with.
    pub(crate) key_sets: KeySets,
    /// Renewals on their way.
    pub(crate) renewals: Arc<Flights>,
    /// Fresh sign-ins on their way (RFC 9470).
    pub(crate) fresh_sign_ins: Arc<Flights>,
    /// Room for renewals that ask a service.
    pub(crate) renewal_room: Semaphore,
    /// One at a time for an account: a renewal and a sign-out must not cross.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// New tokens that are not saved yet, by account; the old ones may be dead already.
    pub(crate) unsaved: Mutex<HashMap<String, Unsaved>>,
    /// Sign-ins that this process waits for, by attempt.
    pub(crate) attempts: Mutex<HashMap<String, Waiting>>,
    /// What a process that ends must not break off.
    pub(crate) unbroken: Unbroken,
    /// What is on its way that a process waits for before it ends; see [`crate::Engine::settle`].
    pub(crate) pages: TaskTracker,
    /// Told when a sign-in ended in this process.
    pub(crate) ended: tokio::sync::Notify,
    /// When something that nobody waits for was last told of (D5).
    pub(crate) quiet_since: Mutex<Option<UnixSeconds>>,
    /// Records on their way into the file of [`Self::traces`].
    pub(crate) unwritten: Unwritten,
    /// How the keychain answered last.
    pub(crate) keychain_seen: Mutex<Option<KeychainState>>,
}

impl Core {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        browser: Arc<dyn Desktop>,
        vault: Vault,
        home: PathBuf,
        policy: WithoutKeychain,
        names: Arc<dyn Names>,
    ) -> Self {
        Self {
            clock,
            entropy,
            browser,
            traces: vault.traces(),
            vault,
            http: Http::new(names),
            nonces: Nonces::default(),
            home,
            policy,
            events: broadcast::channel(1024).0,
            key_sets: KeySets::default(),
            renewals: Arc::default(),
            fresh_sign_ins: Arc::default(),
            renewal_room: Semaphore::new(RENEWALS_AT_ONCE),
            turns: Mutex::default(),
            unsaved: Mutex::default(),
            attempts: Mutex::default(),
            unbroken: Unbroken::default(),
            pages: TaskTracker::new(),
            ended: tokio::sync::Notify::new(),
            quiet_since: Mutex::default(),
            unwritten: Unwritten::default(),
            keychain_seen: Mutex::default(),
        }
    }

    /// Opens a page in the browser that was chosen, which may take the system a moment. Where the person would take the link
    /// elsewhere and asks for the page all the same, it opens in the default one.
    pub(crate) async fn open_in_browser(&self, url: String, choice: BrowserChoice) -> Result<(), UserError> {
        let browser = Arc::clone(&self.browser);
        let open = move || match choice {
            BrowserChoice::Installed { entry } => browser.open_url_in(&entry, &url),
            BrowserChoice::Default | BrowserChoice::Link => browser.open_url(&url),
        };
        let opened = tokio::task::spawn_blocking(open).await;
        opened.map_err(|_| UserError::new(ErrorCode::Browser, "The browser could not be opened. Try again."))??;
        Ok(())
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment::of(self.clock.as_ref())
    }

    /// Tells whoever listens; nobody has to.
    pub(crate) fn tell(&self, event: Event) {
        let _nobody_listens = self.events.send(event);
    }

    /// Tells what the vault has to say, such as that a damaged file was set aside.
    pub(crate) fn tell_of_the_vault(&self) {
        for notice in self.vault.take_notices() {
            self.tell(Event::Notice(UserError::new(ErrorCode::Vault, notice)));
        }
    }

    /// The turn to change the tokens of an account, within this process and between processes. Whoever has it reads the vault
    /// again: what was read before may be what another process has changed.
    pub(crate) async fn turn(&self, account: &str) -> Result<Turn, UserError> {
        let turn = Arc::clone(locked(&self.turns).entry(account.to_owned()).or_default());
        let within = turn.lock_owned().await;
        let between = self.vault.hold(&lock_name(account), PATIENCE).await?.ok_or_else(|| {
            let message = "Another Countersign has been renewing or signing out this account for a minute. Try again in a moment.";
            UserError::new(ErrorCode::Busy, message)
        })?;
        Ok(Turn { _between: between, _within: within })
    }

    /// Asks the keychain, and tells of a change.
    pub(crate) async fn keychain_state(&self) -> KeychainState {
        let state = self.vault.keychain_state().await;
        let before = locked(&self.keychain_seen).replace(state);
        if before.is_some_and(|before| before != state) {
            self.tell(Event::KeychainChanged(state));
        }
        state
    }
}

/// The name of an account's lock. An id may have come from another computer, and is no name of a file.
fn lock_name(account: &str) -> String {
    let digest = Sha256::digest(account.as_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("account-{name}.lock")
}

/// What stands under these locks is replaced whole, so a poisoned one is good.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s4_no_id_names_a_file_elsewhere() {
        for id in ["../../etc/passwd", "", "a/b", "\0", "b2c3d4"] {
            let name = lock_name(id);
            assert_eq!((name.len(), name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))), (29, true), "{name}");
        }
        assert_ne!(lock_name("a"), lock_name("b"));
    }
}
