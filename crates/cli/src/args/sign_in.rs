//! A sign-in, and its ways back.

use std::time::Duration;

use clap::Args;
use countersign_wire::provider::ReturnPath;

use super::values::{a_while, word};

#[derive(Debug, Args)]
pub(crate) struct SignIn {
    /// The provider's name.
    pub(crate) provider: String,
    /// The one way in which the answer comes back: to this command, to the desktop app, by an address that you paste here, or
    /// by a code that you enter on any device. Without it all are open that there are, and the first answer counts.
    #[arg(long = "return", value_name = "WAY", value_parser = word(return_path, &["loopback", "deep-link", "paste", "device"]))]
    pub(crate) return_path: Option<ReturnPath>,
    /// A scope to ask for instead of the provider's; may be given more than once.
    #[arg(long = "scope", value_name = "S")]
    pub(crate) scopes: Vec<String>,
    /// Print the address instead of opening a browser.
    #[arg(long)]
    pub(crate) print_url: bool,
    /// How long to wait for the answer, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = a_while)]
    pub(crate) wait: Duration,
    /// Have the service ask which account it shall be, for a second one beside the one that its page knows.
    #[arg(long)]
    pub(crate) select_account: bool,
    /// The name to fill in on the service's page.
    #[arg(long, value_name = "NAME")]
    pub(crate) login_hint: Option<String>,
}

fn return_path(word: &str) -> Option<ReturnPath> {
    match word {
        "loopback" => Some(ReturnPath::Loopback),
        "deep-link" => Some(ReturnPath::DeepLink),
        "paste" => Some(ReturnPath::Paste),
        "device" => Some(ReturnPath::Device),
        _ => None,
    }
}
