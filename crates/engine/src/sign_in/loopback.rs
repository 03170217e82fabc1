//! The way back through a listener on this computer (RFC 8252 §7.3).
//!
//! Any program here, and any page in the browser, may ask a loopback port. So a request counts only if it has exactly the
//! path and the `state` of this sign-in; all others get 400 and end nothing (C6). The listener is gone after the one that
//! has them, or when the sign-in ends otherwise.

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
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::callback::Callback;
use super::page;
use crate::core::{Core, locked};
use crate::secret::Secret;

/// How many connections are held at once, and each how long: nobody can keep the real one out.
const MOST_CONNECTIONS: usize = 256;
const LONGEST_CONNECTION: Duration = Duration::from_secs(20);
const LONGEST_HEAD: Duration = Duration::from_secs(3);
/// How long the page waits to say how it went, before it says that it goes on.
const PAGE_PATIENCE: Duration = Duration::from_secs(3);

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
        });
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let arrived = tokio::select! {
                () = over.cancelled() => return,
                arrived = accept(&self.listeners, &room) => arrived,
            };
            let Some((stream, permit)) = arrived else { continue };
            let awaited = Arc::clone(&awaited);
            tokio::spawn(async move {
                let _permit = permit;
                converse(stream, awaited).await;
            });
        }
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
    let Some(callback) = recognise(awaited, &request) else { return page::not_for_us() };
    if awaited.taken.swap(true, Ordering::SeqCst) {
        return page::not_for_us();
    }
    let core = Arc::clone(&awaited.core);
    *locked(on_its_way) = Some(core.pages.token());
    // A task of its own: a browser that closes the page must not break off the exchange.
    let finish = tokio::spawn(async move { core.complete(callback).await });
    awaited.over.cancel();
    match tokio::time::timeout(PAGE_PATIENCE, finish).await {
        Ok(Ok(Ok(_))) => page::signed_in(),
        Ok(Ok(Err(error))) => page::failed(&error),
        Ok(Err(_)) | Err(_) => page::goes_on(),
    }
}

/// The callback, if this request is the one that is waited for.
fn recognise(awaited: &Awaited, request: &Request<Incoming>) -> Option<Callback> {
    // The host too: a page elsewhere whose name was pointed at this computer asks with its own (DNS rebinding).
    let host = request.headers().get(hyper::header::HOST)?.to_str().ok()?;
    let target = request.uri();
    let for_us =
        request.method() == Method::GET && host == awaited.authority && target.path() == awaited.path && target.authority().is_none();
    let query = target.query().filter(|_| for_us)?;
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
