//! The way back through a listener on this computer (RFC 8252 §7.3).
//!
//! Any program here, and any page in the browser, may ask a loopback port. So a request counts only if it has exactly the
//! path and the `state` of this sign-in; all others get 400 and end nothing (C6). The listener is gone after the one that
//! has them, or when the sign-in ends otherwise.
//!
//! The page says how it went once that is known. A browser's window is sent on to an address without the code first (it says
//! by Fetch Metadata that it is one), so the listener then stays for that one request, a few seconds at most; who is no
//! browser gets the page at once.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::callback::Callback;
use super::page::{self, Language, Said};
use crate::core::{Core, locked};
use crate::secret::Secret;

/// How many connections are held at once, and each how long: nobody can keep the real one out.
const MOST_CONNECTIONS: usize = 256;
const LONGEST_CONNECTION: Duration = Duration::from_secs(20);
const LONGEST_HEAD: Duration = Duration::from_secs(3);
/// How long the page waits to say how it went, before it says that it goes on: as long as a service may take (C10), and more.
const PAGE_PATIENCE: Duration = Duration::from_secs(12);
/// Where the page is that has no code in its address, and how long a browser may take to ask for it.
const PAGE: &str = "/countersign";
const LAST_REQUEST: Duration = Duration::from_secs(4);

/// A listener that is bound and not yet asked.
pub(super) struct Loopback {
    listeners: Vec<TcpListener>,
    /// The registered address with the port that was found.
    pub(super) redirect_uri: String,
}

/// Binds for a registered address: its own port where it names one, else any that is free.
///
/// The system lets nobody else bind the same address and port while this one listens.
pub(super) async fn bind(registered: &str) -> Result<Loopback, UserError> {
    let unusable = || {
        UserError::new(
            ErrorCode::InvalidInput,
            format!("“{registered}” is no address of this computer to listen on. Register http://127.0.0.1/callback."),
        )
    };
    let url = url::Url::parse(registered).map_err(|_| unusable())?;
    let address = match url.host() {
        Some(url::Host::Ipv4(address)) if address.is_loopback() => IpAddr::V4(address),
        Some(url::Host::Ipv6(address)) if address.is_loopback() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        Some(url::Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => return Err(unusable()),
    };
    let port = named_port(&url, registered);
    let refused = |error: std::io::Error| match port {
        Some(port) => UserError::new(
            ErrorCode::Browser,
            format!(
                "Port {port} of this computer, which this app is registered with, cannot be listened on ({error}). Close the program that uses it, and try again."
            ),
        ),
        None => UserError::new(
            ErrorCode::Browser,
            format!("No port of this computer can be listened on ({error}). Sign in by deep link instead."),
        ),
    };
    let listener = TcpListener::bind(SocketAddr::new(address, port.unwrap_or(0))).await.map_err(refused)?;
    let found = listener.local_addr().map_err(|_| unusable())?.port();
    let redirect_uri = match port {
        Some(_) => registered.to_owned(),
        None => with_port(registered, found).ok_or_else(unusable)?,
    };
    let mut listeners = vec![listener];
    if url.domain().is_some() {
        // A browser may try the other address of this name first: nobody else may be there (RFC 8252 §8.3).
        match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), found)).await {
            Ok(other) => listeners.push(other),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(refused(error)),
            Err(error) => tracing::debug!(%error, "this computer has no IPv6 to listen on"),
        }
    }
    Ok(Loopback { listeners, redirect_uri })
}

/// The port that an address names; the parser of URLs leaves out 80, as that is the one of http anyway.
fn named_port(url: &url::Url, registered: &str) -> Option<u16> {
    let authority = registered.trim_start_matches("http://").split(['/', '?']).next().unwrap_or_default();
    url.port().or_else(|| authority.ends_with(":80").then_some(80))
}

