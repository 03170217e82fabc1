//! Who came, and where their session is kept.
//!
//! One save does all of it: it takes the pending sign-in out of the vault, and puts in the session with its tokens and its
//! profile, under the id that the same person had here before. So whatever breaks off leaves the accounts as before or as
//! after, and nothing is told or handed out before it is on the disk. Until then the new token asks the service who this is,
//! and nothing else; where the save fails, it is ended.
//!
//! That the service is asked before the save is on purpose: two saves would double what somebody waits for the disk between
//! the browser's answer and their profile, and the first of them would show an account without a name. What it costs is a
//! kill in those moments, ten seconds at most. Then the person has consented, the code is used, and there is no session here:
//! nobody has its tokens, which lapse at the service by themselves. The accounts are as before, and the next sign-in is a new
//! one.
//!
//! The tokens of an earlier session of the same person are replaced, and in the same save they become what the service is to be
//! told ([`Account::owe`]).

use std::sync::Arc;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::sign_in::{SignInOutcome, SignInStep};
use countersign_wire::trace::TraceStep;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::completion::CompletionError;
use super::pending::{self, Ended, Pending};
use crate::clock::Moment;
use crate::core::{Core, locked};
use crate::entropy::short_id;
use crate::granted::Granted;
use crate::provider::Provider;
use crate::recording;
use crate::session::{AccessToken, Account};
use crate::stored::Stored;
use crate::vault::Records;

impl Core {
    /// Looks who it is, keeps the session, and tells of it.
    pub(super) async fn arrive(
        self: &Arc<Self>,
        pending: &Pending,
        granted: Granted,
        came: &Moment,
    ) -> Result<AccountView, CompletionError> {
        let (token, refresh) = (AccessToken::of(&granted), granted.refresh_token.clone());
        let id = short_id(self.entropy.as_ref());
        let mut account = Account::begin(id, &pending.provider, pending.scopes.clone(), granted, came);
        // The person is signed in even if the service cannot say who it is just now.
        let unread = match self.fetch_profile(&pending.provider, &token, &account).await {
            Ok(profile) => {
                account.take_profile(profile);
                None
            }
            Err(error) => Some(UserError::from(error)),
        };
        match self.keep_arrived(pending, account.clone()).await {
            Ok(account) => {
                // Counted among what a process that ends waits for.
                let telling = self.pages.token();
                let view = self.tell_arrival(pending, &account, unread);
                self.tell_apart(&account, telling);
                Ok(view)
            }
            // A session that nobody can find again would live on at the service, and nobody could sign it out.
            Err(error) => {
                let (provider, refresh) = (&pending.provider, refresh.as_ref());
                let is_beside =
                    |records: &Records| earlier_account(records, &account, None).is_some_and(|earlier| earlier.tokens().is_some());
                if self.vault.read().await.is_ok_and(|records| is_beside(&records)) {
                    self.revoke_beside(provider, refresh, Some(&token.token)).await;
                } else {
                    self.revoke_quietly(provider, refresh, Some(&token.token)).await;
                }
                Err(CompletionError::NotKept(error))
            }
        }
    }

    /// Tells the service of the tokens that were replaced, while nobody waits for it.
    pub(super) fn tell_apart(self: &Arc<Self>, account: &Account, telling: TaskTrackerToken) {
        if account.untold.is_empty() {
            return;
        }
        let (core, id) = (Arc::clone(self), account.id.clone());
        tokio::spawn(async move {
            let _telling = telling;
            if let Err(error) = core.tell_again(&id, false).await {
                tracing::warn!(account = id, %error, "a service could not be told of tokens that were replaced");
            }
        });
    }

    /// The one save. Where the same person arrives for the first time twice at once, the second finds the first under the lock,
    /// and tries once more with the turn of that account.
    async fn keep_arrived(&self, pending: &Pending, account: Account) -> Result<Arc<Account>, UserError> {
        // Whose turn it takes; what counts is looked for under the lock.
        let records = match self.vault.seen() {
            Some(seen) => seen,
            None => self.vault.read().await?,
        };
        let mut earlier = earlier_account(&records, &account, pending.again.as_deref()).map(|earlier| earlier.id.clone());
        loop {
            match self.keep_with_turn(pending, &account, earlier).await? {
                Kept::Here(kept) => return Ok(kept),
                Kept::Not(meanwhile) => earlier = Some(meanwhile),
            }
        }
    }

