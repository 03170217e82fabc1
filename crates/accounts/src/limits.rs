//! What one peer may take (A20): time, size and places, so that others are answered all the same.
//!
//! `axum::serve` sets no timer, and without one hyper's header time-out never fires; so connections are served through
//! hyper itself. A body is read whole before a handler runs: a peer that sends slowly holds a socket, never a handler.
//! When all places are taken, the connection that has waited longest for its peer makes room for the next one; only
//! requests that are being answered are never cut.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

/// How much a peer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the headers of a request, and for the next request on a connection that is kept open.
    pub headers_within: Duration,
    /// For a request with its body, from the last header to the answer.
    pub request_within: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Bytes of a request's target.
    pub uri: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// Connections at once. The default is half of the files that this process may open: the rest is for its work.
    pub connections: usize,
    /// How long a connection may wait for its peer before it can lose its place to another.
    pub grace: Duration,
    /// For requests under way when the service stops.
    pub stop_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers_within: Duration::from_secs(10),
            request_within: Duration::from_secs(30),
            body: 16 * 1024,
            uri: 8 * 1024,
            head: 32 * 1024,
            connections: (open_files() / 2).clamp(128, 10_000),
            grace: Duration::from_millis(250),
            stop_within: Duration::from_secs(5),
        }
    }
}

/// How many files this process may open, as Linux tells; elsewhere what is common.
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let soft = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next());
    soft.and_then(|number| number.parse().ok()).unwrap_or(1024)
}

/// Serves `router` until `stop` is done, then lets requests under way end within [`Limits::stop_within`].
///
/// Handlers find the peer's address as `ConnectInfo<SocketAddr>`.
pub async fn serve(listener: TcpListener, router: axum::Router, limits: Limits, stop: impl Future) {
    let router = router.layer(CatchPanicLayer::custom(after_a_panic));
    let places = Arc::new(Places::default());
    let stopping = CancellationToken::new();
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            _ = &mut stop => break,
            accepted = next(&listener, &places, limits) => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let place = places.take();
        let number = place.number;
        let served = serve_connection(stream, peer, router.clone(), limits, place, stopping.clone());
        places.set_abort(number, connections.spawn(served));
    }
    drop(listener);
    stopping.cancel();
    if timeout(limits.stop_within, async { while connections.join_next().await.is_some() {} }).await.is_err() {
        connections.shutdown().await;
    }
}

/// The next connection, once there is a place for it.
async fn next(listener: &TcpListener, places: &Places, limits: Limits) -> (TcpStream, SocketAddr) {
    loop {
        places.make_room(limits).await;
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                // No file descriptors left, or the peer went away between: neither ends the service.
                tracing::warn!(%error, "a connection could not be accepted");
                places.evict(1, Instant::now());
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: axum::Router,
    limits: Limits,
    place: Place,
    stopping: CancellationToken,
) {
    // Answers are small and whole: waiting for more to send only delays them.
    let _ = stream.set_nodelay(true);
    // From here on the peer is waited for. Before, it waited for us: under load a request may have arrived long ago.
    place.wait();
    let first = timeout(limits.headers_within, stream.readable());
    if stopping.run_until_cancelled(first).await.is_none_or(|first| first.is_err()) {
        return;
    }
    place.wait();
    let place = Arc::new(place);
    let service = service_fn(|request| answer(request, peer, router.clone(), limits, Arc::clone(&place)));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers_within)
        .max_buf_size(limits.head)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: axum::Router,
    limits: Limits,
    place: Arc<Place>,
) -> Result<Response, Infallible> {
    if length(request.uri()) > limits.uri {
        return Ok(plain(StatusCode::URI_TOO_LONG, "The address is too long. Shorten it and try again."));
    }
    let until = Instant::now() + limits.request_within;
    let (mut parts, body) = request.into_parts();
    let body = match timeout_at(until, read_whole(body, limits.body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(refusal)) => return Ok(closing(refusal)),
        Err(_) => return Ok(closing(plain(StatusCode::REQUEST_TIMEOUT, "The request did not arrive in time. Try again."))),
    };
    parts.extensions.insert(ConnectInfo(peer));
    let answering = place.answering();
    let answer = timeout_at(until, router.oneshot(Request::from_parts(parts, Body::from(body)))).await;
    drop(answering);
    Ok(match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err(never)) => match never {},
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "The answer took too long. Try again in a moment."),
    })
}

