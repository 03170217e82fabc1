//! The product APIs of a service, on behalf of somebody who is signed in.

use std::path::PathBuf;
use std::time::Duration;

use clap::Subcommand;

use super::values::duration;

#[derive(Debug, Subcommand)]
pub(crate) enum ProductApisCommand {
    /// Keep an API key for a service, in place of the one before.
    #[command(after_help = "Example:\n  countersign product-apis key work --key KEY --secret-file ./secret")]
    Key {
        /// The provider's name.
        provider: String,
        /// The key, as the service shows it.
        #[arg(long, value_name = "KEY")]
        key: String,
        /// A file with its secret.
        #[arg(long, value_name = "F")]
        secret_file: PathBuf,
    },
    /// The API keys that are kept, without their secrets.
    #[command(after_help = "Example:\n  countersign product-apis keys --json")]
    Keys,
    /// Forget the API key of a service, and what it gave.
    #[command(after_help = "Example:\n  countersign product-apis forget-key work")]
    ForgetKey {
        /// The provider's name.
        provider: String,
    },
    /// Which APIs a session reaches, until when, and in whose name.
    #[command(after_help = "Example:\n  countersign product-apis show ACCOUNT --json")]
    Show {
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
    },
    /// A token for the product APIs that is good now; it is got or renewed first where needed.
    #[command(after_help = "Example:\n  countersign product-apis token ACCOUNT --json")]
    Token {
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
        /// How long the token has to be good for, such as 60s, 10m or 1h.
        #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
        min_validity: Duration,
    },
}
