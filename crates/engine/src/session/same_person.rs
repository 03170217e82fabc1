//! What comes of a renewal is taken into the session, if it is still the same person's (RP-05, OpenID Connect Core §12.2).
//!
//! The old refresh token may be dead by now, so the new one has to be on the disk before anybody asks for keys. Whom the ID token
//! names stands in the answer itself, and is compared before the save, by nobody's word yet; the service said it over its own
//! connection. Everything else, the signature first, is looked at after it.
//!
//! What is not believed ends the session: the old token was used for it, and to present that again would only look like a
//! theft. All tokens are ended at the service, and the account says why.

use std::sync::Arc;

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::event::Event;

use super::refresh::Place;
use super::untold::Untold;
use super::{Account, Standing, sign_in_again};
use crate::core::{Core, locked};
use crate::granted::{Identity, Unsaved};
use crate::id_token::{self, Asked, IdTokenError};
use crate::provider::Provider;
use crate::secret::Secret;
use crate::stored::Stored;

impl Core {
    /// Takes in what came of a renewal: compares, saves, and then has it proved.
    pub(super) async fn take_in(self: &Arc<Self>, account: &Account, provider: &Provider, came: Unsaved) -> Result<(), UserError> {
        let said = said_again(account, &came);
        if let Some(Err(why)) = said.as_ref().map(|said| said.is_of(account)) {
            return self.disbelieve(account, provider, &came, &why).await;
        }
        match self.keep(account, provider, &came).await? {
            Place::Taken(_) => {}
            Place::BegunAnew => return Ok(()),
            Place::Left | Place::Gone => {
                return Err(UserError::new(ErrorCode::SignInAgain, "This account was signed out meanwhile. Sign in again."));
            }
        }
        let Some(said) = said else { return Ok(()) };
        match self.proved(account, provider, &said, &came.granted.access_token).await {
            Ok(identity) => self.note_identity(&account.id, identity, &came.granted.access_token).await,
            // Nothing speaks against it: the keys may be away, or a page of maintenance in their place. What vouched before stays.
            Err(error) if error.is_for_now() || error.is_of_the_clock() => {
                tracing::warn!(account = account.id, %error, "who renewed a session is not proved");
            }
            Err(why) => return self.disbelieve(account, provider, &came, &why).await,
        }
        Ok(())
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

    /// Ends the session, here at once and at the service as soon as it hears of it.
    async fn disbelieve(&self, account: &Account, provider: &Provider, came: &Unsaved, why: &IdTokenError) -> Result<(), UserError> {
        let (at, id) = (self.moment(), account.id.as_str());
        let because = format!("{} renewed it, and {why}", provider.host());
        let ended = self
            .vault
            .write(|records| {
                let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
                let mut due = Untold::all_that_came(came, at.now);
                let is_its_own = account
                    .tokens()
                    .is_some_and(|tokens| tokens.refresh.as_ref() == Some(&came.presented) || tokens.access == came.granted.access_token);
                if is_its_own {
                    due.extend(account.replaced(&at));
                    account.standing = Standing::Ended;
                    account.ended_because = Some(because.clone());
                }
                account.owe(due, Some(provider));
                account.store(records)?;
                Ok(Some(account).filter(|_| is_its_own))
            })
            .await?;
        locked(&self.unsaved).remove(id);
        let told = self.tell_in_turn(id, false).await;
        let Some(account) = ended else { return told };
        self.tell(Event::AccountChanged(self.view(&account)));
        Err(sign_in_again(&account))
    }
}

/// The ID token of a renewal.
struct Said(Secret);

/// Where somebody vouched for the session at its sign-in. What comes to another unasked is not looked at.
fn said_again(account: &Account, came: &Unsaved) -> Option<Said> {
    let is_vouched_for = account.vouched_by.is_some() && account.subject.is_some();
    came.granted.id_token.clone().filter(|_| is_vouched_for).map(Said)
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
