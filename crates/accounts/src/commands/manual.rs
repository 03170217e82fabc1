use clap::CommandFactory as _;

use super::Failure;
use crate::args::{Accounts, Manual};

/// Writes what completes the commands, or their manual.
pub(crate) fn run(manual: Manual) -> Result<(), Failure> {
    match manual {
        Manual::Completions { shell } => {
            // Into memory first: the library panics where its output is closed early.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Accounts::command(), "countersign-accounts", &mut script);
            std::io::Write::write_all(&mut std::io::stdout().lock(), &script)?;
        }
        Manual::Man { out } => {
            std::fs::create_dir_all(&out).map_err(|error| format!("“{}” cannot be made: {error}", out.display()))?;
            clap_mangen::generate_to(Accounts::command().disable_help_subcommand(true), &out)
                .map_err(|error| format!("the manual cannot be written to “{}”: {error}", out.display()))?;
        }
    }
    Ok(())
}
