//! Organisations.

use clap::{Args, Subcommand};

use super::Database;

#[derive(Subcommand)]
pub(crate) enum OrganisationsCommand {
    /// Add an organisation: it has people and apps.
    #[command(after_help = "Example:\n  countersign-accounts organisations add --database sqlite:accounts.db --name Harbour --json")]
    Add(NewOrganisation),
}

#[derive(Args)]
pub(crate) struct NewOrganisation {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Its name; no two have the same.
    #[arg(long)]
    pub(crate) name: String,
    /// Answer in JSON, as always.
    #[arg(long)]
    json: bool,
}
