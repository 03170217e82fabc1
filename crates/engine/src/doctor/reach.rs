//! One question to each host that a service is at. Its answer is about the network, the certificate and the time alike.

use std::error::Error;
use std::io;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use reqwest::Url;
use reqwest::header::DATE;
use tokio::time::{Instant, timeout};

use crate::core::Core;
use crate::http::failure::cause;
use crate::http::names::LeadsInside;
use crate::http::{HttpError, Reach, authority};
use crate::provider::Provider;

/// How long a name may take to be found.
const NAME_PATIENCE: Duration = Duration::from_secs(5);
/// The whole of a question; the client's own limit comes first.
const PATIENCE: Duration = Duration::from_secs(12);

/// A host, and the services that are there. One that services are let reach differently is asked for each of them.
pub(super) struct Origin {
    url: Url,
    reach: Reach,
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
    /// It is not asked: a document alone named it, and it is on this computer or in a private network (N2).
    Inside,
    /// Nobody at all is trusted here.
    NoRoots,
}

/// The hosts of services, each once.
pub(super) fn origins(providers: &[Provider]) -> Vec<Origin> {
    let mut found: Vec<Origin> = Vec::new();
    for provider in providers {
        let endpoints = [Some(&provider.authorization_endpoint), Some(&provider.token_endpoint), provider.userinfo_endpoint.as_ref()];
        for mut url in endpoints.into_iter().flatten().filter_map(|endpoint| Url::parse(endpoint).ok()) {
            url.set_path("/");
            url.set_query(None);
            let reach = provider.reach().at(&url);
            let name = provider.name.clone();
            match found.iter_mut().find(|origin| origin.url == url && origin.reach == reach) {
                Some(origin) if origin.providers.contains(&name) => {}
                Some(origin) => origin.providers.push(name),
                None => found.push(Origin { url, reach, providers: vec![name] }),
            }
        }
    }
    found.sort_by(|a, b| a.url.cmp(&b.url));
    found
}

/// Asks a host for its first page, without any credential. Whatever it answers, it is there.
pub(super) async fn reach(core: &Core, origin: Origin) -> Reached {
    let Origin { url, reach, providers } = origin;
    let proxy = core.http.proxy_for(&url);
    let start = Instant::now();
    let came = timeout(PATIENCE, ask(core, &url, &reach, proxy.is_some())).await.unwrap_or(Came::Silence);
    Reached { host: authority(&url), providers, proxy, took: start.elapsed(), by_tls: url.scheme() == "https", came }
}

async fn ask(core: &Core, url: &Url, reach: &Reach, by_proxy: bool) -> Came {
    let client = match core.http.client_for(reach, url) {
        Ok(client) => client,
        Err(HttpError::Inside(_)) => return Came::Inside,
        Err(_) => return Came::NoRoots,
    };
    if !by_proxy && let Some(name) = url.domain() {
        match timeout(NAME_PATIENCE, core.http.addresses(name)).await {
            Ok(Ok(addresses)) if addresses.is_empty() => return Came::NoSuchName("it has no address".into()),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Came::NoSuchName(error.to_string()),
            Err(_) => return Came::NoSuchName("the name server does not answer".into()),
        }
    }
    match client.get(url.clone()).send().await {
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
    if cause::<LeadsInside>(error).is_some() {
        return Came::Inside;
    }
    if error.is_timeout() {
        return Came::Silence;
    }
    let told = cause::<io::Error>(error).map_or_else(|| innermost(error), ToString::to_string);
    if error.is_connect() { Came::NoConnection(told) } else { Came::BrokenOff(told) }
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

fn seconds_of(date: &str) -> Option<UnixSeconds> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    UnixSeconds::try_from(since.as_secs()).ok()
}
