//! What happened in the last sign-ins, renewals and sign-outs.

use countersign_wire::error::UserError;
use countersign_wire::trace::Trace;

use super::Engine;

impl Engine {
    /// The records that there are, the newest first.
    ///
    /// # Errors
    /// Where they cannot be read; nothing is set aside for that.
    pub async fn traces(&self) -> Result<Vec<Trace>, UserError> {
        self.core.traces().await
    }

    /// The record of an attempt, all of an account (the oldest first), or the `last` one.
    ///
    /// # Errors
    /// `NotFound` where there is none.
    pub async fn traces_of(&self, which: &str) -> Result<Vec<Trace>, UserError> {
        self.core.traces_of(which).await
    }
}
