//! A listener on this computer, which a browser is sent to (RFC 8252 §7.3): for the end of a sign-in, of a sign-out, and for
//! the doctor's probe.
//!
//! Any program here, and any page in the browser, may ask a loopback port. So this bounds what each may take, and a request
//! counts only if it is for this very host ([`Place`]); what else it has to have, whoever answers it says ([`Answers`]).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::task_tracker::TaskTrackerToken;
use url::Url;

use crate::core::locked;

/// How many connections are held at once, and each how long: nobody can keep the real one out.
const MOST_CONNECTIONS: usize = 256;
const LONGEST_CONNECTION: Duration = Duration::from_secs(20);
const LONGEST_HEAD: Duration = Duration::from_secs(3);
const MOST_BYTES: usize = 16 * 1024;

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unbound {
    #[error("“{0}” is no address of this computer to listen on. Register http://127.0.0.1/callback.")]
    NotHere(String),
    #[error(
        "Port {0} of this computer, which this app is registered with, cannot be listened on ({1}). Close the program that uses it, and try again."
    )]
    Port(u16, std::io::Error),
    #[error("No port of this computer can be listened on ({0}).")]
    AnyPort(std::io::Error),
}

/// A listener that is bound.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    /// The registered address with the port that was found.
    pub(crate) redirect_uri: String,
}

/// What an answer is made of.
pub(crate) struct Reply {
    pub(crate) response: Response<Full<Bytes>>,
    /// Kept until the answer has gone out: a process that ends meanwhile waits for it.
    pub(crate) held: Option<TaskTrackerToken>,
}

/// Who answers the requests.
pub(crate) trait Answers: Send + Sync + 'static {
    /// Answers one.
    fn answer(self: &Arc<Self>, request: Request<Incoming>) -> impl Future<Output = Reply> + Send;
}

impl Listener {
    /// Binds for a registered address: its own port where it names one, else any that is free.
    ///
    /// The system lets nobody else bind the same address and port while this one listens (C6).
    pub(crate) async fn bind(registered: &str) -> Result<Self, Unbound> {
        let not_here = || Unbound::NotHere(registered.to_owned());
        let url = Url::parse(registered).map_err(|_| not_here())?;
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) if address.is_loopback() => IpAddr::V4(address),
            Some(url::Host::Ipv6(address)) if address.is_loopback() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            Some(url::Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            _ => return Err(not_here()),
        };
        let port = named_port(&url, registered);
        let refused = |error| match port {
            Some(port) => Unbound::Port(port, error),
            None => Unbound::AnyPort(error),
        };
        let socket = TcpListener::bind(SocketAddr::new(address, port.unwrap_or(0))).await.map_err(refused)?;
        let found = socket.local_addr().map_err(refused)?.port();
        let redirect_uri = match port {
            Some(_) => registered.to_owned(),
            None => with_port(registered, found).ok_or_else(not_here)?,
        };
        let mut sockets = vec![socket];
        if url.domain().is_some() {
            // A browser may try the other address of this name first: nobody else may be there (RFC 8252 §8.3).
            match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), found)).await {
                Ok(other) => sockets.push(other),
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(refused(error)),
                Err(error) => tracing::debug!(%error, "this computer has no IPv6 to listen on"),
            }
        }
        Ok(Self { sockets, redirect_uri })
    }

    /// Has each request answered, for as long as somebody waits for this.
    pub(crate) async fn serve(&self, answers: &Arc<impl Answers>) {
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let Some((stream, permit)) = self.accept(&room).await else { continue };
            let answers = Arc::clone(answers);
            tokio::spawn(async move {
                let _permit = permit;
                converse(stream, answers).await;
            });
        }
    }

    async fn accept(&self, room: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
        let permit = Arc::clone(room).acquire_owned().await.ok()?;
        let any_of_them = futures_util::future::select_all(self.sockets.iter().map(|socket| Box::pin(socket.accept())));
        match any_of_them.await.0 {
            Ok((stream, _)) => Some((stream, permit)),
            Err(error) => {
                // Such as no file descriptor being free: it passes.
                tracing::debug!(%error, "a connection to the listener failed");
                tokio::time::sleep(Duration::from_millis(50)).await;
                None
            }
        }
    }
}

async fn converse(stream: TcpStream, answers: Arc<impl Answers>) {
    let on_its_way = Mutex::new(None);
    let (answers, held_meanwhile) = (&answers, &on_its_way);
    let service = service_fn(move |request| async move {
        let Reply { response, held } = answers.answer(request).await;
        *locked(held_meanwhile) = held;
        Ok::<_, Infallible>(response)
    });
    // Who has said all that there is to say, and closes that half, gets the answer too: else it would depend on the moment
    // whether there is one.
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_buf_size(MOST_BYTES)
        .keep_alive(false)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    let _ended_or_broken = tokio::time::timeout(LONGEST_CONNECTION, connection).await;
}

/// The port that an address names; the parser of URLs leaves out 80, as that is the one of http anyway.
fn named_port(url: &Url, registered: &str) -> Option<u16> {
    let authority = registered.trim_start_matches("http://").split(['/', '?']).next().unwrap_or_default();
    url.port().or_else(|| authority.ends_with(":80").then_some(80))
}

/// Puts the port behind the host, and changes nothing else.
fn with_port(registered: &str, port: u16) -> Option<String> {
    let rest = registered.strip_prefix("http://")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    Some(format!("http://{}:{port}{}", &rest[..end], &rest[end..]))
}

