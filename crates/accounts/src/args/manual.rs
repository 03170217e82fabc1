use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;

/// What the program says about itself, for other programs.
#[derive(Subcommand)]
pub(crate) enum Manual {
    /// Print what completes these commands in a shell.
    #[command(
        after_help = "Example:\n  countersign-accounts completions bash > ~/.local/share/bash-completion/completions/countersign-accounts"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual: a page for each command.
    #[command(after_help = "Example:\n  countersign-accounts man --out ~/.local/share/man/man1")]
    Man {
        /// The folder to write into; it is made where it is absent.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}
