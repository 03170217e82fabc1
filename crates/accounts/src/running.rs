//! A service from its start to its stop.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::administration::{self, Desk};
use crate::apps::registration::{self, BUILT_IN};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::config::Config;
use crate::dialect;
use crate::entropy::Entropy;
use crate::error::{Error, StartError};
use crate::grant::client_keys::ClientKeySets;
use crate::grant::{Issuing, Lifetimes};
use crate::key::SealingKey;
use crate::keys::Keys;
use crate::limits::client::Proxies;
use crate::limits::{self, Door, Limits};
use crate::links::Links;
use crate::logout::delivery::Delivering;
use crate::mail::{self, Post};
use crate::metrics::{Metrics, Queue};
use crate::outbound::Outbound;
use crate::people::password::PasswordHasher;
use crate::people::sign_in::SigningIn;
use crate::people::throttle::Throttle;
use crate::product_apis::catalog::Catalog;
use crate::product_apis::exchange::Exchange;
use crate::routes::{self, Site};
use crate::store::rows::NotAdded;
use crate::store::sqlite::{Serving, SqliteStore};
use crate::store::{Store, StoreError};
use crate::tls::Certificate;
use crate::token::Token;
use crate::upkeep;
use crate::usage::Usage;

/// Connections that the system may hold for the service until it takes them.
const CROWD: u32 = 4096;
/// How long a set-up address works.
const SET_UP_SECONDS: i64 = 600;

/// The address of the set-up page with its one-time code.
pub struct SetUpUrl(String);

impl SetUpUrl {
    /// The address, to be handed to a browser or printed for the operator.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SetUpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetUpUrl(…)")
    }
}

/// A service that answers. Dropping it stops it without waiting; [`Running::stop`] waits.
#[derive(Debug)]
pub struct Running {
    issuer: String,
    local_addr: SocketAddr,
    people: watch::Sender<bool>,
    store: Arc<dyn Store>,
    usage: Usage,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    metrics: Option<SocketAddr>,
    renewal: Arc<Notify>,
    links: Links,
    tasks: Vec<JoinHandle<()>>,
    stopping: DropGuard,
    /// Held to the end of it: nobody else serves the database meanwhile.
    _serving: Serving,
}

