//! The keys that tokens are signed with.

use clap::{Args, Subcommand};
use countersign_wire::app::SigningAlg;

use super::{Database, Existing};

#[derive(Subcommand)]
pub(crate) enum SigningKeysCommand {
    /// Print every key, one JSON value a line, the oldest first.
    List(Existing),
    /// Publish the key that signs next, unless one waits already. By itself it signs a day later.
    #[command(after_help = "Example:\n  countersign-accounts signing-keys publish --database sqlite:accounts.db --alg ES256")]
    Publish(NewSigningKey),
    /// Have a published key sign from now on, and retire the one that did.
    Promote(OneSigningKey),
    /// Throw a key away that does not sign: what a retired one signed counts no more.
    Remove(OneSigningKey),
}

#[derive(Args)]
pub(crate) struct NewSigningKey {
    #[command(flatten)]
    pub(crate) database: Database,
    #[arg(long, help = format!("What it signs with: {}.", SigningAlg::one_of()), value_parser = algorithm)]
    pub(crate) alg: SigningAlg,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct OneSigningKey {
    #[command(flatten)]
    pub(crate) database: Existing,
    /// What signatures name it by.
    // One of 64 begins with a hyphen.
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    pub(crate) kid: String,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

fn algorithm(word: &str) -> Result<SigningAlg, String> {
    SigningAlg::parse(word).ok_or_else(|| format!("it is {}", SigningAlg::one_of()))
}
