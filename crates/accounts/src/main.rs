//! `countersign-accounts`, for operators: JSON on stdout, logs on stderr, secrets from stdin.

#![expect(clippy::print_stderr, reason = "a command line answers on its outputs")]

mod args;
mod commands;
mod log;

use std::process::ExitCode;

use clap::Parser as _;
use countersign_accounts::config::Log;

use args::{Accounts, Command, OrganisationsCommand, PeopleCommand};

#[tokio::main]
async fn main() -> ExitCode {
    let command = Accounts::parse().command;
    // Serving has settings for it; it starts the log once it knows them.
    if !matches!(command, Command::Serve(_)) {
        log::start(&Log::default(), log::OF_A_COMMAND);
    }
    let outcome = match command {
        Command::Serve(serve) => commands::serve::run(serve).await,
        Command::People(PeopleCommand::Add(person)) => commands::people::add(*person).await,
        Command::Organisations(OrganisationsCommand::Add(organisation)) => commands::organisations::add(organisation).await,
        Command::Apps(command) => commands::apps::run(command).await,
        Command::ApiKeys(command) => commands::api_keys::run(command).await,
        Command::SigningKeys(command) => commands::signing_keys::run(command).await,
        Command::Audit(command) => commands::audit::run(command).await,
        Command::Backup(backup) => commands::upkeep::backup(&backup),
        Command::Restore(restore) => commands::upkeep::restore(restore).await,
        Command::Check(database) => commands::upkeep::check(&database),
        Command::Migrate(database) => commands::upkeep::migrate(&database),
        Command::Manual(manual) => commands::manual::run(manual),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("countersign-accounts: {failure}");
            ExitCode::FAILURE
        }
    }
}
