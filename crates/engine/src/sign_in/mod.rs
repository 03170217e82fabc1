//! A sign-in: started here, carried by the person's own browser, finished by whichever process its answer reaches.
//!
//! Which ways back are open at once, and what it means that they race, stands in [`ways`]. The requests are made, left at the
//! service where that takes them ([`request`]), and sealed before the browser opens ([`pending`]). An answer by an address is
//! parsed before anything else ([`callback`]): it comes by deep link, over a listener ([`loopback`], and the [`page`] that the
//! browser is left with), or by hand ([`paste`]). A code that is entered elsewhere is asked for by [`device`]. Whoever has an
//! answer claims the sign-in ([`claim`]), has its code exchanged ([`completion`]) over a connection that is there already
//! ([`warmth`]), and looks who it is and keeps it ([`arrival`]): one save for each sign-in. What of it stands in its record is
//! said in [`recorded`]. What is different where a service wants somebody to sign in freshly stands in [`fresh`], and where a
//! session is to begin again in [`again`].

mod again;
mod arrival;
pub(crate) mod callback;
mod claim;
mod completion;
mod device;
mod fresh;
mod loopback;
pub(crate) mod page;
mod paste;
mod pending;
mod recorded;
mod request;
mod waiting;
mod warmth;
mod ways;

use std::sync::Arc;

use countersign_wire::account::AccountView;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::provider::ReturnPath;
use countersign_wire::scope::{Scope, ScopeSet};
use countersign_wire::sign_in::{SignInOutcome, SignInProgress, SignInRequest, SignInStarted, SignInStep};

use crate::core::{Core, locked};
use crate::entropy::{secret_token, short_id};
use crate::http::shown;
use crate::proof::ProofKey;
use crate::provider::{OPENID, Provider};
use crate::recording;
use crate::stored::Stored;
use crate::token;
use crate::vault::{KeychainError, RecordKind, Records, WithoutKeychain};
use callback::Callback;
use claim::{Claim, Claims};
use device::DeviceGrant;
pub use fresh::FreshSignIns;
use loopback::Loopback;
use pending::{Ended, LIFETIME, OfSession, Pending, Request};
use request::Carried;
use ways::Ways;

/// Longest name to fill in: an e-mail address is no longer (RFC 3696 §3).
const LONGEST_HINT: usize = 320;
/// After one quiet notice, how long there is no other (D5).
const QUIET: i64 = 10 * 60;

/// What a sign-in is to be.
struct Wish {
    provider: Provider,
    scopes: ScopeSet,
    ways: Ways,
    /// More for the authorization request.
    more: Vec<(&'static str, String)>,
    /// Of a fresh sign-in, the session that it is for.
    session: Option<OfSession>,
    /// Of a sign-in to an account once more, that account's id.
    again: Option<String>,
    /// Where its page opens.
    browser: BrowserChoice,
}

/// A request, and the listener for its answer where it has one.
type Opened = (Request, Option<Loopback>);

impl Core {
    /// Makes the requests, puts them away, and opens the browser. `links_come_here`: links of the app's scheme reach this
    /// process.
    pub(crate) async fn start_sign_in(self: &Arc<Self>, request: SignInRequest, links_come_here: bool) -> Result<SignInStarted, UserError> {
        self.check_keychain().await?;
        let provider = self.provider(&request.provider).await?;
        let scopes = match &request.scopes {
            None => provider.scopes.clone(),
            Some(scopes) => wanted(scopes)?,
        };
        let ways = match request.return_path {
            Some(path) => Ways::only(&provider, path)?,
            None => Ways::all(&provider, links_come_here)?,
        };
        let more = more_of(&request)?;
        let browser = request.browser.unwrap_or_else(|| provider.browser.clone());
        let started = self.prepare(Wish { provider, scopes, ways, more, session: None, again: None, browser }).await?;
        self.open_or_drop(&started).await?;
        Ok(started)
    }

