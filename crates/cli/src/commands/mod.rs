//! One function for each verb: ask the engine, hand the answer on.

mod accounts;
#[cfg(target_os = "linux")]
mod agent;
#[cfg(target_os = "linux")]
mod approval_prompt;
mod apps;
mod fresh_sign_in;
mod git_credential;
mod interruption;
mod product_apis;
mod providers;
mod secret_file;
mod sign_in;
mod token;
mod vault;

use countersign_engine::{Engine, Home, WithoutKeychain};

use crate::args::{Arguments, Command, ProvidersCommand};
use crate::output::{Failure, Output};

/// What needs no engine: a token that an agent has ready. `None`: the rest of the program is needed.
#[cfg(target_os = "linux")]
pub(crate) fn at_once(arguments: &Arguments, out: Output) -> Option<Result<(), Failure>> {
    let Command::Token(token) = &arguments.command else { return None };
    let home = Home::resolve(arguments.home.clone()).ok()?;
    token::by_an_agent(&home, out, token)
}

/// There is no agent on this system.
#[cfg(not(target_os = "linux"))]
pub(crate) fn at_once(_: &Arguments, _: Output) -> Option<Result<(), Failure>> {
    None
}

/// Runs what was typed.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Failure> {
    let home = Home::resolve(arguments.home)?;
    let out = *output;
    let parts = vault::parts(arguments.vault, arguments.passphrase_file.as_deref(), &home, out)?;
    let engine = &Engine::open(home.clone(), parts, WithoutKeychain::Refuse).await?;
    match arguments.command {
        Command::Providers(ProvidersCommand::Add(add)) => providers::add(engine, out, *add).await,
        Command::Providers(ProvidersCommand::List) => providers::list(engine, out).await,
        Command::Providers(ProvidersCommand::Remove { name }) => providers::remove(engine, out, &name).await,
        Command::SignIn(sign_in) => sign_in::sign_in(engine, out, sign_in).await,
        Command::Accounts => accounts::list(engine, out).await,
        Command::Profile { account } => accounts::profile(engine, out, &account).await,
        Command::Token(token) => token::by_itself(engine, out, &token).await,
        Command::Refresh { account } => accounts::refresh(engine, out, &account).await,
        Command::SignOut { account } => accounts::sign_out(engine, out, &account).await,
        Command::Vault(command) => vault::run(engine, out, command).await,
        Command::ProductApis(command) => product_apis::run(engine, out, command).await,
        Command::Apps(apps) => apps::run(engine, out, apps).await,
        #[cfg(target_os = "linux")]
        Command::Agent(asked) => agent::run(engine, out, home, asked).await,
        Command::GitCredential(asked) => git_credential::run(engine, out, asked).await,
    }
}
