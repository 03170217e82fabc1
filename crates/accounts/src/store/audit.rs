//! The audit, as it is read. It is written by whatever it tells of, in the same transaction.

use super::Answer;
use super::rows::{AuditPage, AuditQuery};
use crate::audit::chain::Verdict;

/// The audit.
pub trait Audit {
    /// One page, the latest first; `before` is where the page before ended, `limit` at most 1,000.
    fn audit(&self, query: AuditQuery, before: Option<i64>, limit: u32) -> Answer<'_, AuditPage>;
    /// Looks over the whole chain (A18).
    fn verify_audit(&self) -> Answer<'_, Verdict>;
}
