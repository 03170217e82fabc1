//! The agent, what it was allowed to give, and what it gave.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::values::duration;

#[derive(Debug, Args)]
pub(crate) struct RunAgent {
    #[command(subcommand)]
    pub(crate) command: Option<AgentCommand>,
    /// Another place for the socket; its folder has to be yours alone (0700).
    #[arg(long, value_name = "PATH")]
    pub(crate) socket: Option<PathBuf>,
    /// End when nobody asked for so long, such as 30m or 8h.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) idle: Option<Duration>,
    /// How long what you allow lasts.
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration)]
    pub(crate) approval_lasts: Duration,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// What programs were allowed.
    #[command(subcommand)]
    Approvals(Approvals),
    /// What programs were given and refused, the oldest first.
    #[command(after_help = "Example:\n  countersign agent log --json")]
    Log,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Approvals {
    /// What is allowed now.
    #[command(after_help = "Example:\n  countersign agent approvals list --json")]
    List,
    /// Allow a program before it asks: its file as it is now.
    #[command(after_help = "Example:\n  countersign agent approvals allow /usr/bin/rclone ACCOUNT --for 720h")]
    Allow {
        /// The program's file.
        program: PathBuf,
        /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
        account: String,
        /// For how long.
        #[arg(long = "for", value_name = "DURATION", default_value = "24h", value_parser = duration)]
        lasts: Duration,
    },
    /// Take an approval back, from the program's next request on.
    #[command(after_help = "Example:\n  countersign agent approvals revoke APPROVAL")]
    Revoke {
        /// Its id, as `list` shows it.
        approval: String,
    },
}