/// Opens the database, creates and migrates it where needed, binds, and serves in the background.
///
/// # Errors
/// [`StartError`] says what stood in the way.
pub async fn start(config: Config) -> Result<Running, StartError> {
    config.check()?;
    let certificate = config.tls.as_ref().map(|tls| Certificate::read(&tls.certificate, &tls.key)).transpose();
    let certificate = certificate.map_err(|error| StartError::Config(error.to_string()))?;
    // An address that somebody else has is found out before anything is made.
    let (listener, local_addr) = listen(config.listen)?;
    let watched = config.metrics.map(listen).transpose()?;
    let Opened { store, key, waiting_writes, mut serving } = open(&config).await?;
    let failed = |error: StoreError| StartError::Database(error.to_string());
    add_built_in_app(&config, store.as_ref()).await?;
    let people = watch::Sender::new(store.has_people().await.map_err(failed)?);
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let issuer = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{local_addr}"));
    if let Err(error) = serving.tell(&format!("process {} at {scheme}://{local_addr}", std::process::id())) {
        tracing::warn!(%error, "who serves the database could not be written beside it");
    }
    store.remember_issuer(&issuer).await.map_err(failed)?;
    let hasher = PasswordHasher::new(config.password_cost, config.password_bounds, Arc::clone(&config.entropy));
    let hasher = hasher.map_err(StartError::Thread)?;
    let outbound = Outbound::new(&issuer, &config.outbound_hosts, Arc::clone(&config.names));
    let issuing = issuing(&config, &issuer, Arc::clone(&store), key, &outbound);
    let delivering = Delivering {
        store: Arc::clone(&store),
        keys: issuing.keys.clone(),
        outbound: outbound.clone(),
        clock: Arc::clone(&config.clock),
        entropy: Arc::clone(&config.entropy),
        issuer: issuer.clone(),
    };
    let (keys, usage) = (issuing.keys.clone(), issuing.usage.clone());
    let metrics = Metrics::new(hasher.waiting(), &waiting_writes);
    let (clock, entropy) = (Arc::clone(&config.clock), Arc::clone(&config.entropy));
    let post = post(&config, &issuing)?;
    let links = Links {
        store: Arc::clone(&store),
        entropy: Arc::clone(&entropy),
        issuer: issuing.issuer.clone(),
        post: post.clone(),
        asked: TaskTracker::new(),
    };
    let desk = Desk {
        issuer: issuer.as_str().into(),
        store: Arc::clone(&store),
        clock,
        entropy,
        links: links.clone(),
        keys: issuing.keys.clone(),
    };
    let parts = Parts { issuing, outbound, hasher, people: people.clone(), metrics: metrics.clone(), links: links.clone() };
    let router = router(&config, desk.clone(), parts);
    let stopping = CancellationToken::new();
    let renewal = Arc::new(Notify::new());
    let keeping = upkeep::keep_up(Arc::clone(&store), keys, Arc::clone(&config.clock), people.clone(), stopping.clone());
    let telling = upkeep::keep_telling(usage.clone(), Arc::clone(&store), stopping.clone());
    let mut tasks = vec![tokio::spawn(keeping), tokio::spawn(telling), tokio::spawn(delivering.keep_delivering(stopping.clone()))];
    tasks.extend(post.map(|post| tokio::spawn(post.keep_sending(stopping.clone()))));
    if let Some(certificate) = certificate.clone() {
        tasks.push(tokio::spawn(upkeep::keep_certificate(certificate, Arc::clone(&renewal), stopping.clone())));
    }
    let metrics_addr = watched.as_ref().map(|(_, address)| *address);
    if let Some((listener, _)) = watched {
        // One who reads them is all that is expected; a few more do not take the files that connections need.
        let limits = Limits { connections: 8, ..config.limits };
        let door = Door { listener, certificate: None, proxies: Proxies::default(), limits, allowance: None };
        tasks.push(tokio::spawn(limits::serve(door, metrics.router(), stopping.clone().cancelled_owned())));
    }
    let proxies = Proxies { networks: config.trusted_proxies, header: config.forwarded_header };
    let allowance = Some(administration::allowance(desk));
    let door = Door { listener, certificate, proxies, limits: config.limits, allowance };
    tasks.push(tokio::spawn(limits::serve(door, router, stopping.clone().cancelled_owned())));
    Ok(Running {
        issuer,
        local_addr,
        people,
        store,
        usage,
        clock: config.clock,
        entropy: config.entropy,
        metrics: metrics_addr,
        renewal,
        links,
        tasks,
        stopping: stopping.drop_guard(),
        _serving: serving,
    })
}

/// The service's own app, where the database has none yet.
async fn add_built_in_app(config: &Config, store: &dyn Store) -> Result<(), StartError> {
    let failed = |error: StoreError| StartError::Database(error.to_string());
    if store.app(BUILT_IN).await.map_err(failed)?.is_some() {
        return Ok(());
    }
    let now = config.clock.now();
    let entry = Entry::of(Deed::AppAdded, now).on_app(BUILT_IN);
    match store.add_app(registration::built_in(now), entry).await.map_err(failed)? {
        // Another process may have been first.
        Ok(_) | Err(NotAdded::ClientIdTaken) => Ok(()),
        Err(NotAdded::Names(named)) => Err(StartError::Database(named.to_string())),
    }
}

/// Listens, with room for a crowd that comes at once: whoever finds the system's queue full waits for seconds until the
/// system tries again.
fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let bind = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // A service that starts again takes its port over from connections that are ending. (On Windows it would take it
        // over from a program that listens.)
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(CROWD)?;
        let local_addr = listener.local_addr()?;
        Ok((listener, local_addr))
    };
    bind().map_err(|source| StartError::Listen { address, source })
}

struct Opened {
    store: Arc<dyn Store>,
    key: SealingKey,
    waiting_writes: Queue,
    serving: Serving,
}

async fn open(config: &Config) -> Result<Opened, StartError> {
    let (path, entropy) = (config.database.clone(), Arc::clone(&config.entropy));
    let opened = tokio::task::spawn_blocking(move || SqliteStore::open_to_serve(&path, entropy.as_ref())).await;
    match opened {
        Ok(Ok((store, key, serving))) => {
            let waiting_writes = store.waiting_writes().clone();
            Ok(Opened { store: Arc::new(store), key, waiting_writes, serving })
        }
        Ok(Err(error)) => Err(StartError::Database(error.to_string())),
        Err(_) => Err(StartError::Database("the database could not be opened: its thread ended early".to_owned())),
    }
}

