//! `countersign-accounts`, for operators: JSON on stdout, logs on stderr, secrets from stdin.

#![expect(clippy::print_stderr, reason = "a command line answers on its outputs")]

mod args;

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::Operator;
use countersign_accounts::{Config, start};
use serde_json::{Value, json};
use tracing_subscriber::EnvFilter;

use args::{Accounts, AppsCommand, Command, NewApp, NewPerson, PeopleCommand, Serve};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,refinery_core=warn"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    let outcome = match Accounts::parse().command {
        Command::Serve(serve) => run(serve).await,
        Command::People(PeopleCommand::Add(person)) => add_person(*person).await,
        Command::Apps(AppsCommand::Add(app)) => add_app(app).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("countersign-accounts: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until somebody asks it to stop.
async fn run(serve: Serve) -> Result<(), Failure> {
    let mut config = Config::new(serve.database.file);
    config.listen = serve.listen;
    config.public_url = serve.public_url;
    config.code_lifetime = serve.code_lifetime;
    config.access_lifetime = serve.access_lifetime;
    let running = start(config).await?;
    print(&json!({ "listening": format!("http://{}", running.local_addr()) }))?;
    if let Some(url) = running.new_set_up_url().await? {
        print(&json!({ "setup_url": url.expose() }))?;
    }
    asked_to_stop().await?;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

async fn add_person(person: NewPerson) -> Result<(), Failure> {
    let password = read_password()?;
    let email = person.email.trim().to_owned();
    let id = operator(&person.database.file)?.add_person(person.into_newcomer(), password).await?;
    print(&json!({ "id": id, "email": email }))
}

async fn add_app(app: NewApp) -> Result<(), Failure> {
    let operator = operator(&app.database.file)?;
    let added = operator.add_app(app.into_draft()).await?;
    for warning in &added.warnings {
        eprintln!("countersign-accounts: {warning}");
    }
    let mut answer = json!({ "client_id": added.client_id });
    if let Some(secret) = &added.secret {
        answer["client_secret"] = Value::from(secret.expose());
    }
    print(&answer)
}

fn operator(database: &Path) -> Result<Operator, Failure> {
    Ok(Operator::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy))?)
}

/// The password from stdin: all of it, but for one line end that `echo` adds.
fn read_password() -> Result<String, Failure> {
    // A password is at most 256 characters; what is longer is refused, not read for ever.
    const MOST: u64 = 4096;
    let mut text = String::new();
    std::io::stdin().take(MOST).read_to_string(&mut text).map_err(|_| "The password on stdin is not UTF-8 text.")?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn print(value: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()?;
    Ok(())
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
