//! Keys of the product APIs: listed, made, changed, deleted; their secrets rotated.

use countersign_wire::api_key::{ApiKeyDraft, ApiKeyPage, ApiKeyUpdate, ApiKeyView, CreatedApiKey, NewApiKeySecret};
use countersign_wire::error::UserError;

use super::request::{Listing, Request};
use super::{Administration, ShownOnce};

impl Administration<'_> {
    /// One page of those with `search` in their name; `limit` is 1 to 200.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn api_keys(&self, search: Option<String>, cursor: Option<String>, limit: Option<u32>) -> Result<ApiKeyPage, UserError> {
        self.read(Request::get(&["api-keys"]).asking(&Listing { search, cursor, limit })?).await
    }

    /// One key.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn api_key(&self, key: &str) -> Result<ApiKeyView, UserError> {
        self.read(Request::get(&["api-keys", key])).await
    }

    /// Makes a key; its secret is in the answer, this once.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn add_api_key(&self, draft: ApiKeyDraft) -> Result<ShownOnce<CreatedApiKey>, UserError> {
        self.read_once(Request::post(&["api-keys"]).json(&draft)?).await
    }

    /// Changes a key that was read at `version`.
    ///
    /// # Errors
    /// `Conflict` where it was changed since.
    pub async fn update_api_key(&self, key: &str, update: ApiKeyUpdate, version: i64) -> Result<ApiKeyView, UserError> {
        self.read(Request::put(&["api-keys", key]).json(&update)?.at_version(version)?).await
    }

    /// Deletes a key, and all that was given for it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn delete_api_key(&self, key: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["api-keys", key])).await.map(drop)
    }

    /// Makes another secret of a key, shown this once. A third retires the oldest, and the answer names it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn new_api_key_secret(&self, key: &str) -> Result<ShownOnce<NewApiKeySecret>, UserError> {
        self.read_once(Request::post(&["api-keys", key, "secrets"])).await
    }

    /// Retires a secret of a key, and ends what was given for it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn retire_api_key_secret(&self, key: &str, secret: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["api-keys", key, "secrets", secret])).await.map(drop)
    }
}
