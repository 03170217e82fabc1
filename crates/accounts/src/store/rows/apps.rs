//! OAuth apps and their secrets.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthApp, OAuthAppDraft, Pkce, SecretView, redirect_uri_warnings};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;

use crate::token::Digest;

/// A client secret, hashed.
#[derive(Clone, Debug)]
pub struct AppSecret {
    /// Its id.
    pub id: String,
    /// Its hash.
    pub hash: Digest,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When it was last used, to within seconds, and from where.
    pub last_use: Option<(UnixSeconds, String)>,
    /// When it was retired; it does not work since.
    pub retired_at: Option<UnixSeconds>,
}

impl AppSecret {
    /// The secret as an administrator sees it.
    #[must_use]
    pub fn view(&self) -> SecretView {
        let (last_used_at, last_used_from) = self.last_use.clone().unzip();
        SecretView { id: self.id.clone(), created_at: self.created_at, last_used_at, last_used_from, retired_at: self.retired_at }
    }
}

/// An app to add.
#[derive(Clone, Debug)]
pub struct NewApp {
    /// The client id.
    pub client_id: String,
    /// What it is; it was validated.
    pub draft: OAuthAppDraft,
    /// Its secret, where it has one.
    pub secret: Option<AppSecret>,
    /// Whether the service carries it by itself.
    pub built_in: bool,
    /// Who makes it; absent for the operator at the command line.
    pub created_by: Option<String>,
    /// When it is made.
    pub created_at: UnixSeconds,
}

/// An app.
#[derive(Clone, Debug)]
pub struct App {
    /// The client id.
    pub client_id: String,
    /// The name on the consent page.
    pub name: String,
    /// Where it runs.
    pub kind: AppKind,
    /// Which shapes it gets.
    pub dialect: DialectName,
    /// Where a sign-in may end.
    pub redirect_uris: Vec<RedirectUri>,
    /// What it may ask for.
    pub scopes: ScopeSet,
    /// Whether consent is skipped.
    pub trusted: bool,
    /// Whether it may be used.
    pub enabled: bool,
    /// Whether PKCE is needed.
    pub pkce: Pkce,
    /// Whether it says who it is by a secret; fixed at creation.
    pub wants_secret: bool,
    /// Whether the service carries it by itself.
    pub built_in: bool,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// Counts up with each change.
    pub version: i64,
    /// When it was last used, to within seconds.
    pub last_used_at: Option<UnixSeconds>,
    /// Who made it; absent for the operator at the command line.
    pub created_by: Option<String>,
    /// The rest of what it may set.
    pub settings: AppSettings,
    /// Its secrets, oldest first; those that are retired do not work.
    pub secrets: Vec<AppSecret>,
}

impl App {
    /// Whether it runs where it can keep nothing from others, and so says its name only (RFC 6749 §2.1).
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.kind, AppKind::Native | AppKind::Spa) && !self.wants_secret && self.settings.client_keys.is_empty()
    }

    /// Whether it is on a server and proves who it is, by a secret or by a key.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        self.kind == AppKind::Web && !self.built_in && (self.wants_secret || !self.settings.client_keys.is_empty())
    }

    /// Whether consent may be skipped: it never is for an app that cannot prove who it is (RFC 8252 §8.6).
    #[must_use]
    pub fn skips_consent(&self) -> bool {
        self.trusted && self.is_confidential()
    }

    /// Whether what a person agreed to is remembered. The documented dialects show their page each time (INB-04, INT-03).
    #[must_use]
    pub fn remembers_consent(&self) -> bool {
        self.dialect == DialectName::Standard && self.is_confidential()
    }

    /// The app as an administrator sees it.
    #[must_use]
    pub fn view(&self) -> OAuthApp {
        let redirect_uris: Vec<_> = self.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        OAuthApp {
            warnings: redirect_uri_warnings(&redirect_uris),
            client_id: self.client_id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            dialect: self.dialect,
            redirect_uris,
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            trusted: self.trusted,
            enabled: self.enabled,
            pkce: self.pkce,
            secrets: self.secrets.iter().map(AppSecret::view).collect(),
            built_in: self.built_in,
            created_at: self.created_at,
            version: self.version,
            last_used_at: self.last_used_at,
            created_by: self.created_by.clone(),
            settings: self.settings.clone(),
        }
    }
}

/// One page of apps.
#[derive(Clone, Debug)]
pub struct AppsPage {
    /// The apps, by name.
    pub items: Vec<App>,
    /// Where the next page begins, if there is one.
    pub next: Option<(String, String)>,
    /// How many match in all.
    pub total: u64,
}

/// What came of a change to an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved<T> {
    /// It was done.
    Done(T),
    /// There is no such app.
    NotFound,
    /// It was changed since the version that was sent; this is the one it has.
    Conflict(i64),
    /// The service carries it by itself.
    BuiltIn,
    /// It has no secrets.
    Public,
    /// Another app has its code name.
    CodeNameTaken,
}

/// A secret that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretAdded {
    /// The id of the secret that it retired.
    pub retired: Option<String>,
}
