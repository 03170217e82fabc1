//! A service from its start to its stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::administration::{self, Desk};
use crate::apps::registration::{self, BUILT_IN};
use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::error::{Error, StartError};
use crate::grant::{Issuing, Lifetimes};
use crate::key::SealingKey;
use crate::limits;
use crate::links::Links;
use crate::mail::Post;
use crate::people::password::PasswordHasher;
use crate::people::sign_in::SigningIn;
use crate::people::throttle::Throttle;
use crate::routes::{self, Site};
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use crate::token::Token;

/// Connections that the system may hold for the service until it takes them.
const CROWD: u32 = 4096;
/// How long a set-up address works.
const SET_UP_SECONDS: i64 = 600;
/// How long what has ended is kept: a replay of a code is still known as one.
const KEPT_SECONDS: i64 = 24 * 3600;
/// How often what has ended is thrown away.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// How often it is looked whether somebody was added beside the running service, while nobody is there.
const LOOK_EVERY: Duration = Duration::from_millis(500);

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
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    serving: JoinHandle<()>,
    upkeep: JoinHandle<()>,
    stopping: DropGuard,
}

/// Opens the database, creates and migrates it where needed, binds, and serves in the background.
///
/// # Errors
/// [`StartError`] says what stood in the way.
pub async fn start(config: Config) -> Result<Running, StartError> {
    config.check()?;
    let (store, key) = open(&config).await?;
    let now = config.clock.now();
    let failed = |error: StoreError| StartError::Database(error.to_string());
    if store.app(BUILT_IN).await.map_err(failed)?.is_none() {
        let entry = Entry::of(Deed::AppAdded, now).about(BUILT_IN);
        store.add_app(registration::built_in(now), entry).await.map_err(failed)?;
    }
    let people = watch::Sender::new(store.has_people().await.map_err(failed)?);
    let listening = |source| StartError::Listen { address: config.listen, source };
    let listener = listen(config.listen).map_err(listening)?;
    let local_addr = listener.local_addr().map_err(listening)?;
    let issuer = config.public_url.clone().unwrap_or_else(|| format!("http://{local_addr}"));
    let router = router(&config, &issuer, Arc::clone(&store), key, people.clone())?;
    let stopping = CancellationToken::new();
    let serving = tokio::spawn(limits::serve(listener, router, config.limits, stopping.clone().cancelled_owned()));
    let upkeep = tokio::spawn(keep_up(Arc::clone(&store), Arc::clone(&config.clock), people.clone(), stopping.clone()));
    Ok(Running {
        issuer,
        local_addr,
        people,
        store,
        clock: config.clock,
        entropy: config.entropy,
        serving,
        upkeep,
        stopping: stopping.drop_guard(),
    })
}

/// Listens, with room for a crowd that comes at once: whoever finds the system's queue full waits for seconds until the
/// system tries again.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A service that starts again takes its port over from connections that are ending. (On Windows it would take it
    // over from a program that listens.)
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(CROWD)
}

async fn open(config: &Config) -> Result<(Arc<dyn Store>, SealingKey), StartError> {
    let (path, entropy) = (config.database.clone(), Arc::clone(&config.entropy));
    let opened = tokio::task::spawn_blocking(move || SqliteStore::open(&path, entropy.as_ref())).await;
    match opened {
        Ok(Ok((store, key))) => Ok((Arc::new(store), key)),
        Ok(Err(error)) => Err(StartError::Database(error.to_string())),
        Err(_) => Err(StartError::Database("the database could not be opened: its thread ended early".to_owned())),
    }
}

fn router(
    config: &Config,
    issuer: &str,
    store: Arc<dyn Store>,
    key: SealingKey,
    people: watch::Sender<bool>,
) -> Result<axum::Router, StartError> {
    let (clock, entropy) = (Arc::clone(&config.clock), Arc::clone(&config.entropy));
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    let lifetimes = Lifetimes {
        code: seconds(config.code_lifetime),
        access: seconds(config.access_lifetime),
        refresh_idle: seconds(config.refresh_idle),
        refresh_absolute: seconds(config.refresh_absolute),
    };
    let hasher = PasswordHasher::new(config.password_cost, config.password_bounds, Arc::clone(&entropy)).map_err(StartError::Thread)?;
    let post = config.mail.as_ref().map(|mail| Post::start(mail, Arc::clone(&clock))).transpose();
    let links = Links {
        store: Arc::clone(&store),
        clock: Arc::clone(&clock),
        entropy: Arc::clone(&entropy),
        issuer: issuer.to_owned(),
        service: config.service_name.clone(),
        post: post.map_err(|error| StartError::Config(error.to_string()))?,
    };
    let desk = Desk { store: Arc::clone(&store), clock: Arc::clone(&clock), entropy: Arc::clone(&entropy), links: links.clone() };
    let signing_in = SigningIn {
        store: Arc::clone(&store),
        hasher,
        throttle: Throttle::default(),
        key: key.clone(),
        clock: Arc::clone(&clock),
        entropy: Arc::clone(&entropy),
    };
    let issuing = Issuing { store, key, clock, entropy, lifetimes };
    let site = Site { issuer: issuer.to_owned(), service_name: config.service_name.clone(), issuing, signing_in, links, asked: Throttle::default(), people };
    Ok(routes::with_careful_headers(routes::routes(site).merge(administration::routes(desk))))
}

/// Looks for people who were added beside the service, and throws away what has ended.
async fn keep_up(store: Arc<dyn Store>, clock: Arc<dyn Clock>, people: watch::Sender<bool>, stopping: CancellationToken) {
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        let known = *people.borrow();
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = sweep.tick() => {
                if let Err(error) = store.sweep(clock.now().saturating_sub(KEPT_SECONDS)).await {
                    tracing::warn!(%error, "what has ended could not be thrown away; it is tried again");
                }
            }
            _ = look.tick(), if !known => {
                if matches!(store.has_people().await, Ok(true)) {
                    people.send_replace(true);
                }
            }
        }
    }
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

    /// Ends it: what is under way is answered, within a bound.
    pub async fn stop(self) {
        let Self { serving, upkeep, stopping, .. } = self;
        drop(stopping);
        // Neither task panics on purpose; one that did has nothing left to wait for.
        let _ = serving.await;
        let _ = upkeep.await;
    }
}
