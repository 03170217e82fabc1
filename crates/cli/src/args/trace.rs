//! What happened in a sign-in.

use clap::Args;

pub(crate) const EXAMPLES: &str = "Example:
  countersign trace
  countersign trace last
  countersign trace ACCOUNT --json";

#[derive(Debug, Args)]
pub(crate) struct ShowTrace {
    /// The id of an attempt or of an account, or `last`; without one, the records are listed.
    #[arg(value_name = "ATTEMPT|ACCOUNT|last")]
    pub(crate) which: Option<String>,
}
