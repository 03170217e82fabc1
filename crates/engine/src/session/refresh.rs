//! Renewal: one at a time for an account, and no token is lost on the way.
//!
//! The order matters. The turn comes first, which one process has at a time, and then the vault is read, as whoever had the
//! turn before may have renewed already. A new token is saved before anybody gets it, because the old refresh token may be dead
//! by then; nothing is asked over the network in between, so that only what the answer itself says is looked at before
//! ([`super::same_person`]). An answer that is not accepted may have used up the old one all the same: of that the next refresh
//! token alone is kept, before anybody is told what was wrong. And a refusal is believed only after another look: the token that
//! was presented may simply not be the newest any more.

use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::trace::{TraceKind, TraceStep};

use super::unsaved::Held;
use super::untold::Untold;
use super::{Account, REMEMBERED, Standing, not_signed_in, sign_in_again};
use crate::core::{Core, locked};
use crate::granted::{Granted, Renewed, Unsaved};
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::recording;
use crate::secret::Secret;
use crate::stored::Stored;
use crate::token::{self, TokenError};
use crate::vault::Records;

/// What became of the place of the tokens that were renewed. Only in the first case may the new ones live on.
pub(super) enum Place {
    /// They are there.
    Taken(Box<Account>),
    /// The person signed in anew in another process: the tokens of that count.
    BegunAnew,
    /// They signed out in another process, or the session was ended.
    Left,
    /// The account is gone, and nothing is kept of it.
    Gone,
}

impl Core {
    /// Renews, unless the access token is another one by now than the caller has `seen`; who has seen none wants only what is
    /// held.
    ///
    /// The work is a task of its own: a caller that goes away must not take a rotated token with it. Whoever comes while
    /// it runs waits for the same one.
    pub(crate) async fn renew(self: &Arc<Self>, id: &str, seen: Option<&Secret>) -> Result<(), UserError> {
        let (core, account, seen) = (Arc::clone(self), id.to_owned(), seen.cloned());
        let work = || async move {
            let recording = core.of_account(TraceKind::Renewal, &account);
            core.recorded(recording, async { recording::with_its_end(core.renew_now(&account, seen.as_ref()).await) }).await
        };
        self.renewals.join(id, "The renewal broke off. Try again.", work).await
    }

    async fn renew_now(self: &Arc<Self>, id: &str, seen: Option<&Secret>) -> Result<(), UserError> {
        let _turn = self.turn(id).await?;
        let held = self.save_held(id).await?;
        let account = self.load_account(id).await?;
        let Some(tokens) = account.tokens() else { return Err(not_signed_in(&account)) };
        let is_newer = match held {
            // It may have waited for so long that it has ended.
            Held::Tokens => account.is_good_for(0, &self.moment()),
            Held::Successor | Held::Nothing => seen != Some(&tokens.access),
        };
        if is_newer {
            return Ok(());
        }
        if tokens.refresh.is_none() {
            return Err(sign_in_again(&account));
        }
        let provider = self.provider_of(&account).await?;
        self.ask_for_new(&account, &provider).await
    }

    /// Asks the service, and takes in what it gives.
    async fn ask_for_new(self: &Arc<Self>, account: &Account, provider: &Provider) -> Result<(), UserError> {
        let tokens = account.tokens().ok_or_else(|| not_signed_in(account))?;
        let presented = tokens.refresh.clone().ok_or_else(|| sign_in_again(account))?;
        if let Some(until) = account.resting(self.now()) {
            return Err(resting(account, until.saturating_sub(self.now())));
        }
        let (answered, _until_it_is_kept) = {
            // Closed is what this never is.
            let _room = self.renewal_room.acquire().await;
            let unbroken = self.unbroken.begin()?;
            (self.ask_twice_at_most(provider, &presented, tokens.proof_key.as_ref()).await, unbroken)
        };
        match answered {
            Ok(renewed) => {
                let came = Unsaved { renewed, presented, signed_in_at: account.signed_in_at, came: self.moment() };
                self.take_in(account, provider, &came).await?;
                match came.renewed {
                    Renewed::Tokens(_) => Ok(()),
                    Renewed::Successor(successor) => Err(successor.why),
                }
            }
            Err(error) if error.is_dead_grant() => self.believe_refusal(&account.id, &presented).await,
            // Nothing is dropped: not on 429, not on 5xx, not when nobody answers (S5).
            Err(error) => {
                if let Some(seconds) = error.asks_to_wait() {
                    self.note_rest(account, seconds).await;
                }
                Err(error.into())
            }
        }
    }

    /// Keeps how long the service wants to be left alone, for all its sessions, every process and the next start.
    async fn note_rest(&self, renewed: &Account, seconds: u32) {
        let now = self.now();
        let noted = self.vault.write(|records| {
            let of_the_service = |account: &Account| account.token_endpoint == renewed.token_endpoint;
            Account::load_all(records).into_iter().filter(of_the_service).try_for_each(|mut account| {
                account.rest(seconds, now);
                account.store(records)
            })
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "how long a service wants to be left alone could not be kept");
        }
    }

