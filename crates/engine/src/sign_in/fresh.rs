//! A fresh sign-in of somebody who is signed in already, as a service wants to be sure that it is still them (RFC 9470).
//!
//! It goes like any other until its code was exchanged. Then it has to be the same person, and the new tokens take the place
//! of the session's older ones, which are ended. However else it ends, the session is as it was before.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::account::AccountView;
use countersign_wire::browser::BrowserChoice;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{SignInOutcome, SignInStarted, SignInStep};
use countersign_wire::trace::TraceStep;

use super::Wish;
use super::claim::EXCHANGE_LIFETIME;
use super::completion::CompletionError;
use super::pending::{self, Ended, LIFETIME, OfSession, Pending};
use super::ways::Ways;
use crate::challenge::StepUp;
use crate::clock::Moment;
use crate::core::{Core, locked};
use crate::granted::Granted;
use crate::recording;
use crate::session::{AccessToken, Account};
use crate::stored::Stored;

/// How somebody is asked to sign in freshly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshSignIns {
    /// False only tells the address, by the event.
    pub open_browser: bool,
    /// How long the person may take.
    pub wait: Duration,
}

impl Default for FreshSignIns {
    /// The browser opens, and waits as long as for any sign-in.
    fn default() -> Self {
        Self { open_browser: true, wait: Duration::from_secs(LIFETIME.unsigned_abs()) }
    }
}

impl Core {
    /// Has the person of a session sign in freshly. Whoever comes while they are at it waits for the same sign-in.
    ///
    /// `asked_as` is the session as it was when the service was asked.
    pub(crate) async fn sign_in_freshly(self: &Arc<Self>, asked_as: &Account, step_up: StepUp, how: FreshSignIns) -> Result<(), UserError> {
        let (core, id, signed_in_at) = (Arc::clone(self), asked_as.id.clone(), asked_as.signed_in_at);
        let work = || async move {
            let account = core.load_account(&id).await?;
            // Somebody else's request was challenged as well, and its sign-in ended while this one was under way.
            if account.signed_in_at > signed_in_at {
                return Ok(());
            }
            let started = core.prepare_fresh(account, &step_up, how.open_browser).await?;
            core.open_or_drop(&started).await?;
            core.await_fresh(&started.attempt, how.wait).await
        };
        self.fresh_sign_ins.join(&asked_as.id, "The fresh sign-in broke off. Try again.", work).await
    }

    /// The sign-in at the same service, with what the session has and what the service asks for besides.
    async fn prepare_fresh(self: &Arc<Self>, account: Account, step_up: &StepUp, open_browser: bool) -> Result<SignInStarted, UserError> {
        self.check_keychain().await?;
        let provider = self.provider_of(&account).await?;
        let subject = match account.subject.clone() {
            Some(subject) => subject,
            None => self.read_profile(&account.id).await?.subject.ok_or_else(|| nobody(&account))?,
        };
        // Whoever asked waits in this process: the answer comes straight back to it where it can.
        let ways = Ways::only(&provider, ReturnPath::Loopback).or_else(|_| Ways::only(&provider, ReturnPath::DeepLink))?;
        let mut more = step_up.parameters();
        more.extend(account.email.clone().map(|email| ("login_hint", email)));
        let session = Some(OfSession { account: account.id.clone(), subject, max_age: step_up.max_age() });
        let browser = if open_browser { provider.browser.clone() } else { BrowserChoice::Link };
        let started = self.prepare(Wish { provider, scopes: account.granted, ways, more, session, again: None, browser }).await?;
        self.tell(Event::FreshSignIn { account: account.id, started: started.clone() });
        Ok(started)
    }

