//! The product APIs of a service, used on behalf of the person who is signed in.
//!
//! An API key, which the person enters once, and the session's token together give a token of its own (INB-14), for one of a
//! few scopes (INB-15). It is kept in the vault beside the session, renewed when it is used, and gone with the session. Which
//! APIs there are and where, the service says each time: addresses may change, and are not kept.

mod exchange;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::product_apis::{ApiKeyOfProvider, ProductAccess};
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::http::shown;
use crate::provider::ProductApis;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::session::Account;
use crate::stored::Stored;
use crate::vault::RecordKind;
pub(crate) use exchange::ProductError;
use exchange::{Gateway, Given};

/// A token for the product APIs, on its way to the one who may use it.
#[derive(Debug)]
pub struct ProductToken {
    /// The token, for `Authorization: Bearer`.
    pub token: Secret,
    /// The API key that goes with it in each request.
    pub key: String,
    /// The header of that key.
    pub key_header: String,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// An API key as the vault keeps it; a service has one at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    provider: String,
    key: String,
    #[serde(with = "crate::secret::in_vault")]
    secret: Secret,
}

impl Stored for ApiKey {
    const KIND: RecordKind = RecordKind::ApiKey;
    fn id(&self) -> &str {
        &self.provider
    }
}

impl ApiKey {
    /// The same key under the name that its service has here.
    pub(crate) fn of(self, provider: &str) -> Self {
        Self { provider: provider.to_owned(), ..self }
    }
}

/// What a session was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Authorization {
    account: String,
    /// Of another key it is of no use.
    key: String,
    #[serde(with = "crate::secret::in_vault")]
    token: Secret,
    issued_at: UnixSeconds,
    expires_at: UnixSeconds,
    /// The sign-in that it was given for: a later one may be somebody's with other rights.
    signed_in_at: UnixSeconds,
}

impl Stored for Authorization {
    const KIND: RecordKind = RecordKind::ProductAccess;
    fn id(&self) -> &str {
        &self.account
    }
}

impl Authorization {
    fn is_good_for(&self, wanted: i64, now: UnixSeconds) -> bool {
        self.expires_at.saturating_sub(now) > wanted
    }

    /// A minute before its end, or a tenth of a short life.
    fn margin(&self) -> i64 {
        (self.expires_at.saturating_sub(self.issued_at) / 10).clamp(0, 60)
    }
}

/// Everything that an exchange needs.
struct Place {
    account: Account,
    provider: Provider,
    apis: ProductApis,
    key: ApiKey,
}

impl Core {
    /// Keeps an API key for a service, in place of the one before.
    pub(crate) async fn keep_api_key(&self, provider: &str, key: String, secret: Secret) -> Result<ApiKeyOfProvider, UserError> {
        let known = self.provider(provider).await?;
        if known.product_apis.is_none() {
            return Err(ProductError::NotOffered(known.name).into());
        }
        let fits = |text: &str| !text.is_empty() && text.len() <= 4096 && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits(&key) {
            return Err(
                UserError::new(ErrorCode::InvalidInput, "An API key is one word of plain ASCII, as the service shows it.").about("key")
            );
        }
        if !fits(secret.expose()) {
            let message = "The secret of an API key is one word of plain ASCII. Copy it again from the service.";
            return Err(UserError::new(ErrorCode::InvalidInput, message).about("secret"));
        }
        let kept = ApiKey { provider: known.name, key, secret };
        self.vault.write(|records| kept.store(records)).await?;
        Ok(ApiKeyOfProvider { provider: kept.provider, key: kept.key })
    }

    /// The keys that are kept, without their secrets.
    pub(crate) async fn api_keys(&self) -> Result<Vec<ApiKeyOfProvider>, UserError> {
        let keys = ApiKey::load_all(&self.vault.read().await?).into_iter();
        Ok(keys.map(|kept| ApiKeyOfProvider { provider: kept.provider, key: kept.key }).collect())
    }

    /// Forgets a key, and what it gave.
    pub(crate) async fn forget_api_key(&self, provider: &str) -> Result<(), UserError> {
        self.vault
            .write(|records| {
                let Some(kept) = ApiKey::load(records, provider)? else {
                    let message = format!("No API key is kept for “{}”. See the list of keys.", shown(provider));
                    return Err(UserError::new(ErrorCode::NotFound, message).about("provider"));
                };
                for given in Authorization::load_all(records).into_iter().filter(|given| given.key == kept.key) {
                    Authorization::remove(records, &given.account);
                }
                ApiKey::remove(records, provider);
                Ok(())
            })
            .await
    }

