//! The stages of an authorization before its code is exchanged.

use countersign_wire::app::DialectName;
use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::redirect_uri::{RedirectUri, with_query};
use countersign_wire::scope::ScopeSet;

use super::{ADMINISTRATION, Issuing};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::rows::{App, Code, NewCode, Person, Role, Session};
use crate::token::Token;

/// An authorization request that was checked whole.
#[derive(Clone, Debug)]
pub struct Request {
    /// The app that asks.
    pub app: App,
    /// Where the answer goes, byte for byte as it was asked.
    pub redirect_uri: RedirectUri,
    /// What the app wants back.
    pub state: Option<String>,
    /// The PKCE challenge.
    pub challenge: Option<String>,
    /// What it asks for.
    pub requested: ScopeSet,
}

/// Waits for the person.
#[derive(Clone, Debug)]
pub struct Pending(Request);

/// Accepted: a code is kept, and this is the answer that carries it.
#[derive(Debug)]
pub struct Accepted {
    dialect: DialectName,
    redirect_uri: String,
    state: Option<String>,
    code: Token,
}

/// Denied, by the person or by a rule.
#[derive(Debug)]
pub struct Denied {
    dialect: DialectName,
    redirect_uri: String,
    state: Option<String>,
    error: OAuthErrorCode,
    description: &'static str,
}

/// Why an acceptance did not become a code.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// Something was ticked that was not asked for: the form is not the one that was shown (A8).
    #[error("a scope was accepted that was not asked for")]
    NotAsked,
    /// The app or the person is gone.
    #[error("the app or the person is no longer there")]
    Gone,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Pending {
    pub(super) fn of(request: Request) -> Self {
        Self(request)
    }

    /// What is asked.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.0
    }

    /// What this person can be asked for: administration is left out for somebody who may not administer.
    #[must_use]
    pub fn offered(&self, person: &Person) -> ScopeSet {
        let may = |scope: &str| scope != ADMINISTRATION || person.role != Role::Member;
        self.0.requested.iter().filter(|scope| may(scope.as_str())).cloned().collect()
    }

    /// The person accepts `granted`: a code is made and kept.
    ///
    /// # Errors
    /// [`NotAccepted`].
    pub async fn accept(self, issuing: &Issuing, session: &Session, granted: &ScopeSet, entry: Entry) -> Result<Accepted, NotAccepted> {
        let offered = self.offered(&session.person);
        if !granted.is_within(&offered) {
            return Err(NotAccepted::NotAsked);
        }
        let Request { app, redirect_uri, state, challenge, requested } = self.0;
        let code = Token::mint(issuing.entropy.as_ref());
        let code_lifetime = (issuing.rules)(app.dialect).code_lifetime;
        let kept = Code {
            client_id: app.client_id,
            person: session.person.id.clone(),
            redirect_uri: redirect_uri.as_str().to_owned(),
            challenge,
            requested,
            // In the order of the request, whatever order the form has.
            granted: offered.intersection(granted),
            authentication: session.authentication.clone(),
            nonce: None,
            claims: None,
            resources: Vec::new(),
            expires_at: issuing.now().saturating_add(issuing.lifetimes.code.min(code_lifetime)),
        };
        if !issuing.store.add_code(NewCode { hash: code.digest(), code: kept }, entry).await? {
            return Err(NotAccepted::Gone);
        }
        Ok(Accepted { dialect: app.dialect, redirect_uri: redirect_uri.into(), state, code })
    }

    /// The person denies.
    ///
    /// # Errors
    /// The store's: the denial is written down.
    pub async fn deny(self, issuing: &Issuing, entry: Entry) -> Result<Denied, StoreError> {
        issuing.store.note(entry).await?;
        let Request { app, redirect_uri, state, .. } = self.0;
        let (error, description) = (OAuthErrorCode::AccessDenied, "The person denied the request.");
        Ok(Denied::with(app.dialect, redirect_uri.into(), state, error, description))
    }
}

impl Accepted {
    /// The app's dialect.
    #[must_use]
    pub fn dialect(&self) -> DialectName {
        self.dialect
    }

    /// Where the browser goes now, with the issuer where the dialect names it (RFC 9207).
    #[must_use]
    pub fn location(&self, issuer: Option<&str>) -> String {
        location(&self.redirect_uri, &[("code", self.code.expose())], self.state.as_deref(), issuer)
    }
}

impl Denied {
    pub(super) fn with(
        dialect: DialectName,
        redirect_uri: String,
        state: Option<String>,
        error: OAuthErrorCode,
        description: &'static str,
    ) -> Self {
        Self { dialect, redirect_uri, state, error, description }
    }

    /// The app's dialect.
    #[must_use]
    pub fn dialect(&self) -> DialectName {
        self.dialect
    }

    /// Where the browser goes now, with the issuer where the dialect names it (RFC 9207: in errors too).
    #[must_use]
    pub fn location(&self, issuer: Option<&str>) -> String {
        let mut pairs = vec![("error", self.error.as_str())];
        // The documented denial is an error and a state (INB-05); a description is for a developer's mistake.
        if self.error != OAuthErrorCode::AccessDenied {
            pairs.push(("error_description", self.description));
        }
        location(&self.redirect_uri, &pairs, self.state.as_deref(), issuer)
    }
}

fn location(redirect_uri: &str, answer: &[(&str, &str)], state: Option<&str>, issuer: Option<&str>) -> String {
    let mut pairs = answer.to_vec();
    pairs.extend(state.map(|state| ("state", state)));
    pairs.extend(issuer.map(|issuer| ("iss", issuer)));
    with_query(redirect_uri, &pairs)
}
