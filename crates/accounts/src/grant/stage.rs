//! The stages of an authorization before its code is exchanged.

use countersign_wire::oauth_error::OAuthErrorCode;
use countersign_wire::scope::{ADMINISTRATION, Scope, ScopeSet};

use super::claims::ClaimsRequest;
use super::prompt::Wishes;
use super::reply::{Reply, ReturnPath};
use super::rules::Rules;
use super::{IDENTITY, Issuing};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::rows::{App, Code, NewCode, Person, RememberedConsent, Role, Session};
use crate::token::Token;

/// An authorization request that was checked whole.
#[derive(Clone, Debug)]
pub struct Request {
    /// The app that asks.
    pub app: App,
    /// What its dialect decides.
    pub rules: Rules,
    /// Where the answer goes.
    pub returns: ReturnPath,
    /// The PKCE challenge.
    pub challenge: Option<String>,
    /// What it asks for.
    pub requested: ScopeSet,
    /// What it asks for claim by claim.
    pub claims: ClaimsRequest,
    /// What the ID token is to repeat.
    pub nonce: Option<String>,
    /// How the person is to be asked.
    pub wishes: Wishes,
    /// The resources that it wants tokens for (RFC 8707).
    pub resources: Vec<String>,
}

impl Request {
    /// Whether what a person agrees to is remembered. The documented dialects show their page each time (INB-04, INT-03), and
    /// so does an app that cannot prove who it is.
    #[must_use]
    pub fn remembers_consent(&self) -> bool {
        self.rules.open_id && self.app.is_confidential()
    }
}

/// Scopes, and claims that no scope of the request covers: what a person can be asked for, or agrees to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// The scopes.
    pub scopes: ScopeSet,
    /// The single claims.
    pub claims: Vec<String>,
}

impl Agreement {
    /// All of it in words, for the audit.
    #[must_use]
    pub fn to_words(&self) -> String {
        if self.claims.is_empty() { self.scopes.to_wire() } else { format!("{}; {}", self.scopes.to_wire(), self.claims.join(" ")) }
    }
}

/// Waits for the person.
#[derive(Clone, Debug)]
pub struct Pending(Request);

/// Accepted: a code is kept, and this is the answer that carries it.
#[derive(Debug)]
pub struct Accepted {
    returns: ReturnPath,
    code: Token,
}

/// Denied, by the person or by a rule.
#[derive(Debug)]
pub struct Denied {
    client_id: String,
    returns: ReturnPath,
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
    pub fn offer(&self, person: &Person) -> Agreement {
        let may = |scope: &str| scope != ADMINISTRATION || person.role != Role::Member;
        let scopes = self.0.requested.iter().filter(|scope| may(scope.as_str())).cloned().collect();
        let claims = self.0.claims.beyond(&self.0.requested).into_iter().map(str::to_owned).collect();
        Agreement { scopes, claims }
    }

    /// The APIs that the app asks tokens for, besides this service's own: those of its registration.
    #[must_use]
    pub fn apis(&self) -> Vec<String> {
        let registered = &self.0.app.settings.tokens.resources;
        self.0.resources.iter().filter(|resource| registered.contains(resource)).cloned().collect()
    }

    /// What is agreed to in words, with the APIs that it is for, for the audit.
    #[must_use]
    pub fn in_words(&self, granted: &Agreement) -> String {
        let apis = self.apis();
        if apis.is_empty() { granted.to_words() } else { format!("{} for {}", granted.to_words(), apis.join(" ")) }
    }

