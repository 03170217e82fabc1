//! What people agreed to, for apps that can prove who they are.

use countersign_wire::scope::ScopeSet;

/// What somebody agreed to for an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RememberedConsent {
    /// The scopes.
    pub scopes: ScopeSet,
    /// Claims that were agreed to one by one.
    pub claims: Vec<String>,
    /// The APIs that tokens were agreed to be for (RFC 8707).
    pub resources: Vec<String>,
}
