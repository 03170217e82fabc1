//! The headers that a request of another program carries.

use clap::Args;

/// Shown below the help.
pub(super) const EXAMPLES: &str = "\
Example:
  countersign headers ACCOUNT https://api.example.com/me | curl -H @- https://api.example.com/me

A token that is bound to a key goes with a proof for one request, which is over after a minute. Where the service refuses it
and answers with a header DPoP-Nonce, ask again with --nonce.";

#[derive(Debug, Args)]
pub(crate) struct Headers {
    /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
    pub(crate) account: String,
    /// Where the request goes.
    #[arg(value_name = "URL")]
    pub(crate) url: String,
    /// Its method.
    #[arg(long, value_name = "M", default_value = "GET")]
    pub(crate) method: String,
    /// What the service wants in the proof: the header DPoP-Nonce of its refusal.
    #[arg(long, value_name = "N")]
    pub(crate) nonce: Option<String>,
}
