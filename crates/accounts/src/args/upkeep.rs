//! Looking after a database.

use std::path::PathBuf;

use clap::Args;

use super::Database;

#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) database: Database,
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
}
