//! The engine's face: every door of it, one call each. A group that is large has a file of its own, and a `impl Engine` in it.

mod administration;
mod moving;
mod own_account;
mod product_apis;
mod trace;

#[cfg(target_os = "linux")]
mod agent;
mod doctor;
mod git;
mod lasting;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::{AccountDetail, AccountView, SignOutReceipt};
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::profile::Profile;
use countersign_wire::provider::{DiscoveredView, PresetView, ProviderDraft, ProviderView, ReturnPath};
use countersign_wire::sign_in::{SignInRequest, SignInStarted};
use tokio::sync::broadcast;

use crate::clock::{Clock, SystemClock};
use crate::core::Core;
use crate::desktop::{Desktop, SystemDesktop};
use crate::dumps::keep_out_of_dumps;
use crate::entropy::{Entropy, SystemEntropy};
use crate::home::Home;
use crate::http::names::{Names, SystemNames};
use crate::protected::{RequestHeaders, RequestToCarry};
use crate::provider::added_ca::AddedCa;
use crate::provider::addition::Enclosed;
use crate::provider::{Provider, discovery};
use crate::session::{self, AccessToken};
use crate::sign_in::FreshSignIns;
use crate::stored::Stored;
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
    /// What resolves the names of services.
    pub names: Arc<dyn Names>,
}

impl Parts {
    /// The system's own. Who uses them holds real tokens: from here on the process leaves no core dump (S6).
    #[must_use]
    pub fn system() -> Self {
        keep_out_of_dumps();
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            browser: Arc::new(SystemDesktop),
            keychain: Arc::new(SystemKeychain::new()),
            names: Arc::new(SystemNames),
        }
    }
}

/// The engine. Cheap to clone; all clones are one engine. It needs a tokio runtime.
#[derive(Clone)]
pub struct Engine {
    core: Arc<Core>,
    fresh_sign_ins: Option<FreshSignIns>,
    links_come_here: bool,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("vault", &self.core.vault).finish_non_exhaustive()
    }
}

/// The whole.
impl Engine {
    /// Opens the state folder. Nothing is asked yet: not the keychain, not the network.
    ///
    /// # Errors
    /// None yet: callers are ready for a folder that cannot be used.
    #[expect(clippy::unused_async, reason = "callers open it in a task; what it may wait for one day is not their business")]
    pub async fn open(home: Home, parts: Parts, policy: WithoutKeychain) -> Result<Engine, UserError> {
        let default_home = Home::default_folder().unwrap_or_else(|| home.path().to_owned());
        let vault = Vault::open(home.path(), &default_home, parts.keychain, Arc::clone(&parts.entropy), policy);
        let core = Core::new(parts.clock, parts.entropy, parts.browser, vault, home.path().to_owned(), policy, parts.names);
        Ok(Self { core: Arc::new(core), fresh_sign_ins: Some(FreshSignIns::default()), links_come_here: false })
    }

    /// The same engine, with another way to have the person sign in freshly where a service asks for it before it does
    /// something (RFC 9470). `None`: nobody is asked, and what the service wanted is an error.
    #[must_use]
    pub fn with_fresh_sign_ins(&self, how: Option<FreshSignIns>) -> Engine {
        Self { fresh_sign_ins: how, ..self.clone() }
    }

    /// The same engine, as one that links of the app's scheme reach, or do not: a sign-in that names no way back prefers them
    /// where they do. Whoever says so has looked just now (D2).
    #[must_use]
    pub fn with_links(&self, come_here: bool) -> Engine {
        Self { links_come_here: come_here, ..self.clone() }
    }

    /// What happens from now on. Whoever reads too slowly misses the oldest.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.core.events.subscribe()
    }

    /// Whether the keychain keeps what it is given; asks it each time.
    pub async fn keychain_state(&self) -> KeychainState {
        self.core.keychain_state().await
    }
}

/// Services.
impl Engine {
    /// The services that can be added by name: the documented ones, and those of the person's own file, `presets.toml` in the
    /// state folder. What is wrong with that file is told by [`Event::Notice`].
    pub async fn presets(&self) -> Vec<PresetView> {
        self.core.presets().await
    }

