//! The OAuth apps of an accounts service.

use std::time::Duration;

use clap::{ArgGroup, Args, Subcommand};
use countersign_wire::app::{AppKind, DialectName, Pkce};

use super::values::{duration, on_off, word};

#[derive(Debug, Args)]
pub(crate) struct Apps {
    /// The account of an administrator; needed where more than one account is.
    #[arg(long, global = true, value_name = "A")]
    pub(crate) account: Option<String>,
    /// Where the service wants a fresh sign-in first, print its address instead of opening a browser.
    #[arg(long, global = true, conflicts_with = "no_sign_in")]
    pub(crate) print_url: bool,
    /// How long to wait for that sign-in, such as 60s, 10m or 1h.
    #[arg(long, global = true, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub(crate) wait: Duration,
    /// Where the service wants a fresh sign-in first, end with an error: for where nobody is.
    #[arg(long, global = true)]
    pub(crate) no_sign_in: bool,
    #[command(subcommand)]
    pub(crate) command: AppsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AppsCommand {
    /// All apps, or those that match.
    #[command(after_help = "Example:\n  countersign apps list --search harbour")]
    List {
        /// Part of a name, a client id or a redirect URI.
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// One app.
    #[command(after_help = "Example:\n  countersign apps show CLIENT_ID --json")]
    Show {
        /// The app's client id.
        id: String,
    },
    /// Register an app. Its secret, where it has one, is shown once.
    #[command(
        after_help = "Example:\n  countersign apps add --name Harbour --kind web --redirect-uri https://harbour.example/callback --scope profile"
    )]
    Add(AddApp),
    /// Change an app. What is not named stays as it is.
    #[command(after_help = "Example:\n  countersign apps update CLIENT_ID --name Harbour --scope profile --scope email")]
    Update(UpdateApp),
    /// Delete an app. Its tokens and codes die with it.
    #[command(after_help = "Example:\n  countersign apps delete CLIENT_ID")]
    Delete {
        /// The app's client id.
        id: String,
    },
    /// Make a new secret, shown once. A third secret retires the oldest.
    #[command(after_help = "Example:\n  countersign apps new-secret CLIENT_ID --json")]
    NewSecret {
        /// The app's client id.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddApp {
    /// The name on the consent page.
    #[arg(long, value_name = "N")]
    pub(crate) name: String,
    /// Where it runs: on a person's computer, or on a server.
    #[arg(long, value_parser = word(AppKind::parse, &["native", "web"]))]
    pub(crate) kind: AppKind,
    /// For a native app: a secret besides. A web app always has one.
    #[arg(long)]
    pub(crate) with_secret: bool,
    /// Where a sign-in may end; may be given more than once.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// A scope that it may ask for; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Skip consent; only for an app on a server.
    #[arg(long)]
    pub(crate) trusted: bool,
    /// Which shapes it gets.
    #[arg(long, default_value = "standard", value_parser = word(DialectName::parse, &["standard", "inbenta"]))]
    pub(crate) dialect: DialectName,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = word(Pkce::parse, &["required", "optional"]))]
    pub(crate) pkce: Option<Pkce>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true).args(["name", "redirect_uris", "scopes", "no_scopes", "trusted", "enabled", "pkce"]))]
pub(crate) struct UpdateApp {
    /// The app's client id.
    pub(crate) id: String,
    /// The name on the consent page.
    #[arg(long, value_name = "N")]
    pub(crate) name: Option<String>,
    /// Where a sign-in may end; all of them, in place of those there are.
    #[arg(long = "redirect-uri", value_name = "U")]
    pub(crate) redirect_uris: Vec<String>,
    /// The scopes that it may ask for; all of them, in place of those there are.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Allow it no scope.
    #[arg(long, conflicts_with = "scopes")]
    pub(crate) no_scopes: bool,
    /// Whether consent is skipped; only for an app on a server.
    #[arg(long, value_name = "on|off", value_parser = word(on_off, &["on", "off"]))]
    pub(crate) trusted: Option<bool>,
    /// Whether it may be used.
    #[arg(long, value_name = "on|off", value_parser = word(on_off, &["on", "off"]))]
    pub(crate) enabled: Option<bool>,
    /// Whether a sign-in has to use PKCE.
    #[arg(long, value_parser = word(Pkce::parse, &["required", "optional"]))]
    pub(crate) pkce: Option<Pkce>,
    /// Refuse unless the app is at this version, so that nobody else's change is undone.
    #[arg(long, value_name = "VERSION")]
    pub(crate) if_version: Option<i64>,
}
