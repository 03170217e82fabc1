//! The way back through a listener on this computer (RFC 8252 §7.3).
//!
//! A request counts only if it has exactly the path and the `state` of this sign-in; all others get 400 and end nothing (C6).
//! The listener is gone after the one that has them, or when the sign-in ends otherwise.
//!
//! The page says how it went once that is known. A browser's window is sent on to an address without the code first (it says
//! by Fetch Metadata that it is one), so the listener then stays for that one request, a few seconds at most; who is no
//! browser gets the page at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_wire::error::{ErrorCode, UserError};
use hyper::Request;
use hyper::body::Incoming;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::callback::Callback;
use super::page::{self, Language, Said};
use crate::core::{Core, locked};
use crate::loopback::{Answers, Listener, Place, Reply, Unbound};
use crate::secret::Secret;

/// How long the page waits to say how it went, before it says that it goes on: as long as a service may take (C10), and more.
const PAGE_PATIENCE: Duration = Duration::from_secs(12);
/// Where the page is that has no code in its address, and how long a browser may take to ask for it.
const PAGE: &str = "/countersign";
const LAST_REQUEST: Duration = Duration::from_secs(4);

/// A listener that is bound and not yet asked.
pub(super) struct Loopback {
    listener: Listener,
    /// The registered address with the port that was found.
    pub(super) redirect_uri: String,
}

/// Binds for a registered address.
pub(super) async fn bind(registered: &str) -> Result<Loopback, UserError> {
    let listener = Listener::bind(registered).await.map_err(|why| match why {
        Unbound::NotHere(_) => UserError::new(ErrorCode::InvalidInput, why.to_string()),
        Unbound::Port(..) => UserError::new(ErrorCode::Browser, why.to_string()),
        Unbound::AnyPort(_) => UserError::new(ErrorCode::Browser, format!("{why} Sign in by deep link instead.")),
    })?;
    Ok(Loopback { redirect_uri: listener.redirect_uri.clone(), listener })
}

/// What a request has to have.
struct Awaited {
    core: Arc<Core>,
    place: Place,
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
        let awaited = Arc::new(Awaited {
            core,
            place: Place::of(&self.redirect_uri),
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
            () = self.listener.serve(&awaited) => {}
        }
        let sent_on = locked(&awaited.page_to_come).is_some();
        if sent_on {
            let last_request = async {
                tokio::select! {
                    () = awaited.page_asked_for.notified() => {}
                    () = self.listener.serve(&awaited) => {}
                }
            };
            let _asked_or_gone = tokio::time::timeout(LAST_REQUEST, last_request).await;
            locked(&awaited.page_to_come).take();
        }
    }
}

impl Answers for Awaited {
    async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Reply {
        let language = Language::of(request.headers());
        if let Some(held) = last_page(self, &request) {
            self.page_asked_for.notify_one();
            return Reply { response: page::page(self.said().await, language), held: Some(held) };
        }
        let Some(callback) = recognise(self, &request) else {
            return Reply { response: page::page(Said::NotForUs, language), held: None };
        };
        let held = Some(self.core.pages.token());
        if self.taken.swap(true, Ordering::SeqCst) {
            // The same once more, such as from a browser that loads ahead: how the first one goes is the answer to both.
            return Reply { response: page::page(self.said().await, language), held };
        }
        let is_window = request.headers().get("sec-fetch-dest").is_some_and(|what| what == "document");
        let held = if is_window {
            *locked(&self.page_to_come) = held;
            None
        } else {
            held
        };
        // A task of its own: a browser that closes the page must not break off the exchange.
        let finishing = Arc::clone(self);
        tokio::spawn(async move {
            let ended = finishing.core.clone().complete(callback).await;
            finishing.ended.send_replace(Some(ended.map(drop).map_err(|error| error.code)));
        });
        self.over.cancel();
        let response = if is_window { page::elsewhere(PAGE) } else { page::page(self.said().await, language) };
        Reply { response, held }
    }
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
}

/// What was held for a browser that was sent on, if this is its request for the page.
fn last_page(awaited: &Awaited, request: &Request<Incoming>) -> Option<TaskTrackerToken> {
    let is_for_it = awaited.place.is_at_home(request) && request.uri().path() == PAGE && request.uri().query().is_none();
    if is_for_it { locked(&awaited.page_to_come).take() } else { None }
}

/// The callback, if this request is the one that is waited for.
fn recognise(awaited: &Awaited, request: &Request<Incoming>) -> Option<Callback> {
    let query = request.uri().query().filter(|_| awaited.place.is_asked(request))?;
    let address = awaited.redirect_uri.split('?').next()?;
    let callback = Callback::parse(format!("{address}?{query}").as_bytes()).ok()?;
    (callback.state == awaited.state && callback.came_back_to(&awaited.redirect_uri)).then_some(callback)
}