    /// Keeps it in the place of an earlier account, or as one of its own.
    async fn keep_with_turn(&self, pending: &Pending, account: &Account, earlier: Option<String>) -> Result<Kept, UserError> {
        // A renewal of the old session must not write over the new one; while another process has it, the new one stands
        // beside it.
        let turn = match &earlier {
            Some(id) => self.turn(id).await.map_err(|error| self.tell(Event::Notice(error))).ok(),
            None => None,
        };
        let at = self.moment();
        let is_beside = earlier.is_some() && turn.is_none();
        let kept = self.vault.write(|records| {
            if !Provider::is_in(records, &account.provider) {
                let message = format!("The provider “{}” was removed meanwhile. Add it again, and sign in.", account.provider);
                return Err(UserError::new(ErrorCode::NotFound, message));
            }
            // Under the lock it is looked at again: somebody else may have changed anything.
            let account = match earlier_account(records, account, pending.again.as_deref()) {
                Some(found) if turn.is_some() && earlier.as_ref() == Some(&found.id) => {
                    self.merged(account.clone(), &found, &pending.provider, &at)
                }
                Some(found) if !is_beside => return Ok(Kept::Not(found.id.clone())),
                _ => account.clone(),
            };
            let account = Arc::new(account);
            account.keep(records)?;
            pending::end(records, &pending.attempt, Ended::SignedIn(account.id.clone()), at.now)?;
            Ok(Kept::Here(account))
        });
        let kept = kept.await?;
        if let Kept::Here(account) = &kept {
            // Still in the account's turn: nothing newer is held.
            locked(&self.unsaved).remove(&account.id);
            recording::step(TraceStep::Saved);
        }
        Ok(kept)
    }

    /// The new session under the old id, with the old receipts and what the service is to be told: of the older tokens too, and
    /// of what a renewal of them could not save.
    fn merged(&self, mut account: Account, earlier: &Account, provider: &Provider, at: &Moment) -> Account {
        let mut older = earlier.untold();
        older.extend(earlier.replaced(at));
        older.extend(self.unsaved_of(&earlier.id, at));
        account.id.clone_from(&earlier.id);
        account.receipts.clone_from(&earlier.receipts);
        account.owe(older, Some(provider));
        if let Some(profile) = &mut account.profile {
            profile.id.clone_from(&account.id);
        }
        account
    }

    fn tell_arrival(&self, pending: &Pending, account: &Account, unread: Option<UserError>) -> AccountView {
        self.progress(&pending.attempt, SignInStep::Profile);
        let view = self.view(account);
        self.tell(Event::AccountChanged(view.clone()));
        if let Some(error) = unread {
            let message = format!("You are signed in; the profile could not be read yet. {}", error.message);
            self.tell(Event::Notice(UserError::new(error.code, message)));
        }
        if pending.again.as_ref().is_some_and(|again| *again != view.id) {
            self.tell(Event::Notice(somebody_else(&view)));
        }
        self.tell_end(&pending.attempt, SignInOutcome::SignedIn { account: view.clone() });
        view
    }
}

/// What came of a try to save.
enum Kept {
    Here(Arc<Account>),
    /// Nothing was written, as this account of the same person is there by now, and its turn was not asked for.
    Not(String),
}

/// The same person at the same service, signed in here before. Where the service names nobody, the account that was signed in
/// to `again`, if it named nobody then either.
fn earlier_account(records: &Records, account: &Account, again: Option<&str>) -> Option<Arc<Account>> {
    let same = |other: &Account| {
        other.id != account.id
            && other.provider == account.provider
            && other.token_endpoint == account.token_endpoint
            && other.subject == account.subject
            && (other.subject.is_some() || again == Some(other.id.as_str()))
            // A subject is an issuer's own word (OpenID Connect Core §2), and tenants may share an endpoint.
            && other.vouched_by.as_ref().is_none_or(|other| account.vouched_by.as_ref().is_none_or(|own| own == other))
    };
    Account::look_through(records).find(|other| same(other))
}

fn somebody_else(view: &AccountView) -> UserError {
    let who = view.name.as_deref().or(view.email.as_deref()).or(view.subject.as_deref()).unwrap_or("Somebody the service does not name");
    let message = format!(
        "{who} signed in at “{}”, who is not known to be the person of that account. It stands in the list as an account of its own.",
        view.provider
    );
    UserError::new(ErrorCode::Conflict, message)
}