/// Bytes of a request's target, with the host that it may name (RFC 9112 §3.2.2).
fn length(target: &http::Uri) -> usize {
    let host = target.authority().map_or(0, |authority| authority.as_str().len());
    host + target.path_and_query().map_or(0, |path| path.as_str().len())
}

/// Reads a body up to `most` bytes.
async fn read_whole(mut body: Incoming, most: usize) -> Result<Bytes, Response> {
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| plain(StatusCode::BAD_REQUEST, "The body could not be read. Send it again."))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > most {
            read_away(body).await;
            return Err(plain(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large. Send less."));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.into())
}

/// Reads on for a while and keeps nothing: a peer that still sends when its connection closes never sees why.
async fn read_away(mut body: Incoming) {
    let reading = async {
        let mut left: usize = 4 * 1024 * 1024;
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                return;
            }
        }
    };
    let _ = timeout(Duration::from_secs(2), reading).await;
}

/// An answer from outside the router, with the same care about caches and frames as those from inside.
fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn closing(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// A panic is a defect: the peer learns that much and no more (A25).
fn after_a_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("");
    tracing::error!(said, "a handler panicked");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong in this service. Nothing was stored. Try again.")
}

/// Who is connected.
#[derive(Default)]
struct Places {
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Default)]
struct Taken {
    next: u64,
    connections: HashMap<u64, Connection>,
}

struct Connection {
    /// Since when it waits for its peer; absent while a request of it is being answered, or is yet to be looked for.
    waiting_since: Option<Instant>,
    abort: Option<AbortHandle>,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(self: &Arc<Self>) -> Place {
        let mut taken = self.lock();
        let number = taken.next;
        taken.next += 1;
        taken.connections.insert(number, Connection { waiting_since: None, abort: None });
        Place { places: Arc::clone(self), number }
    }

    fn set_abort(&self, number: u64, abort: AbortHandle) {
        if let Some(connection) = self.lock().connections.get_mut(&number) {
            connection.abort = Some(abort);
        }
    }

    /// Waits until there is a place, ending the longest waits where they have lasted for the grace.
    async fn make_room(&self, limits: Limits) {
        loop {
            let freed = self.freed.notified();
            let Some(oldest) = self.oldest_if_full(limits.connections) else { return };
            let Some(since) = oldest else {
                freed.await;
                continue;
            };
            let now = Instant::now();
            if since + limits.grace <= now {
                // Several at a time: whoever takes all places also makes each look at all of them dear.
                self.evict(limits.connections.div_ceil(64), now.checked_sub(limits.grace).unwrap_or(now));
            }
            tokio::select! {
                () = freed => {}
                () = sleep_until((since + limits.grace).max(now + Duration::from_millis(1))) => {}
            }
        }
    }

    /// `None` where there is a place; else since when the longest wait lasts, if anybody waits.
    fn oldest_if_full(&self, most: usize) -> Option<Option<Instant>> {
        let taken = self.lock();
        (taken.connections.len() >= most).then(|| taken.connections.values().filter_map(|connection| connection.waiting_since).min())
    }

    /// Ends the connections that have waited longest, `most` at most, of those that wait since `due` or before.
    fn evict(&self, most: usize, due: Instant) {
        let mut taken = self.lock();
        let waiting = |connection: &&mut Connection| connection.waiting_since.is_some_and(|since| since <= due);
        let mut longest: Vec<&mut Connection> = taken.connections.values_mut().filter(waiting).collect();
        longest.sort_unstable_by_key(|connection| connection.waiting_since);
        for abort in longest.into_iter().filter_map(|connection| connection.abort.take()).take(most) {
            abort.abort();
        }
    }
}

/// A connection's place, free again when it is dropped.
struct Place {
    places: Arc<Places>,
    number: u64,
}

impl Place {
    /// Marks that the connection waits for its peer from now on.
    fn wait(&self) {
        self.set(Some(Instant::now()));
    }

    /// Marks that a request is being answered, until the mark is dropped.
    fn answering(&self) -> Answering<'_> {
        self.set(None);
        Answering(self)
    }

    fn set(&self, waiting_since: Option<Instant>) {
        if let Some(connection) = self.places.lock().connections.get_mut(&self.number) {
            connection.waiting_since = waiting_since;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().connections.remove(&self.number);
        self.places.freed.notify_one();
    }
}

struct Answering<'a>(&'a Place);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.wait();
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
