//! Keys of the product APIs.

use clap::{Args, Subcommand};

use super::{Database, Existing};

#[derive(Subcommand)]
pub(crate) enum ApiKeysCommand {
    /// Add a key; its secret is printed this once.
    #[command(after_help = "Example:\n  countersign-accounts api-keys add --database sqlite:accounts.db --name \"Chat desk\" --json")]
    Add(NewApiKey),
    /// Print every key, one JSON value a line, by name.
    List(Existing),
    /// Give a key another secret, printed this once. Two work at a time; of three the oldest is retired.
    Rotate(OneApiKey),
    /// Switch a key off: what was given for it ends at once.
    Disable(OneApiKey),
    /// Switch a key on.
    Enable(OneApiKey),
}

#[derive(Args)]
pub(crate) struct NewApiKey {
    #[command(flatten)]
    pub(crate) database: Database,
    /// What people call it.
    #[arg(long)]
    pub(crate) name: String,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct OneApiKey {
    #[command(flatten)]
    pub(crate) database: Existing,
    /// The key, which is no secret.
    #[arg(value_name = "KEY")]
    pub(crate) key: String,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}
