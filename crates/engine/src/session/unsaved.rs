//! New tokens that are not saved yet: held until they are, and let go where their session is not there any more.
//!
//! They are of one sign-in, and stand for one refresh token. Another process may have signed somebody in or out meanwhile: then
//! they never come into the vault, and the service is told to end them. If it was only refused because this very renewal had been
//! granted, the session goes on with them.
//!
//! Where another process took the account off the list, they are let go, and the service is not told: the session may have been
//! moved to another computer, and to end one token might end it there. They lapse by themselves.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};

use super::untold::Untold;
use super::{Account, Standing};
use crate::clock::Moment;
use crate::core::{Core, locked};
use crate::granted::{Renewed, Unsaved};
use crate::stored::Stored;

/// How long the last try may take: a disk answers in less, and whoever wants the process to end waits for it.
const LAST_TRY: Duration = Duration::from_secs(10);

impl Unsaved {
    /// Whether it is the successor of what an account has.
    fn succeeds(&self, account: &Account) -> bool {
        match &account.standing {
            Standing::SignedIn(tokens) => tokens.refresh.as_ref() == Some(&self.presented),
            Standing::Ended => account.was_refused() && self.revives() && account.signed_in_at == self.signed_in_at,
            Standing::SignedOut { .. } => false,
        }
    }

    /// Whether its sign-in still stands. Then another process was given as good a successor, by which the session goes on: to end
    /// this one might end them all.
    fn is_of_the_session(&self, account: &Account) -> bool {
        account.tokens().is_some() && account.signed_in_at == self.signed_in_at
    }
}

/// What there was to save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// New tokens, which are in the vault now.
    Tokens,
    /// A refresh token alone, which is there now as well: what came with it was not accepted.
    Successor,
    /// None.
    Nothing,
}

impl Core {
    /// What is held for an account as it stands.
    pub(super) fn held_for(&self, account: &Account) -> Option<Unsaved> {
        locked(&self.unsaved).get(&account.id).filter(|held| held.succeeds(account)).cloned()
    }

    /// Whether something is held that is not the account's any more.
    pub(super) fn holds_stale(&self, account: &Account) -> bool {
        locked(&self.unsaved).get(&account.id).is_some_and(|held| !held.succeeds(account))
    }

    /// What is held for an account, as what the service is to be told.
    pub(crate) fn unsaved_of(&self, id: &str, at: &Moment) -> Vec<Untold> {
        locked(&self.unsaved).get(id).map(|held| Untold::all_that_came(held, at.now)).unwrap_or_default()
    }

    /// Saves what is held for an account and is its own, and lets go of what is not: then the vault says how it stands. Whoever
    /// asks has the account's turn.
    pub(crate) async fn save_held(self: &Arc<Self>, id: &str) -> Result<Held, UserError> {
        let account = self.load_account(id).await?;
        if self.holds_stale(&account) {
            self.drop_stale(id).await?;
            self.tell_in_turn(id, false).await?;
        }
        let Some(held) = self.held_for(&account) else { return Ok(Held::Nothing) };
        let provider = self.provider_of(&account).await?;
        self.take_in(&account, &provider, &held).await?;
        Ok(match held.renewed {
            Renewed::Tokens(_) => Held::Tokens,
            Renewed::Successor(_) => Held::Successor,
        })
    }

    /// For a process that is about to end: tries once more to save what is held. What is not saved then goes with the process, and
    /// the log says of which accounts.
    pub(crate) async fn save_all_held(self: &Arc<Self>) {
        let ids: Vec<String> = locked(&self.unsaved).keys().cloned().collect();
        let saving = ids.iter().map(async |id| {
            let saved = match self.turn(id).await {
                Ok(_turn) => self.save_held(id).await,
                Err(busy) => Err(busy),
            };
            match saved {
                Ok(_) => {}
                Err(error) if error.code == ErrorCode::NotFound => drop(locked(&self.unsaved).remove(id)),
                Err(error) => tracing::debug!(account = id, %error, "the last try to save new tokens failed"),
            }
        });
        let _long_enough = tokio::time::timeout(LAST_TRY, futures_util::future::join_all(saving)).await;
        // Nobody may read the log: nothing is held while it is written.
        let lost: Vec<String> = locked(&self.unsaved).keys().cloned().collect();
        for id in lost {
            tracing::warn!(
                account = id,
                "the newest tokens of this account could not be saved, and are lost: it may have to sign in again"
            );
        }
    }

    /// Lets go of what is held and is not the account's any more. Whoever asks has the account's turn.
    pub(super) async fn drop_stale(&self, id: &str) -> Result<(), UserError> {
        let Some(held) = locked(&self.unsaved).get(id).cloned() else { return Ok(()) };
        let account = match self.load_account(id).await {
            Err(error) if error.code == ErrorCode::NotFound => None,
            account => Some(account?),
        };
        match account {
            Some(account) if held.succeeds(&account) => return Ok(()),
            Some(account) if !held.is_of_the_session(&account) => {
                let (provider, now) = (self.provider_of(&account).await.ok(), self.now());
                self.vault
                    .write(|records| {
                        let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(()) };
                        account.owe(Untold::all_that_came(&held, now), provider.as_ref());
                        account.store(records)
                    })
                    .await?;
            }
            _ => {}
        }
        locked(&self.unsaved).remove(id);
        Ok(())
    }
}
