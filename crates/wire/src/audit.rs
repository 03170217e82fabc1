//! The audit as an administrator reads it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::UnixSeconds;

/// One thing that happened. Ids and words only: nothing secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditRow {
    /// Its number; they follow each other without a gap.
    #[ts(type = "number")]
    pub id: i64,
    /// When.
    #[ts(type = "number")]
    pub at: UnixSeconds,
    /// What happened, in a word such as `signed_in`.
    pub deed: String,
    /// The id of the person who did it; absent for the operator at the command line and for the unknown.
    pub actor: Option<String>,
    /// The client id of the app that it happened with.
    pub app: Option<String>,
    /// What it is about: a person, an app, an API key, an organisation or a signing key, such as `person:4f2a`.
    pub subject: Option<String>,
    /// The address that the request came from.
    pub address: Option<String>,
    /// What else there is to know, with control characters escaped.
    pub detail: Option<String>,
}

/// Which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// What happened, such as `signed_in`. A word that nothing is called by is an error.
    pub deed: Option<String>,
    /// Who did it, by id.
    pub actor: Option<String>,
    /// The app that it happened with, by client id.
    pub app: Option<String>,
    /// What it is about: `person:ID`, `app:CLIENT_ID`, `api_key:KEY`, `organisation:ID` or `signing_key:KID`.
    pub subject: Option<String>,
    /// From when, in Unix seconds.
    #[ts(type = "number | null")]
    pub from: Option<i64>,
    /// Until when, in Unix seconds.
    #[ts(type = "number | null")]
    pub until: Option<i64>,
    /// From an earlier page.
    pub cursor: Option<String>,
}

/// One page of the audit, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditPage {
    /// The rows.
    pub items: Vec<AuditRow>,
    /// Send it back as `cursor` for the next page; absent at the end.
    pub next_cursor: Option<String>,
}

/// What a look over the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditVerdict {
    /// Whether every row is there as it was written.
    pub whole: bool,
    /// How many rows there are; absent where it is not whole.
    #[ts(type = "number | null")]
    pub rows: Option<u64>,
    /// The first place that shows that it is not.
    pub trouble: Option<String>,
}
