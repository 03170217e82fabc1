//! What people let an app do.

use countersign_wire::app::{AppGrantPage, Revoked};
use countersign_wire::error::UserError;

use super::Administration;
use super::request::{Listing, Request};

impl Administration<'_> {
    /// One page of what an app was given, the latest first; `limit` is 1 to 200.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_grants(&self, client_id: &str, cursor: Option<String>, limit: Option<u32>) -> Result<AppGrantPage, UserError> {
        self.read(Request::get(&["apps", client_id, "grants"]).asking(&Listing { search: None, cursor, limit })?).await
    }

    /// Ends one grant of an app.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn revoke_grant(&self, client_id: &str, grant: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["apps", client_id, "grants", grant])).await.map(drop)
    }

    /// Ends all that an app was given. People are asked again.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn revoke_grants(&self, client_id: &str) -> Result<Revoked, UserError> {
        self.read(Request::delete(&["apps", client_id, "grants"])).await
    }
}
