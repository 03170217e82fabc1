//! What is only told, as a contract.

use super::Answer;
use super::rows::UsageBatch;

/// Last uses and counts.
pub trait Told {
    /// Writes a batch. What it tells of may be gone meanwhile; that is left out.
    ///
    /// Batches come from several processes and in any order: a last use never goes back.
    fn tell(&self, batch: UsageBatch) -> Answer<'_, ()>;
    /// Throws away some of what was told of days before `day`, in days since 1970-01-01: counts, and return addresses that
    /// were not asked for since. True where there is more.
    fn sweep_told(&self, day: i64) -> Answer<'_, bool>;
}
