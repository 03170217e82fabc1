//! One question to each host that a service is at. Its answer is about the network, the certificate and the time alike.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use reqwest::header::DATE;
use tokio::time::{Instant, timeout};

use crate::core::Core;
use crate::http::{authority, is_loopback};
use crate::provider::Provider;

/// How long a name may take to be found.
const NAME_PATIENCE: Duration = Duration::from_secs(5);
/// The whole of a question; the client's own limit comes first.
const PATIENCE: Duration = Duration::from_secs(12);

/// A host, and the services that are there.
pub(super) struct Origin {
    url: Url,
    providers: Vec<String>,
}

/// What came of asking a host.
pub(super) struct Reached {
    /// Host and port.
    pub(super) host: String,
    /// The services that are there.
    pub(super) providers: Vec<String>,
    /// The proxy on the way.
    pub(super) proxy: Option<String>,
    /// How long it took.
    pub(super) took: Duration,
    /// Whether it is asked by TLS.
    pub(super) by_tls: bool,
    pub(super) came: Came,
}

/// How far the question came.
pub(super) enum Came {
    /// It was answered; by the host's clock then, and by this computer's.
    Answered { date: Option<UnixSeconds>, here: UnixSeconds },
    /// Nobody knows the name.
    NoSuchName(String),
    /// No connection.
    NoConnection(String),
    /// A connection, and no TLS.
    NoTls(rustls::Error),
    /// No answer in time.
    Silence,
    /// A connection, and no answer that could be read.
    BrokenOff(String),
}

/// The hosts of services, each once.
pub(super) fn origins(providers: &[Provider]) -> Vec<Origin> {
    let mut found: BTreeMap<String, Origin> = BTreeMap::new();
    for provider in providers {
        let endpoints = [Some(&provider.authorization_endpoint), Some(&provider.token_endpoint), provider.userinfo_endpoint.as_ref()];
        for mut url in endpoints.into_iter().flatten().filter_map(|endpoint| Url::parse(endpoint).ok()) {
            url.set_path("/");
            url.set_query(None);
            let origin = found.entry(url.to_string()).or_insert_with(|| Origin { url, providers: Vec::new() });
            if !origin.providers.contains(&provider.name) {
                origin.providers.push(provider.name.clone());
            }
        }
    }
    found.into_values().collect()
}

/// Asks a host for its first page, without any credential. Whatever it answers, it is there.
pub(super) async fn reach(core: &Core, origin: Origin) -> Reached {
    let Origin { url, providers } = origin;
    let proxy = if is_loopback(&url) { None } else { proxy_for(&url) };
    let start = Instant::now();
    let came = timeout(PATIENCE, ask(core, &url, proxy.is_some())).await.unwrap_or(Came::Silence);
    Reached { host: authority(&url), providers, proxy, took: start.elapsed(), by_tls: url.scheme() == "https", came }
}

async fn ask(core: &Core, url: &Url, by_proxy: bool) -> Came {
    if !by_proxy && let Some(name) = url.domain() {
        let port = url.port_or_known_default().unwrap_or(443);
        match timeout(NAME_PATIENCE, tokio::net::lookup_host((name, port))).await {
            Ok(Ok(mut addresses)) => {
                if addresses.next().is_none() {
                    return Came::NoSuchName("it has no address".into());
                }
            }
            Ok(Err(error)) => return Came::NoSuchName(error.to_string()),
            Err(_) => return Came::NoSuchName("the name server does not answer".into()),
        }
    }
    match core.http.client_for(url).get(url.clone()).send().await {
        Ok(answer) => {
            let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok()).and_then(seconds_of);
            Came::Answered { date, here: core.now() }
        }
        Err(error) => why(&error),
    }
}

fn why(error: &reqwest::Error) -> Came {
    if let Some(tls) = cause::<rustls::Error>(error) {
        return Came::NoTls(tls.clone());
    }
    if error.is_timeout() {
        return Came::Silence;
    }
    let told = cause::<io::Error>(error).map_or_else(|| innermost(error), ToString::to_string);
    if error.is_connect() { Came::NoConnection(told) } else { Came::BrokenOff(told) }
}

/// The first cause of a kind. An error of the system's hides what it wraps from `source`.
fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref::<T>() {
        return Some(found);
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.and_then(|wrapped| cause(wrapped)).or_else(|| error.source().and_then(cause))
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

fn seconds_of(date: &str) -> Option<UnixSeconds> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    UnixSeconds::try_from(since.as_secs()).ok()
}

/// The proxy that the client uses for an address, as a person would write it; never what it is told to prove itself by.
fn proxy_for(url: &Url) -> Option<String> {
    let uri = url.as_str().parse().ok()?;
    let proxy = Matcher::from_system().intercept(&uri)?;
    let at = proxy.uri();
    let host = at.host()?;
    Some(at.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
