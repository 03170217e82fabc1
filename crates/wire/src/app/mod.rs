//! An OAuth app as an administrator sees it, and the one `validate` that both sides use (`check`, `settings_check`).

mod check;
mod client_keys;
mod dialect;
mod draft;
mod overview;
mod plan;
mod query;
mod refusal;
mod settings;
mod settings_check;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::UnixSeconds;

pub use check::{DraftCheck, app_warnings, redirect_uri_warnings};
pub use dialect::DialectName;
pub use draft::{FieldProblem, OAuthAppDraft};
pub use overview::{
    AppGrantPage, AppGrantView, AppImpact, AppUsage, Bulk, BulkAction, BulkOutcome, BulkResult, GrantPerson, MismatchView, Mismatches,
    Revoked, SecretList, Transfer, UsageDay,
};
pub use plan::{
    AddedByFile, AppPlan, Application, Applied, ApplyRequest, FieldChange, PlanAction, PlanChanged, PlanRequest, PlannedChange,
};
pub use query::{AppFacets, AppPage, AppQuery, AppSort, FacetCount, LastUsed};
pub use refusal::{AdministrationCode, AdministrationError};
pub use settings::{AccessTokenFormat, AppAbout, AppSettings, ClientKeys, OpenIdSettings, SigningAlg, TokenSettings};
pub use settings_check::is_loopback_address;

/// Where an app runs, and therefore whether it can keep a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// On a person's computer: public, PKCE always, consent always.
    Native,
    /// On a server: confidential.
    Web,
    /// In a browser: public, PKCE always, consent always, its origins named.
    Spa,
    /// A program that acts for itself, without a person: confidential, no return address (RFC 6749 §4.4).
    Machine,
}

/// Whether a sign-in has to use PKCE (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// Refused without.
    Required,
    /// Checked where it is sent.
    Optional,
}

words!(AppKind { Native => "native", Web => "web", Spa => "spa", Machine => "machine" });
words!(Pkce { Required => "required", Optional => "optional" });

/// A client secret that exists, without the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SecretView {
    /// Its id.
    pub id: String,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// When it was last used, to within seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
    /// The address it was last used from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_used_from: Option<String>,
    /// When it was retired. It does not work since, and can be taken back for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retired_at: Option<UnixSeconds>,
}

/// An OAuth app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OAuthApp {
    /// The id that it uses in requests.
    pub client_id: String,
    /// The name on the consent page.
    pub name: String,
    /// Where it runs.
    pub kind: AppKind,
    /// Which shapes it gets.
    pub dialect: DialectName,
    /// Where a sign-in may end.
    pub redirect_uris: Vec<String>,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// Whether consent is skipped; only for a confidential app.
    pub trusted: bool,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether PKCE is needed.
    pub pkce: Pkce,
    /// The secrets that work, oldest first.
    pub secrets: Vec<SecretView>,
    /// Whether the service carries it by itself: it cannot be changed or deleted.
    pub built_in: bool,
    /// When it was made.
    #[ts(type = "number")]
    pub created_at: UnixSeconds,
    /// Counts up with each change; send it back with an update.
    #[ts(type = "number")]
    pub version: i64,
    /// What an administrator should look at; see [`OAuthAppDraft::check`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<FieldProblem>>")]
    pub warnings: Vec<FieldProblem>,
    /// When it was last used, to within seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub last_used_at: Option<UnixSeconds>,
    /// The id of the person who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub created_by: Option<String>,
    /// The rest of what it may set.
    #[serde(flatten)]
    pub settings: AppSettings,
}

/// A secret, at the one moment at which it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NewSecret {
    /// The app.
    pub client_id: String,
    /// The secret. It is not kept anywhere in this form.
    pub client_secret: String,
    /// The secret that it retired, where the app had two already.
    pub retired: Option<String>,
}

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSecret").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// An app that was just created.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CreatedApp {
    /// The app.
    #[serde(flatten)]
    pub app: OAuthApp,
    /// Its secret, shown this once, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for CreatedApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedApp").field("app", &self.app).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_secret_does_not_print() {
        let secret = NewSecret { client_id: "a".into(), client_secret: "canary".into(), retired: None };
        assert!(!format!("{secret:?}").contains("canary"));
    }
}
