//! Who administers, and how the service may be sure of them; and which part of a list is wanted.

use std::time::Duration;

use clap::Args;

use super::values::a_while;

/// What every group of verbs takes that administers a service.
#[derive(Debug, Args)]
pub(crate) struct Administrator {
    /// The account of an administrator; needed where more than one account is.
    #[arg(long, global = true, help_heading = "Administration", value_name = "A")]
    pub(crate) account: Option<String>,
    /// Where the service wants a fresh sign-in first, print its address instead of opening a browser.
    #[arg(long, global = true, help_heading = "Administration", conflicts_with = "no_sign_in")]
    pub(crate) print_url: bool,
    /// How long to wait for that sign-in, such as 60s, 10m or 1h.
    #[arg(long, global = true, help_heading = "Administration", value_name = "DURATION", default_value = "10m", value_parser = a_while)]
    pub(crate) wait: Duration,
    /// Where the service wants a fresh sign-in first, end with an error: for where nobody is.
    #[arg(long, global = true, help_heading = "Administration")]
    pub(crate) no_sign_in: bool,
}

/// Which page of a list; without either, all of it.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Paging {
    /// One page of so many rows, 1 to 200. What comes last says where the next page begins.
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) limit: Option<u32>,
    /// The page that begins where another one ended.
    #[arg(long, value_name = "CURSOR")]
    pub(crate) cursor: Option<String>,
}

impl Paging {
    /// Whether one page is wanted, not all of them.
    pub(crate) fn is_one_page(&self) -> bool {
        self.limit.is_some() || self.cursor.is_some()
    }
}

/// What may not be undone is asked about on a terminal.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Sure {
    /// Do it without asking. Nobody is asked either where input or output is no terminal, or with --json.
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
}
