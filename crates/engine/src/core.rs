//! What all rooms share: the parts, the vault, the client, and who is told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::desktop::Desktop;
use crate::entropy::Entropy;
use crate::granted::Granted;
use crate::http::Http;
use crate::proof::Nonces;
use crate::signature::KeySets;
use crate::vault::{Vault, WithoutKeychain};

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

/// What all rooms share.
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) browser: Arc<dyn Desktop>,
    pub(crate) vault: Vault,
    pub(crate) http: Http,
    /// What services want in the next proof of possession.
    pub(crate) nonces: Nonces,
    pub(crate) policy: WithoutKeychain,
    pub(crate) events: broadcast::Sender<Event>,
    /// What services publish to verify their signatures with.
    pub(crate) key_sets: KeySets,
    /// Renewals on their way.
    pub(crate) renewals: Arc<Flights>,
    /// Fresh sign-ins on their way (RFC 9470).
    pub(crate) fresh_sign_ins: Arc<Flights>,
    /// One at a time for an account: a renewal and a sign-out must not cross.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// New tokens that could not be saved, by account; the old ones may be dead already.
    pub(crate) unsaved: Mutex<HashMap<String, Granted>>,
    /// Sign-ins that this process waits for, by attempt; cancelling one closes its listener and its hourglass.
    pub(crate) attempts: Mutex<HashMap<String, CancellationToken>>,
    /// Answers to the browser on their way; see [`crate::Engine::settle`].
    pub(crate) pages: TaskTracker,
    /// Told when a sign-in ended in this process.
    pub(crate) ended: tokio::sync::Notify,
    /// When something that nobody waits for was last told of (D5).
    pub(crate) quiet_since: Mutex<Option<UnixSeconds>>,
    /// How the keychain answered last.
    pub(crate) keychain_seen: Mutex<Option<KeychainState>>,
}

impl Core {
    pub(crate) fn new(
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        browser: Arc<dyn Desktop>,
        vault: Vault,
        policy: WithoutKeychain,
    ) -> Result<Self, UserError> {
        Ok(Self {
            clock,
            entropy,
            browser,
            vault,
            http: Http::new()?,
            nonces: Nonces::default(),
            policy,
            events: broadcast::channel(1024).0,
            key_sets: KeySets::default(),
            renewals: Arc::default(),
            fresh_sign_ins: Arc::default(),
            turns: Mutex::default(),
            unsaved: Mutex::default(),
            attempts: Mutex::default(),
            pages: TaskTracker::new(),
            ended: tokio::sync::Notify::new(),
            quiet_since: Mutex::default(),
            keychain_seen: Mutex::default(),
        })
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.clock.now()
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

    /// The turn to change the tokens of an account.
    pub(crate) async fn turn(&self, account: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = Arc::clone(locked(&self.turns).entry(account.to_owned()).or_default());
        turn.lock_owned().await
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

/// What stands under these locks is replaced whole, so a poisoned one is good.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
