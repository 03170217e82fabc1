//! The OAuth apps of an accounts service.

mod draft;
mod within;

use clap::{Args, Subcommand};
use countersign_wire::app::{AppKind, AppSort, DialectName, LastUsed};

use super::administrator::{Administrator, Paging, Sure};
use super::values::{one_of, switch};

pub(crate) use draft::{AddApp, AppSettingsArguments, Clearable, UpdateApp};
pub(crate) use within::{ApplyApps, GrantsCommand, PlanApps, RedirectsCommand, SecretsCommand};

#[derive(Debug, Args)]
pub(crate) struct Apps {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: AppsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AppsCommand {
    /// All apps, or those that match.
    #[command(
        after_help = "Example:\n  countersign apps list --search harbour\n  countersign apps list --kind web --enabled off --sort last_used\n  countersign apps list --facets"
    )]
    List(Box<ListApps>),
    /// One app: what it may do, its secrets and their last use, and return addresses that were refused lately.
    #[command(after_help = "Example:\n  countersign apps show CLIENT_ID\n  countersign apps show CLIENT_ID --json --details")]
    Show {
        /// The app's client id.
        id: String,
        /// With --json: all there is, not only what every app has.
        #[arg(long)]
        details: bool,
    },
    /// Register an app. Its secret, where it has one, is shown once.
    #[command(
        after_help = "Example:\n  countersign apps add --name Harbour --kind web \\\n    --redirect-uri https://harbour.example/callback --scope profile\n  countersign apps add --name Reports --kind machine --scope reports:read \\\n    --jwks-file keys.json"
    )]
    Add(Box<AddApp>),
    /// Change an app. What is not named stays as it is.
    #[command(
        override_usage = "countersign apps update [OPTIONS] <ID>",
        after_help = "Example:\n  countersign apps update CLIENT_ID --name Harbour --scope profile --scope email\n  countersign apps update CLIENT_ID --access-lifetime 30m --clear description"
    )]
    Update(Box<UpdateApp>),
    /// Let an app be used.
    #[command(after_help = "Example:\n  countersign apps enable CLIENT_ID")]
    Enable {
        /// The app's client id.
        id: String,
    },
    /// Let an app be used no more. What it was given ends.
    #[command(after_help = "Example:\n  countersign apps disable CLIENT_ID")]
    Disable {
        /// The app's client id.
        id: String,
    },
    /// Give an app to another organisation, or to none.
    #[command(after_help = "Example:\n  countersign apps transfer CLIENT_ID --to Harbour\n  countersign apps transfer CLIENT_ID --to-none")]
    Transfer {
        /// The app's client id.
        id: String,
        /// The organisation, by its name or id.
        #[arg(long, value_name = "ORGANISATION", required_unless_present = "to_none", conflicts_with = "to_none")]
        to: Option<String>,
        /// No organisation: an administrator's alone.
        #[arg(long)]
        to_none: bool,
    },
    /// Delete an app. Its tokens and codes die with it.
    #[command(after_help = "Example:\n  countersign apps delete CLIENT_ID\n  countersign apps delete CLIENT_ID --yes")]
    Delete {
        /// The app's client id.
        id: String,
        #[command(flatten)]
        sure: Sure,
    },
    /// Make a new secret, shown once. A third secret retires the oldest.
    #[command(after_help = "Example:\n  countersign apps new-secret CLIENT_ID --json")]
    NewSecret {
        /// The app's client id.
        id: String,
    },
    /// The secrets of an app: two work at a time, so that a program can change over without a gap.
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Where an app may return to.
    #[command(subcommand)]
    Redirects(RedirectsCommand),
    /// What people let an app do.
    #[command(subcommand)]
    Grants(GrantsCommand),
    /// What happened to an app, day by day.
    #[command(after_help = "Example:\n  countersign apps usage CLIENT_ID --days 14")]
    Usage {
        /// The app's client id.
        id: String,
        /// How many days up to today, 1 to 366.
        #[arg(long, value_name = "N", default_value = "30", value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
    /// Write all apps as TOML, sorted and without secrets.
    #[command(after_help = "Example:\n  countersign apps export > apps.toml")]
    Export,
    /// Show what a file of apps would change: + is added, ~ changed field by field, - removed.
    #[command(after_help = "Example:\n  countersign apps plan apps.toml --save apps.plan")]
    Plan(PlanApps),
    /// Do exactly what a plan says; the secrets of new apps are shown this once.
    #[command(
        after_help = "Example:\n  countersign apps apply apps.toml\n  countersign apps apply apps.toml --plan apps.plan --secrets-file new.json"
    )]
    Apply(ApplyApps),
}

impl AppsCommand {
    /// The client id that it is about.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::List(_) | Self::Add(_) | Self::Export | Self::Plan(_) | Self::Apply(_) => None,
            Self::Update(update) => Some(&update.id),
            Self::Show { id, .. }
            | Self::Enable { id }
            | Self::Disable { id }
            | Self::Transfer { id, .. }
            | Self::Delete { id, .. }
            | Self::NewSecret { id }
            | Self::Usage { id, .. }
            | Self::Secrets(SecretsCommand::List { id } | SecretsCommand::Retire { id, .. } | SecretsCommand::RollBack { id, .. })
            | Self::Redirects(RedirectsCommand::Mismatches { id })
            | Self::Grants(GrantsCommand::List { id, .. } | GrantsCommand::Revoke { id, .. } | GrantsCommand::RevokeAll { id, .. }) => {
                Some(id)
            }
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ListApps {
    /// Part of a name, a client id or a redirect URI.
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Of a kind.
    #[arg(long, value_parser = one_of(AppKind::ALL, AppKind::as_str))]
    pub(crate) kind: Option<AppKind>,
    /// Of a dialect.
    #[arg(long, value_parser = one_of(DialectName::ALL, DialectName::as_str))]
    pub(crate) dialect: Option<DialectName>,
    /// Those that may be used, or those that may not.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) enabled: Option<bool>,
    /// Those that skip consent, or those that do not.
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(crate) trusted: Option<bool>,
    /// Of an organisation, by its name or id.
    #[arg(long, value_name = "ORGANISATION")]
    pub(crate) organisation: Option<String>,
    /// With a scope.
    #[arg(long, value_name = "S")]
    pub(crate) scope: Option<String>,
    /// With a host that they return to.
    #[arg(long, value_name = "HOST")]
    pub(crate) redirect_host: Option<String>,
    /// By when they were last used; each app is in one of them.
    #[arg(long, value_parser = one_of(LastUsed::ALL, LastUsed::as_str))]
    pub(crate) last_used: Option<LastUsed>,
    /// Made by a person, by id.
    #[arg(long, value_name = "PERSON")]
    pub(crate) created_by: Option<String>,
    /// In which order.
    #[arg(long, default_value = "name", value_parser = one_of(AppSort::ALL, AppSort::as_str))]
    pub(crate) sort: AppSort,
    #[command(flatten)]
    pub(crate) paging: Paging,
    /// Count the apps that match by each thing they are chosen by, instead of listing them.
    #[arg(long, conflicts_with_all = ["limit", "cursor"])]
    pub(crate) facets: bool,
}
