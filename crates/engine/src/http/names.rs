//! From a name to addresses that may be connected to.
//!
//! The look and the connection are one: what was looked at is what is connected to, so a second answer of the name's server
//! changes nothing (DNS rebinding), and each new connection is looked at anew.

use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::reach::Reach;

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

/// A name has no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to this computer or into a private network")]
pub(crate) struct LeadsInside;

/// Gives the client only addresses that may be connected to.
pub(super) struct Checked {
    pub(super) reach: Reach,
    pub(super) names: Arc<dyn Names>,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (host, reach) = (name.as_str().to_owned(), self.reach.clone());
        let found = self.names.addresses(host.clone());
        Box::pin(async move {
            let found = found.await?;
            let allowed: Vec<SocketAddr> =
                found.iter().filter(|address| reach.allows(&host, **address)).map(|address| (*address, 0).into()).collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(LeadsInside.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}