    /// Which APIs a session reaches, until when, and in whose name.
    pub(crate) async fn product_access(self: &Arc<Self>, id: &str) -> Result<ProductAccess, UserError> {
        let place = self.product_place(id).await?;
        let (given, apis) = self.authorized(&place, None).await?;
        let apis = match apis {
            Some(apis) => apis,
            None => match self.gateway(&place).catalog(&given.token).await {
                Ok(apis) => apis,
                // Its word on a token goes before the token's own time: another one is asked for, once.
                Err(ProductError::Denied(_)) => {
                    let (given, apis) = self.authorize(&place).await?;
                    match apis {
                        Some(apis) => apis,
                        None => self.gateway(&place).catalog(&given.token).await?,
                    }
                }
                Err(error) => return Err(error.into()),
            },
        };
        let impersonates = impersonating(&place.provider, &place.account.granted);
        Ok(ProductAccess { account: place.account.id, apis, expires_at: given.expires_at, impersonates })
    }

    /// A token for the product APIs that is good for `min_validity` more, or the freshest that the service gives.
    pub(crate) async fn product_token(self: &Arc<Self>, id: &str, min_validity: Duration) -> Result<ProductToken, UserError> {
        let place = self.product_place(id).await?;
        let wanted = i64::try_from(min_validity.as_secs()).unwrap_or(i64::MAX);
        let (given, _) = self.authorized(&place, Some(wanted)).await?;
        Ok(ProductToken { token: given.token, key: place.key.key, key_header: place.apis.key_header, expires_at: given.expires_at })
    }

    async fn product_place(&self, id: &str) -> Result<Place, UserError> {
        let account = self.load_account(id).await?;
        let provider = self.provider_of(&account).await?;
        let apis = provider.product_apis.clone().ok_or_else(|| ProductError::NotOffered(provider.name.clone()))?;
        if !apis.scopes.iter().any(|scope| account.granted.contains(scope.as_str())) {
            let needed = apis.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
            return Err(ProductError::NoScope { needed }.into());
        }
        let key = ApiKey::load(&self.vault.read().await?, &provider.name)?.ok_or_else(|| ProductError::NoKey(provider.name.clone()))?;
        Ok(Place { account, provider, apis, key })
    }

    fn gateway<'a>(&'a self, place: &'a Place) -> Gateway<'a> {
        Gateway { http: &self.http, reach: place.provider.reach(), apis: &place.apis, key: &place.key, now: self.now() }
    }

    /// What is there while it is good, else a renewal, else the exchange. `wanted` seconds; absent: the engine's own margin.
    async fn authorized(
        self: &Arc<Self>,
        place: &Place,
        wanted: Option<i64>,
    ) -> Result<(Authorization, Option<BTreeMap<String, String>>), UserError> {
        let there = Authorization::load(&self.vault.read().await?, &place.account.id)?;
        let usable = |given: &Authorization| {
            given.key == place.key.key && given.signed_in_at == place.account.signed_in_at && given.is_good_for(0, self.now())
        };
        let Some(there) = there.filter(usable) else { return self.authorize(place).await };
        if there.is_good_for(wanted.unwrap_or_else(|| there.margin()), self.now()) {
            return Ok((there, None));
        }
        match self.gateway(place).renew(&there.token).await {
            Ok(given) => self.keep_authorization(place, given).await,
            // What cannot be renewed may still be exchanged anew.
            Err(ProductError::Denied(_) | ProductError::Refused { .. }) => self.authorize(place).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn authorize(self: &Arc<Self>, place: &Place) -> Result<(Authorization, Option<BTreeMap<String, String>>), UserError> {
        let person = self.own_access_token(&place.account.id).await?;
        let given = self.gateway(place).authorize(&person.token).await?;
        self.keep_authorization(place, given).await
    }

    /// Kept before it is used; not for somebody who has signed out meanwhile.
    async fn keep_authorization(
        &self,
        place: &Place,
        given: Given,
    ) -> Result<(Authorization, Option<BTreeMap<String, String>>), UserError> {
        let Given { token, expires_at, apis } = given;
        let kept = Authorization {
            account: place.account.id.clone(),
            key: place.key.key.clone(),
            token,
            issued_at: self.now(),
            expires_at,
            signed_in_at: place.account.signed_in_at,
        };
        self.vault
            .write(|records| {
                let there = Account::load(records, &place.account.id)?.filter(|account| account.tokens().is_some());
                if there.is_none() {
                    return Err(UserError::new(ErrorCode::SignInAgain, "This account was signed out meanwhile. Sign in again."));
                }
                kept.store(records)
            })
            .await?;
        Ok((kept, apis))
    }
}

/// The granted scopes under which an app acts in the person's name (INB-16).
fn impersonating(provider: &Provider, granted: &ScopeSet) -> ScopeSet {
    let acts = |scope: &str| provider.offers.iter().any(|offer| offer.impersonates && offer.scope.as_deref() == Some(scope));
    granted.iter().filter(|scope| acts(scope.as_str())).cloned().collect()
}