/// Where a request has to go: an address without its query.
pub(crate) struct Place {
    authority: String,
    pub(crate) path: String,
}

impl Place {
    /// That of an address that is listened on.
    pub(crate) fn of(redirect_uri: &str) -> Self {
        let rest = redirect_uri.trim_start_matches("http://");
        let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let path = tail.split('?').next().filter(|path| !path.is_empty()).unwrap_or("/").to_owned();
        // As a browser writes it: without the port that http has anyway (RFC 9110 §4.2.1).
        Self { authority: authority.strip_suffix(":80").unwrap_or(authority).to_owned(), path }
    }

    /// Whether a page of this host is asked for. A page elsewhere whose name was pointed at this computer asks with its own
    /// (DNS rebinding); and who names two hosts names none (RFC 9112 §3.2).
    pub(crate) fn is_at_home<B>(&self, request: &Request<B>) -> bool {
        let mut hosts = request.headers().get_all(HOST).iter();
        let is_host = hosts.next().is_some_and(|host| host.as_bytes() == self.authority.as_bytes()) && hosts.next().is_none();
        is_host && request.method() == Method::GET && request.uri().authority().is_none()
    }

    /// Whether it is asked for itself.
    pub(crate) fn is_asked<B>(&self, request: &Request<B>) -> bool {
        self.is_at_home(request) && request.uri().path() == self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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

    #[test]
    fn c6_a_request_counts_at_its_own_host_and_path_only() {
        let place = Place::of("http://127.0.0.1:5/callback?t=1");
        let asked = |method: &str, target: &str, hosts: &[&str]| {
            let request = hosts.iter().fold(Request::builder().method(method).uri(target), |request, host| request.header(HOST, *host));
            place.is_asked(&request.body(()).unwrap())
        };
        let here = ["127.0.0.1:5"];
        assert!(asked("GET", "/callback?code=c", &here));
        for (method, target, hosts) in [
            ("POST", "/callback", &here[..]),
            ("HEAD", "/callback", &here[..]),
            ("GET", "/callback/", &here[..]),
            ("GET", "/", &here[..]),
            ("GET", "http://127.0.0.1:5/callback", &here[..]),
            ("GET", "/callback", &[]),
            ("GET", "/callback", &["localhost:5"]),
            ("GET", "/callback", &["127.0.0.1"]),
            ("GET", "/callback", &["evil.example:5"]),
            ("GET", "/callback", &["127.0.0.1:5", "evil.example"]),
            ("GET", "/callback", &["evil.example", "127.0.0.1:5"]),
            ("GET", "/callback", &["127.0.0.1:5", "127.0.0.1:5"]),
        ] {
            assert!(!asked(method, target, hosts), "{method} {target} {hosts:?}");
        }
    }

    /// Says to everybody that they came.
    struct Welcome;

    impl Answers for Welcome {
        async fn answer(self: &Arc<Self>, _: Request<Incoming>) -> Reply {
            // Whoever asked has closed its half by then.
            tokio::task::yield_now().await;
            Reply { response: Response::new(Full::default()), held: None }
        }
    }

    #[tokio::test]
    async fn who_has_said_all_and_says_so_is_answered() {
        let listener = Listener::bind("http://127.0.0.1/").await.unwrap();
        let at = listener.sockets[0].local_addr().unwrap();
        let asking = async {
            let mut stream = TcpStream::connect(at).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
            stream.shutdown().await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let welcome = Arc::new(Welcome);
        tokio::select! {
            () = listener.serve(&welcome) => {}
            answer = asking => assert!(answer.starts_with("HTTP/1.1 200"), "{answer}"),
        }
    }

    #[tokio::test]
    async fn c6_a_second_binder_of_the_same_port_fails() {
        let first = Listener::bind("http://127.0.0.1/callback").await.unwrap();
        assert!(first.redirect_uri.starts_with("http://127.0.0.1:") && first.redirect_uri.ends_with("/callback"));
        let error = Listener::bind(&first.redirect_uri).await.err().unwrap();
        assert!(error.to_string().contains("registered with"), "{error}");
    }

    #[tokio::test]
    async fn c6_localhost_is_held_at_both_its_addresses() {
        let Ok(squatter) = TcpListener::bind("[::1]:0").await else { return };
        let port = squatter.local_addr().unwrap().port();
        let registered = format!("http://localhost:{port}/callback");
        assert!(Listener::bind(&registered).await.err().unwrap().to_string().contains(&port.to_string()));
        drop(squatter);
        let held = Listener::bind(&registered).await.unwrap();
        assert_eq!(held.redirect_uri, registered);
        assert!(TcpListener::bind(("::1", port)).await.is_err() && TcpListener::bind(("127.0.0.1", port)).await.is_err());
    }

    #[tokio::test]
    async fn c6_a_registered_port_80_is_port_80() {
        match Listener::bind("http://127.0.0.1:80/callback").await {
            Ok(held) => assert_eq!(held.redirect_uri, "http://127.0.0.1:80/callback"),
            Err(error) => assert!(error.to_string().contains("Port 80 "), "{error}"),
        }
    }

    #[tokio::test]
    async fn c6_only_addresses_of_this_computer_are_listened_on() {
        for address in ["http://192.168.1.1/cb", "http://0.0.0.0/cb", "https://a.example/cb", "a.b:/c"] {
            assert!(matches!(Listener::bind(address).await, Err(Unbound::NotHere(_))), "{address}");
        }
    }
}
