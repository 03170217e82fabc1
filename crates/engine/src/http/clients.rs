//! The clients themselves: one for each reach, made when it is first needed, as each reads the system's roots.
//!
//! A proxy resolves names itself, so what goes through one is not looked at here beyond what stands in the address; and a proxy
//! must never see what is said to a loopback address.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Certificate, Client, Url, tls};

use super::is_loopback;
use super::names::{Checked, Names};
use super::reach::Reach;

/// The whole of an exchange, from the connection to the last byte (C10).
const IN_ALL: Duration = Duration::from_secs(10);

/// All of them.
pub(super) struct Clients {
    pub(super) names: Arc<dyn Names>,
    /// As the environment and the system say.
    proxies: OnceLock<Matcher>,
    made: Mutex<HashMap<(Reach, Way), Client>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Direct,
    Proxied,
}

impl Clients {
    pub(super) fn new(names: Arc<dyn Names>) -> Self {
        Self { names, proxies: OnceLock::new(), made: Mutex::default() }
    }

    /// The one for an address.
    pub(super) fn of(&self, reach: &Reach, url: &Url) -> reqwest::Result<Client> {
        let way = if self.intercept(url).is_some() { Way::Proxied } else { Way::Direct };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(&(reach.clone(), way)) {
            return Ok(client.clone());
        }
        let client = self.make(reach, way)?;
        made.insert((reach.clone(), way), client.clone());
        Ok(client)
    }

    /// Host and port of the proxy for an address, where one is asked.
    pub(super) fn proxy_for(&self, url: &Url) -> Option<String> {
        let proxy = self.intercept(url)?;
        let at = proxy.uri();
        let host = at.host()?;
        Some(at.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }

    fn intercept(&self, url: &Url) -> Option<Intercept> {
        if is_loopback(url) {
            return None;
        }
        self.proxies.get_or_init(Matcher::from_system).intercept(&url.as_str().parse().ok()?)
    }

    fn make(&self, reach: &Reach, way: Way) -> reqwest::Result<Client> {
        let builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(IN_ALL)
            .referer(false)
            // A code or a refresh token must not leave twice on the library's own account (C12).
            .retry(reqwest::retry::never())
            .tls_version_min(tls::Version::TLS_1_2)
            .user_agent(concat!("Countersign/", env!("CARGO_PKG_VERSION")));
        let added = reach.ca().iter().map(|der| Certificate::from_der(der)).collect::<reqwest::Result<Vec<_>>>()?;
        let builder = if added.is_empty() { builder } else { builder.tls_certs_merge(added) };
        match way {
            Way::Proxied => builder.build(),
            Way::Direct => {
                builder.no_proxy().dns_resolver(Arc::new(Checked { reach: reach.clone(), names: Arc::clone(&self.names) })).build()
            }
        }
    }
}
