//! What belongs to an app: secrets, return addresses, grants; and apps as a file.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::administrator::{Paging, Sure};

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// The secrets of an app without the secrets themselves, with their last use.
    #[command(after_help = "Example:\n  countersign apps secrets list CLIENT_ID")]
    List {
        /// The app's client id.
        id: String,
    },
    /// Retire a secret: it does not work from now on.
    #[command(after_help = "Example:\n  countersign apps secrets retire CLIENT_ID SECRET_ID")]
    Retire {
        /// The app's client id.
        id: String,
        /// The secret's id, as `secrets list` shows it.
        secret: String,
    },
    /// Take the retiring of a secret back, within 7 days and while fewer than two others work.
    #[command(after_help = "Example:\n  countersign apps secrets roll-back CLIENT_ID SECRET_ID")]
    RollBack {
        /// The app's client id.
        id: String,
        /// The secret's id, as `secrets list` shows it.
        secret: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RedirectsCommand {
    /// Return addresses that were asked for lately and are not registered, with the registered one that is most like them.
    #[command(after_help = "Example:\n  countersign apps redirects mismatches CLIENT_ID")]
    Mismatches {
        /// The app's client id.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum GrantsCommand {
    /// What an app was given, by whom and since when; the latest first.
    #[command(after_help = "Example:\n  countersign apps grants list CLIENT_ID")]
    List {
        /// The app's client id.
        id: String,
        #[command(flatten)]
        paging: Paging,
    },
    /// End one grant: its tokens die, and the person is asked again.
    #[command(after_help = "Example:\n  countersign apps grants revoke CLIENT_ID GRANT_ID")]
    Revoke {
        /// The app's client id.
        id: String,
        /// The grant's id, as `grants list` shows it.
        grant: String,
    },
    /// End all that an app was given.
    #[command(after_help = "Example:\n  countersign apps grants revoke-all CLIENT_ID")]
    RevokeAll {
        /// The app's client id.
        id: String,
        #[command(flatten)]
        sure: Sure,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PlanApps {
    /// The file of apps, TOML; - reads it from standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Remove apps that the file does not name.
    #[arg(long)]
    pub(crate) prune: bool,
    /// Keep the plan in a file, to apply exactly that later.
    #[arg(long, value_name = "PLAN")]
    pub(crate) save: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ApplyApps {
    /// The file of apps, TOML; - reads it from standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Remove apps that the file does not name.
    #[arg(long)]
    pub(crate) prune: bool,
    /// A plan that was kept: where something was changed since, nothing is done. Without one, the plan of now is done.
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,
    /// Write the secrets of new apps into a new file that only you can read, in place of printing them.
    #[arg(long, value_name = "FILE")]
    pub(crate) secrets_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sure: Sure,
}
