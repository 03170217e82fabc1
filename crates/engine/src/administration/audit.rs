//! The audit: read by pages, and verified.

use countersign_wire::audit::{AuditFilter, AuditPage, AuditVerdict};
use countersign_wire::error::UserError;
use serde::Serialize;

use super::Administration;
use super::request::Request;

#[derive(Serialize)]
struct Rows<'a> {
    #[serde(flatten)]
    filter: &'a AuditFilter,
    limit: Option<u32>,
}

impl Administration<'_> {
    /// One page of what happened, the newest first; `limit` is 1 to 200.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn audit(&self, filter: &AuditFilter, limit: Option<u32>) -> Result<AuditPage, UserError> {
        self.read(Request::get(&["audit"]).asking(&Rows { filter, limit })?).await
    }

    /// Looks whether the audit is as it was written.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, UserError> {
        self.read(Request::get(&["audit", "verification"])).await
    }
}
