//! What a service is started with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};

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
    /// What says the time.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub entropy: Arc<dyn Entropy>,
}

impl Config {
    /// The longest life of an authorization code.
    pub const LONGEST_CODE_LIFETIME: Duration = Duration::from_secs(60);

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
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        }
    }
}
