//! What was given to an app, what happened to it, and what is done to several.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::SecretView;
use crate::UnixSeconds;

/// What deleting an app would break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppImpact {
    /// How many people use it.
    #[ts(type = "number")]
    pub people: u64,
    /// How many grants it has.
    #[ts(type = "number")]
    pub grants: u64,
    /// How many access tokens of it are alive.
    #[ts(type = "number")]
    pub tokens: u64,
    /// When it was last used, to within seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
}

/// Who gave a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct GrantPerson {
    /// The id.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// What a person let an app do, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppGrantView {
    /// Its id.
    pub id: String,
    /// The app.
    pub client_id: String,
    /// The name of the app.
    pub app_name: String,
    /// Who gave it; absent where the app acts for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<GrantPerson>,
    /// What was given.
    pub scopes: Vec<String>,
    /// Since when.
    #[ts(type = "number")]
    pub since: UnixSeconds,
    /// When it was last used, to within seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
    /// How many access tokens of it are alive.
    #[ts(type = "number")]
    pub tokens: u64,
}

/// One page of grants, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppGrantPage {
    /// The grants.
    pub items: Vec<AppGrantView>,
    /// Send it back as `cursor` for the next page; absent at the end.
    pub next_cursor: Option<String>,
}

/// How many grants ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Revoked {
    /// How many.
    #[ts(type = "number")]
    pub revoked: u64,
}

/// What happened to an app on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct UsageDay {
    /// The day, as `YYYY-MM-DD`, in UTC.
    pub date: String,
    /// How many people signed in.
    #[ts(type = "number")]
    pub sign_ins: u64,
    /// How many sign-ins were renewed.
    #[ts(type = "number")]
    pub refreshes: u64,
    /// How many tokens of its own it got.
    #[ts(type = "number")]
    pub tokens: u64,
    /// How often it was refused, by the code of the error.
    #[ts(type = "Record<string, number>")]
    pub refusals: BTreeMap<String, u64>,
}

/// What happened to an app, day by day; a day on which nothing happened is there with zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppUsage {
    /// The days, oldest first.
    pub days: Vec<UsageDay>,
}

/// A return address that was asked for lately and is not registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MismatchView {
    /// The address, cut where it is very long.
    pub redirect_uri: String,
    /// How often.
    #[ts(type = "number")]
    pub times: u64,
    /// When first.
    #[ts(type = "number")]
    pub first_at: UnixSeconds,
    /// When last.
    #[ts(type = "number")]
    pub last_at: UnixSeconds,
    /// The registered address that is most like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nearest: Option<String>,
}

/// Return addresses that were asked for lately and are not registered, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Mismatches {
    /// The addresses.
    pub items: Vec<MismatchView>,
}

/// The secrets of an app, those that were retired lately too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SecretList {
    /// The secrets, oldest first.
    pub secrets: Vec<SecretView>,
    /// What an administrator should look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub warnings: Vec<String>,
}

/// Which organisation an app goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Transfer {
    /// The id of the organisation; null for none.
    pub organisation: Option<String>,
}

/// What is done to several apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// They may be used.
    Enable,
    /// They may not be used, and what they were given ends.
    Disable,
    /// They are deleted, and all that they were given.
    Delete,
}

/// One thing that is done to several apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Bulk {
    /// Which, 1 to 200.
    pub client_ids: Vec<String>,
    /// What.
    pub action: BulkAction,
}

/// What came of it for one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BulkOutcome {
    /// Which.
    pub client_id: String,
    /// Whether it was done.
    pub done: bool,
    /// Why not, as the code of an error: `not_found` or `built_in`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code: Option<String>,
    /// Why not, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub message: Option<String>,
}

/// What came of it for each app, in the order in which they were named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct BulkResult {
    /// The outcomes.
    pub results: Vec<BulkOutcome>,
}

impl BulkOutcome {
    /// It was done.
    #[must_use]
    pub fn done(client_id: String) -> Self {
        Self { client_id, done: true, code: None, message: None }
    }

    /// It was not done.
    #[must_use]
    pub fn not_done(client_id: String, code: &str, message: impl Into<String>) -> Self {
        Self { client_id, done: false, code: Some(code.to_owned()), message: Some(message.into()) }
    }
}
