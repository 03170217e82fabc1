//! The log on stderr, for people or, one JSON object a line, for programs.

use std::io::IsTerminal as _;

use countersign_accounts::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Others that tell little of what they do here, and much.
const QUIET: &str = "refinery_core=warn";

/// What a service tells unless somebody says otherwise.
pub(crate) const OF_A_SERVICE: &str = "info";
/// What a command tells; it says by itself why something was not stored.
pub(crate) const OF_A_COMMAND: &str = "info,countersign_accounts::store::sqlite::writer=off";

/// Starts the log of this process. Without a level in the settings, `RUST_LOG` is asked, and then what is `usual`.
pub(crate) fn start(log: &Log, usual: &str) {
    // One that says nothing is as none: it would leave out errors too.
    let says_something = |level: &String| !level.trim().is_empty() && level.parse::<EnvFilter>().is_ok();
    let asked = || std::env::var(EnvFilter::DEFAULT_ENV).ok().filter(says_something);
    let level = log.level.clone().or_else(asked).unwrap_or_else(|| usual.to_owned());
    // Whoever names it has the last word.
    let filter = EnvFilter::new(format!("{QUIET},{level}"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Where stderr goes to a disk that is full, a line is lost; telling that on stderr would panic.
    let lines = lines.log_internal_errors(false);
    match log.format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
