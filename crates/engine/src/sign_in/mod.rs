//! A sign-in: started here, carried by the person's own browser, finished by whichever process its answer reaches.
//!
//! The request is made, left at the service where that takes it ([`request`]), and sealed before the browser opens
//! ([`pending`]); the answer is parsed before anything else
//! ([`callback`]), by deep link or over a listener ([`loopback`]); the exchange and what follows is [`completion`]. What is
//! different where a service wants somebody to sign in freshly stands in [`fresh`].

mod callback;
mod completion;
mod fresh;
mod loopback;
mod page;
mod pending;
mod request;

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::provider::ReturnPath;
use countersign_wire::scope::{Scope, ScopeSet};
use countersign_wire::sign_in::{SignInOutcome, SignInProgress, SignInRequest, SignInStarted, SignInStep};
use tokio_util::sync::CancellationToken;

use crate::core::{Core, locked};
use crate::entropy::{secret_token, short_id};
use crate::http::shown;
use crate::proof::ProofKey;
use crate::provider::{OPENID, Provider};
use crate::stored::Stored;
use crate::token;
use crate::vault::{KeychainError, Records, WithoutKeychain};
use callback::Callback;
pub use fresh::FreshSignIns;
use loopback::Loopback;
use pending::{EXCHANGE_LIFETIME, Ended, LIFETIME, OfSession, Outcome, Pending, timed_out};
use request::Carried;

/// After one quiet notice, how long there is no other (D5).
const QUIET: i64 = 10 * 60;

/// What a sign-in is to be.
struct Wish {
    provider: Provider,
    scopes: ScopeSet,
    return_path: ReturnPath,
    /// The address of that way back, as registered.
    registered: String,
    /// More for the authorization request.
    more: Vec<(&'static str, String)>,
    /// Of a fresh sign-in, the session that it is for.
    session: Option<OfSession>,
}

impl Core {
    /// Makes the request, puts it away, and opens the browser.
    pub(crate) async fn start_sign_in(self: &Arc<Self>, request: SignInRequest) -> Result<SignInStarted, UserError> {
        self.check_keychain().await?;
        let provider = self.provider(&request.provider).await?;
        let scopes = match &request.scopes {
            None => provider.scopes.clone(),
            Some(scopes) => wanted(scopes)?,
        };
        let (return_path, registered) = way_back(&provider, request.return_path)?;
        let started = self.prepare(Wish { provider, scopes, return_path, registered, more: Vec::new(), session: None }).await?;
        if request.open_browser {
            self.open_or_drop(&started).await?;
        }
        Ok(started)
    }

    /// Makes the request, puts it away, and listens for its answer. The browser is not opened yet.
    async fn prepare(self: &Arc<Self>, wish: Wish) -> Result<SignInStarted, UserError> {
        let Wish { provider, scopes, return_path, registered, mut more, session } = wish;
        let listener = match return_path {
            ReturnPath::Loopback => Some(loopback::bind(&registered).await?),
            ReturnPath::DeepLink => None,
        };
        let redirect_uri = listener.as_ref().map_or(registered, |listener| listener.redirect_uri.clone());
        let (state, verifier) = (secret_token(self.entropy.as_ref()), secret_token(self.entropy.as_ref()));
        // One server wants it with `openid`, another refuses it without.
        let nonce = scopes.contains(OPENID).then(|| secret_token(self.entropy.as_ref()));
        more.extend(nonce.as_ref().map(|nonce| ("nonce", nonce.expose().to_owned())));
        let proof_key = ProofKey::make(&provider.can.dpop_algorithms, self.entropy.as_ref())?;
        if let Some(key) = &proof_key {
            more.push(("dpop_jkt", key.thumbprint()?));
        }
        let whole = token::authorize_url(&provider, &redirect_uri, &state, &verifier, &scopes, &more)?;
        let Carried { authorize_url, pushed, warnings } = self.carry(&provider, whole, proof_key.as_ref()).await?;
        let now = self.now();
        let pending = Pending {
            attempt: short_id(self.entropy.as_ref()),
            provider,
            state,
            verifier,
            nonce,
            redirect_uri,
            return_path,
            scopes,
            session,
            authorize_url,
            started_at: now,
            expires_at: now.saturating_add(LIFETIME),
            proof_key,
            pushed,
            warnings,
        };
        self.vault.write(|records| pending::put(records, &pending, now)).await?;
        *locked(&self.quiet_since) = None;
        if pending.nonce.is_some() {
            self.warm_keys(&pending.provider);
        }
        let started = pending.view();
        self.progress(&started.attempt, SignInStep::Started);
        self.wait_for(&pending, listener);
        Ok(started)
    }

