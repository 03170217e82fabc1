//! What the program says about itself.

use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;

#[derive(Debug, Subcommand)]
pub(crate) enum AboutCommand {
    /// A script that completes what is typed, for a shell to read.
    #[command(after_help = "Example:\n  countersign completions bash > ~/.local/share/bash-completion/completions/countersign")]
    Completions {
        /// The shell that is to read it.
        shell: Shell,
    },
    /// The manual, as man pages.
    #[command(after_help = "Example:\n  countersign man --out ~/.local/share/man/man1")]
    Man {
        /// Write a page for each verb into this folder, in place of printing the first one.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// The JSON Schema of everything that --json prints.
    #[command(after_help = "Example:\n  countersign schema > command-line.schema.json")]
    Schema,
    /// What the exit codes mean.
    #[command(long_about = format!("What the exit codes mean.\n\n{EXIT_CODES}"), after_help = "Example:\n  countersign exit-codes")]
    ExitCodes,
}

/// What the exit codes mean, for people.
pub(crate) const EXIT_CODES: &str = "\
0  done
1  anything else: a name that is taken, an answer that cannot be read, an audit that is not whole
2  usage: what was typed, or a value in it, is not valid
3  not found: no such provider, account, app, person or file
4  refused, by the service or by a person, or not offered; changed by others meanwhile; called off
5  the keychain is locked, absent, or has lost the key
6  network: nobody answers
7  timed out: nothing came back from the browser in time";
