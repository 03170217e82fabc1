//! What the store takes and gives. A row that says something which cannot be does not become one of these.

use countersign_wire::UnixSeconds;
use countersign_wire::app::{AppKind, DialectName, OAuthApp, OAuthAppDraft, Pkce, SecretView, redirect_uri_warnings};
use countersign_wire::person::Formats;
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;
use zeroize::Zeroizing;

use crate::token::Digest;

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Signs in.
    Member,
    /// Signs in and administers.
    Administrator,
}

impl Role {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Member, Self::Administrator].into_iter().find(|role| role.as_str() == word)
    }
}

/// Somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id that apps see.
    pub id: String,
    /// The e-mail address, as it was given.
    pub email: String,
    /// The full name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Locale, time zone and formats.
    pub formats: Formats,
    /// When something of this was last changed.
    pub updated_at: UnixSeconds,
}

/// A stored password hash, as text.
#[derive(Clone)]
pub struct PasswordText(pub Zeroizing<String>);

impl std::fmt::Debug for PasswordText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordText(…)")
    }
}

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The person.
    pub person: Person,
    /// The hash of the password.
    pub password: PasswordText,
}

/// A browser session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The hash of the cookie.
    pub id: Digest,
    /// Whose it is.
    pub person: String,
    /// When it is opened.
    pub created_at: UnixSeconds,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// A browser session that lasts.
#[derive(Clone, Debug)]
pub struct Session {
    /// The hash of the cookie.
    pub id: Digest,
    /// Whose it is, as they are now.
    pub person: Person,
}

/// A client secret, hashed.
#[derive(Clone, Debug)]
pub struct AppSecret {
    /// Its id.
    pub id: String,
    /// Its hash.
    pub hash: Digest,
    /// When it was made.
    pub created_at: UnixSeconds,
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
    /// The secrets that work, oldest first.
    pub secrets: Vec<AppSecret>,
}

impl App {
    /// Whether consent may be skipped: it never is for an app that cannot prove who it is (RFC 8252 §8.6).
    #[must_use]
    pub fn skips_consent(&self) -> bool {
        self.trusted && self.kind == AppKind::Web && self.wants_secret && !self.built_in
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
            secrets: self.secrets.iter().map(|secret| SecretView { id: secret.id.clone(), created_at: secret.created_at }).collect(),
            built_in: self.built_in,
            created_at: self.created_at,
            version: self.version,
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
}

/// A secret that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretAdded {
    /// The id of the secret that it retired.
    pub retired: Option<String>,
}

/// A code to keep.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its hash.
    pub hash: Digest,
    /// What it stands for.
    pub code: Code,
}

/// What a code stands for.
#[derive(Clone, Debug)]
pub struct Code {
    /// The app that asked.
    pub client_id: String,
    /// Who accepted.
    pub person: String,
    /// The redirect URI of the request, byte for byte.
    pub redirect_uri: String,
    /// The PKCE challenge (S256).
    pub challenge: Option<String>,
    /// What was asked for.
    pub requested: ScopeSet,
    /// What was granted.
    pub granted: ScopeSet,
    /// When it ends.
    pub expires_at: UnixSeconds,
}

/// What is issued for a code.
#[derive(Clone, Debug)]
pub struct NewTokens {
    /// The id of the grant that they belong to.
    pub grant: String,
    /// When the grant ends, renewed or not.
    pub grant_ends_at: UnixSeconds,
    /// The access token.
    pub access: Digest,
    /// When the access token ends.
    pub access_ends_at: UnixSeconds,
    /// The refresh token, and until when it may lie unused.
    pub refresh: Option<(Digest, UnixSeconds)>,
}

/// What came of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// It was used up now; the tokens hold.
    First,
    /// It was used before; what it gave is over.
    Replayed,
    /// It is gone, or ended meanwhile.
    Gone,
}

/// What a refresh token stands for.
#[derive(Clone, Debug)]
pub struct Refresh {
    /// The app it was given to.
    pub client_id: String,
    /// What was granted.
    pub scopes: ScopeSet,
}

/// A rotation to do.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// The presented token.
    pub presented: Digest,
    /// The one that follows it.
    pub successor: Digest,
    /// The new access token.
    pub access: Digest,
    /// The scopes of the new access token.
    pub scopes: ScopeSet,
    /// When the access token ends.
    pub access_ends_at: UnixSeconds,
    /// Until when the successor may lie unused.
    pub idle_until: UnixSeconds,
    /// For how many seconds a used token gives the same successor again.
    pub grace: i64,
    /// When.
    pub now: UnixSeconds,
}

/// What came of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// The successor holds, for the first time or again within the grace; the access token lasts until then.
    Until(UnixSeconds),
    /// It was used before; the family is over.
    Reused,
    /// It is gone, or ended.
    Gone,
}

/// What an access token opens.
#[derive(Clone, Debug)]
pub struct Access {
    /// The app that carries it, by its id.
    pub client_id: String,
    /// Which shapes that app gets.
    pub dialect: DialectName,
    /// The person, as they are now.
    pub person: Person,
    /// What it may do: as granted, and still allowed to the app.
    pub scopes: ScopeSet,
}
