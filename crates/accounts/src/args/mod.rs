//! The flags, as `docs` and scripts know them: a file for each group of commands. No secret is ever one.

mod api_keys;
mod apps;
mod audit;
mod manual;
mod organisations;
mod people;
mod serve;
mod signing_keys;
mod upkeep;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use countersign_accounts::store::sqlite::file_of;

pub(crate) use api_keys::{ApiKeysCommand, OneApiKey};
pub(crate) use apps::{ApplyFile, AppsCommand, ExportFile, NewApp, PlanFile};
pub(crate) use audit::{AuditCommand, Export};
pub(crate) use manual::Manual;
pub(crate) use organisations::{NewOrganisation, OrganisationsCommand};
pub(crate) use people::{NewPerson, PeopleCommand};
pub(crate) use serve::Serve;
pub(crate) use signing_keys::SigningKeysCommand;
pub(crate) use upkeep::{Backup, Restore};

/// An accounts service: people, OAuth apps, sign-in, consent, tokens.
#[derive(Parser)]
#[command(name = "countersign-accounts", version, arg_required_else_help = true)]
pub(crate) struct Accounts {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve until stopped. Prints {"listening"} when ready and, while there are no people, {"setup_url"}.
    #[command(after_help = "Example:\n  countersign-accounts serve --database sqlite:accounts.db --listen 127.0.0.1:8400")]
    Serve(Serve),
    /// People, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    People(PeopleCommand),
    /// Organisations, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    Organisations(OrganisationsCommand),
    /// OAuth apps, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    Apps(AppsCommand),
    /// Keys of the product APIs, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    ApiKeys(ApiKeysCommand),
    /// The keys that tokens are signed with, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    SigningKeys(SigningKeysCommand),
    /// The audit, beside a running service.
    #[command(subcommand, arg_required_else_help = true)]
    Audit(AuditCommand),
    /// Copy the database and its key, beside a running service.
    #[command(after_help = "Example:\n  countersign-accounts backup --database sqlite:accounts.db /backup/accounts-monday.db")]
    Backup(Backup),
    /// Put a copy back. The service has to be stopped; everybody signs in anew, as the copy cannot know what was ended.
    #[command(after_help = "Example:\n  countersign-accounts restore --database sqlite:accounts.db /backup/accounts-monday.db")]
    Restore(Restore),
    /// Look whether the database is whole; nothing is changed.
    Check(Existing),
    /// Bring the schema forward. Serving does so too.
    Migrate(Database),
    /// What completes these commands in a shell, and their manual.
    #[command(flatten)]
    Manual(Manual),
}

#[derive(Args)]
pub(crate) struct Database {
    /// The database, as sqlite:FILE. It is created where it is absent.
    #[arg(long = "database", value_name = "sqlite:FILE", value_parser = file_of)]
    pub(crate) file: PathBuf,
}

/// A database that is there: who names a wrong file learns of it, and none is made in its place.
#[derive(Args)]
pub(crate) struct Existing {
    /// The database, as sqlite:FILE.
    #[arg(long = "database", value_name = "sqlite:FILE", value_parser = file_of)]
    pub(crate) file: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_do_not_contradict_each_other() {
        use clap::CommandFactory as _;
        Accounts::command().debug_assert();
    }
}