/// Puts the port behind the host, and changes nothing else.
fn with_port(registered: &str, port: u16) -> Option<String> {
    let rest = registered.strip_prefix("http://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    Some(format!("http://{}:{port}{}", &rest[..end], &rest[end..]))
}

/// What a request has to have.
struct Awaited {
    core: Arc<Core>,
    authority: String,
    path: String,
    redirect_uri: String,
    state: Secret,
    over: CancellationToken,
    taken: AtomicBool,
    /// How it went, once that is known.
    ended: watch::Sender<Option<Result<(), ErrorCode>>>,
    /// Held for a browser that was sent on: it has no page yet.
    page_to_come: Mutex<Option<TaskTrackerToken>>,
    page_asked_for: Notify,
}

impl Loopback {
    /// Listens until the one request came, or `over` is told.
    pub(super) async fn serve(self, core: Arc<Core>, state: Secret, over: CancellationToken) {
        let rest = self.redirect_uri.trim_start_matches("http://");
        let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let path = tail.split('?').next().filter(|path| !path.is_empty()).unwrap_or("/").to_owned();
        let awaited = Arc::new(Awaited {
            core,
            // As a browser writes it: without the port that http has anyway (RFC 9110 §4.2.1).
            authority: authority.strip_suffix(":80").unwrap_or(authority).to_owned(),
            path,
            redirect_uri: self.redirect_uri.clone(),
            state,
            over: over.clone(),
            taken: AtomicBool::new(false),
            ended: watch::Sender::new(None),
            page_to_come: Mutex::default(),
            page_asked_for: Notify::new(),
        });
        tokio::select! {
            () = over.cancelled() => {}
            () = accept_all(&self.listeners, &awaited) => {}
        }
        let sent_on = locked(&awaited.page_to_come).is_some();
        if sent_on {
            let last_request = async {
                tokio::select! {
                    () = awaited.page_asked_for.notified() => {}
                    () = accept_all(&self.listeners, &awaited) => {}
                }
            };
            let _asked_or_gone = tokio::time::timeout(LAST_REQUEST, last_request).await;
            locked(&awaited.page_to_come).take();
        }
    }
}

/// Takes connections for as long as somebody wants it to.
async fn accept_all(listeners: &[TcpListener], awaited: &Arc<Awaited>) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Some((stream, permit)) = accept(listeners, &room).await else { continue };
        let awaited = Arc::clone(awaited);
        tokio::spawn(async move {
            let _permit = permit;
            converse(stream, awaited).await;
        });
    }
}

