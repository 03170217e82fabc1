//! Looking after a database.

use std::path::PathBuf;

use clap::Args;
use countersign_accounts::store::sqlite::file_of;

use super::Database;

/// A database that is looked at: it is not made where it is absent.
#[derive(Args)]
pub(crate) struct Existing {
    /// The database, as sqlite:FILE.
    #[arg(long = "database", value_name = "sqlite:FILE", value_parser = file_of)]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) database: Existing,
    /// The copy; its key is FILE.key beside it.
    #[arg(value_name = "FILE")]
    pub(crate) copy: PathBuf,
    /// Take the place of an older copy of that name.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The copy, with its key FILE.key beside it.
    #[arg(value_name = "FILE")]
    pub(crate) copy: PathBuf,
    /// Put a copy back whose audit was tampered with, where there is no other.
    #[arg(long)]
    pub(crate) even_if_tampered: bool,
}
