//! Keys of the product APIs, and what is given for them.

use countersign_wire::UnixSeconds;

use super::Answer;
use super::rows::{
    ApiKey, ApiKeyChange, ApiKeyNotChanged, ApiKeySecret, ApiKeysPage, NewApiKey, NewProductToken, ProductAccess, SecretAdded,
};
use crate::audit::Entry;
use crate::token::Digest;

/// Keys of the product APIs, their secrets, and the tokens of the product APIs.
pub trait ProductApis {
    /// Adds a key with its first secret; none where its organisation is not there.
    fn add_api_key(&self, key: NewApiKey, entry: Entry) -> Answer<'_, Option<ApiKey>>;
    /// One key.
    fn api_key(&self, key: &str) -> Answer<'_, Option<ApiKey>>;
    /// One page of keys by name, with `search` in their names; `after` is the name key and key that the page before ended with.
    fn api_keys(&self, search: Option<String>, after: Option<(String, String)>, limit: u32) -> Answer<'_, ApiKeysPage>;
    /// Renames or switches a key, if it still has `version`. One that is switched off ends all that was given for it.
    fn change_api_key(&self, key: &str, change: ApiKeyChange, version: i64, entry: Entry) -> Answer<'_, Result<ApiKey, ApiKeyNotChanged>>;
    /// Adds a secret; of three that work the oldest is retired. None where there is no such key.
    fn add_api_key_secret(&self, key: &str, secret: ApiKeySecret, entry: Entry) -> Answer<'_, Option<SecretAdded>>;
    /// Retires a secret: it does not work from then on, and what was given for it ends. False where none with this id works.
    fn retire_api_key_secret(&self, key: &str, secret: &str, entry: Entry) -> Answer<'_, bool>;
    /// Deletes a key, and all that was given for it. False where there is no such key.
    fn delete_api_key(&self, key: &str, entry: Entry) -> Answer<'_, bool>;
    /// Keeps a token of the product APIs. False where the key, its secret or the access token is gone meanwhile.
    fn add_product_token(&self, token: NewProductToken) -> Answer<'_, bool>;
    /// What a token of the product APIs opens, as key, app and person are now.
    fn product_access(&self, hash: Digest, now: UnixSeconds) -> Answer<'_, Option<ProductAccess>>;
}
