//! Doors for other programs of the person.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use countersign_wire::error::UserError;
use countersign_wire::program::ApprovalView;

use super::Engine;
use crate::agent::{self, Agent, AgentOptions};

/// Tokens for other programs (L1).
impl Engine {
    /// Opens the socket at which programs ask; [`Agent::serve`] answers them.
    ///
    /// # Errors
    /// `AlreadyExists` where another agent of this home does so already; `InvalidInput` where no socket can be there.
    pub fn open_agent(&self, options: AgentOptions) -> Result<Agent, UserError> {
        Agent::open(Arc::clone(&self.core), options)
    }

    /// What programs were allowed and still may, the latest first.
    ///
    /// # Errors
    /// Where the vault cannot be read.
    pub async fn approvals(&self) -> Result<Vec<ApprovalView>, UserError> {
        agent::list(&self.core).await
    }

    /// Allows a program before it asks: the file at this path as it is now, one account, what its token opens now, for a time.
    ///
    /// # Errors
    /// `NotFound` where there is no such file or account.
    pub async fn allow_program(&self, program: &Path, account: &str, lasts: Duration) -> Result<ApprovalView, UserError> {
        agent::allow(&self.core, program, account, lasts).await
    }

    /// Takes back what a program was allowed, from its next request on.
    ///
    /// # Errors
    /// `NotFound`, or where the vault cannot be written.
    pub async fn revoke_approval(&self, id: &str) -> Result<(), UserError> {
        agent::revoke(&self.core, id).await
    }
}
