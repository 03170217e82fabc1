//! The one client for addresses that apps registered (`jwks_uri`, `backchannel_logout_uri`), under the rules of N2.
//!
//! Whoever registers an address must not reach through the service what only the service can reach. So: https; a name is
//! resolved here, and the connection goes to an address that was looked at, so that a second answer of the name's server
//! changes nothing (DNS rebinding); an address of this computer or of a private network is refused unless the operator
//! named that host ([`crate::Config::outbound_hosts`]) or the service itself is on this computer only; no redirect is
//! followed, no proxy is used, and time and size are bounded. Nothing of an answer is shown to anybody.
//!
//! `wire::address` says which addresses are public, [`names`] resolves.

pub mod names;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::{StatusCode, header};
use reqwest::redirect::Policy;
use url::{Host, Url};

use names::{Checked, Names, Reach};

/// For one exchange whole, from the name to the last byte.
const WITHIN: Duration = Duration::from_secs(10);

/// Why an address was not reached.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// The address is none that may be asked.
    #[error("{0}")]
    Refused(&'static str),
    /// The host is not one of the public network.
    #[error("{host} is on this computer or in a private network. Name the host in outbound.hosts if the service may reach it")]
    NotPublic {
        /// The host.
        host: String,
    },
    /// It could not be reached, or not in time.
    #[error("it could not be reached: {0}")]
    Unreachable(String),
    /// It answered something else than was asked for.
    #[error("it answered with status {0}")]
    Status(StatusCode),
    /// The answer is longer than was asked for.
    #[error("its answer is longer than {0} bytes")]
    TooLong(usize),
    /// The answer is not JSON.
    #[error("its answer is not JSON")]
    NotJson,
}

/// The client. It is made when it is first used, as it reads the system's roots.
#[derive(Clone, Debug)]
pub struct Outbound(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reach: Reach,
    names: Arc<dyn Names>,
    client: OnceLock<reqwest::Client>,
}

impl Outbound {
    /// A client of a service at `issuer` that may reach `hosts` wherever they are.
    #[must_use]
    pub fn new(issuer: &str, hosts: &[String], names: Arc<dyn Names>) -> Self {
        Self(Arc::new(Inner { reach: Reach::of(issuer, hosts), names, client: OnceLock::new() }))
    }

    /// Sends a form; gives the status, whatever it is. The body of the answer is not read.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn post_form(&self, url: &str, form: &[(&str, &str)]) -> Result<StatusCode, OutboundError> {
        let url = self.checked(url)?;
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.client()?.post(url).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        Ok(request.send().await.map_err(unreachable)?.status())
    }

    /// Reads a JSON document of `most` bytes at most.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn get_json(&self, url: &str, most: usize) -> Result<serde_json::Value, OutboundError> {
        let url = self.checked(url)?;
        let request = self.client()?.get(url).header(header::ACCEPT, "application/json");
        let mut answer = request.send().await.map_err(unreachable)?;
        if answer.status() != StatusCode::OK {
            return Err(OutboundError::Status(answer.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > most {
                return Err(OutboundError::TooLong(most));
            }
            body.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&body).map_err(|_| OutboundError::NotJson)
    }

    /// The address, if it may be asked as far as can be told without resolving its name.
    fn checked(&self, text: &str) -> Result<Url, OutboundError> {
        let url = Url::parse(text).map_err(|_| OutboundError::Refused("it is no address"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Refused("a name or a password stands in it"));
        }
        let reach = &self.0.reach;
        let host = url.host().ok_or(OutboundError::Refused("it names no host"))?.to_owned();
        match (url.scheme(), &host) {
            ("https", _) => {}
            ("http", host) if reach.is_loopback_of_this(host) => {}
            _ => return Err(OutboundError::Refused("it does not begin with https")),
        }
        // A name is looked at when it is resolved; an address has no such moment.
        let address = match host {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        };
        let shown = url.host_str().unwrap_or_default();
        match address {
            Some(address) if !reach.allows(shown, address) => Err(OutboundError::NotPublic { host: shown.to_owned() }),
            _ => Ok(url),
        }
    }

    fn client(&self) -> Result<&reqwest::Client, OutboundError> {
        if let Some(client) = self.0.client.get() {
            return Ok(client);
        }
        let checked = Checked { reach: self.0.reach.clone(), names: Arc::clone(&self.0.names) };
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(WITHIN)
            .dns_resolver(Arc::new(checked))
            .user_agent("countersign-accounts")
            .build()
            .map_err(unreachable)?;
        Ok(self.0.client.get_or_init(|| client))
    }
}

/// What a failure is, in the words of its deepest cause: addresses of apps may hold what is nobody else's.
fn unreachable(error: reqwest::Error) -> OutboundError {
    let mut cause: &dyn std::error::Error = &error;
    loop {
        if let Some(names::NotPublic(host)) = cause.downcast_ref() {
            return OutboundError::NotPublic { host: host.clone() };
        }
        match cause.source() {
            Some(deeper) => cause = deeper,
            None => break,
        }
    }
    if error.is_timeout() { OutboundError::Unreachable("not in time".to_owned()) } else { OutboundError::Unreachable(cause.to_string()) }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
