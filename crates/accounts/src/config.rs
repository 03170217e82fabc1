//! What a service is started with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};
use crate::error::StartError;
use crate::limits::Limits;
use crate::people::password::{Bounds, Cost};

/// What a service is started with. [`Config::new`] gives what suits a service on this computer.
#[derive(Clone, Debug)]
pub struct Config {
    /// The SQLite file. It is created, with its sealing key `FILE.key` beside it, where it is absent.
    pub database: PathBuf,
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The issuer as others see it; absent: exactly the listening address.
    pub public_url: Option<String>,
    /// How long an authorization code may be used: 60 seconds at most.
    pub code_lifetime: Duration,
    /// How long an access token may be used.
    pub access_lifetime: Duration,
    /// How long a refresh token may lie unused.
    pub refresh_idle: Duration,
    /// How long a sign-in may be renewed in all.
    pub refresh_absolute: Duration,
    /// The name on the service's own pages.
    pub service_name: String,
    /// What one password hash costs.
    pub password_cost: Cost,
    /// How many passwords are hashed at once, and how many wait.
    pub password_bounds: Bounds,
    /// How much a peer may take.
    pub limits: Limits,
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
}

impl Config {
    /// The longest life of an authorization code.
    pub const LONGEST_CODE_LIFETIME: Duration = Duration::from_secs(60);

    /// The longest life of an access token.
    pub const LONGEST_ACCESS_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

    /// A service on this computer, on a free port.
    #[must_use]
    pub fn new(database: impl Into<PathBuf>) -> Self {
        Self {
            database: database.into(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public_url: None,
            code_lifetime: Self::LONGEST_CODE_LIFETIME,
            access_lifetime: Duration::from_secs(3600),
            refresh_idle: Duration::from_secs(30 * 24 * 3600),
            refresh_absolute: Duration::from_secs(180 * 24 * 3600),
            service_name: "Countersign accounts".to_owned(),
            password_cost: Cost::default(),
            password_bounds: Bounds::default(),
            limits: Limits::default(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        }
    }

    /// Whether it can be started like this.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        let refuse = |reason: &str| Err(StartError::Config(reason.to_owned()));
        if self.code_lifetime.as_secs() == 0 || self.code_lifetime > Self::LONGEST_CODE_LIFETIME {
            return refuse("A code lives for 1 to 60 seconds. Choose a code lifetime within that.");
        }
        if self.access_lifetime.as_secs() == 0 || self.access_lifetime > Self::LONGEST_ACCESS_LIFETIME {
            return refuse("An access token lives for 1 second to 30 days. Choose an access lifetime within that.");
        }
        match &self.public_url {
            Some(url) => check_public_url(url),
            // Others would send their passwords in the clear.
            None if !self.listen.ip().is_loopback() => refuse(
                "To listen beyond this computer, put a proxy with TLS in front and name its address with a public URL, such as \
                 https://accounts.example.com.",
            ),
            None => Ok(()),
        }
    }
}

/// An issuer is compared byte for byte by everybody: it is written in one way only.
fn check_public_url(text: &str) -> Result<(), StartError> {
    let refuse = |reason: &str| Err(StartError::Config(format!("The public URL {text:?} {reason}")));
    let Ok(url) = url::Url::parse(text) else {
        return refuse("is no address. Write it as https://accounts.example.com.");
    };
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
        return refuse("has to begin with https; plain http is for this computer only.");
    }
    if url.origin().ascii_serialization() != text {
        return refuse("is a scheme, a host in lower case and, where needed, a port; without a path and without a slash at the end.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused_before_anything_is_opened() {
        let refused = |change: &dyn Fn(&mut Config)| {
            let mut config = Config::new("unused");
            change(&mut config);
            config.check().is_err()
        };
        assert!(!refused(&|_| {}));
        assert!(refused(&|c| c.code_lifetime = Duration::from_secs(61)));
        assert!(refused(&|c| c.code_lifetime = Duration::ZERO));
        assert!(refused(&|c| c.access_lifetime = Duration::ZERO));
        assert!(refused(&|c| c.listen = ([0, 0, 0, 0], 80).into()));
    }

    #[test]
    fn a_public_url_is_an_origin_and_https_beyond_this_computer() {
        for url in ["https://accounts.example", "https://accounts.example:8443", "http://127.0.0.1:8080"] {
            assert!(check_public_url(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "accounts.example",
            "http://accounts.example",
            "https://accounts.example/",
            "https://accounts.example/x",
            "https://Accounts.example",
            "https://accounts.example:443",
            "https://u@accounts.example",
            "https://accounts.example?x",
        ] {
            assert!(check_public_url(url).is_err(), "{url}");
        }
    }
}
