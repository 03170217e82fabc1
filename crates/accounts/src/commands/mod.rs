//! What each command does: a file for each group, as the flags have.

pub(crate) mod api_keys;
pub(crate) mod apps;
pub(crate) mod audit;
pub(crate) mod organisations;
pub(crate) mod people;
pub(crate) mod serve;
pub(crate) mod signing_keys;
pub(crate) mod upkeep;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::Operator;
use serde_json::Value;

/// Why a command ends without success, in words for whoever called it.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The database of a command.
fn operator(database: &Path) -> Result<Operator, Failure> {
    Ok(Operator::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy))?)
}

/// One line on stdout.
fn print(value: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()?;
    Ok(())
}
