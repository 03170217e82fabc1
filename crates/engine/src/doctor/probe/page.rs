//! The page that leads to the link: on a port of this computer, at a path that nobody guesses, for this probe only.

use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::loopback::{Answers, Listener, Place, Reply, Unbound};
use crate::sign_in::page::{self, Language, Said};

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
    /// Of the page; the way to the link is below it.
    place: Place,
    next: String,
    link: String,
    seen: watch::Sender<Seen>,
}

impl Page {
    /// Listens. The path is as secret as the link, whose last part it is.
    pub(super) async fn put_up(link: &str) -> Result<Self, Unbound> {
        let nonce = link.rsplit('=').next().unwrap_or_default();
        let listener = Listener::bind(&format!("http://127.0.0.1/probe/{nonce}")).await?;
        let (url, place) = (listener.redirect_uri.clone(), Place::of(&listener.redirect_uri));
        let seen = watch::Sender::new(Seen::Nothing);
        let site = Arc::new(Site { next: format!("{}/open", place.path), place, link: link.to_owned(), seen: seen.clone() });
        let listening = tokio::spawn(async move { listener.serve(&site).await });
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

impl Answers for Site {
    async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Reply {
        let language = Language::of(request.headers());
        let (seen, response) = match request.uri().path() {
            path if self.place.is_at_home(&request) && path == self.place.path => (Seen::Page, page::probe(&self.next, language)),
            path if self.place.is_at_home(&request) && path == self.next => (Seen::SentOn, page::to_the_app(&self.link)),
            _ => (Seen::Nothing, page::page(Said::NotForUs, language)),
        };
        self.seen.send_if_modified(|before| {
            let is_further = *before < seen;
            *before = seen.max(*before);
            is_further
        });
        Reply { response, held: None }
    }
}
