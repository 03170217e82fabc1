//! The log on stderr, for people or, one JSON object a line, for programs.

use std::io::IsTerminal as _;

use countersign_accounts::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// What is told unless somebody says otherwise.
const USUAL: &str = "info,refinery_core=warn";

/// Starts the log of this process. Without a level in the settings, `RUST_LOG` is asked.
pub(crate) fn start(log: &Log) {
    let filter = match &log.level {
        Some(level) => EnvFilter::new(level),
        None => EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL)),
    };
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