fn issuing(config: &Config, issuer: &str, store: Arc<dyn Store>, key: SealingKey, outbound: &Outbound) -> Issuing {
    let (clock, entropy) = (Arc::clone(&config.clock), Arc::clone(&config.entropy));
    Issuing {
        keys: Keys::new(Arc::clone(&store), key.clone(), Arc::clone(&clock), Arc::clone(&entropy)),
        client_keys: ClientKeySets::new(outbound.clone(), Arc::clone(&clock)),
        usage: Usage::new(Arc::clone(&clock)),
        lifetimes: Lifetimes::of(config),
        rules: |name| dialect::of(name).rules(),
        issuer: issuer.to_owned(),
        store,
        key,
        clock,
        entropy,
    }
}

/// What sends mail, where it is set up.
fn post(config: &Config, issuing: &Issuing) -> Result<Option<Post>, StartError> {
    let server = config.mail.as_ref().map(mail::Server::of).transpose().map_err(|error| StartError::Config(error.to_string()))?;
    Ok(server.map(|server| Post {
        server,
        store: Arc::clone(&issuing.store),
        key: issuing.key.clone(),
        clock: Arc::clone(&config.clock),
        issuer: issuing.issuer.clone(),
        service: config.service_name.clone(),
        last_failure: Arc::default(),
    }))
}

/// What the rooms are made from.
struct Parts {
    issuing: Issuing,
    outbound: Outbound,
    hasher: PasswordHasher,
    people: watch::Sender<bool>,
    metrics: Metrics,
    links: Links,
}

fn router(config: &Config, desk: Desk, parts: Parts) -> axum::Router {
    let Parts { issuing, outbound, hasher, people, metrics, links } = parts;
    let Issuing { store, clock, entropy, issuer, key, .. } = issuing.clone();
    let signing_in = SigningIn {
        store: Arc::clone(&store),
        hasher,
        throttle: Throttle::default(),
        key,
        clock: Arc::clone(&clock),
        entropy: Arc::clone(&entropy),
    };
    let product_apis = Exchange { store, clock, entropy, catalog: Catalog::of(&config.product_apis, &issuer) };
    let site = Site {
        issuer,
        service_name: config.service_name.clone(),
        keys: issuing.keys.clone(),
        issuing,
        signing_in,
        links,
        asked: Throttle::default(),
        product_apis,
        outbound,
        people,
        metrics: metrics.clone(),
    };
    metrics.over(routes::with_careful_headers(routes::routes(site).merge(administration::routes(desk))))
}

impl Running {
    /// The issuer: exactly the listening string `http://127.0.0.1:PORT`, or the public URL.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Whether there are people; while there are none, set-up is open.
    #[must_use]
    pub fn people(&self) -> watch::Receiver<bool> {
        self.people.subscribe()
    }

    /// A new one-time address of the set-up page, good for ten minutes; `None` once there are people.
    ///
    /// # Errors
    /// Where the database failed.
    pub async fn new_set_up_url(&self) -> Result<Option<SetUpUrl>, Error> {
        let code = Token::mint(self.entropy.as_ref());
        let until = self.clock.now().saturating_add(SET_UP_SECONDS);
        let open = self.store.open_set_up(code.digest(), until).await.map_err(|error| Error::Database(error.to_string()))?;
        Ok(open.then(|| SetUpUrl(format!("{}/set-up?code={}", self.issuer, code.expose()))))
    }

    /// Where metrics are read, if anywhere.
    #[must_use]
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Takes the certificate anew, as an operator asks by a signal. Without one nothing happens.
    pub fn renew_certificate(&self) {
        self.renewal.notify_one();
    }

    /// Ends it: what is under way is answered, within a bound.
    pub async fn stop(self) {
        let Self { tasks, stopping, usage, store, links, .. } = self;
        drop(stopping);
        // None of the tasks panics on purpose; one that did has nothing left to wait for.
        for task in tasks {
            let _ = task.await;
        }
        links.settle().await;
        usage.write(store.as_ref()).await;
    }
}
