//! What of a grant stands. A person's word is kept with the grant as they gave it; what the app may have can become less
//! meanwhile, and nothing new is issued beyond that.

use countersign_wire::scope::ScopeSet;

use super::{Issuing, Refusal, resource};
use crate::store::rows::App;

/// What was granted, and the app may still have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// The scopes.
    pub(super) scopes: ScopeSet,
    /// The resources; empty only where none were granted, as a token without any is for this service.
    pub(super) resources: Vec<String>,
}

impl Issuing {
    /// What stands of these scopes and resources.
    ///
    /// # Errors
    /// `invalid_grant` where nothing is left of one of them.
    pub(super) fn standing(&self, app: &App, scopes: &ScopeSet, resources: &[String]) -> Result<Standing, Refusal> {
        let left = scopes.intersection(&app.scopes);
        if left.is_empty() && !scopes.is_empty() {
            return Err(Refusal::invalid_grant("The client may no longer have any of the scopes that were granted."));
        }
        let may = |resource: &&String| resource::may_have(app, &self.issuer, resource);
        let still: Vec<String> = resources.iter().filter(may).cloned().collect();
        if still.is_empty() && !resources.is_empty() {
            return Err(Refusal::invalid_grant("The client may no longer have tokens for any of the resources that were granted."));
        }
        Ok(Standing { scopes: left, resources: still })
    }
}
