//! Signing out at the service itself: its own session in the browser is ended there (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The browser is sent to the service's page, which may ask the person, and comes back to a listener on this computer with the
//! `state` of this sign-out. Only that confirms it: an answer with another `state`, or with none, is refused (RP-07).
//!
//! The address holds the ID token of the session, as the standard has it: who signed in, nothing that opens anything. It is
//! given to the browser only, and told to nobody else.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_wire::account::{SignOutReceipt, SignedOutPart};
use countersign_wire::error::UserError;
use countersign_wire::event::Event;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use url::Url;

use crate::core::{Core, locked};
use crate::entropy::secret_token;
use crate::provider::Provider;
use crate::secret::Secret;
use crate::session::Account;
use crate::sign_in::page::{Language, Said, page};
use crate::stored::Stored;

/// Connections that are held at once, and each how long: nobody can keep the real one out.
const MOST_CONNECTIONS: usize = 64;
const LONGEST_CONNECTION: Duration = Duration::from_secs(20);
const LONGEST_HEAD: Duration = Duration::from_secs(3);

/// Why nothing confirms that the service's own session has ended.
#[derive(Debug, thiserror::Error)]
enum Unconfirmed {
    #[error("This service offers no way to end its own session in your browser. Sign out on its page, if you want that.")]
    NotOffered,
    #[error("The service's address for that cannot be used. Sign out on its page, if you want that.")]
    Address,
    #[error("{0}")]
    Browser(UserError),
    #[error(
        "Your browser was sent to the service to end its own session there, and no return address for that is registered, so only its page says whether it did."
    )]
    NoWayBack,
    #[error("This computer could not listen for the browser's return ({0}). Look at the service's page whether its own session has ended.")]
    Listener(std::io::Error),
    #[error("The browser did not come back in time. Look at the service's page whether its own session has ended.")]
    TooLate,
}

/// A listener for the browser's return.
struct WayBack {
    listener: TcpListener,
    /// The registered address with the port that was found.
    redirect_uri: Url,
}

impl Core {
    /// Signs out, and has the browser end the service's own session. The tokens are ended first, whatever becomes of the rest.
    pub(crate) async fn sign_out_everywhere(self: &Arc<Self>, id: &str, wait: Duration) -> Result<SignOutReceipt, UserError> {
        let account = self.load_account(id).await?;
        let provider = self.provider_of(&account).await.ok();
        let hint = id_token(&account);
        let receipt = self.sign_out(id).await?;
        let ended = match provider {
            Some(provider) => self.end_session(&provider, &account, hint.as_ref(), wait).await,
            None => Err(Unconfirmed::NotOffered),
        };
        let part = SignedOutPart::BrowserSession;
        let changed = self.vault.write(|records| {
            let Some(mut account) = Account::load(records, id)? else { return Ok::<_, UserError>(None) };
            let Some(noted) = account.receipts.iter_mut().find(|noted| noted.at == receipt.at) else { return Ok(None) };
            for parts in [&mut noted.revoked, &mut noted.forgotten] {
                parts.retain(|other| *other != part);
            }
            match &ended {
                Ok(()) => noted.revoked.push(part.clone()),
                Err(why) => {
                    noted.forgotten.push(part.clone());
                    let before = noted.reason.take().filter(|before| !before.contains(&why.to_string()));
                    noted.reason = Some(before.map_or_else(|| why.to_string(), |before| format!("{before} {why}")));
                }
            }
            let noted = noted.clone();
            account.store(records)?;
            Ok(Some((account, noted)))
        });
        let Some((account, receipt)) = changed.await? else { return Ok(receipt) };
        self.tell(Event::AccountChanged(self.view(&account)));
        Ok(receipt)
    }

