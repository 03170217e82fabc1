//! From a name to addresses that may be connected to.

use std::collections::HashSet;
use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use countersign_wire::address::is_public;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// What resolves names.
pub trait Names: Send + Sync + Debug {
    /// The addresses of a name.
    fn addresses(&self, name: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>>;
}

/// The computer's own resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, name: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect()) }.boxed()
    }
}

/// How far the service may reach.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// Hosts that the operator named, in lower case.
    hosts: Arc<HashSet<String>>,
    /// Whether the service is on this computer only: then what is here is no more private than it is.
    here: bool,
}

impl Reach {
    pub(super) fn of(issuer: &str, hosts: &[String]) -> Self {
        let issuer = Url::parse(issuer).ok();
        let here = issuer.as_ref().and_then(Url::host).is_some_and(|host| is_loopback(&host));
        Self { hosts: Arc::new(hosts.iter().map(|host| host.to_ascii_lowercase()).collect()), here }
    }

    /// Whether a host is this computer, and the service is on this computer only.
    pub(super) fn is_loopback_of_this(&self, host: &Host<String>) -> bool {
        self.here && is_loopback(host)
    }

    /// Whether `host` may be reached at `address`.
    pub(super) fn allows(&self, host: &str, address: IpAddr) -> bool {
        is_public(address) || self.hosts.contains(&host.to_ascii_lowercase()) || (self.here && address.is_loopback())
    }
}

fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref().eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// A name has no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no public address")]
pub(super) struct NotPublic(pub(super) String);

/// Gives the client only addresses that may be connected to, so that none is asked for a second time unseen.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) reach: Reach,
    pub(super) names: Arc<dyn Names>,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (host, reach) = (name.as_str().to_owned(), self.reach.clone());
        let found = self.names.addresses(host.clone());
        Box::pin(async move {
            let allowed: Vec<SocketAddr> =
                found.await?.into_iter().filter(|address| reach.allows(&host, *address)).map(|address| (address, 0).into()).collect();
            if allowed.is_empty() {
                return Err(NotPublic(host).into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}
