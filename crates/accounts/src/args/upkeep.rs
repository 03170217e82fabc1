//! Looking after a database.

use std::path::PathBuf;

use clap::Args;

use super::{Database, Existing};

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
