//! Questions to the audit.

use countersign_wire::UnixSeconds;

use crate::audit::chain::Row;
use crate::audit::{Deed, Subject};

/// Which rows to tell. What is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// What happened.
    pub deed: Option<Deed>,
    /// Who did it, by id.
    pub actor: Option<String>,
    /// Which app it happened with, by client id.
    pub app: Option<String>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// Not before.
    pub from: Option<UnixSeconds>,
    /// Before.
    pub until: Option<UnixSeconds>,
}

/// One page of the audit, the latest first.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// The rows.
    pub items: Vec<Row>,
    /// Where the next page begins: rows before this one.
    pub next: Option<i64>,
}