    /// S5: an answer that was lost is asked for once more, with the same token. A server that rotated gives the same
    /// successor again, or says that the grant is dead.
    async fn ask_twice_at_most(
        self: &Arc<Self>,
        provider: &Provider,
        presented: &Secret,
        key: Option<&ProofKey>,
    ) -> Result<Renewed, TokenError> {
        match token::renew(self, provider, presented, key).await {
            Err(error) if error.is_lost_answer() => token::renew(self, provider, presented, key).await,
            answered => answered,
        }
    }

    /// Saves before use. What cannot be saved now is held for the next try: it may be the only token that still works.
    pub(super) async fn keep(&self, renewed: &Account, provider: &Provider, came: &Unsaved) -> Result<Place, UserError> {
        locked(&self.unsaved).insert(renewed.id.clone(), came.clone());
        let place = self.vault.write(|records| place(records, renewed, provider, came)).await?;
        locked(&self.unsaved).remove(&renewed.id);
        match &place {
            Place::Taken(account) => {
                recording::step(TraceStep::Saved);
                self.tell(Event::AccountChanged(self.view(account)));
            }
            Place::BegunAnew | Place::Left => self.tell_in_turn(&renewed.id, false).await?,
            Place::Gone => {
                self.revoke_quietly(provider, came.renewed.refresh_token(), Some(came.renewed.access_token())).await;
            }
        }
        Ok(place)
    }

    /// The service says that the grant is dead. Under the lock it is looked at again: if the token is another one now,
    /// another process was faster, and all is well.
    async fn believe_refusal(&self, id: &str, presented: &Secret) -> Result<(), UserError> {
        let ended = self
            .vault
            .write(|records| {
                let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
                match account.tokens() {
                    Some(tokens) if tokens.refresh.as_ref() != Some(presented) => return Ok(None),
                    None => return Ok(Some(account)),
                    Some(_) => {}
                }
                account.standing = Standing::Ended;
                account.store(records)?;
                Ok(Some(account))
            })
            .await?;
        let Some(account) = ended else { return Ok(()) };
        self.tell(Event::AccountChanged(self.view(&account)));
        Err(sign_in_again(&account))
    }

    /// Ends tokens that nobody may keep; as good as can be. The refresh token first: it is the one that could make others.
    pub(crate) async fn revoke_quietly(&self, provider: &Provider, refresh: Option<&Secret>, access: Option<&Secret>) {
        let Some(endpoint) = &provider.revocation_endpoint else { return };
        let refresh = refresh.map(|token| (token, "refresh_token"));
        for (token, hint) in refresh.into_iter().chain(access.map(|token| (token, "access_token"))) {
            if let Err(error) = token::revoke(self, provider, endpoint, token, hint).await {
                tracing::warn!(%error, "a token that is not kept could not be ended");
            }
        }
    }

    /// The same beside a session of perhaps the same person that goes on. Where the service would end that too, the tokens are
    /// only forgotten.
    pub(crate) async fn revoke_beside(&self, provider: &Provider, refresh: Option<&Secret>, access: Option<&Secret>) {
        if !provider.ends_all_with_one() {
            self.revoke_quietly(provider, refresh, access).await;
        }
    }
}

/// Puts what came in the place of what was presented, if that is still there.
fn place(records: &mut Records, renewed: &Account, provider: &Provider, came: &Unsaved) -> Result<Place, UserError> {
    let Some(mut account) = Account::load(records, &renewed.id)? else { return Ok(Place::Gone) };
    let goes_on = match &account.standing {
        Standing::SignedIn(_) => true,
        // Where a lock did not hold, another process was refused because this very renewal had been granted.
        Standing::Ended => account.was_refused() && came.revives(),
        Standing::SignedOut { .. } => false,
    };
    if goes_on && account.signed_in_at == renewed.signed_in_at {
        match &came.renewed {
            Renewed::Tokens(granted) => {
                account.take(Granted { id_token: None, ..(**granted).clone() }, provider, &came.came);
                account.renewed_at.push(came.came.now);
                let surplus = account.renewed_at.len().saturating_sub(REMEMBERED);
                account.renewed_at.drain(..surplus);
            }
            Renewed::Successor(successor) => account.go_on_by(successor.refresh_token.clone()),
        }
        account.store(records)?;
        return Ok(Place::Taken(Box::new(account)));
    }
    let place = if account.tokens().is_some() { Place::BegunAnew } else { Place::Left };
    account.owe(Untold::all_that_came(came, came.came.now), Some(provider));
    account.store(records)?;
    Ok(place)
}

fn resting(account: &Account, seconds: i64) -> UserError {
    let message = format!("“{}” asked to be left alone for {seconds} s more. Try again then.", account.provider);
    UserError::new(ErrorCode::Busy, message)
}
