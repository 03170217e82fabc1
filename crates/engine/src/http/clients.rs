//! The clients themselves: one for each reach, made when it is first needed, as each reads the system's roots, and kept with its
//! connections until many others were needed since.
//!
//! A proxy resolves names itself, so what goes through one is not looked at here beyond what stands in the address; and a proxy
//! must never see what is said to a loopback address.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Certificate, Client, Url, tls};

use super::is_loopback;
use super::names::{Checked, Names};
use super::reach::Reach;

/// The whole of an exchange, from the connection to the last byte (C10).
const IN_ALL: Duration = Duration::from_secs(10);

/// How many are kept. A person has a few providers, and each needs one, or one more by a proxy.
const MOST: usize = 32;

/// All of them.
pub(super) struct Clients {
    pub(super) names: Arc<dyn Names>,
    /// As the environment and the system say.
    proxies: OnceLock<Matcher>,
    /// In the order in which they were made.
    made: Mutex<VecDeque<((Reach, Way), Client)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
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
        if let Some((_, client)) = made.iter().find(|((of, by), _)| of == reach && *by == way) {
            return Ok(client.clone());
        }
        let client = self.make(reach, way)?;
        // Whoever still asks by the oldest has it until they are done.
        if made.len() >= MOST {
            made.pop_front();
        }
        made.push_back(((reach.clone(), way), client.clone()));
        Ok(client)
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.made.lock().unwrap().len()
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

#[cfg(test)]
mod tests {
    use super::super::names::SystemNames;
    use super::*;

    #[test]
    fn of_many_clients_the_oldest_is_let_go() {
        let clients = Clients::new(Arc::new(SystemNames));
        let url = Url::parse("http://localhost").unwrap();
        let reach = |number: usize| Reach::entered([format!("https://{number}.example").as_str()]);
        let kept = || clients.made.lock().unwrap().iter().map(|((reach, _), _)| reach.clone()).collect::<Vec<_>>();
        for number in [0, 1, 0, 1] {
            clients.of(&reach(number), &url).unwrap();
        }
        assert_eq!(kept(), [0, 1].map(reach), "one each");
        (2..=MOST).for_each(|number| drop(clients.of(&reach(number), &url).unwrap()));
        assert_eq!(kept(), (1..=MOST).map(reach).collect::<Vec<_>>());
    }
}