    /// The services that were added, by name.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn providers(&self) -> Result<Vec<ProviderView>, UserError> {
        Ok(Provider::load_all(&self.core.vault.read().await?).iter().map(Provider::view).collect())
    }

    /// The services whose secret of this app ends within a week, or has ended, by name. They are asked nothing: each said so as it
    /// gave the secret (RFC 7591 §3.2.1).
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn providers_whose_secret_ends(&self) -> Result<Vec<ProviderView>, UserError> {
        let now = self.core.clock.now();
        let providers = Provider::load_all(&self.core.vault.read().await?);
        Ok(providers.iter().filter(|provider| provider.secret_ends_soon(now)).map(Provider::view).collect())
    }

    /// Adds a service. Where no app of ours is known there and the service takes new ones, one is registered.
    ///
    /// # Errors
    /// What is wrong with which field; nothing is stored then.
    pub async fn add_provider(&self, draft: ProviderDraft, enclosed: impl Into<Enclosed>) -> Result<ProviderView, UserError> {
        self.core.add_provider(draft, enclosed.into()).await
    }

    /// The CA certificates in a file (PEM), to be trusted for a service beside those of the system.
    ///
    /// # Errors
    /// `InvalidInput` about `ca_file` where it cannot be read, or holds none that can be used.
    pub async fn read_ca(&self, file: &Path) -> Result<AddedCa, UserError> {
        self.core.read_ca(file).await
    }

    /// Trusts these for a service that was added, in place of what was trusted for it before; `None`: those of the system alone.
    ///
    /// # Errors
    /// `NotFound` where there is no such provider.
    pub async fn trust_ca(&self, name: &str, ca: Option<AddedCa>) -> Result<ProviderView, UserError> {
        self.core.trust_ca(name, ca).await
    }

    /// Opens the page on which an app is registered at a service, by its preset.
    ///
    /// # Errors
    /// `NotFound` where the preset names no page, or `Browser`.
    pub async fn open_registration_page(&self, preset: &str) -> Result<(), UserError> {
        self.core.open_registration_page(preset).await
    }

    /// Accepts a deviation from the standard from a service, by the deviation's name.
    ///
    /// # Errors
    /// `NotFound`, or `InvalidInput` where there is no such deviation.
    pub async fn allow_deviation(&self, name: &str, deviation: &str) -> Result<ProviderView, UserError> {
        self.core.allow_deviation(name, deviation).await
    }

    /// Takes a service off the list, and the app off the service that was registered there by the way. What had to stay there is
    /// told.
    ///
    /// # Errors
    /// `NotFound`, or `Conflict` while somebody is signed in there.
    pub async fn remove_provider(&self, name: &str) -> Result<Vec<String>, UserError> {
        self.core.remove_provider(name, session::in_use).await
    }

    /// What a service says about itself, by the address that a person typed. `ca` is trusted for it beside the system's own.
    ///
    /// # Errors
    /// Why it cannot be used; a mismatch names the issuer that the document names.
    pub async fn discover(&self, address: &str, ca: Option<&AddedCa>) -> Result<DiscoveredView, UserError> {
        let trusting = ca.map(AddedCa::reach).unwrap_or_default();
        let metadata = discovery::discover_address(&self.core.http, address, &trusting).await?;
        Ok(discovery::view(&metadata))
    }
}

/// Signing in.
impl Engine {
    /// Makes the request, puts it away, and opens the browser.
    ///
    /// # Errors
    /// Why nothing was started: no browser was opened then, and nothing waits.
    pub async fn start_sign_in(&self, request: SignInRequest) -> Result<SignInStarted, UserError> {
        self.core.start_sign_in(request, self.links_come_here).await
    }

    /// Opens the browser for a sign-in that was started without. Where nothing opens it waits on, as its address may be opened by
    /// hand.
    ///
    /// # Errors
    /// `Browser` where nothing opened.
    pub async fn open_browser_for(&self, started: &SignInStarted) -> Result<(), UserError> {
        self.core.open_started(started).await
    }

    /// Waits until a sign-in ended, in whichever process.
    ///
    /// # Errors
    /// How it ended otherwise; `TimedOut` after `wait`.
    pub async fn await_sign_in(&self, attempt: &str, wait: Duration) -> Result<AccountView, UserError> {
        self.core.await_sign_in(attempt, wait).await
    }

    /// Waits until the browser has its last page, the service was told of tokens that a sign-in replaced, and the record of what
    /// was done is written; a moment at most. A process that is about to end does so by [`Engine::end`].
    pub async fn settle(&self) {
        self.core.settle().await;
    }

    /// For a process that is about to end, whoever wants that: lets nothing more begin that must not be broken off, waits until
    /// what came of it is saved, and settles. A renewal or an exchange is waited for as long as it may take by itself, a few of
    /// its requests' time-outs at most: a session whose token was used up, and whose new one was not saved, is lost. New tokens
    /// that could not be saved when they came are tried once more, for some seconds; the log names the accounts whose tokens go
    /// with the process all the same.
    pub async fn end(&self) {
        self.core.unbroken.end().await;
        self.core.save_all_held().await;
        self.core.settle().await;
    }

    /// Whether something that a service shows once is on its way to the person: [`Engine::end`] waits for that too.
    #[must_use]
    pub fn is_to_be_shown(&self) -> bool {
        self.core.unbroken.is_to_be_shown()
    }

    /// Whether something is on its way that [`Engine::end`] would wait for.
    #[must_use]
    pub fn must_not_be_broken_off(&self) -> bool {
        self.core.unbroken.is_under_way()
    }

