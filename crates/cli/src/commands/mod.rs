//! One function for each verb: ask the engine, hand the answer on.

mod accounts;
mod apps;
mod fresh_sign_in;
mod interruption;
mod product_apis;
mod providers;
mod secret_file;
mod sign_in;
mod sign_out;
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
    // Scripts call this one again and again, and wait for its end.
    let is_asked_often = matches!(arguments.command, Command::Token { .. });
    let done = match arguments.command {
        Command::Providers(ProvidersCommand::Add(add)) => providers::add(engine, out, *add).await,
        Command::Providers(ProvidersCommand::List) => providers::list(engine, out).await,
        Command::Providers(ProvidersCommand::Remove { name }) => providers::remove(engine, out, &name).await,
        Command::SignIn(sign_in) => sign_in::sign_in(engine, out, sign_in).await,
        Command::Accounts => accounts::list(engine, out).await,
        Command::Profile { account } => accounts::profile(engine, out, &account).await,
        Command::Token { account, min_validity } => accounts::token(engine, out, &account, min_validity).await,
        Command::Refresh { account } => accounts::refresh(engine, out, &account).await,
        Command::SignOut(args) => sign_out::sign_out(engine, out, args).await,
        Command::Forget { account, force } => sign_out::forget(engine, out, &account, force).await,
        Command::Vault(command) => vault::run(engine, out, command).await,
        Command::ProductApis(command) => product_apis::run(engine, out, command).await,
        Command::Apps(apps) => apps::run(engine, out, apps).await,
    };
    if done.is_ok() && !is_asked_often {
        sign_out::tell_what_is_due(engine).await;
    }
    done
}
