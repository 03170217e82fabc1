//! Serving.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use countersign_accounts::Config;
use countersign_accounts::config::duration;
use countersign_accounts::store::sqlite::file_of;

/// What is not said here is as the variables say, then the file, then as it is without either.
#[derive(Args)]
pub(crate) struct Serve {
    /// The database, as sqlite:FILE. It is created where it is absent.
    #[arg(long, value_name = "sqlite:FILE", value_parser = file_of)]
    database: Option<PathBuf>,
    /// A TOML file of settings. Variables COUNTERSIGN_ACCOUNTS_… go before it, and flags before both.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:0].
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The issuer as others see it, where that is not the listening address.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// How long an authorization code may be used, 60s at most [default: 60s].
    #[arg(long, value_parser = code_lifetime)]
    code_lifetime: Option<Duration>,
    /// How long an access token may be used [default: 1h].
    #[arg(long, value_parser = duration)]
    access_lifetime: Option<Duration>,
}

impl Serve {
    /// Sets what the flags say.
    pub(crate) fn set(self, config: &mut Config) {
        if let Some(database) = self.database {
            config.database = database;
        }
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        if self.public_url.is_some() {
            config.public_url = self.public_url;
        }
        if let Some(lifetime) = self.code_lifetime {
            config.code_lifetime = lifetime;
        }
        if let Some(lifetime) = self.access_lifetime {
            config.access_lifetime = lifetime;
        }
    }
}

fn code_lifetime(text: &str) -> Result<Duration, &'static str> {
    duration(text).and_then(|lifetime| if lifetime <= Config::LONGEST_CODE_LIFETIME { Ok(lifetime) } else { Err("it is 60s at most") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_lives_for_a_minute_at_most() {
        assert!(code_lifetime("60s").is_ok());
        assert!(code_lifetime("61s").is_err());
    }
}
