//! OAuth apps and their secrets.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppKind, AppSettings, DialectName, OAuthApp, OAuthAppDraft, Pkce, SecretView, app_warnings};
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
    /// Whether an administrator switched it off.
    pub held: bool,
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

    /// The secrets that work, oldest first.
    pub fn working_secrets(&self) -> impl Iterator<Item = &AppSecret> {
        self.secrets.iter().filter(|secret| secret.retired_at.is_none())
    }

    /// The app as a draft that would change nothing.
    #[must_use]
    pub fn as_draft(&self) -> OAuthAppDraft {
        OAuthAppDraft {
            name: self.name.clone(),
            kind: self.kind,
            dialect: self.dialect,
            redirect_uris: self.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            trusted: self.trusted,
            enabled: self.enabled,
            pkce: Some(self.pkce),
            with_secret: self.kind == AppKind::Native && self.wants_secret,
            settings: self.settings.clone(),
        }
    }

    /// The app as an administrator sees it.
    #[must_use]
    pub fn view(&self) -> OAuthApp {
        let redirect_uris: Vec<_> = self.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect();
        OAuthApp {
            warnings: app_warnings(self.kind, &redirect_uris, &self.settings.origins),
            client_id: self.client_id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            dialect: self.dialect,
            redirect_uris,
            scopes: self.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            trusted: self.trusted,
            enabled: self.enabled,
            pkce: self.pkce,
            secrets: self.working_secrets().map(AppSecret::view).collect(),
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
    /// The apps, in the order that was asked for.
    pub items: Vec<App>,
    /// Where the next page begins, if there is one: what they are sorted by, and the client id.
    pub next: Option<(String, String)>,
    /// How many match in all.
    pub total: u64,
}

/// What an app was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppGrant {
    /// Its id.
    pub id: String,
    /// The app.
    pub client_id: String,
    /// The name of the app.
    pub app_name: String,
    /// Who gave it: id, name and e-mail address; absent where the app acts for itself.
    pub person: Option<(String, String, String)>,
    /// What was given.
    pub scopes: ScopeSet,
    /// Since when.
    pub created_at: UnixSeconds,
    /// When it was last used, to within seconds.
    pub last_used_at: Option<UnixSeconds>,
    /// How many access tokens of it are alive.
    pub tokens: u64,
}

/// Whose grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GrantsOf {
    /// Those of an app, by client id.
    App(String),
    /// Those that a person gave, by id.
    Person(String),
}

/// A return address that was asked for and is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRedirectUri {
    /// The address.
    pub redirect_uri: String,
    /// How often.
    pub times: u64,
    /// When first.
    pub first_at: UnixSeconds,
    /// When last.
    pub last_at: UnixSeconds,
}

/// How often something happened on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// What, such as `sign_in`.
    pub event: String,
    /// Why, where there is a reason.
    pub reason: String,
    /// How often.
    pub times: u64,
}

/// A secret that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretAdded {
    /// The id of the secret that it retired.
    pub retired: Option<String>,
}
