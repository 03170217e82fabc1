//! Access tokens on their way to whoever may use them: good for as long as was asked, renewed where need be.

use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};

use super::{Account, Tokens, not_signed_in, sign_in_again};
use crate::clock::Moment;
use crate::core::Core;
use crate::granted::{BOUND, Granted};
use crate::proof::ProofKey;
use crate::secret::Secret;

/// A token on its way to the one who may use it.
#[derive(Debug)]
pub struct AccessToken {
    /// The token.
    pub token: Secret,
    /// `Bearer`, or `DPoP` for one that is of use only with the session's key (RFC 9449).
    pub token_type: String,
    /// When it ends; absent where the service does not say.
    pub expires_at: Option<UnixSeconds>,
    /// What a bound token is proved by.
    pub(crate) key: Option<ProofKey>,
}

impl Core {
    /// An access token for another program, that is good for `min_validity` more. One that is bound to a key is of no use
    /// there, and the key is not given away.
    pub(crate) async fn access_token(self: &Arc<Self>, id: &str, min_validity: Duration) -> Result<AccessToken, UserError> {
        let token = self.fresh_token(id, min_validity).await?;
        if token.key.is_some() { Err(bound(&self.load_account(id).await?)) } else { Ok(token) }
    }

    /// An access token that is good for `min_validity` more, renewed if need be.
    pub(crate) async fn fresh_token(self: &Arc<Self>, id: &str, min_validity: Duration) -> Result<AccessToken, UserError> {
        let wanted = i64::try_from(min_validity.as_secs()).unwrap_or(i64::MAX);
        let (account, at) = (self.load_account(id).await?, self.moment());
        match account.tokens() {
            // Another process found it ended, and what it lives on by is here.
            None if self.held_for(&account).is_some() => self.renew(id, None).await?,
            None => return Err(not_signed_in(&account)),
            Some(tokens) if account.is_good_for(wanted, &at) => return Ok(handed_out(&account, tokens, &at)),
            Some(tokens) if tokens.refresh.is_some() => self.renew(id, Some(&tokens.access)).await?,
            // It cannot be longer, and it is still good: better than nothing, and `expires_at` says so.
            Some(tokens) if account.is_good_for(0, &at) => return Ok(handed_out(&account, tokens, &at)),
            Some(_) => return Err(sign_in_again(&account)),
        }
        let (renewed, at) = (self.load_account(id).await?, self.moment());
        renewed.tokens().map(|tokens| handed_out(&renewed, tokens, &at)).ok_or_else(|| not_signed_in(&renewed))
    }

    /// The same with the margin of the engine itself.
    pub(crate) async fn own_access_token(self: &Arc<Self>, id: &str) -> Result<AccessToken, UserError> {
        let margin = self.load_account(id).await?.margin();
        self.fresh_token(id, margin).await
    }
}

fn handed_out(account: &Account, tokens: &Tokens, at: &Moment) -> AccessToken {
    tokens.access_token(account.ends_at(at))
}

impl AccessToken {
    /// As it was granted, before anybody kept it.
    pub(crate) fn of(granted: &Granted) -> Self {
        let key = granted.proof_key.clone().filter(|_| granted.token_type == BOUND);
        Self { token: granted.access_token.clone(), token_type: granted.token_type.clone(), expires_at: None, key }
    }
}

impl Tokens {
    /// The access token as a request carries it; a plain one without the key that only its renewal is proved by.
    pub(crate) fn access_token(&self, expires_at: Option<UnixSeconds>) -> AccessToken {
        let key = self.proof_key.clone().filter(|_| self.token_type == BOUND);
        AccessToken { token: self.access.clone(), token_type: self.token_type.clone(), expires_at, key }
    }
}

fn bound(account: &Account) -> UserError {
    let message = format!(
        "“{}” binds its tokens to a key that stays here (DPoP), so this one is of no use to another program by itself. Ask for the headers of one request instead; or add the provider again for tokens that are good alone, and sign in there.",
        account.provider
    );
    UserError::new(ErrorCode::Refused, message).about("bearer_tokens")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_an_earlier_version_kept_are_bound_to_nothing() {
        let kept = r#"{"access":"a","token_type":"Bearer","refresh":"r"}"#;
        let tokens: Tokens = serde_json::from_str(kept).unwrap();
        assert!(tokens.proof_key.is_none() && tokens.access_token(None).key.is_none());
    }
}