    /// Opens the browser. Where that cannot be, nobody will come back, and nothing waits.
    async fn open_or_drop(&self, started: &SignInStarted) -> Result<(), UserError> {
        if let Err(error) = self.open_page(started).await {
            self.end_waiting(&started.attempt, Ended::Failed { step: SignInStep::Started, error: error.clone() }).await?;
            return Err(error);
        }
        Ok(())
    }

    /// The listener, and the hourglass. Both end with the attempt.
    fn wait_for(self: &Arc<Self>, pending: &Pending, listener: Option<Loopback>) {
        let over = CancellationToken::new();
        locked(&self.attempts).insert(pending.attempt.clone(), over.clone());
        if let Some(listener) = listener {
            tokio::spawn(listener.serve(Arc::clone(self), pending.state.clone(), over.clone()));
        }
        let (core, attempt) = (Arc::clone(self), pending.attempt.clone());
        tokio::spawn(async move {
            let time = tokio::time::sleep(Duration::from_secs(LIFETIME.unsigned_abs()));
            tokio::select! {
                () = over.cancelled() => {}
                () = time => {
                    let ended = Ended::Failed { step: SignInStep::Opened, error: timed_out() };
                    if let Err(error) = core.end_waiting(&attempt, ended).await {
                        tracing::debug!(%error, "a sign-in had ended by itself when its time was over");
                    }
                }
            }
        });
    }

    /// S2, S3: what could not be kept is not begun, and a locked keychain is not taken for none.
    async fn check_keychain(&self) -> Result<(), UserError> {
        match (self.keychain_state().await, self.policy) {
            (KeychainState::Ready, _) | (KeychainState::Absent, WithoutKeychain::KeepInMemory) => Ok(()),
            (KeychainState::Absent, WithoutKeychain::Refuse) => Err(KeychainError::Absent.into()),
            (KeychainState::Locked, _) => Err(KeychainError::Locked.into()),
            (KeychainState::Silent, _) => Err(KeychainError::Silent.into()),
        }
    }

    async fn open_page(&self, started: &SignInStarted) -> Result<(), UserError> {
        let (browser, url) = (Arc::clone(&self.browser), started.authorize_url.clone());
        let opened = tokio::task::spawn_blocking(move || browser.open_url(&url)).await;
        opened
            .map_err(|_| UserError::new(ErrorCode::Browser, "The browser could not be opened. Copy the link, and open it yourself."))??;
        self.progress(&started.attempt, SignInStep::Opened);
        Ok(())
    }

    /// Sign-ins that still wait for the browser.
    pub(crate) async fn pending_sign_ins(&self) -> Result<Vec<SignInStarted>, UserError> {
        let now = self.now();
        let mut waiting: Vec<_> =
            Pending::load_all(&self.vault.read().await?).into_iter().filter(|pending| !pending.is_over(now)).collect();
        waiting.sort_by_key(|pending| pending.started_at);
        Ok(waiting.iter().map(Pending::view).collect())
    }

    /// Opens the page of a sign-in once more. A request that was left at the service is good for one visit and a short time:
    /// it is left there anew.
    pub(crate) async fn open_again(&self, attempt: &str) -> Result<(), UserError> {
        let pending = Pending::load(&self.vault.read().await?, attempt)?.filter(|pending| !pending.is_over(self.now()));
        let mut pending = pending.ok_or_else(|| not_waiting(attempt))?;
        if let Some(whole) = pending.pushed.take() {
            let carried = self.carry(&pending.provider, whole, pending.proof_key.as_ref()).await?;
            pending.authorize_url = carried.authorize_url;
        }
        self.open_page(&pending.view()).await
    }

    /// Calls a sign-in off.
    pub(crate) async fn cancel_sign_in(&self, attempt: &str) -> Result<(), UserError> {
        self.end_waiting(attempt, Ended::Cancelled).await
    }

    /// Ends a sign-in that still waits.
    async fn end_waiting(&self, attempt: &str, ended: Ended) -> Result<(), UserError> {
        let (now, noted) = (self.now(), ended.clone());
        self.vault
            .write(|records| {
                Pending::load(records, attempt)?.ok_or_else(|| not_waiting(attempt))?;
                pending::end(records, attempt, noted, now)
            })
            .await?;
        let outcome = match ended {
            Ended::Failed { step, error } => SignInOutcome::Failed { step, error },
            _ => SignInOutcome::Cancelled,
        };
        self.tell_end(attempt, outcome);
        Ok(())
    }

