//! A token, in the form that another program takes.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::values::duration;

/// Shown below the help.
pub(super) const EXAMPLES: &str = "\
Example:
  countersign token ACCOUNT --min-validity 5m
  countersign token ACCOUNT --format curl-config | curl --config - https://api.example.com/
  eval \"$(countersign token ACCOUNT --format env --variable API_TOKEN)\"

What stands on a command line, others can see: give a token to curl by --config -, or by -H @- with --format header.";

#[derive(Debug, Args)]
pub(crate) struct Token {
    /// The account's id, as `accounts` shows it, or the name of its provider where that has one account.
    pub(crate) account: String,
    /// How long the token has to be good for, such as 60s, 10m or 1h.
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    pub(crate) min_validity: Duration,
    /// In which form; `--json` tells it as JSON in any case.
    #[arg(long, value_enum, default_value = "token")]
    pub(crate) format: Format,
    /// The variable that `--format env` sets.
    #[arg(long, value_name = "NAME", default_value = "ACCESS_TOKEN", value_parser = variable)]
    pub(crate) variable: String,
    /// Do not ask an agent, even where one runs.
    #[arg(long)]
    pub(crate) no_agent: bool,
}

/// In which form a token is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The token alone.
    Token,
    /// A line of HTTP: `Authorization: Bearer …`.
    Header,
    /// The same as a line of curl's configuration.
    CurlConfig,
    /// A command of the shell that exports a variable.
    Env,
}

/// A name that every shell takes for a variable's (POSIX, Base Definitions §3.216).
fn variable(text: &str) -> Result<String, String> {
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if first && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        Ok(text.to_owned())
    } else {
        Err("write it in letters, digits and _, not beginning with a digit".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_one_name_and_nothing_that_a_shell_would_run() {
        assert_eq!(variable("API_TOKEN2").as_deref(), Ok("API_TOKEN2"));
        for text in ["", "2A", "A B", "A=", "A;ls", "$(x)", "Ä", "A\n"] {
            assert!(variable(text).is_err(), "{text:?}");
        }
    }
}
