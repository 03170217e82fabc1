//! Keys of the product APIs, and the keys that the service signs with.

use clap::{Args, Subcommand};
use countersign_wire::app::SigningAlg;

use super::administrator::{Administrator, Paging, Sure};
use super::values::one_of;

#[derive(Debug, Args)]
pub(crate) struct ApiKeys {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: ApiKeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeysCommand {
    /// All keys, or those that match.
    #[command(after_help = "Example:\n  countersign api-keys list")]
    List {
        /// Part of a name.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Make a key. Its secret is shown once.
    #[command(after_help = "Example:\n  countersign api-keys add --name \"Chat of the harbour\" --json")]
    Add {
        /// What people call it.
        #[arg(long, value_name = "N")]
        name: String,
        /// The organisation whose people it is for, by its name or id; without it, for everybody.
        #[arg(long, value_name = "ORGANISATION")]
        organisation: Option<String>,
    },
    /// Make another secret of a key, shown once. Two work at a time; a third retires the oldest.
    #[command(after_help = "Example:\n  countersign api-keys rotate KEY --json")]
    Rotate {
        /// The key, as `list` shows it.
        key: String,
    },
    /// Retire a secret of a key: it does not work from now on, and what was given for it ends.
    #[command(after_help = "Example:\n  countersign api-keys retire KEY SECRET_ID")]
    Retire {
        /// The key, as `list` shows it.
        key: String,
        /// The id of the secret.
        secret: String,
    },
    /// Let a key be used.
    #[command(after_help = "Example:\n  countersign api-keys enable KEY")]
    Enable {
        /// The key, as `list` shows it.
        key: String,
    },
    /// Let a key be used no more. What was given for it ends.
    #[command(after_help = "Example:\n  countersign api-keys disable KEY")]
    Disable {
        /// The key, as `list` shows it.
        key: String,
    },
    /// Delete a key, and all that was given for it.
    #[command(after_help = "Example:\n  countersign api-keys delete KEY")]
    Delete {
        /// The key, as `list` shows it.
        key: String,
        #[command(flatten)]
        sure: Sure,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SigningKeys {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: SigningKeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SigningKeysCommand {
    /// The keys that are published, that sign, and whose signatures still count.
    #[command(after_help = "Example:\n  countersign signing-keys list")]
    List,
    /// Publish the key that signs next. By itself it signs a day later.
    #[command(after_help = "Example:\n  countersign signing-keys publish --alg ES256")]
    Publish {
        /// What it is to sign with.
        #[arg(long, value_name = "ALG", value_parser = one_of(SigningAlg::ALL, SigningAlg::as_str))]
        alg: SigningAlg,
    },
    /// Have a published key sign from now on.
    #[command(after_help = "Example:\n  countersign signing-keys promote KID")]
    Promote {
        /// The key's kid, as `list` shows it.
        kid: String,
    },
    /// Remove a key that may be known to somebody else. What it signed counts no more.
    #[command(after_help = "Example:\n  countersign signing-keys remove KID")]
    Remove {
        /// The key's kid, as `list` shows it.
        kid: String,
        #[command(flatten)]
        sure: Sure,
    },
}