    /// Makes the requests, puts them away, and listens for their answers. The browser is not opened yet.
    async fn prepare_now(self: &Arc<Self>, mut wish: Wish) -> Result<SignInStarted, UserError> {
        // One server wants it with `openid`, another refuses it without. It is the attempt's: one answer is taken.
        let nonce = wish.scopes.contains(OPENID).then(|| secret_token(self.entropy.as_ref()));
        wish.more.extend(nonce.as_ref().map(|nonce| ("nonce", nonce.expose().to_owned())));
        let proof_key = ProofKey::make(&wish.provider.can.dpop_algorithms, self.entropy.as_ref())?;
        if let Some(key) = &proof_key {
            wish.more.push(("dpop_jkt", key.thumbprint()?));
        }
        let device = self.device_for(&wish, proof_key.as_ref()).await?;
        let mut warnings = Vec::new();
        let mut opened = self.open_ways(&wish, proof_key.as_ref(), &mut warnings).await?.into_iter();
        let (first, listener) =
            opened.next().map_or_else(|| (self.without_address(device.as_ref()), None), |(first, listener)| (first, listener));
        let mut listeners: Vec<_> = listener.map(|listener| (listener, first.state.clone())).into_iter().collect();
        let mut others = Vec::new();
        for (request, listener) in opened {
            listeners.extend(listener.map(|listener| (listener, request.state.clone())));
            others.push(request);
        }
        let now = self.now();
        let Request { return_path, redirect_uri, state, verifier, authorize_url, pushed } = first;
        let pending = Arc::new(Pending {
            attempt: short_id(self.entropy.as_ref()),
            provider: wish.provider,
            state,
            verifier,
            nonce,
            redirect_uri,
            return_path,
            scopes: wish.scopes,
            session: wish.session,
            authorize_url,
            takes_paste: wish.ways.paste,
            others,
            started_at: now,
            expires_at: now.saturating_add(LIFETIME),
            proof_key,
            pushed,
            warnings,
            again: wish.again,
            browser: wish.browser,
        });
        let (claims, claimed) = (self.claims(), self.claims().files());
        let put = self.vault.write(|records| {
            pending::put(records, claims, &pending, now)?;
            Ok::<_, UserError>(records.list(RecordKind::Pending).map(|(attempt, _)| attempt.to_owned()).collect::<Vec<_>>())
        });
        claims.tidy(claimed, put.await?.iter().map(String::as_str));
        *locked(&self.quiet_since) = None;
        if pending.nonce.is_some() {
            self.warm_keys(&pending.provider);
        }
        let started = pending.view(device.as_ref().map(|device| device.shown.clone()));
        self.progress(&started.attempt, SignInStep::Started);
        self.wait_for(&pending, listeners, device);
        Ok(started)
    }

    /// A request for each address.
    async fn open_ways(&self, wish: &Wish, key: Option<&ProofKey>, warnings: &mut Vec<String>) -> Result<Vec<Opened>, UserError> {
        let mut opened = Vec::new();
        for address in &wish.ways.addresses {
            let listener = match address.return_path {
                ReturnPath::Loopback => match loopback::bind(&address.registered).await {
                    Ok(listener) => Some(listener),
                    Err(error) if wish.ways.addresses.len() > 1 => {
                        tracing::debug!(%error, "a way back stays shut");
                        continue;
                    }
                    Err(error) => return Err(error),
                },
                ReturnPath::DeepLink | ReturnPath::Paste | ReturnPath::Device => None,
            };
            let redirect_uri = listener.as_ref().map_or(&address.registered, |listener| &listener.redirect_uri).clone();
            let (state, verifier) = (secret_token(self.entropy.as_ref()), secret_token(self.entropy.as_ref()));
            let whole = token::authorize_url(&wish.provider, &redirect_uri, &state, &verifier, &wish.scopes, &wish.more)?;
            let Carried { authorize_url, pushed, warnings: told } = self.carry(&wish.provider, whole, key).await?;
            warnings.extend(told.into_iter().filter(|_| opened.is_empty()));
            opened.push((Request { return_path: address.return_path, redirect_uri, state, verifier, authorize_url, pushed }, listener));
        }
        Ok(opened)
    }

    /// Where a code for another device is the only way: no request of the browser's, and a `state` that nobody is told.
    fn without_address(&self, device: Option<&DeviceGrant>) -> Request {
        Request {
            return_path: ReturnPath::Device,
            redirect_uri: String::new(),
            state: secret_token(self.entropy.as_ref()),
            verifier: secret_token(self.entropy.as_ref()),
            authorize_url: device.map(|device| device.shown.verification_uri.clone()).unwrap_or_default(),
            pushed: None,
        }
    }

    /// Opens the browser, unless the person takes the link to one. Where that cannot be, nobody will come back, and nothing waits.
    async fn open_or_drop(self: &Arc<Self>, started: &SignInStarted) -> Result<(), UserError> {
        if started.browser == BrowserChoice::Link {
            return Ok(());
        }
        if let Err(error) = self.open_started(started).await {
            self.end_waiting(&started.attempt, Ended::Failed { step: SignInStep::Started, error: error.clone() }).await?;
            return Err(error);
        }
        Ok(())
    }

