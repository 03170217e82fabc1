//! A key, its secret and an access token become a token of the product APIs (INB-14, INB-15).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use countersign_wire::UnixSeconds;

use super::catalog::{Catalog, OPENING};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::store::rows::{Access, ApiKey, NewProductToken, ProductAccess};
use crate::store::{Store, StoreError};
use crate::token::{Digest, Token};

/// How long a token of the product APIs lasts at most, in seconds.
const LIFETIME: i64 = 1200;

/// What exchanges.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// Which APIs there are.
    pub catalog: Catalog,
}

/// A token of the product APIs that was just given.
#[derive(Clone, Debug)]
pub struct Given {
    /// The token.
    pub token: Token,
    /// When it ends.
    pub expires_at: UnixSeconds,
    /// In how many seconds that is.
    pub expires_in: i64,
    /// Name and address of each API that it opens.
    pub apis: BTreeMap<String, String>,
}

/// Why nothing was given.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The key, its secret or a token is unknown, over or switched off. Which of them is not told.
    #[error("the key, its secret or the token does not hold")]
    Unauthorized,
    /// The access token holds, and has no scope for it.
    #[error("the access token has none of the scopes {}", OPENING.join(", "))]
    Scope,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Exchange {
    /// Gives a token for a key with its secret and an access token (`/v1/auth`).
    ///
    /// # Errors
    /// [`Denied`].
    pub async fn authorize(&self, key: &str, secret: &Token, access_token: &Token, address: IpAddr) -> Result<Given, Denied> {
        let now = self.clock.now();
        let key = self.store.api_key(key).await?.filter(|key| key.enabled).ok_or(Denied::Unauthorized)?;
        let secret = working_secret(&key, secret).ok_or(Denied::Unauthorized)?;
        let given_for = access_token.digest();
        let access = self.store.access(given_for, now).await?.ok_or(Denied::Unauthorized)?;
        if !is_for(key.organisation.as_ref(), &access) {
            return Err(Denied::Unauthorized);
        }
        self.give(secret, given_for, &access, address).await
    }

    /// Gives another token for one that still holds, and its key (`/v1/refreshToken`). It is no way past the end of the
    /// access token that the first was given for.
    ///
    /// # Errors
    /// [`Denied`].
    pub async fn renew(&self, key: &str, token: &Token, address: IpAddr) -> Result<Given, Denied> {
        let held = self.held(key, token).await?;
        self.give(held.secret, held.given_for, &held.access, address).await
    }

    /// Name and address of each API that a token opens now (`/v1/apis`).
    ///
    /// # Errors
    /// [`Denied`].
    pub async fn apis(&self, key: &str, token: &Token) -> Result<BTreeMap<String, String>, Denied> {
        let held = self.held(key, token).await?;
        opens(&held.access)?;
        Ok(self.catalog.open_to(&held.access.scopes))
    }

    /// What a token given for this key still opens. Key and person are asked as they are now (A16), as at the exchange.
    async fn held(&self, key: &str, token: &Token) -> Result<ProductAccess, Denied> {
        let held = self.store.product_access(token.digest(), self.clock.now()).await?.filter(|held| held.key == key);
        held.filter(|held| is_for(held.organisation.as_ref(), &held.access)).ok_or(Denied::Unauthorized)
    }

    async fn give(&self, secret: String, given_for: Digest, access: &Access, address: IpAddr) -> Result<Given, Denied> {
        opens(access)?;
        let now = self.clock.now();
        let token = Token::mint(self.entropy.as_ref());
        let expires_at = now.saturating_add(LIFETIME).min(access.expires_at);
        let kept = NewProductToken { hash: token.digest(), secret, given_for, expires_at, now, address: address.to_string() };
        // What was looked at may have ended meanwhile: the write says it.
        if !self.store.add_product_token(kept).await? {
            return Err(Denied::Unauthorized);
        }
        Ok(Given { token, expires_at, expires_in: expires_at.saturating_sub(now), apis: self.catalog.open_to(&access.scopes) })
    }
}

/// The id of the secret that was presented. All are compared whole, whichever fits.
fn working_secret(key: &ApiKey, presented: &Token) -> Option<String> {
    let presented = presented.digest();
    let working = key.secrets.iter().filter(|secret| secret.retired_at.is_none());
    working.fold(None, |found, secret| if secret.hash.is_same(&presented) { Some(secret.id.clone()) } else { found })
}

/// Whether an access token is one for the product APIs under a key of this organisation: a person's, for this service, and
/// of the organisation where the key has one.
fn is_for(organisation: Option<&String>, access: &Access) -> bool {
    let person = access.person.as_ref().filter(|_| access.resources.is_empty());
    person.is_some_and(|person| organisation.is_none_or(|organisation| person.organisation.as_ref() == Some(organisation)))
}

fn opens(access: &Access) -> Result<(), Denied> {
    if OPENING.iter().any(|scope| access.scopes.contains(scope)) { Ok(()) } else { Err(Denied::Scope) }
}
