//! An app as it is written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{AppKind, AppSettings, DialectName, Pkce};

/// An app to create, or the whole of what an update sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OAuthAppDraft {
    /// The name on the consent page.
    #[schema(example = "Harbour Desk")]
    pub name: String,
    /// Where it runs. Fixed once created.
    pub kind: AppKind,
    /// Which shapes it gets. Fixed once created.
    #[serde(default = "standard")]
    pub dialect: DialectName,
    /// Where a sign-in may end.
    #[serde(default)]
    #[schema(example = json!(["https://harbour.example/callback"]))]
    pub redirect_uris: Vec<String>,
    /// What it may ask for.
    #[serde(default)]
    #[schema(example = json!(["openid", "email"]))]
    pub scopes: Vec<String>,
    /// Whether consent is skipped.
    #[serde(default)]
    pub trusted: bool,
    /// Whether it may be used.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Absent: what the kind and the dialect start with ([`OAuthAppDraft::pkce_or_default`]).
    #[serde(default)]
    pub pkce: Option<Pkce>,
    /// For a native app: a secret besides. A web app always has one. Used at creation only.
    #[serde(default)]
    pub with_secret: bool,
    /// The rest of what it may set.
    #[serde(flatten)]
    pub settings: AppSettings,
}

fn standard() -> DialectName {
    DialectName::Standard
}

fn yes() -> bool {
    true
}

/// A field that cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FieldProblem {
    /// Which field; of a list, which row counted from 0.
    pub field: String,
    /// The row, in a field that is a list.
    #[ts(type = "number | null")]
    pub row: Option<u32>,
    /// What is wrong, and how it should be.
    pub message: String,
}

impl FieldProblem {
    pub(super) fn of(field: &str, row: Option<usize>, message: impl Into<String>) -> Self {
        Self { field: field.into(), row: row.and_then(|row| u32::try_from(row).ok()), message: message.into() }
    }
}

impl OAuthAppDraft {
    /// The most redirect URIs one app may have.
    pub const MOST_REDIRECT_URIS: usize = 50;

    /// PKCE as asked for, else as the kind and the dialect begin: a web app of a documented dialect starts
    /// without, as its document shows none.
    #[must_use]
    pub fn pkce_or_default(&self) -> Pkce {
        match (self.kind, self.dialect, self.pkce) {
            (AppKind::Native | AppKind::Spa, ..) => Pkce::Required,
            (_, _, Some(pkce)) => pkce,
            (AppKind::Web | AppKind::Machine, DialectName::Standard, None) => Pkce::Required,
            (AppKind::Web | AppKind::Machine, _, None) => Pkce::Optional,
        }
    }

    /// Whether creating it makes a secret.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        match self.kind {
            AppKind::Native => self.with_secret,
            AppKind::Web | AppKind::Machine => self.settings.client_keys.is_empty(),
            AppKind::Spa => false,
        }
    }
}