async fn accept(listeners: &[TcpListener], room: &Arc<Semaphore>) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    let any_of_them = futures_util::future::select_all(listeners.iter().map(|listener| Box::pin(listener.accept())));
    match any_of_them.await.0 {
        Ok((stream, _)) => Some((stream, permit)),
        Err(error) => {
            tracing::debug!(%error, "a connection to the listener failed");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn converse(stream: TcpStream, awaited: Arc<Awaited>) {
    // Held until the page has gone out: a process that ends with the sign-in must not cut it off.
    let page_on_its_way = Arc::new(Mutex::new(None));
    let held = Arc::clone(&page_on_its_way);
    let service = service_fn(move |request| {
        let (awaited, held) = (Arc::clone(&awaited), Arc::clone(&held));
        async move { Ok::<_, Infallible>(answer(&awaited, request, &held).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_buf_size(16 * 1024)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let _ended_or_broken = tokio::time::timeout(LONGEST_CONNECTION, connection).await;
    drop(page_on_its_way);
}

async fn answer(awaited: &Arc<Awaited>, request: Request<Incoming>, on_its_way: &Mutex<Option<TaskTrackerToken>>) -> Response<Full<Bytes>> {
    let language = Language::of(request.headers());
    if let Some(held) = last_page(awaited, &request) {
        *locked(on_its_way) = Some(held);
        awaited.page_asked_for.notify_one();
        return page::page(awaited.said().await, language);
    }
    let Some(callback) = recognise(awaited, &request) else { return page::page(Said::NotForUs, language) };
    let held = Some(awaited.core.pages.token());
    if awaited.taken.swap(true, Ordering::SeqCst) {
        // The same once more, such as from a browser that loads ahead: how the first one goes is the answer to both.
        *locked(on_its_way) = held;
        return page::page(awaited.said().await, language);
    }
    let is_window = request.headers().get("sec-fetch-dest").is_some_and(|what| what == "document");
    *locked(if is_window { &awaited.page_to_come } else { on_its_way }) = held;
    // A task of its own: a browser that closes the page must not break off the exchange.
    let finishing = Arc::clone(awaited);
    tokio::spawn(async move {
        let ended = finishing.core.clone().complete(callback).await;
        finishing.ended.send_replace(Some(ended.map(drop).map_err(|error| error.code)));
    });
    awaited.over.cancel();
    if is_window { page::elsewhere(PAGE) } else { page::page(awaited.said().await, language) }
}

impl Awaited {
    /// What there is to say, as soon as there is.
    async fn said(&self) -> Said {
        let mut ended = self.ended.subscribe();
        match tokio::time::timeout(PAGE_PATIENCE, ended.wait_for(Option::is_some)).await {
            Ok(Ok(ended)) => ended.as_ref().map_or(Said::GoesOn, Said::of),
            Ok(Err(_)) | Err(_) => Said::GoesOn,
        }
    }

    /// The host too: a page elsewhere whose name was pointed at this computer asks with its own (DNS rebinding).
    fn is_asked(&self, request: &Request<Incoming>) -> bool {
        let is_host = request.headers().get(hyper::header::HOST).is_some_and(|host| host.as_bytes() == self.authority.as_bytes());
        is_host && request.method() == Method::GET && request.uri().authority().is_none()
    }
}

/// What was held for a browser that was sent on, if this is its request for the page.
fn last_page(awaited: &Awaited, request: &Request<Incoming>) -> Option<TaskTrackerToken> {
    let is_for_it = awaited.is_asked(request) && request.uri().path() == PAGE && request.uri().query().is_none();
    if is_for_it { locked(&awaited.page_to_come).take() } else { None }
}

/// The callback, if this request is the one that is waited for.
fn recognise(awaited: &Awaited, request: &Request<Incoming>) -> Option<Callback> {
    let for_us = awaited.is_asked(request) && request.uri().path() == awaited.path;
    let query = request.uri().query().filter(|_| for_us)?;
    let address = awaited.redirect_uri.split('?').next()?;
    let callback = Callback::parse(format!("{address}?{query}").as_bytes()).ok()?;
    (callback.state == awaited.state && callback.came_back_to(&awaited.redirect_uri)).then_some(callback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c6_the_port_is_put_in_and_nothing_else_changes() {
        for (registered, asked) in [
            ("http://127.0.0.1/callback", "http://127.0.0.1:5/callback"),
            ("http://127.0.0.1", "http://127.0.0.1:5"),
            ("http://127.0.0.1?t=1", "http://127.0.0.1:5?t=1"),
            ("http://[::1]/a/", "http://[::1]:5/a/"),
        ] {
            assert_eq!(with_port(registered, 5).unwrap(), asked);
        }
    }

    #[tokio::test]
    async fn c6_a_second_binder_of_the_same_port_fails() {
        let first = bind("http://127.0.0.1/callback").await.unwrap();
        assert!(first.redirect_uri.starts_with("http://127.0.0.1:") && first.redirect_uri.ends_with("/callback"));
        let error = bind(&first.redirect_uri).await.err().unwrap();
        assert!(error.message.contains("registered with"), "{error}");
    }

    #[tokio::test]
    async fn c6_localhost_is_held_at_both_its_addresses() {
        let Ok(squatter) = TcpListener::bind("[::1]:0").await else { return };
        let port = squatter.local_addr().unwrap().port();
        let registered = format!("http://localhost:{port}/callback");
        assert!(bind(&registered).await.err().unwrap().message.contains(&port.to_string()));
        drop(squatter);
        let held = bind(&registered).await.unwrap();
        assert_eq!(held.redirect_uri, registered);
        assert!(TcpListener::bind(("::1", port)).await.is_err() && TcpListener::bind(("127.0.0.1", port)).await.is_err());
    }

    #[tokio::test]
    async fn c6_a_registered_port_80_is_port_80() {
        match bind("http://127.0.0.1:80/callback").await {
            Ok(held) => assert_eq!(held.redirect_uri, "http://127.0.0.1:80/callback"),
            Err(error) => assert!(error.message.contains("Port 80 "), "{error}"),
        }
    }

    #[tokio::test]
    async fn c6_only_addresses_of_this_computer_are_listened_on() {
        for address in ["http://192.168.1.1/cb", "http://0.0.0.0/cb", "https://a.example/cb", "a.b:/c"] {
            assert!(bind(address).await.is_err(), "{address}");
        }
    }
}