    /// The deep link, as it arrived.
    pub(crate) async fn receive_callback(self: &Arc<Self>, raw: &[u8]) -> Result<AccountView, UserError> {
        let callback = match Callback::parse(raw) {
            Ok(callback) => callback,
            Err(why) => {
                let message = format!("Something came back to this app that is no answer to a sign-in ({why}). It was ignored.");
                return Err(self.quietly(UserError::new(ErrorCode::CallbackRefused, message)));
            }
        };
        let core = Arc::clone(self);
        let task = tokio::spawn(async move { core.complete(callback).await });
        task.await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::Internal, "Finishing the sign-in broke off. Start it again.")))
    }

    /// Tells of something that nobody waits for: once, however much of it comes (D5).
    fn quietly(&self, error: UserError) -> UserError {
        let now = self.now();
        let mut since = locked(&self.quiet_since);
        if since.is_none_or(|at| (now - at).abs() >= QUIET) {
            *since = Some(now);
            self.tell(Event::Notice(error.clone()));
        }
        error
    }

    /// Waits until a sign-in ended, in this process or in another.
    pub(crate) async fn await_sign_in(&self, attempt: &str, wait: Duration) -> Result<AccountView, UserError> {
        let waiting = async {
            loop {
                let ended = self.ended.notified();
                tokio::pin!(ended);
                // From here on no end is missed, even one between the look and the wait.
                ended.as_mut().enable();
                if let Some(result) = self.look_for_end(&self.vault.read().await?, attempt) {
                    return result;
                }
                tokio::select! {
                    () = ended => {}
                    () = self.vault.changed() => {}
                }
            }
        };
        let message = "The sign-in was not finished in time. It still waits: finish it in the browser, or start again.";
        tokio::time::timeout(wait, waiting).await.unwrap_or_else(|_| Err(UserError::new(ErrorCode::TimedOut, message)))
    }

    fn look_for_end(&self, records: &Records, attempt: &str) -> Option<Result<AccountView, UserError>> {
        let now = self.now();
        match Pending::load(records, attempt) {
            Err(error) => return Some(Err(error)),
            Ok(Some(pending)) => return pending.is_over(now).then(|| Err(timed_out())),
            Ok(None) => {}
        }
        let outcome = match Outcome::load(records, attempt) {
            Err(error) => return Some(Err(error)),
            Ok(None) => return Some(Err(not_waiting(attempt))),
            Ok(Some(outcome)) => outcome,
        };
        match outcome.ended {
            Ended::NotYet if (now - outcome.at).abs() > EXCHANGE_LIFETIME => Some(Err(UserError::new(
                ErrorCode::Internal,
                "The program that was finishing this sign-in ended before it was done. Start the sign-in again.",
            ))),
            Ended::NotYet => None,
            Ended::SignedIn(id) => Some(self.view_in(records, &id)),
            Ended::Failed { error, .. } => Some(Err(error)),
            Ended::Cancelled => Some(Err(UserError::new(ErrorCode::Cancelled, "The sign-in was cancelled."))),
        }
    }

    fn progress(&self, attempt: &str, step: SignInStep) {
        self.tell(Event::SignInProgress(SignInProgress { attempt: attempt.to_owned(), step, at: self.now() }));
    }

    fn tell_end(&self, attempt: &str, outcome: SignInOutcome) {
        self.close(attempt);
        self.ended.notify_waiters();
        self.tell(Event::SignInEnded { attempt: attempt.to_owned(), outcome });
    }

    /// Closes the listener and stops the hourglass of an attempt.
    fn close(&self, attempt: &str) {
        if let Some(over) = locked(&self.attempts).remove(attempt) {
            over.cancel();
        }
    }
}

fn wanted(scopes: &[String]) -> Result<ScopeSet, UserError> {
    let read = |scope: &String| {
        Scope::parse(scope).map_err(|problem| UserError::new(ErrorCode::InvalidInput, format!("{problem}.")).about("scopes"))
    };
    scopes.iter().map(read).collect()
}

/// The way back that is asked for, else the provider's first, and its registered address.
fn way_back(provider: &Provider, asked: Option<ReturnPath>) -> Result<(ReturnPath, String), UserError> {
    let paths = asked.map_or_else(|| vec![ReturnPath::DeepLink, ReturnPath::Loopback], |path| vec![path]);
    let found = paths.into_iter().find_map(|path| provider.redirect_uri_for(path).map(|uri| (path, uri.to_owned())));
    found.ok_or_else(|| {
        let missing = match asked {
            Some(ReturnPath::Loopback) => "no return address on this computer, such as http://127.0.0.1/callback",
            Some(ReturnPath::DeepLink) => "no return address of this app, such as app.countersign.desktop:/callback",
            None => "no return address that comes back to this app",
        };
        let message = format!(
            "“{}” was added with {missing}. Register one at the service, add the provider again with it, or choose another way back.",
            provider.name
        );
        UserError::new(ErrorCode::InvalidInput, message).about("return_path")
    })
}

fn not_waiting(attempt: &str) -> UserError {
    UserError::new(ErrorCode::NotFound, format!("No sign-in “{}” waits here. It may have ended; start a new one.", shown(attempt)))
}