    /// Waits for its end. Where that does not come in time, an answer that still comes is not taken any more.
    async fn await_fresh(self: &Arc<Self>, attempt: &str, wait: Duration) -> Result<(), UserError> {
        let late = match self.await_sign_in(attempt, wait).await {
            Err(error) if error.code == ErrorCode::TimedOut => error,
            ended => return ended.map(drop),
        };
        let message = "Nobody signed in within the time there was, so the service was not asked again and nothing was changed. Try again.";
        let dropped = UserError::new(ErrorCode::TimedOut, message);
        match self.end_waiting(attempt, Ended::Failed { step: SignInStep::Opened, error: dropped.clone() }).await {
            Ok(()) => Err(dropped),
            // It ended in this very moment, and that decides.
            Err(gone) if gone.code == ErrorCode::NotFound => {
                self.await_sign_in(attempt, Duration::from_secs(EXCHANGE_LIFETIME.unsigned_abs())).await.map(drop)
            }
            Err(_) => Err(late),
        }
    }

    /// Puts what was granted in the place of the session's tokens, and ends the older ones; or the new ones, where it may not
    /// take their place.
    pub(super) async fn begin_anew(
        self: &Arc<Self>,
        pending: &Pending,
        session: &OfSession,
        granted: Granted,
        came: &Moment,
    ) -> Result<AccountView, CompletionError> {
        let (refresh, access) = (granted.refresh_token.clone(), granted.access_token.clone());
        match self.replace(pending, session, granted, came).await {
            Ok(account) => {
                // Counted among what a process that ends waits for.
                let telling = self.pages.token();
                self.progress(&pending.attempt, SignInStep::Profile);
                let view = self.view(&account);
                self.tell(Event::AccountChanged(view.clone()));
                self.tell_end(&pending.attempt, SignInOutcome::SignedIn { account: view.clone() });
                self.tell_apart(&account, telling);
                Ok(view)
            }
            Err(error) => {
                self.revoke_beside(&pending.provider, refresh.as_ref(), Some(&access)).await;
                Err(error)
            }
        }
    }

    /// Looks who came, and saves. The tokens that were there before are what the service is to be told.
    async fn replace(&self, pending: &Pending, session: &OfSession, granted: Granted, came: &Moment) -> Result<Account, CompletionError> {
        let (provider, token) = (&pending.provider, AccessToken::of(&granted));
        let mut fresh = Account::begin(session.account.clone(), provider, pending.scopes.clone(), granted, came);
        let unknown = |why: UserError| CompletionError::WhoIsIt { provider: provider.name.clone(), why };
        let profile = self.fetch_profile(provider, &token, &fresh).await.map_err(|error| unknown(error.into()))?;
        match &profile.subject {
            Some(subject) if *subject == session.subject => fresh.take_profile(profile),
            Some(_) => return Err(CompletionError::AnotherPerson(provider.name.clone())),
            None => return Err(unknown(UserError::new(ErrorCode::BadAnswer, "Its answer names nobody. Ask whoever runs it."))),
        }
        // A renewal of the older tokens must not write over the new ones.
        let _turn = self.turn(&session.account).await.map_err(CompletionError::NotKept)?;
        let at = self.moment();
        let kept = self.vault.write(|records| {
            let gone = || UserError::new(ErrorCode::SignInAgain, "This account was signed out meanwhile. Sign in again.");
            let there = Account::load(records, &session.account)?.ok_or_else(gone)?;
            there.tokens().ok_or_else(gone)?;
            let mut older = there.replaced(&at);
            older.extend(self.unsaved_of(&there.id, &at));
            let mut account = there.begun_anew(fresh);
            account.owe(older, Some(provider));
            account.store(records)?;
            pending::end(records, &pending.attempt, Ended::SignedIn(account.id.clone()), at.now)?;
            Ok(account)
        });
        let kept = kept.await.map_err(CompletionError::NotKept)?;
        locked(&self.unsaved).remove(&session.account);
        recording::step(TraceStep::Saved);
        Ok(kept)
    }
}

fn nobody(account: &Account) -> UserError {
    let message = format!(
        "“{}” wants a fresh sign-in for this, and does not say who is signed in, so nobody could tell whether the same person came back. Sign out, and sign in again.",
        account.provider
    );
    UserError::new(ErrorCode::SignInAgain, message)
}