    /// The person accepts `granted`: a code is made and kept. Where they were `asked`, what they said is remembered for
    /// an app that can prove who it is, on top of what they said before.
    ///
    /// # Errors
    /// [`NotAccepted`].
    pub async fn accept(
        self,
        issuing: &Issuing,
        session: &Session,
        granted: &Agreement,
        asked: Option<&RememberedConsent>,
        entry: Entry,
    ) -> Result<Accepted, NotAccepted> {
        let offer = self.offer(&session.person);
        if !granted.scopes.is_within(&offer.scopes) || !granted.claims.iter().all(|claim| offer.claims.contains(claim)) {
            return Err(NotAccepted::NotAsked);
        }
        let (remembers, apis) = (self.0.remembers_consent(), self.apis());
        let Request { app, rules, returns, challenge, requested, claims, nonce, resources, .. } = self.0;
        let code = Token::mint(issuing.entropy.as_ref());
        // In the order of the request, whatever order the form has. Who they are is always part of it.
        let given = |scope: &&Scope| scope.as_str() == IDENTITY || granted.scopes.contains(scope.as_str());
        let scopes: ScopeSet = offer.scopes.iter().filter(given).cloned().collect();
        let remembered = asked.filter(|_| remembers).map(|before| answered(before, &offer, &scopes, &granted.claims, &apis));
        let kept = Code {
            client_id: app.client_id,
            person: session.person.id.clone(),
            redirect_uri: returns.redirect_uri.as_str().to_owned(),
            challenge,
            requested,
            claims: claims.granted(&scopes, &granted.claims).to_stored(),
            granted: scopes,
            authentication: session.authentication.clone(),
            nonce,
            resources,
            expires_at: issuing.now().saturating_add(issuing.lifetimes.code.min(rules.code_lifetime)),
        };
        if !issuing.store.add_code(NewCode { hash: code.digest(), code: kept, remembered }, entry).await? {
            return Err(NotAccepted::Gone);
        }
        Ok(Accepted { returns, code })
    }

    /// The person denies.
    ///
    /// # Errors
    /// The store's: the denial is written down.
    pub async fn deny(self, issuing: &Issuing, entry: Entry) -> Result<Denied, StoreError> {
        issuing.store.note(entry).await?;
        Ok(self.refuse(OAuthErrorCode::AccessDenied, "The person denied the request."))
    }

    /// A rule stands against it: nobody was asked.
    #[must_use]
    pub fn refuse(self, error: OAuthErrorCode, description: &'static str) -> Denied {
        Denied::with(self.0.app.client_id, self.0.returns, error, description)
    }
}

/// What is remembered after an answer: what was not asked this time stays as it was.
fn answered(before: &RememberedConsent, offer: &Agreement, scopes: &ScopeSet, claims: &[String], apis: &[String]) -> RememberedConsent {
    let kept = before.scopes.iter().filter(|scope| !offer.scopes.contains(scope.as_str()));
    let kept_claims = before.claims.iter().filter(|claim| !offer.claims.contains(claim));
    let kept_resources = before.resources.iter().filter(|resource| !apis.contains(resource)).cloned();
    RememberedConsent {
        scopes: kept.chain(scopes).cloned().collect(),
        claims: kept_claims.chain(claims).cloned().collect(),
        resources: kept_resources.chain(apis.iter().cloned()).collect(),
    }
}

impl Accepted {
    /// Where the answer goes.
    #[must_use]
    pub fn returns(&self) -> &ReturnPath {
        &self.returns
    }

    /// The answer, with the issuer where the dialect names it (RFC 9207).
    #[must_use]
    pub fn reply(&self, issuer: Option<&str>) -> Reply {
        self.returns.reply(&[("code", self.code.expose())], issuer)
    }
}

impl Denied {
    pub(super) fn with(client_id: String, returns: ReturnPath, error: OAuthErrorCode, description: &'static str) -> Self {
        Self { client_id, returns, error, description }
    }

    /// The app that is told.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Why.
    #[must_use]
    pub fn error(&self) -> OAuthErrorCode {
        self.error
    }

    /// The same for a developer.
    #[must_use]
    pub fn description(&self) -> &'static str {
        self.description
    }

    /// Where the answer goes.
    #[must_use]
    pub fn returns(&self) -> &ReturnPath {
        &self.returns
    }

    /// The answer, with the issuer where the dialect names it (RFC 9207: in errors too).
    #[must_use]
    pub fn reply(&self, issuer: Option<&str>) -> Reply {
        let mut pairs = vec![("error", self.error.as_str())];
        // The documented denial is an error and a state (INB-05); a description is for a developer's mistake.
        if self.error != OAuthErrorCode::AccessDenied {
            pairs.push(("error_description", self.description));
        }
        self.returns.reply(&pairs, issuer)
    }
}