    /// Sign-ins that still wait, those of an earlier start too.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn pending_sign_ins(&self) -> Result<Vec<SignInStarted>, UserError> {
        self.core.pending_sign_ins().await
    }

    /// Opens the page of a sign-in once more.
    ///
    /// # Errors
    /// `NotFound` where none waits, `Browser` where nothing opened.
    pub async fn open_again(&self, attempt: &str) -> Result<(), UserError> {
        self.core.open_again(attempt, None).await
    }

    /// Opens the page of a sign-in by the request whose answer comes back another way, such as over the listener where
    /// nothing came of the link.
    ///
    /// # Errors
    /// `NotFound` where none waits or it has no such way, `Browser` where nothing opened.
    pub async fn open_another_way(&self, attempt: &str, path: ReturnPath) -> Result<(), UserError> {
        self.core.open_again(attempt, Some(path)).await
    }

    /// Calls a sign-in off.
    ///
    /// # Errors
    /// `NotFound` where none waits.
    pub async fn cancel_sign_in(&self, attempt: &str) -> Result<(), UserError> {
        self.core.cancel_sign_in(attempt).await
    }

    /// Ends a sign-in that was waited for long enough, as one that ran out of time.
    ///
    /// # Errors
    /// `NotFound` where none waits.
    pub async fn end_overdue_sign_in(&self, attempt: &str) -> Result<(), UserError> {
        self.core.end_overdue_sign_in(attempt).await
    }

    /// Takes the deep link, byte for byte as it arrived, and finishes the sign-in that waits for it.
    ///
    /// # Errors
    /// Why it ended otherwise; `NonePending` or `CallbackRefused` where it was ignored.
    pub async fn receive_callback(&self, raw: &[u8]) -> Result<AccountView, UserError> {
        self.core.receive_callback(raw).await
    }

    /// Takes the address that the browser ended on, as a person pasted it for this attempt, and finishes the sign-in.
    ///
    /// # Errors
    /// `CallbackRefused` and what it was instead, where it is not the answer that is waited for: the sign-in waits on.
    /// `NonePending` where it ended meanwhile. Why it ended otherwise.
    pub async fn receive_pasted(&self, attempt: &str, text: &str) -> Result<AccountView, UserError> {
        self.core.receive_pasted(attempt, text).await
    }
}

/// Sessions.
impl Engine {
    /// Every session, those signed out too.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, UserError> {
        self.core.accounts().await
    }

    /// The id of the account that is meant: by its id, or by the name of a provider at which there is one. Those that are signed
    /// out count only where nobody else is there.
    ///
    /// # Errors
    /// `NotFound` where there is none, and `Conflict` where there are several, with who they are.
    pub async fn account_named(&self, name: &str) -> Result<String, UserError> {
        self.core.account_named(name).await
    }

    /// One session with its last profile and its receipts.
    ///
    /// # Errors
    /// `NotFound`, or where the vault cannot be read.
    pub async fn account(&self, id: &str) -> Result<AccountDetail, UserError> {
        self.core.account(id).await
    }

    /// Asks the service for the profile, and keeps it.
    ///
    /// # Errors
    /// Why it cannot be read; the last one stays.
    pub async fn read_profile(&self, id: &str) -> Result<Profile, UserError> {
        self.core.read_profile(id).await
    }

    /// An access token that is good for `min_validity` more, or the freshest that the service gives.
    ///
    /// # Errors
    /// `SignInAgain` where there is none and none can be had; `Refused` where it is bound to the session's key, without which
    /// it is of no use (RFC 9449).
    pub async fn access_token(&self, id: &str, min_validity: Duration) -> Result<AccessToken, UserError> {
        self.core.access_token(id, min_validity).await
    }

    /// The headers for one request of another program. Unlike the token alone, they are of use there even where tokens are
    /// bound to a key (RFC 9449).
    ///
    /// # Errors
    /// What is wrong with the request, or as [`Engine::access_token`].
    pub async fn headers_for(&self, id: &str, request: RequestToCarry<'_>) -> Result<RequestHeaders, UserError> {
        self.core.headers_for(id, request).await
    }

    /// Renews a session now.
    ///
    /// # Errors
    /// Why it was not renewed; unless the service said that it has ended, nothing is lost.
    pub async fn refresh(&self, id: &str) -> Result<AccountView, UserError> {
        self.core.refresh(id).await
    }

    /// Ends a session at the service and here, and says what was done.
    ///
    /// # Errors
    /// `NotFound`, or where the vault cannot be written.
    pub async fn sign_out(&self, id: &str) -> Result<SignOutReceipt, UserError> {
        self.core.sign_out(id).await
    }

    /// Takes a session that is over off the list.
    ///
    /// # Errors
    /// `Conflict` while it is active, or while the service is still to be told of its sign-out.
    pub async fn forget(&self, id: &str) -> Result<(), UserError> {
        self.core.forget(id, false).await
    }

    /// The same although the service is still to be told; it never is then.
    ///
    /// # Errors
    /// `Conflict` while it is active.
    pub async fn forget_untold(&self, id: &str) -> Result<(), UserError> {
        self.core.forget(id, true).await
    }
}
