//! Who came, and where their session is kept.
//!
//! One save does all of it: it takes the pending sign-in out of the vault, and puts in the session with its tokens and its
//! profile, under the id that the same person had here before. So whatever breaks off leaves the accounts as before or as
//! after, and nothing is told or handed out before it is on the disk. Until then the new token asks the service who this is,
//! and nothing else; where the save fails, it is ended.

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::sign_in::{SignInOutcome, SignInStep};
use countersign_wire::trace::TraceStep;

use super::completion::CompletionError;
use super::pending::{self, Ended, Pending};
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
    pub(super) async fn arrive(&self, pending: &Pending, granted: Granted) -> Result<AccountView, CompletionError> {
        let (token, refresh) = (AccessToken::of(&granted), granted.refresh_token.clone());
        let id = short_id(self.entropy.as_ref());
        let mut account = Account::begin(id, &pending.provider, pending.scopes.clone(), granted, &self.moment());
        // The person is signed in even if the service cannot say who it is just now.
        let unread = match self.fetch_profile(&pending.provider, &token, &account).await {
            Ok(profile) => {
                account.take_profile(profile);
                None
            }
            Err(error) => Some(UserError::from(error)),
        };
        match self.keep_arrived(pending, account).await {
            Ok(account) => Ok(self.tell_arrival(pending, &account, unread)),
            // A session that nobody can find again would live on at the service, and nobody could sign it out.
            Err(error) => {
                self.revoke_quietly(&pending.provider, refresh.as_ref(), Some(&token.token)).await;
                Err(CompletionError::NotKept(error))
            }
        }
    }

    /// The one save.
    async fn keep_arrived(&self, pending: &Pending, account: Account) -> Result<Account, UserError> {
        let earlier = earlier_account(&self.vault.read().await?, &account, pending.again.as_deref());
        // A renewal of the old session must not write over the new one; while another process has it, the new one stands
        // beside it.
        let turn = match &earlier {
            Some(earlier) => self.turn(&earlier.id).await.map_err(|error| self.tell(Event::Notice(error))).ok(),
            None => None,
        };
        let now = self.now();
        let kept = self.vault.write(|records| {
            if Provider::load(records, &account.provider)?.is_none() {
                let message = format!("The provider “{}” was removed meanwhile. Add it again, and sign in.", account.provider);
                return Err(UserError::new(ErrorCode::NotFound, message));
            }
            // Under the lock it is looked at again: another process may have changed it.
            let earlier = turn.as_ref().and_then(|_| earlier_account(records, &account, pending.again.as_deref()));
            let account = merged(account, earlier);
            account.store(records)?;
            pending::end(records, &pending.attempt, Ended::SignedIn(account.id.clone()), now)?;
            Ok(account)
        });
        let kept = kept.await?;
        // What a renewal could not save belongs to tokens that are not the session's any more.
        locked(&self.unsaved).remove(&kept.id);
        recording::step(TraceStep::Saved);
        Ok(kept)
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

/// The same person at the same service, signed in here before. Where the service names nobody, the account that was signed in
/// to `again`, if it named nobody then either.
fn earlier_account(records: &Records, account: &Account, again: Option<&str>) -> Option<Account> {
    let same = |other: &Account| {
        other.id != account.id
            && other.provider == account.provider
            && other.token_endpoint == account.token_endpoint
            && other.subject == account.subject
            && (other.subject.is_some() || again == Some(other.id.as_str()))
            // A subject is an issuer's own word (OpenID Connect Core §2), and tenants may share an endpoint.
            && other.vouched_by.as_ref().is_none_or(|other| account.vouched_by.as_ref().is_none_or(|own| own == other))
    };
    Account::load_all(records).into_iter().find(same)
}

fn somebody_else(view: &AccountView) -> UserError {
    let who = view.name.as_deref().or(view.email.as_deref()).or(view.subject.as_deref()).unwrap_or("Somebody the service does not name");
    let message = format!(
        "{who} signed in at “{}”, who is not known to be the person of that account. It stands in the list as an account of its own.",
        view.provider
    );
    UserError::new(ErrorCode::Conflict, message)
}

/// The new session under the old id, with the old receipts and what the service is still to be told.
fn merged(mut account: Account, earlier: Option<Account>) -> Account {
    if let Some(earlier) = earlier {
        account.keep_untold(earlier.untold());
        account.id = earlier.id;
        account.receipts = earlier.receipts;
        if let Some(profile) = &mut account.profile {
            profile.id.clone_from(&account.id);
        }
    }
    account
}
