//! The vault itself.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum VaultCommand {
    /// Seal a vault that has a passphrase with another one.
    #[command(
        after_help = "Example:\n  countersign vault change-passphrase --vault passphrase --passphrase-file ./old --new-passphrase-file ./new"
    )]
    ChangePassphrase {
        /// A file with the new passphrase.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: PathBuf,
    },
    /// Seal sessions into a file that can be taken to another computer.
    #[command(after_help = "Example:\n  countersign vault export ./accounts.sealed --export-passphrase-file ./passphrase --move")]
    Export {
        /// The file to make; one that is there is not written over.
        file: PathBuf,
        /// A file with the passphrase that seals it.
        #[arg(long, value_name = "FILE")]
        export_passphrase_file: PathBuf,
        /// An account to take along, instead of all that are signed in; may be given more than once.
        #[arg(long = "account", value_name = "A")]
        accounts: Vec<String>,
        /// Take them off this computer. The services are told nothing: the sessions live on in the file.
        #[arg(long = "move")]
        take_off: bool,
    },
    /// Bring the sessions of an export in. Whoever is signed in here already stays as they are.
    ///
    /// A session that was moved and does not come in is in the file alone: it is listed, and the exit code is 1.
    #[command(after_help = "Example:\n  countersign vault import ./accounts.sealed --export-passphrase-file ./passphrase")]
    Import {
        /// The file that was exported.
        file: PathBuf,
        /// A file with the passphrase that seals it.
        #[arg(long, value_name = "FILE")]
        export_passphrase_file: PathBuf,
    },
}
