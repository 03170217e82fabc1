//! What each command does: a file for each group, as the flags have.

pub(crate) mod api_keys;
pub(crate) mod apps;
pub(crate) mod audit;
pub(crate) mod manual;
pub(crate) mod organisations;
pub(crate) mod people;
pub(crate) mod serve;
pub(crate) mod signing_keys;
pub(crate) mod upkeep;

use std::io::Write as _;
use std::sync::Arc;

use countersign_accounts::clock::SystemClock;
use countersign_accounts::entropy::SystemEntropy;
use countersign_accounts::operator::Operator;
use serde_json::Value;

use crate::args::{Database, Existing};

/// Why a command ends without success, in words for whoever called it.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// What a command works on a database with.
trait Opens {
    fn operator(&self) -> Result<Operator, Failure>;
}

impl Opens for Database {
    /// It is begun where it is absent.
    fn operator(&self) -> Result<Operator, Failure> {
        Ok(Operator::open(&self.file, Arc::new(SystemClock), Arc::new(SystemEntropy))?)
    }
}

impl Opens for Existing {
    fn operator(&self) -> Result<Operator, Failure> {
        Ok(Operator::open_existing(&self.file, Arc::new(SystemClock), Arc::new(SystemEntropy))?)
    }
}

/// One line on stdout.
fn print(value: &Value) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()?;
    Ok(())
}
