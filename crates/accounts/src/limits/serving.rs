//! Taking connections and answering their requests, within the limits.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use super::answers::{after_a_panic, closing, length, plain, read_whole};
use super::client::Proxies;
use super::places::{Place, Places};
use super::taken::Taken;
use super::{Allowance, Limits};
use crate::tls::Certificate;

/// Where peers come in.
#[derive(Debug)]
pub struct Door {
    /// What listens.
    pub listener: TcpListener,
    /// What it speaks TLS with; absent: plain HTTP.
    pub certificate: Option<Certificate>,
    /// Whose word about a client's address is taken.
    pub proxies: Proxies,
    /// How much a peer may take.
    pub limits: Limits,
    /// Who may send a larger body.
    pub allowance: Option<Arc<dyn Allowance>>,
}

/// What every connection is answered with.
#[derive(Clone)]
struct Desk {
    router: axum::Router,
    certificate: Option<Certificate>,
    proxies: Arc<Proxies>,
    limits: Limits,
    allowance: Option<Arc<dyn Allowance>>,
    stopping: CancellationToken,
}

/// Serves `router` until `stop` is done, then lets requests under way end within [`Limits::stop_within`].
///
/// Handlers find the client's address as `ConnectInfo<SocketAddr>`: the peer's, or what a proxy that is trusted says.
pub async fn serve(door: Door, router: axum::Router, stop: impl Future) {
    let Door { listener, certificate, proxies, limits, allowance } = door;
    let stopping = CancellationToken::new();
    let router = router.layer(CatchPanicLayer::custom(after_a_panic));
    let desk = Desk { router, certificate, proxies: Arc::new(proxies), limits, allowance, stopping: stopping.clone() };
    let places = Arc::new(Places::default());
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
        places.set_abort(number, connections.spawn(desk.clone().meet(stream, peer, place)));
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

impl Desk {
    /// Meets a connection: waits for its first byte, and for the handshake where there is one, before it is served.
    async fn meet(self, stream: TcpStream, peer: SocketAddr, place: Place) {
        // Answers are small and whole: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        // From here on the peer is waited for. Before, it waited for us: under load a request may have arrived long ago.
        place.wait();
        let until = Instant::now() + self.limits.headers_within;
        let first = timeout_at(until, stream.readable());
        if self.stopping.run_until_cancelled(first).await.is_none_or(|first| first.is_err()) {
            return;
        }
        place.wait();
        let Some(certificate) = &self.certificate else {
            return self.serve(TokioIo::new(stream), peer, place).await;
        };
        // The handshake has the time that headers have, in this task: who is slow at it holds up nobody else.
        let shaken = timeout_at(until, certificate.accept(stream));
        match self.stopping.run_until_cancelled(shaken).await {
            Some(Ok(Ok(stream))) => self.serve(TokioIo::new(stream), peer, place).await,
            Some(Ok(Err(error))) => tracing::debug!(%error, "a TLS handshake failed"),
            Some(Err(_)) => tracing::debug!("a TLS handshake took too long"),
            None => {}
        }
    }

    async fn serve(self, stream: impl Read + Write + Unpin, peer: SocketAddr, place: Place) {
        place.wait();
        let place = Arc::new(place);
        let service = service_fn(|request| answer(request, peer, self.clone(), Arc::clone(&place)));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.headers_within)
            .max_buf_size(self.limits.head)
            .serve_connection(Taken::within(self.limits.request_within, stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stopping.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

async fn answer(request: Request<Incoming>, peer: SocketAddr, desk: Desk, place: Arc<Place>) -> Result<Response, Infallible> {
    let Desk { router, proxies, limits, allowance, .. } = desk;
    if length(request.uri()) > limits.uri {
        return Ok(plain(StatusCode::URI_TOO_LONG, "The address is too long. Shorten it and try again."));
    }
    let until = Instant::now() + limits.request_within;
    let (mut parts, body) = request.into_parts();
    let read = async {
        let most = match allowance.as_ref().and_then(|allowance| allowance.body(&parts)) {
            Some(asked) => asked.await,
            None => limits.body,
        };
        read_whole(body, most.max(limits.body)).await
    };
    let body = match timeout_at(until, read).await {
        Ok(Ok(body)) => body,
        Ok(Err(refusal)) => return Ok(closing(refusal)),
        Err(_) => return Ok(closing(plain(StatusCode::REQUEST_TIMEOUT, "The request did not arrive in time. Try again."))),
    };
    parts.extensions.insert(ConnectInfo(proxies.client(peer, &parts.headers)));
    let answering = place.answering();
    let answer = timeout_at(until, router.oneshot(Request::from_parts(parts, Body::from(body)))).await;
    drop(answering);
    Ok(match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err(never)) => match never {},
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "The answer took too long. Try again in a moment."),
    })
}
