//! One function for each verb: ask the engine, hand the answer on.

mod accounts;
mod apps;
mod fresh_sign_in;
mod interruption;
mod pasting;
mod product_apis;
mod providers;
mod secret_file;
mod sign_in;
mod vault;

use countersign_engine::{Engine, Home, WithoutKeychain};

use crate::args::{Arguments, Command, ProvidersCommand};
use crate::output::{Failure, Output};

/// Runs what was typed.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Failure> {
    let home = Home::resolve(arguments.home)?;
    let out = *output;
    let parts = vault::parts(arguments.vault, arguments.passphrase_file.as_deref(), &home, out)?;
    let engine = &Engine::open(home, parts, WithoutKeychain::Refuse).await?;
    match arguments.command {
        Command::Providers(ProvidersCommand::Add(add)) => providers::add(engine, out, *add).await,
        Command::Providers(ProvidersCommand::List) => providers::list(engine, out).await,
        Command::Providers(ProvidersCommand::Remove { name }) => providers::remove(engine, out, &name).await,
        Command::SignIn(sign_in) => sign_in::sign_in(engine, out, sign_in).await,
        Command::Accounts => accounts::list(engine, out).await,
        Command::Profile { account } => accounts::profile(engine, out, &account).await,
        Command::Token { account, min_validity } => accounts::token(engine, out, &account, min_validity).await,
        Command::Refresh { account } => accounts::refresh(engine, out, &account).await,
        Command::SignOut { account } => accounts::sign_out(engine, out, &account).await,
        Command::Vault(command) => vault::run(engine, out, command).await,
        Command::ProductApis(command) => product_apis::run(engine, out, command).await,
        Command::Apps(apps) => apps::run(engine, out, apps).await,
    }
}
