//! What is only told, as a contract.

use super::Answer;
use super::rows::UsageBatch;

/// Last uses and counts.
pub trait Told {
    /// Writes a batch. What it tells of may be gone meanwhile; that is left out.
    fn tell(&self, batch: UsageBatch) -> Answer<'_, ()>;
}
