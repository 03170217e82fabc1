//! What is wrong with this computer.

use std::time::Duration;

use clap::Args;

use super::values::duration;

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Walk the way of a sign-in with a probe, through the system's opener, the browser and the link; nobody is signed in.
    #[arg(long)]
    pub(crate) sign_in: bool,
    /// Mend what can be mended here: register the app's links, take back rights from others, restore a damaged vault's copy.
    #[arg(long)]
    pub(crate) repair: bool,
    /// Look at this provider only.
    #[arg(long, value_name = "P", conflicts_with = "sign_in")]
    pub(crate) provider: Option<String>,
    /// Ask nobody on the network.
    #[arg(long, conflicts_with = "sign_in")]
    pub(crate) offline: bool,
    /// Print the probe's address instead of opening a browser.
    #[arg(long, requires = "sign_in")]
    pub(crate) print_url: bool,
    /// How long to wait for the probe, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "60s", requires = "sign_in", value_parser = duration)]
    pub(crate) wait: Duration,
}
