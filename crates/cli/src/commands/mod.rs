//! One function for each verb: ask the engine, hand the answer on.

mod about;
mod accounts;
mod administered;
#[cfg(target_os = "linux")]
mod agent;
#[cfg(target_os = "linux")]
mod approval_prompt;
mod apps;
mod audit;
mod doctor;
mod files;
mod fresh_sign_in;
mod git_credential;
mod headers;
mod interruption;
mod keys;
mod near;
mod organisations;
mod pasting;
mod people;
mod product_apis;
mod providers;
mod schema;
mod secret_file;
mod sign_in;
mod sign_out;
mod token;
mod trace;
mod vault;

use countersign_engine::{Engine, Home, WithoutKeychain};
use countersign_wire::error::ErrorCode;

use crate::args::{Arguments, Command, ProvidersCommand};
use crate::output::{Failure, Output};
use administered::administered;
use interruption::{Ending, interrupted};

/// The lines that are printed with `--json`, for the schema that describes them.
pub(crate) mod answers {
    pub(crate) use super::about::{ManLine, TextLine};
    pub(crate) use super::accounts::{AccountLine, ProfileLine, RenewedLine};
    pub(crate) use super::administered::DeletedLine;
    #[cfg(target_os = "linux")]
    pub(crate) use super::agent::{AgentLine, ApprovalLine, UseLine};
    pub(crate) use super::apps::answers::{AppDeletedLine, AppDetails, AppLine, AppliedLine, GrantRevokedLine, SecretChangedLine};
    pub(crate) use super::doctor::ProbeLine;
    pub(crate) use super::git_credential::GitHostLine;
    pub(crate) use super::headers::HeadersLine;
    pub(crate) use super::keys::KeySecretRetiredLine;
    pub(crate) use super::people::EndedLine;
    pub(crate) use super::product_apis::{ForgottenKeyLine, ProductTokenLine};
    pub(crate) use super::providers::{PresetLine, ProviderLine, RemovedLine};
    pub(crate) use super::sign_in::{AuthorizeLine, DeviceLine};
    pub(crate) use super::sign_out::{ForgottenLine, ReceiptLine};
    pub(crate) use super::token::TokenLine;
    pub(crate) use super::trace::TraceLine;
    pub(crate) use super::vault::PassphraseChangedLine;
}

/// What needs no engine: a token that an agent has ready. `None`: the rest of the program is needed.
#[cfg(target_os = "linux")]
pub(crate) fn at_once(arguments: &Arguments, out: Output) -> Option<Result<(), Failure>> {
    let Command::Token(token) = &arguments.command else { return None };
    let home = Home::named(arguments.home.clone()).ok()?;
    token::by_an_agent(&home, out, token)
}

/// There is no agent on this system.
#[cfg(not(target_os = "linux"))]
pub(crate) fn at_once(_: &Arguments, _: Output) -> Option<Result<(), Failure>> {
    None
}

/// Runs what was typed.
pub(crate) async fn run(arguments: Arguments, output: &Output) -> Result<(), Failure> {
    let out = *output;
    // What the program says about itself needs neither a folder nor a keychain.
    if let Command::About(wish) = &arguments.command {
        return about::run(out, wish);
    }
    let home = if arguments.command.only_reads() { Home::named(arguments.home)? } else { Home::resolve(arguments.home)? };
    let parts = vault::parts(arguments.vault, arguments.passphrase_file.as_deref(), &home, out)?;
    let engine = &Engine::open(home.clone(), parts, WithoutKeychain::Refuse).await?;
    // Scripts and git call some of these again and again, and wait for their end; who looks what is wrong, or what was, sends
    // nothing else.
    let is_quiet = matches!(arguments.command, Command::Token(_) | Command::GitCredential(_) | Command::Doctor(_) | Command::Trace(_));
    let mut ending = Ending::at_a_signal(engine, out);
    let done = ending.unless_it_begins(dispatch(engine, out, home, arguments.command)).await;
    // The answer is out. The page in the browser would be cut off with the process, and the record of what was done is written
    // beside it; a signal cuts only what can be told another time.
    let mut interrupted = std::pin::pin!(interrupted());
    let telling = async {
        if done.is_ok() && !is_quiet {
            tokio::select! {
                () = sign_out::tell_what_is_due(engine) => {}
                () = &mut interrupted => {}
            }
        }
    };
    tokio::join!(telling, engine.end());
    done
}

