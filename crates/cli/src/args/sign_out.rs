//! The end of a session, or of all of them.

use std::time::Duration;

use clap::Args;

use super::values::a_while;

#[derive(Debug, Args)]
pub(crate) struct SignOut {
    /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) account: Option<String>,
    /// Sign out of every account on this computer; prints a receipt for each.
    #[arg(long)]
    pub(crate) all: bool,
    /// Also end the service's own session, in the browser, where it offers that.
    #[arg(long, conflicts_with = "all")]
    pub(crate) everywhere: bool,
    /// How long to wait for the browser to come back from that, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "5m", requires = "everywhere", value_parser = a_while)]
    pub(crate) wait: Duration,
}