    /// Opens the browser for a sign-in that was begun without it. Where that cannot be, it waits on: its address may be opened
    /// by hand.
    pub(crate) async fn open_started(self: &Arc<Self>, started: &SignInStarted) -> Result<(), UserError> {
        let opening = self.open_page(&started.attempt, &started.authorize_url, started.browser.clone());
        self.recorded(self.of_sign_in(Some(&started.attempt)), opening).await?;
        if let Some(waiting) = locked(&self.attempts).get(&started.attempt) {
            tokio::spawn(Arc::clone(self).keep_warm(started.attempt.clone(), waiting.over.clone()));
        }
        Ok(())
    }

    /// S2, S3: what could not be kept is not begun, and a locked keychain is not taken for none.
    async fn check_keychain(&self) -> Result<(), UserError> {
        match (self.keychain_state().await, self.policy) {
            (KeychainState::Ready, _) | (KeychainState::Absent, WithoutKeychain::KeepInMemory) => Ok(()),
            (KeychainState::Absent, WithoutKeychain::Refuse) => Err(self.vault.unopened(KeychainError::Absent).into()),
            (KeychainState::Locked, _) => Err(self.vault.unopened(KeychainError::Locked).into()),
            (KeychainState::Silent, _) => Err(self.vault.unopened(KeychainError::Silent).into()),
        }
    }

    async fn open_page(&self, attempt: &str, url: &str, browser: BrowserChoice) -> Result<(), UserError> {
        self.open_in_browser(url.to_owned(), browser).await?;
        self.progress(attempt, SignInStep::Opened);
        Ok(())
    }

    /// Sign-ins that still wait.
    pub(crate) async fn pending_sign_ins(&self) -> Result<Vec<SignInStarted>, UserError> {
        let now = self.now();
        let waits = |pending: &Pending| !pending.is_over(now) && !self.claims().has(&pending.attempt);
        let mut waiting: Vec<_> = Pending::load_all(&self.vault.read().await?).into_iter().filter(waits).collect();
        waiting.sort_by_key(|pending| pending.started_at);
        Ok(waiting.iter().map(|pending| pending.view(self.device_of(&pending.attempt))).collect())
    }

    /// Opens the page of a sign-in once more: with `path`, by the request whose answer comes back that way; with `browser`, there
    /// instead of where it opened before. A request that was left at the service is good for one visit and a short time: it is
    /// left there anew.
    pub(crate) async fn open_again(
        self: &Arc<Self>,
        attempt: &str,
        path: Option<ReturnPath>,
        browser: Option<BrowserChoice>,
    ) -> Result<(), UserError> {
        let waits = |pending: &Pending| !pending.is_over(self.now()) && !self.claims().has(attempt);
        let pending = Pending::load(&self.vault.read().await?, attempt)?.filter(waits);
        let pending = pending.ok_or_else(|| not_waiting(attempt))?;
        let (url, pushed) = match path.filter(|path| *path != pending.return_path) {
            None => (&pending.authorize_url, &pending.pushed),
            Some(path) => {
                let other = pending.others.iter().find(|other| other.return_path == path);
                let none = || UserError::new(ErrorCode::NotFound, "This sign-in does not come back that way. Open it again as it was.");
                other.map(|other| (&other.authorize_url, &other.pushed)).ok_or_else(none)?
            }
        };
        let open = async {
            let url = match pushed {
                None => url.clone(),
                Some(whole) => self.carry(&pending.provider, whole.clone(), pending.proof_key.as_ref()).await?.authorize_url,
            };
            recording::asked(&url);
            self.open_page(attempt, &url, browser.unwrap_or_else(|| pending.browser.clone())).await
        };
        self.recorded(self.of_sign_in(Some(attempt)), open).await
    }

    /// Calls a sign-in off.
    pub(crate) async fn cancel_sign_in(self: &Arc<Self>, attempt: &str) -> Result<(), UserError> {
        self.end_waiting(attempt, Ended::Cancelled).await
    }

    /// Ends a sign-in that somebody has waited for long enough: it has run out of time, as one does by itself.
    pub(crate) async fn end_overdue_sign_in(self: &Arc<Self>, attempt: &str) -> Result<(), UserError> {
        self.end_waiting(attempt, Ended::Failed { step: SignInStep::Opened, error: pending::timed_out() }).await
    }