/// The verb that was typed.
async fn dispatch(engine: &Engine, out: Output, home: Home, mut command: Command) -> Result<(), Failure> {
    for account in command.accounts() {
        match engine.account_named(account).await {
            Ok(id) => *account = id,
            Err(error) if error.code == ErrorCode::Conflict => return Err(error.into()),
            // Each command says in its own words what is not there.
            Err(_) => {}
        }
    }
    match command {
        Command::Providers(ProvidersCommand::Add(add)) => {
            let preset = add.preset.clone();
            near::preset(engine, preset.as_deref(), providers::add(engine, out, *add).await).await
        }
        Command::Providers(ProvidersCommand::List) => providers::list(engine, out).await,
        Command::Providers(ProvidersCommand::Presets) => providers::presets(engine, out).await,
        Command::Providers(ProvidersCommand::Allow { name, deviation }) => {
            near::provider(engine, &name, providers::allow(engine, out, &name, &deviation).await).await
        }
        Command::Providers(ProvidersCommand::Remove { name }) => {
            near::provider(engine, &name, providers::remove(engine, out, &name).await).await
        }
        Command::SignIn(sign_in) => {
            let provider = sign_in.provider.clone();
            near::provider(engine, &provider, sign_in::sign_in(engine, out, sign_in).await).await
        }
        Command::Accounts => accounts::list(engine, out).await,
        Command::Profile { account } => near::account(engine, &account, accounts::profile(engine, out, &account).await).await,
        Command::Token(token) => near::account(engine, &token.account, token::by_itself(engine, out, &token).await).await,
        Command::Headers(headers) => near::account(engine, &headers.account, headers::tell(engine, out, &headers).await).await,
        Command::Refresh { account } => near::account(engine, &account, accounts::refresh(engine, out, &account).await).await,
        Command::SignOut(args) => match args.account.clone() {
            Some(account) => near::account(engine, &account, sign_out::sign_out(engine, out, args).await).await,
            None => sign_out::sign_out(engine, out, args).await,
        },
        Command::Forget { account, force } => near::account(engine, &account, sign_out::forget(engine, out, &account, force).await).await,
        Command::Doctor(doctor) => match doctor.provider.clone() {
            Some(name) => near::provider(engine, &name, doctor::doctor(engine, out, doctor).await).await,
            None => doctor::doctor(engine, out, doctor).await,
        },
        Command::Apps(it) => administered(engine, out, &it.who, async |desk| apps::run(desk, out, it.command).await).await,
        Command::People(it) => administered(engine, out, &it.who, async |desk| people::run(desk, out, it.command).await).await,
        Command::Organisations(it) => {
            administered(engine, out, &it.who, async |desk| organisations::run(desk, out, it.command).await).await
        }
        Command::ApiKeys(it) => administered(engine, out, &it.who, async |desk| keys::api_keys(desk, out, it.command).await).await,
        Command::SigningKeys(it) => administered(engine, out, &it.who, async |desk| keys::signing_keys(desk, out, it.command).await).await,
        Command::Audit(it) => administered(engine, out, &it.who, async |desk| audit::run(desk, out, it.command).await).await,
        Command::About(_) => Ok(()),
        Command::Trace(args) => trace::show(engine, out, args.which.as_deref()).await,
        Command::Vault(command) => vault::run(engine, out, command).await,
        Command::ProductApis(command) => product_apis::run(engine, out, command).await,
        #[cfg(target_os = "linux")]
        Command::Agent(asked) => agent::run(engine, out, home, asked).await,
        Command::GitCredential(asked) => git_credential::run(engine, out, asked).await,
    }
}
