//! What a service is started with: its settings, where they are written ([`file`]), and what stands against them.

pub mod file;
mod log;
pub mod mail;
mod settings;
mod value;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

use crate::clock::{Clock, SystemClock};
use crate::entropy::{Entropy, SystemEntropy};
use crate::error::StartError;
use crate::limits::Limits;
use crate::limits::client::ForwardedHeader;
use crate::outbound::names::{Names, SystemNames};
use crate::people::password::{Bounds, Cost};
use crate::product_apis::catalog::Product;
pub use log::{Log, LogFormat};
pub use mail::{Mail, MailPassword, MailSecurity};
pub use value::duration;

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
    /// The proxies whose word about a client's address is taken. Nobody else's is.
    pub trusted_proxies: Vec<IpNet>,
    /// The header that those proxies write. The other one is never looked at.
    pub forwarded_header: ForwardedHeader,
    /// The certificate to serve with; absent: plain HTTP, for this computer or behind a proxy.
    pub tls: Option<Tls>,
    /// The product APIs that apps may be led to; none: the usual ones, below the issuer.
    pub product_apis: Vec<Product>,
    /// How mail is sent; absent: it is not.
    pub mail: Option<Mail>,
    /// Where metrics are read, on this computer only; absent: nowhere.
    pub metrics: Option<SocketAddr>,
    /// Hosts that the service may reach for apps although their addresses are not public ([`crate::outbound`]).
    pub outbound_hosts: Vec<String>,
    /// What resolves names of hosts.
    pub names: Arc<dyn Names>,
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

/// A certificate and its key, in PEM files that may change while the service runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, and after it those that lead to a root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Something that stands against a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's key, as it is in a file.
    pub key: &'static str,
    /// What is wrong and what to write instead; it goes on from the key.
    pub said: String,
    /// The other settings that it comes from.
    from: &'static [&'static str],
}

impl Problem {
    fn new(key: &'static str, said: impl Into<String>) -> Self {
        Self { key, said: said.into(), from: &[] }
    }

    /// The same, where it comes from what other settings say as well.
    fn and_from(self, from: &'static [&'static str]) -> Self {
        Self { from, ..self }
    }

    /// Whether one of these settings has to do with it.
    fn is_about(&self, keys: &[&str]) -> bool {
        keys.contains(&self.key) || self.from.iter().any(|key| keys.contains(key))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.key, self.said)
    }
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
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            tls: None,
            product_apis: Vec::new(),
            mail: None,
            metrics: None,
            outbound_hosts: Vec::new(),
            names: Arc::new(SystemNames),
            password_cost: Cost::default(),
            password_bounds: Bounds::default(),
            limits: Limits::default(),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        }
    }

    /// Whether it can be started like this; all that stands against it is told at once.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        let problems = self.problems();
        if problems.is_empty() {
            return Ok(());
        }
        Err(StartError::Config(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
    }

    /// All that stands against these settings, as far as can be told without opening anything.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.code_lifetime.as_secs() == 0 || self.code_lifetime > Self::LONGEST_CODE_LIFETIME {
            problems.push(Problem::new("code_lifetime", "has to be 1 to 60 seconds. Write it as \"60s\" or less."));
        }
        if self.access_lifetime.as_secs() == 0 || self.access_lifetime > Self::LONGEST_ACCESS_LIFETIME {
            problems.push(Problem::new("access_lifetime", "has to be 1 second to 30 days. Write it as \"1h\" or so."));
        }
        if self.refresh_idle.as_secs() == 0 || self.refresh_idle > self.refresh_absolute {
            let said = "has to be more than nothing, and no more than refresh_absolute. Write it as \"720h\" or so.";
            problems.push(Problem::new("refresh_idle", said).and_from(&["refresh_absolute"]));
        }
        if self.service_name.trim().is_empty() || self.service_name.contains(char::is_control) {
            problems.push(Problem::new("service_name", "has to be a name that people can read. Write it as \"Example accounts\"."));
        }
        if let Some(said) = self.public_url.as_deref().and_then(public_url_problem) {
            problems.push(Problem::new("public_url", said));
        }
        // Others would send their passwords in the clear.
        if self.public_url.is_none() && self.tls.is_none() && !self.listen.ip().is_loopback() {
            let said = "is beyond this computer. Put a proxy with TLS in front and name its address with public_url, such as \
                        \"https://accounts.example.com\", or give the service a certificate with [tls].";
            problems.push(Problem::new("listen", said).and_from(&["public_url", "tls.certificate", "tls.key"]));
        }
        if self.public_url.is_none() && self.tls.is_some() && self.listen.ip().is_unspecified() {
            let said = "is missing: nobody can come to the address that is listened on. Write it as \"https://accounts.example.com\".";
            problems.push(Problem::new("public_url", said).and_from(&["listen", "tls.certificate", "tls.key"]));
        }
        if self.metrics.is_some_and(|address| !address.ip().is_loopback()) {
            let said = "is beyond this computer, and metrics are not for everybody. Write an address such as \"127.0.0.1:9400\".";
            problems.push(Problem::new("metrics.listen", said));
        }
        // Nobody could sign in.
        for (key, size) in [("passwords.threads", self.password_bounds.threads), ("passwords.queue", self.password_bounds.queue)] {
            if size == 0 {
                problems.push(Problem::new(key, "has to be 1 or more."));
            }
        }
        problems.extend(self.limits.problems());
        problems.extend(self.mail.iter().flat_map(Mail::problems));
        problems
    }
}