    /// Sends the browser, and waits for its return.
    async fn end_session(
        self: &Arc<Self>,
        provider: &Provider,
        account: &Account,
        hint: Option<&Secret>,
        wait: Duration,
    ) -> Result<(), Unconfirmed> {
        let endpoint = provider.can.end_session_endpoint.as_deref().ok_or(Unconfirmed::NotOffered)?;
        let mut address = Url::parse(endpoint).map_err(|_| Unconfirmed::Address)?;
        let way_back = match provider.post_logout_redirect_uris.iter().find_map(|uri| loopback(uri)) {
            Some(registered) => Some(bind(registered).await.map_err(Unconfirmed::Listener)?),
            None => None,
        };
        let state = secret_token(self.entropy.as_ref());
        {
            let mut query = address.query_pairs_mut();
            query.append_pair("client_id", &provider.client_id);
            if let Some(hint) = hint {
                query.append_pair("id_token_hint", hint.expose());
            } else if let Some(email) = &account.email {
                query.append_pair("logout_hint", email);
            }
            if let Some(way_back) = &way_back {
                query.append_pair("post_logout_redirect_uri", way_back.redirect_uri.as_str());
                query.append_pair("state", state.expose());
            }
        }
        let browser = Arc::clone(&self.browser);
        let opened = tokio::task::spawn_blocking(move || browser.open_url(address.as_str())).await;
        opened.map_err(|_| Unconfirmed::Address)?.map_err(|error| Unconfirmed::Browser(error.into()))?;
        let way_back = way_back.ok_or(Unconfirmed::NoWayBack)?;
        tokio::time::timeout(wait, self.await_return(way_back, state)).await.map_err(|_| Unconfirmed::TooLate)
    }

    /// Listens until the one request came that has the path and the `state` of this sign-out. All others get 400.
    async fn await_return(self: &Arc<Self>, way_back: WayBack, state: Secret) {
        let came = Arc::new(Notify::new());
        let awaited = Arc::new(Awaited { core: Arc::clone(self), redirect_uri: way_back.redirect_uri, state, came: Arc::clone(&came) });
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let serve = async {
            loop {
                let permit = Arc::clone(&room).acquire_owned().await;
                match way_back.listener.accept().await {
                    Ok((stream, _)) => {
                        let awaited = Arc::clone(&awaited);
                        tokio::spawn(async move {
                            let _permit = permit;
                            converse(stream, awaited).await;
                        });
                    }
                    Err(error) => {
                        tracing::debug!(%error, "a connection to the listener failed");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        };
        tokio::select! {
            () = serve => {}
            () = came.notified() => {}
        }
    }
}

/// What tells the service whose session it is: the ID token of the sign-in.
fn id_token(account: &Account) -> Option<Secret> {
    account.tokens().and_then(|tokens| tokens.id_token.clone())
}

/// A registered address on this computer.
fn loopback(registered: &str) -> Option<Url> {
    let is_ip = |url: &Url| matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)));
    Url::parse(registered).ok().filter(|url| url.scheme() == "http" && is_ip(url) && crate::http::is_loopback(url))
}

/// Binds for a registered address: its own port where it names one, else any that is free.
async fn bind(registered: Url) -> std::io::Result<WayBack> {
    let refused = || std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    let address = match registered.host() {
        Some(url::Host::Ipv4(address)) => address.into(),
        Some(url::Host::Ipv6(address)) => std::net::IpAddr::V6(address),
        _ => return Err(refused()),
    };
    let listener = TcpListener::bind(SocketAddr::new(address, registered.port().unwrap_or(0))).await?;
    let mut redirect_uri = registered;
    redirect_uri.set_port(Some(listener.local_addr()?.port())).map_err(|()| refused())?;
    Ok(WayBack { listener, redirect_uri })
}

/// What a request has to have.
struct Awaited {
    core: Arc<Core>,
    redirect_uri: Url,
    state: Secret,
    came: Arc<Notify>,
}

impl Awaited {
    fn is_answered_by<B>(&self, request: &Request<B>) -> bool {
        let host = request.headers().get(hyper::header::HOST).and_then(|host| host.to_str().ok());
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let states: Vec<_> =
            form_urlencoded::parse(query).filter(|(name, _)| name == "state").map(|(_, state)| Secret::new(state)).collect();
        request.method() == Method::GET
            && host == Some(crate::http::authority(&self.redirect_uri).as_str())
            && request.uri().path() == self.redirect_uri.path()
            && matches!(states.as_slice(), [state] if *state == self.state)
    }
}

async fn converse(stream: TcpStream, awaited: Arc<Awaited>) {
    // Held until the page has gone out: a process that ends with the sign-out must not cut it off.
    let page_on_its_way = Arc::new(Mutex::new(None));
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        let language = Language::of(request.headers());
        let answer = if awaited.is_answered_by(&request) {
            *locked(&page_on_its_way) = Some(awaited.core.pages.token());
            awaited.came.notify_one();
            page(Said::SignedOut, language)
        } else {
            page(Said::NotForUs, language)
        };
        async move { Ok::<_, Infallible>(answer) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    if let Ok(Err(error)) = tokio::time::timeout(LONGEST_CONNECTION, connection).await {
        tracing::debug!(%error, "a connection to the listener broke off");
    }
}
