//! How an app comes to a token: the stages of an authorization as types.
//!
//! ```text
//! Parameters ─▶ Pending ─┬─ accept ─▶ Accepted (a code leaves) ─ exchange ─▶ Issued ─ renew ─▶ Issued …
//!                        └─ deny ───▶ Denied
//! ```
//!
//! Between the request and the person's answer [`interaction`] decides which page comes next, if any.
//! A stage consumes the one before. What a dialect does differently is not known here but for its [`rules`], which are
//! values: paths and shapes are the dialects' own.

pub mod access_token;
pub mod assertion;
pub mod authorization;
pub mod claims;
pub mod client_auth;
pub mod client_keys;
pub mod code;
pub mod interaction;
pub mod introspection;
pub mod lifetimes;
pub mod machine;
pub mod parameters;
pub mod pkce;
pub mod prompt;
pub mod refresh;
pub mod reply;
pub mod resource;
pub mod revocation;
pub mod rules;
pub mod stage;
mod standing;

use std::sync::Arc;

use countersign_wire::UnixSeconds;
use countersign_wire::app::DialectName;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::ScopeSet;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::id_token::IdToken;
use crate::key::SealingKey;
use crate::keys::hint::ID_TOKEN;
use crate::keys::{Keys, KeysError};
use crate::person_claims::{self, Place};
use crate::store::rows::{App, Authentication};
use crate::store::{Store, StoreError};
use crate::token::Token;
use crate::usage::Usage;
use client_keys::ClientKeySets;
pub use lifetimes::Lifetimes;
use rules::Rules;

/// The scope that a refresh token is given with.
pub const RENEWAL: &str = "offline_access";
/// The scope that an ID token is given with (OpenID Connect Core §3.1.2.1).
pub const IDENTITY: &str = "openid";

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
    /// The issuer, exactly.
    pub issuer: String,
    /// What signs.
    pub keys: Keys,
    /// The keys of apps that sign their assertions.
    pub client_keys: ClientKeySets,
    /// What is told of what is used.
    pub usage: Usage,
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
    /// The ID token, where who the person is was granted.
    pub id_token: Option<Token>,
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
    /// Nothing could be signed.
    #[error(transparent)]
    Keys(#[from] KeysError),
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

    /// How long what `app` is given lasts: the one place where service, dialect and app are weighed.
    fn lifetimes_of(&self, app: &App) -> Lifetimes {
        self.lifetimes.for_app(&(self.rules)(app.dialect), &app.settings.tokens)
    }

    /// The ID token of a sign-in, where one is due. It is made before the code or the refresh token is used up: what can fail
    /// in between costs nobody their sign-in.
    async fn id_token(&self, app: &App, granted: &ScopeSet, about: &SignedIn<'_>) -> Result<Option<Token>, Refusal> {
        if !(self.rules)(app.dialect).open_id || !granted.contains(IDENTITY) {
            return Ok(None);
        }
        let asked = person_claims::asked(about.claims, Place::IdToken);
        let mut told = serde_json::Map::new();
        if asked.iter().any(|name| person_claims::KNOWN.contains(&name.as_str()))
            && let Some(registered) = self.store.person(about.person).await?
        {
            told = person_claims::of(&registered.person, &ScopeSet::default(), &asked);
        }
        let signer = self.keys.signer(app.settings.openid.id_token_alg).await?;
        let claims = IdToken {
            issuer: &self.issuer,
            person: about.person,
            client_id: &app.client_id,
            now: about.now,
            nonce: about.nonce,
            authentication: about.authentication,
            access: about.access,
            alg: signer.alg(),
            about: told,
        };
        Ok(Some(Token::presented(&signer.sign(ID_TOKEN, &claims.claims())?)))
    }
}

/// Who signed in to what, as an ID token tells it.
struct SignedIn<'a> {
    person: &'a str,
    nonce: Option<&'a str>,
    authentication: &'a Authentication,
    claims: Option<&'a str>,
    access: &'a Token,
    now: UnixSeconds,
}
