//! A sign-in, and its ways back.

use std::time::Duration;

use clap::Args;
use countersign_wire::provider::ReturnPath;

use super::values::{duration, word};

#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// The provider's name.
    pub(crate) provider: String,
    /// How the browser comes back: to this command, or to the desktop app.
    #[arg(long = "return", value_name = "WAY", default_value = "loopback", value_parser = word(return_path, &["loopback", "deep-link"]))]
    pub(crate) return_path: ReturnPath,
    /// A scope to ask for instead of the provider's; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Print the address instead of opening a browser.
    #[arg(long)]
    pub(crate) print_url: bool,
    /// How long to wait for the browser to come back, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub(crate) wait: Duration,
}

fn return_path(word: &str) -> Option<ReturnPath> {
    match word {
        "loopback" => Some(ReturnPath::Loopback),
        "deep-link" => Some(ReturnPath::DeepLink),
        _ => None,
    }
}