impl Limits {
    fn problems(&self) -> Vec<Problem> {
        let durations = [
            ("limits.headers_within", self.headers_within),
            ("limits.request_within", self.request_within),
            ("limits.stop_within", self.stop_within),
        ];
        let sizes = [
            // Less than a form with a sealed request, a line that redirects, and hyper's own smallest head.
            ("limits.body", self.body, 4096),
            ("limits.uri", self.uri, 1024),
            ("limits.head", self.head, 8192),
            ("limits.connections", self.connections, 1),
        ];
        let durations = durations.into_iter().filter(|(_, duration)| duration.is_zero());
        let sizes = sizes.into_iter().filter(|(_, size, least)| size < least);
        durations
            .map(|(key, _)| Problem::new(key, "has to be longer than nothing. Write it as \"10s\" or so."))
            .chain(sizes.map(|(key, _, least)| Problem::new(key, format!("has to be {least} or more."))))
            .collect()
    }
}

/// An issuer is compared byte for byte by everybody: it is written in one way only.
fn public_url_problem(text: &str) -> Option<&'static str> {
    let Ok(url) = url::Url::parse(text) else {
        return Some("is no address. Write it as \"https://accounts.example.com\".");
    };
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
        return Some("has to begin with https; plain http is for this computer only.");
    }
    (url.origin().ascii_serialization() != text)
        .then_some("has to be a scheme, a host in lower case and, where needed, a port; without a path and without a slash at the end.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused_before_anything_is_opened() {
        let refused = |change: &dyn Fn(&mut Config)| {
            let mut config = Config::new("unused");
            change(&mut config);
            config.problems().first().map(|problem| problem.key)
        };
        assert_eq!(refused(&|_| {}), None);
        assert_eq!(refused(&|c| c.code_lifetime = Duration::from_secs(61)), Some("code_lifetime"));
        assert_eq!(refused(&|c| c.code_lifetime = Duration::ZERO), Some("code_lifetime"));
        assert_eq!(refused(&|c| c.access_lifetime = Duration::ZERO), Some("access_lifetime"));
        assert_eq!(refused(&|c| c.refresh_idle = c.refresh_absolute * 2), Some("refresh_idle"));
        assert_eq!(refused(&|c| c.service_name = "\n".into()), Some("service_name"));
        assert_eq!(refused(&|c| c.listen = ([0, 0, 0, 0], 80).into()), Some("listen"));
        assert_eq!(refused(&|c| c.metrics = Some(([0, 0, 0, 0], 9400).into())), Some("metrics.listen"));
        assert_eq!(refused(&|c| c.limits.connections = 0), Some("limits.connections"));
        assert_eq!(refused(&|c| c.limits.headers_within = Duration::ZERO), Some("limits.headers_within"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut config = Config::new("unused");
        config.code_lifetime = Duration::ZERO;
        config.public_url = Some("accounts.example".into());
        let Err(StartError::Config(told)) = config.check() else { panic!("it is refused") };
        assert!(told.contains("code_lifetime") && told.contains("public_url"), "{told}");
    }

    #[test]
    fn with_a_certificate_it_may_listen_beyond_this_computer() {
        let mut config = Config::new("unused");
        config.listen = ([0, 0, 0, 0], 443).into();
        config.tls = Some(Tls { certificate: "a.pem".into(), key: "a.key".into() });
        config.public_url = Some("https://accounts.example".into());
        assert_eq!(config.problems(), []);
        config.public_url = None;
        assert_eq!(config.problems().first().map(|problem| problem.key), Some("public_url"), "nobody can come to 0.0.0.0");
    }

    #[test]
    fn a_public_url_is_an_origin_and_https_beyond_this_computer() {
        for url in ["https://accounts.example", "https://accounts.example:8443", "http://127.0.0.1:8080"] {
            assert_eq!(public_url_problem(url), None, "{url}");
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
            assert!(public_url_problem(url).is_some(), "{url}");
        }
    }
}
