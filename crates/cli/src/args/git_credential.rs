//! What git asks its helper, and what a person tells it.

use std::ffi::OsString;

use clap::Subcommand;

/// Shown below the help.
pub(super) const SET_UP: &str = "\
Example:
  countersign git-credential bind git.example.com ACCOUNT
  git config --global credential.https://git.example.com.helper '!countersign git-credential'";

#[derive(Debug, Subcommand)]
pub(crate) enum GitCredential {
    /// Answer git; it asks on standard input.
    #[command(after_help = "Example:\n  countersign git-credential get   (git runs it)")]
    Get,
    /// Keep nothing: what git learnt belongs to whoever gave it.
    #[command(after_help = "Example:\n  countersign git-credential store   (git runs it)")]
    Store,
    /// Renew the token that a service refused.
    #[command(after_help = "Example:\n  countersign git-credential erase   (git runs it)")]
    Erase,
    /// Give git the tokens of an account at a host, or below a path of it.
    #[command(after_help = "Example:\n  countersign git-credential bind git.example.com ACCOUNT --username oauth2")]
    Bind {
        /// The host: git.example.com, git.example.com:8443 or https://git.example.com/group.
        host: String,
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
        /// The name that goes with the token, where the service wants a certain one.
        #[arg(long, value_name = "U")]
        username: Option<String>,
    },
    /// Forget a host.
    #[command(after_help = "Example:\n  countersign git-credential unbind git.example.com")]
    Unbind {
        /// The host, as it was bound.
        host: String,
    },
    /// The hosts that are bound.
    #[command(after_help = "Example:\n  countersign git-credential list --json")]
    List,
    /// What a newer git may ask: a helper passes over what it does not know (gitcredentials(7)).
    #[command(external_subcommand)]
    Other(Vec<OsString>),
}
