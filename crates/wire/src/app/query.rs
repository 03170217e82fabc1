//! Which apps to list, in which order, and how many there are of each sort.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::{AppKind, DialectName, OAuthApp};

/// In which order apps are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppSort {
    /// By name.
    #[default]
    Name,
    /// The newest first.
    Created,
    /// The last used first, those that never were at the end.
    LastUsed,
}

/// When an app was last used; each app is in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub enum LastUsed {
    /// Never.
    #[serde(rename = "never")]
    Never,
    /// Within 7 days.
    #[serde(rename = "7d")]
    Week,
    /// Within 30 days, and not within 7.
    #[serde(rename = "30d")]
    Month,
    /// Within 90 days, and not within 30.
    #[serde(rename = "90d")]
    Quarter,
    /// Longer ago.
    #[serde(rename = "older")]
    Older,
}

words!(AppSort { Name => "name", Created => "created", LastUsed => "last_used" });
words!(LastUsed { Never => "never", Week => "7d", Month => "30d", Quarter => "90d", Older => "older" });

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppPage {
    /// The apps, in the order that was asked for.
    pub items: Vec<OAuthApp>,
    /// Send it back as `cursor` for the next page; absent at the end.
    pub next_cursor: Option<String>,
    /// How many match in all.
    #[ts(type = "number")]
    pub total: u64,
}

/// Which apps to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AppQuery {
    /// Part of a name, a client id or a return address; without regard to case. Of one or two signs: the beginning of a name
    /// or a client id.
    pub search: Option<String>,
    /// From an earlier page.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; absent: 50.
    pub limit: Option<u32>,
    /// The id of the organisation that they belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisation: Option<String>,
    /// Enabled ones, or the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub enabled: Option<bool>,
    /// Of a kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<AppKind>,
    /// Of a dialect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dialect: Option<DialectName>,
    /// Trusted ones, or the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub trusted: Option<bool>,
    /// With a scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scope: Option<String>,
    /// With a host that they return to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub redirect_host: Option<String>,
    /// By when they were last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used: Option<LastUsed>,
    /// Made by a person, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub created_by: Option<String>,
    /// In which order; absent: by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sort: Option<AppSort>,
}

/// How many apps there are of a sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FacetCount {
    /// The word that chooses them.
    pub value: String,
    /// How many.
    #[ts(type = "number")]
    pub count: u64,
}

/// How many apps of a query there are, by each thing they are chosen by; of long lists, the 50 that have most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AppFacets {
    /// How many in all.
    #[ts(type = "number")]
    pub total: u64,
    /// `true` or `false`.
    pub enabled: Vec<FacetCount>,
    /// By kind.
    pub kind: Vec<FacetCount>,
    /// By dialect.
    pub dialect: Vec<FacetCount>,
    /// `true` or `false`.
    pub trusted: Vec<FacetCount>,
    /// By scope; an app may have several.
    pub scope: Vec<FacetCount>,
    /// By the hosts they return to; an app may have several.
    pub redirect_host: Vec<FacetCount>,
    /// By when they were last used.
    pub last_used: Vec<FacetCount>,
    /// By the id of the person who made them.
    pub created_by: Vec<FacetCount>,
    /// By the id of their organisation.
    pub organisation: Vec<FacetCount>,
}
