//! The product APIs of a service.

use std::time::Duration;

use countersign_wire::error::UserError;
use countersign_wire::product_apis::{ApiKeyOfProvider, ProductAccess};

use super::Engine;
use crate::product_apis::ProductToken;
use crate::secret::Secret;

impl Engine {
    /// Keeps an API key for a service, in place of the one before.
    ///
    /// # Errors
    /// What is wrong with which field; `Refused` where the service has no product APIs.
    pub async fn keep_api_key(&self, provider: &str, key: String, secret: Secret) -> Result<ApiKeyOfProvider, UserError> {
        self.core.keep_api_key(provider, key, secret).await
    }

    /// The API keys that are kept, without their secrets.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn api_keys(&self) -> Result<Vec<ApiKeyOfProvider>, UserError> {
        self.core.api_keys().await
    }

    /// Forgets an API key, and the authorizations that it gave.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn forget_api_key(&self, provider: &str) -> Result<(), UserError> {
        self.core.forget_api_key(provider).await
    }

    /// Which product APIs a session reaches, until when, and in whose name.
    ///
    /// # Errors
    /// `Forbidden` without one of the scopes, `InvalidInput` without an API key, or as the service refuses.
    pub async fn product_access(&self, id: &str) -> Result<ProductAccess, UserError> {
        self.core.product_access(id).await
    }

    /// A token for the product APIs that is good for `min_validity` more, or the freshest that the service gives.
    ///
    /// # Errors
    /// As [`Engine::product_access`].
    pub async fn product_token(&self, id: &str, min_validity: Duration) -> Result<ProductToken, UserError> {
        self.core.product_token(id, min_validity).await
    }
}