    /// Ends a sign-in that still waits.
    async fn end_waiting(self: &Arc<Self>, attempt: &str, ended: Ended) -> Result<(), UserError> {
        self.recorded(self.of_sign_in(None), self.end_waiting_now(attempt, ended)).await
    }

    async fn end_waiting_now(&self, attempt: &str, ended: Ended) -> Result<(), UserError> {
        let (now, noted) = (self.now(), ended.clone());
        let claimed = self.claim(|pending| pending.attempt == attempt).await?;
        let (_, claim) = claimed.ok_or_else(|| not_waiting(attempt))?;
        let saved = self.vault.write(|records| pending::end(records, attempt, noted, now)).await;
        // Nothing was done with it: where its end could not be saved it waits on.
        claim.let_go();
        saved?;
        let outcome = match ended {
            Ended::Failed { step, error } => SignInOutcome::Failed { step, error },
            _ => SignInOutcome::Cancelled,
        };
        self.tell_end(attempt, outcome);
        Ok(())
    }

    fn claims(&self) -> Claims<'_> {
        Claims(&self.home)
    }

    /// Claims the sign-in that is meant, with all its requests. The look before keeps junk from leaving anything; what this
    /// process saw last is enough for it.
    async fn claim(&self, meant: impl Fn(&Pending) -> bool) -> Result<Option<(Arc<Pending>, Claim)>, UserError> {
        let among = |records: &Records| Pending::look_through(records).find(|pending| meant(pending));
        let waiting = match self.vault.seen().as_ref().and_then(among) {
            None => among(&self.vault.read().await?),
            seen => seen,
        };
        let Some(waiting) = waiting else { return Ok(None) };
        let Some(claim) = self.claims().make(&waiting.attempt, self.now())? else { return Ok(None) };
        // It is written once: where it is there, it is as it was.
        match self.vault.read().await {
            Ok(records) if Pending::is_in(&records, &waiting.attempt) => Ok(Some((waiting, claim))),
            // It ended between the look and the claim; or nobody can tell, and it waits on.
            there => {
                claim.let_go();
                there.map(|_| None).map_err(UserError::from)
            }
        }
    }

    /// Takes a claim off, once the vault does not have its sign-in any more.
    async fn let_go(&self, claim: Claim) {
        if let Ok(records) = self.vault.read().await
            && !Pending::is_in(&records, &claim.attempt)
        {
            claim.let_go();
        }
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
        self.complete_apart(callback).await
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

    fn progress(&self, attempt: &str, step: SignInStep) {
        recorded::progress(attempt, step);
        if step == SignInStep::Returned {
            recording::awaited(self.pages.token());
        }
        self.tell(Event::SignInProgress(SignInProgress { attempt: attempt.to_owned(), step, at: self.now() }));
    }

    fn tell_end(&self, attempt: &str, outcome: SignInOutcome) {
        recorded::ended(attempt, &outcome);
        self.close(attempt);
        self.ended.notify_waiters();
        self.tell(Event::SignInEnded { attempt: attempt.to_owned(), outcome });
    }
}

fn wanted(scopes: &[String]) -> Result<ScopeSet, UserError> {
    let read = |scope: &String| {
        Scope::parse(scope).map_err(|problem| UserError::new(ErrorCode::InvalidInput, format!("{problem}.")).about("scopes"))
    };
    scopes.iter().map(read).collect()
}

/// What the person wants of the service's page (OpenID Connect Core §3.1.2.1).
fn more_of(request: &SignInRequest) -> Result<Vec<(&'static str, String)>, UserError> {
    let mut more = Vec::new();
    if request.select_account {
        more.push(("prompt", "select_account".to_owned()));
    }
    if let Some(hint) = &request.login_hint {
        if hint.trim().is_empty() || hint.len() > LONGEST_HINT || hint.chars().any(char::is_control) {
            let message = "A name to fill in is one line of at most 320 bytes, such as an e-mail address.";
            return Err(UserError::new(ErrorCode::InvalidInput, message).about("login_hint"));
        }
        more.push(("login_hint", hint.clone()));
    }
    Ok(more)
}

fn not_waiting(attempt: &str) -> UserError {
    UserError::new(ErrorCode::NotFound, format!("No sign-in “{}” waits here. It may have ended; start a new one.", shown(attempt)))
}
