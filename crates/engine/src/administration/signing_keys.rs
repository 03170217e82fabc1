//! The service's signing keys: listed, published ahead of time, changed over, removed.

use countersign_wire::app::SigningAlg;
use countersign_wire::error::UserError;
use countersign_wire::signing_key::{SigningKeyList, SigningKeyWish};

use super::Administration;
use super::request::Request;

impl Administration<'_> {
    /// All of them, the oldest first.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn signing_keys(&self) -> Result<SigningKeyList, UserError> {
        self.read(Request::get(&["signing-keys"])).await
    }

    /// Publishes the key that signs next, unless one of that algorithm waits already.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn publish_signing_key(&self, alg: SigningAlg) -> Result<SigningKeyList, UserError> {
        self.read(Request::post(&["signing-keys"]).json(&SigningKeyWish { alg })?).await
    }

    /// Has a published key sign from now on.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn promote_signing_key(&self, kid: &str) -> Result<SigningKeyList, UserError> {
        self.read(Request::post(&["signing-keys", kid, "promotion"])).await
    }

    /// Removes a key that may be known to somebody else.
    ///
    /// # Errors
    /// As the service refuses: the key that signs stays.
    pub async fn remove_signing_key(&self, kid: &str) -> Result<SigningKeyList, UserError> {
        self.read(Request::delete(&["signing-keys", kid])).await
    }
}
