//! The page that leads to the link: on a port of this computer, at a path that nobody guesses, for this probe only.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HOST;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::sign_in::page::{self, Language, Said};

const LONGEST_CONNECTION: Duration = Duration::from_secs(20);
const LONGEST_HEAD: Duration = Duration::from_secs(3);

/// How far a browser came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// Nobody asked for the page.
    Nothing,
    /// It was opened.
    Page,
    /// The browser was sent on to the link.
    SentOn,
}

/// The page, for as long as this lives.
pub(super) struct Page {
    pub(super) url: String,
    seen: watch::Sender<Seen>,
    listening: JoinHandle<()>,
}

struct Site {
    authority: String,
    /// Of the page; the way to the link is below it.
    path: String,
    next: String,
    link: String,
    seen: watch::Sender<Seen>,
}

impl Page {
    /// Listens. The path is as secret as the link, whose last part it is.
    pub(super) async fn put_up(link: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let authority = listener.local_addr()?.to_string();
        let path = format!("/probe/{}", link.rsplit('=').next().unwrap_or_default());
        let seen = watch::Sender::new(Seen::Nothing);
        let url = format!("http://{authority}{path}");
        let site = Arc::new(Site { authority, next: format!("{path}/open"), path, link: link.to_owned(), seen: seen.clone() });
        let listening = tokio::spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&site)))),
                    // Such as no file descriptor being free: it passes.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        });
        Ok(Self { url, seen, listening })
    }

    pub(super) fn seen(&self) -> Seen {
        *self.seen.borrow()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn converse(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(site.answer(&request)) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .max_buf_size(16 * 1024)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let _ended_or_broken = tokio::time::timeout(LONGEST_CONNECTION, connection).await;
}

impl Site {
    /// The host counts too: a page elsewhere whose name was pointed at this computer asks with its own (DNS rebinding).
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let language = Language::of(request.headers());
        let is_host = request.headers().get(HOST).is_some_and(|host| host.as_bytes() == self.authority.as_bytes());
        if !is_host || request.method() != Method::GET {
            return page::page(Said::NotForUs, language);
        }
        let (seen, answer) = match request.uri().path() {
            path if path == self.path => (Seen::Page, page::probe(&self.next, language)),
            path if path == self.next => (Seen::SentOn, page::to_the_app(&self.link)),
            _ => return page::page(Said::NotForUs, language),
        };
        self.seen.send_if_modified(|before| {
            let is_further = *before < seen;
            *before = seen.max(*before);
            is_further
        });
        answer
    }
}
