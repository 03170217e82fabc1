//! Whether a renewal is still the same person's (RP-05, OpenID Connect Core §12.2).

use countersign_wire::error::UserError;

use super::Account;
use crate::core::Core;
use crate::granted::{Granted, Identity};
use crate::id_token::{self, Asked, IdTokenError};
use crate::provider::Provider;
use crate::secret::Secret;

impl Core {
    /// Holds the ID token of a renewal, where there is one, against the session's own. A session that nobody vouched for at
    /// its sign-in goes on as it is, and what comes to it unasked is not looked at.
    ///
    /// What is refused leaves the session as it was: its tokens may be good still, and they are all there is.
    pub(super) async fn of_same_person(&self, account: &Account, provider: &Provider, mut granted: Granted) -> Result<Granted, UserError> {
        let token = granted.id_token.take();
        if let (Some(token), Some(issuer), Some(subject)) = (&token, &account.vouched_by, &account.subject) {
            let known = Identity { issuer: issuer.clone(), subject: subject.clone(), token: token.clone() };
            granted.identity = self.still(account, provider, known, &granted.access_token).await.map_err(|why| {
                let message = format!("{} renewed this session, and {why} The session is kept as it was.", provider.host());
                UserError::new(why.code(), message)
            })?;
        }
        Ok(granted)
    }

    /// The identity anew; none where the keys cannot be had just now. A token that was rotated must not be lost for that
    /// (S5): the one that vouched before stays, and whom the new one names is compared all the same.
    async fn still(
        &self,
        account: &Account,
        provider: &Provider,
        known: Identity,
        access: &Secret,
    ) -> Result<Option<Identity>, IdTokenError> {
        let said_before = account.tokens().and_then(|tokens| tokens.id_token.as_ref()).map(id_token::said_by);
        let nonce = said_before.and_then(|said| said["nonce"].as_str().map(Secret::new));
        let asked = Asked { nonce: nonce.as_ref(), signed_in_since: None, is_renewal: true };
        let (issuer, subject, identity) = match self.identity(provider, &known.token, access, asked).await {
            Ok(identity) => (identity.issuer.clone(), identity.subject.clone(), Some(identity)),
            Err(error) if error.is_for_now() => {
                let (issuer, subject) = id_token::unproven(&known.token)?;
                (issuer, subject, None)
            }
            Err(error) => return Err(error),
        };
        if issuer != known.issuer {
            return Err(IdTokenError::AnotherIssuer);
        }
        if subject != known.subject {
            return Err(IdTokenError::AnotherPerson);
        }
        Ok(identity)
    }
}
