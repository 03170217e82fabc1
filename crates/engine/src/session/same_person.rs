//! What comes of a renewal is taken into the session, if it is still the same person's (RP-05, OpenID Connect Core §12.2).
//!
//! The old refresh token may be dead by now, so a new one has to be on the disk before anybody asks for keys. Whom the ID token
//! names stands in the answer itself, and is compared before the save, by nobody's word yet; the service said it over its own
//! connection. Everything else, the signature first, is looked at after it. Where the service gave no new refresh token, nothing
//! is lost by asking first, and nothing is saved before the last check.
//!
//! What is not believed leaves the session as it was while the old refresh token is unspent. Where another came in its place, the
//! session ends: to present the used one again would only look like a theft. What came is ended at the service either way, and
//! whoever asked is told why.

use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;

use super::refresh::Place;
use super::untold::Untold;
use super::{Account, Standing, sign_in_again};
use crate::core::{Core, locked};
use crate::granted::{Identity, Renewed, Unsaved};
use crate::id_token::{self, Asked, IdTokenError};
use crate::provider::Provider;
use crate::secret::Secret;
use crate::stored::Stored;

impl Core {
    /// Takes in what came of a renewal: compares, saves, and has it proved; first proved, where nothing is lost by that.
    pub(super) async fn take_in(self: &Arc<Self>, account: &Account, provider: &Provider, came: &Unsaved) -> Result<(), UserError> {
        let said = said_again(account, came);
        if let Some(Err(why)) = said.as_ref().map(|said| said.is_of(account)) {
            return self.disbelieve(account, provider, came, &why).await;
        }
        let is_urgent = came.rotates();
        if is_urgent && !self.goes_on(account, provider, came).await? {
            return Ok(());
        }
        let identity = match self.vouched_again(account, provider, came, said.as_ref()).await {
            Ok(identity) => identity,
            Err(why) => return self.disbelieve(account, provider, came, &why).await,
        };
        if !is_urgent && !self.goes_on(account, provider, came).await? {
            return Ok(());
        }
        if let Some(identity) = identity {
            self.note_identity(&account.id, identity, came.renewed.access_token()).await;
        }
        Ok(())
    }

    /// Saves what came; whether the session goes on by it, and not by a sign-in of another process.
    async fn goes_on(&self, account: &Account, provider: &Provider, came: &Unsaved) -> Result<bool, UserError> {
        match self.keep(account, provider, came).await? {
            Place::Taken(_) => Ok(true),
            Place::BegunAnew => Ok(false),
            Place::Left | Place::Gone => {
                Err(UserError::new(ErrorCode::SignInAgain, "This account was signed out meanwhile. Sign in again."))
            }
        }
    }

    /// Who vouches for tokens that are used from now on. Nobody, where nothing is said, or where nothing speaks against it and it
    /// cannot be proved: the keys may be away, or a page of maintenance in their place. What vouched before stays then.
    async fn vouched_again(
        &self,
        account: &Account,
        provider: &Provider,
        came: &Unsaved,
        said: Option<&Said>,
    ) -> Result<Option<Identity>, IdTokenError> {
        let (Some(said), Renewed::Tokens(granted)) = (said, &came.renewed) else { return Ok(None) };
        match self.proved(account, provider, said, &granted.access_token).await {
            Ok(identity) => Ok(Some(identity)),
            Err(error) if error.is_for_now() || error.is_of_the_clock() => {
                tracing::warn!(account = account.id, %error, "who renewed a session is not proved");
                Ok(None)
            }
            Err(why) => Err(why),
        }
    }

    /// Whom the new ID token names, once it passed every check.
    async fn proved(&self, account: &Account, provider: &Provider, said: &Said, access: &Secret) -> Result<Identity, IdTokenError> {
        let before = account.tokens().and_then(|tokens| tokens.id_token.as_ref()).map(id_token::said_by);
        let nonce = before.and_then(|before| before["nonce"].as_str().map(Secret::new));
        let asked = Asked { nonce: nonce.as_ref(), signed_in_since: None, is_renewal: true };
        self.identity(provider, &said.0, access, asked).await
    }

    /// Keeps the ID token as the one that vouched last. The session goes on without it as well.
    async fn note_identity(&self, id: &str, identity: Identity, access: &Secret) {
        let noted = self.vault.write(|records| {
            let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(()) };
            if let Standing::SignedIn(tokens) = &mut account.standing
                && tokens.access == *access
            {
                tokens.id_token = Some(identity.token);
                account.store(records)?;
            }
            Ok(())
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the ID token of a renewal could not be kept");
        }
    }

    /// Ends what came at the service as soon as it hears of it, and with that the session, unless its refresh token is unspent.
    async fn disbelieve(&self, account: &Account, provider: &Provider, came: &Unsaved, why: &IdTokenError) -> Result<(), UserError> {
        let (at, id) = (self.moment(), account.id.as_str());
        let because = format!("{} renewed it, and {why}", provider.host());
        let ended = self
            .vault
            .write(|records| {
                let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
                let mut due = Untold::all_that_came(came, at.now);
                let ends = came.rotates() && account.is_renewed_by(came);
                if ends {
                    due.extend(account.replaced(&at));
                    account.standing = Standing::Ended;
                    account.ended_because = Some(because.clone());
                }
                account.owe(due, Some(provider));
                account.store(records)?;
                Ok(Some(account).filter(|_| ends))
            })
            .await?;
        locked(&self.unsaved).remove(id);
        let told = self.tell_in_turn(id, false).await;
        let Some(account) = ended else {
            told?;
            return if came.rotates() { Ok(()) } else { Err(stays_as_it_was(provider, why)) };
        };
        self.tell(Event::AccountChanged(self.view(&account)));
        Err(sign_in_again(&account))
    }
}

impl Account {
    /// Whether it stands by the token that was presented, or already by what came for that.
    fn is_renewed_by(&self, came: &Unsaved) -> bool {
        self.tokens()
            .is_some_and(|tokens| tokens.refresh.as_ref() == Some(&came.presented) || tokens.access == *came.renewed.access_token())
    }
}

/// Nothing of what came was taken, and the session has what it had.
fn stays_as_it_was(provider: &Provider, why: &IdTokenError) -> UserError {
    UserError::new(why.code(), format!("{} renewed this session, and {why} The session stays as it was.", provider.host()))
}

/// The ID token of a renewal.
struct Said(Secret);

/// Where somebody vouched for the session at its sign-in. What comes to another unasked is not looked at.
fn said_again(account: &Account, came: &Unsaved) -> Option<Said> {
    let is_vouched_for = account.vouched_by.is_some() && account.subject.is_some();
    came.renewed.id_token().cloned().filter(|_| is_vouched_for).map(Said)
}

impl Said {
    /// Compares whom it names, by nobody's word.
    fn is_of(&self, account: &Account) -> Result<(), IdTokenError> {
        let (issuer, subject) = id_token::unproven(&self.0)?;
        if account.vouched_by.as_ref() != Some(&issuer) {
            return Err(IdTokenError::AnotherIssuer);
        }
        if account.subject.as_ref() != Some(&subject) {
            return Err(IdTokenError::AnotherPerson);
        }
        Ok(())
    }
}
