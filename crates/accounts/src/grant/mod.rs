//! How an app comes to a token: the stages of an authorization as types.
//!
//! ```text
//! Parameters ─▶ Pending ─┬─ accept ─▶ Accepted (a code leaves) ─ exchange ─▶ Issued ─ renew ─▶ Issued …
//!                        └─ deny ───▶ Denied
//! ```
//!
//! A stage consumes the one before. What a dialect does differently is not known here but for its [`rules`], which are
//! values: paths and shapes are the dialects' own.

pub mod authorization;
pub mod client_auth;
pub mod code;
pub mod parameters;
pub mod pkce;
pub mod refresh;
pub mod revocation;
pub mod rules;
pub mod stage;

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::app::DialectName;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::store::rows::{App, NewTokens};
use crate::store::{Store, StoreError};
use crate::token::{Token, identifier};
use rules::Rules;

/// The scope that a refresh token is given with.
pub const RENEWAL: &str = "offline_access";
/// The scope of the administration API.
pub const ADMINISTRATION: &str = "accounts:admin";

/// How long what is issued lasts, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// A code.
    pub code: i64,
    /// An access token.
    pub access: i64,
    /// A refresh token that lies unused.
    pub refresh_idle: i64,
    /// All renewals of one sign-in.
    pub refresh_absolute: i64,
}

/// What issues codes and tokens.
#[derive(Clone, Debug)]
pub struct Issuing {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// What successors are derived from.
    pub key: SealingKey,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// How long it all lasts, where neither the app nor its dialect says otherwise.
    pub lifetimes: Lifetimes,
    /// The rules of each dialect.
    pub rules: fn(DialectName) -> Rules,
}

/// Tokens that were just issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Which shapes the app gets.
    pub dialect: DialectName,
    /// The access token.
    pub access: Token,
    /// When it was issued.
    pub issued_at: UnixSeconds,
    /// How long the access token lasts, in seconds.
    pub expires_in: i64,
    /// The refresh token, where renewal was granted.
    pub refresh: Option<Token>,
    /// What was asked for.
    pub requested: ScopeSet,
    /// What was granted.
    pub granted: ScopeSet,
}

/// Why an endpoint for apps refuses.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// An error of RFC 6749 §5.2.
    #[error("{description}")]
    Protocol {
        /// The code.
        code: OAuthErrorCode,
        /// What was wrong, for a developer.
        description: &'static str,
    },
    /// The app did not prove who it is (401).
    #[error("{description}")]
    Client {
        /// What was wrong, for a developer.
        description: &'static str,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    fn of(code: OAuthErrorCode, description: &'static str) -> Self {
        Self::Protocol { code, description }
    }

    fn invalid_grant(description: &'static str) -> Self {
        Self::of(OAuthErrorCode::InvalidGrant, description)
    }
}

impl Issuing {
    /// Now.
    #[must_use]
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }

    fn mint(&self) -> Token {
        Token::mint(self.entropy.as_ref())
    }

    /// An access token in the form of the app's dialect, and how long it lasts, in seconds.
    fn access_token(&self, app: &App) -> (Token, i64) {
        let rules = (self.rules)(app.dialect);
        let lifetime = app.settings.tokens.access_lifetime.map(i64::from).or(rules.access_lifetime).unwrap_or(self.lifetimes.access);
        (Token::mint_as(rules.access_form, self.entropy.as_ref()), lifetime)
    }

    /// Tokens for a new grant of `scopes`, as they are given and as they are kept.
    fn new_tokens(&self, app: &App, scopes: &ScopeSet, now: UnixSeconds) -> (Token, Option<Token>, NewTokens) {
        let (access, lifetime) = self.access_token(app);
        let refresh = (self.rules)(app.dialect).renews(scopes).then(|| self.mint());
        let access_ends_at = now.saturating_add(lifetime);
        // Without renewal the grant is as long as its one access token.
        let grant_ends_at = if refresh.is_some() { now.saturating_add(self.lifetimes.refresh_absolute) } else { access_ends_at };
        let idle_until = now.saturating_add(self.lifetimes.refresh_idle).min(grant_ends_at);
        let kept = NewTokens {
            resources: Vec::new(),
            grant: identifier::<16>(self.entropy.as_ref()),
            grant_ends_at,
            access: access.digest(),
            access_ends_at: access_ends_at.min(grant_ends_at),
            refresh: refresh.as_ref().map(|token| (token.digest(), idle_until)),
        };
        (access, refresh, kept)
    }
}
