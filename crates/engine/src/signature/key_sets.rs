//! The key sets of services, each fetched when it is first needed, and again when it may have changed.
//!
//! A service rotates its keys when it likes, and its first signature by a new key is often the first that is heard of it. So
//! where no kept key stands for a signature, the set is fetched once more. Anybody can name a key that nobody has, or sign
//! with one of their own: for a while after that, the set is not fetched again (C8).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use countersign_wire::UnixSeconds;
use countersign_wire::error::ErrorCode;
use url::Url;

use super::key::{KeySet, Unsigned};
use super::{Algorithm, Jws};
use crate::http::{Ask, Http, HttpError, Reach, shown};

/// Largest key set that is read (C10).
const LARGEST: usize = 256 * 1024;
/// For how many seconds a set is good without another look: a key that was taken back must not count for ever.
const FRESH: i64 = 60 * 60;
/// How many seconds pass between two fetches for keys that nobody knew.
const BETWEEN: i64 = 60;

/// Why nobody knows whether a signature is good, or that it is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error("the keys that it is signed with could not be fetched. {0}")]
    Fetch(#[from] HttpError),
    #[error("the keys that it is signed with are not where the metadata says (status {0}). Ask whoever runs the service.")]
    Absent(u16),
    #[error("what the metadata names as keys is no key set. Ask whoever runs the service.")]
    Unreadable,
    #[error("it is signed by a key that the service does not publish{}. Try again in a minute.", named(.0.as_deref()))]
    NoKey(Option<String>),
    #[error("its signature is wrong. Tell whoever runs the service.")]
    Wrong,
}

fn named(kid: Option<&str>) -> String {
    kid.map(|kid| format!(" (kid “{}”)", shown(kid))).unwrap_or_default()
}

impl SignatureError {
    /// Nothing is known of the signature, as the key that it needs could not be had; a moment later it may be.
    pub(crate) fn is_for_now(&self) -> bool {
        match self {
            Self::Fetch(_) | Self::Absent(_) | Self::Unreadable | Self::NoKey(_) => true,
            Self::Wrong => false,
        }
    }

    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Self::Fetch(error) => error.code(),
            _ => ErrorCode::BadAnswer,
        }
    }
}

fn told(why: Unsigned, jws: &Jws<'_>) -> SignatureError {
    match why {
        Unsigned::NoKey => SignatureError::NoKey(jws.kid.clone()),
        Unsigned::Wrong => SignatureError::Wrong,
    }
}

/// Holds a signature against the keys of a document that somebody has already.
pub(crate) fn signed_by(document: &[u8], jws: &Jws<'_>, algorithm: &Algorithm) -> Result<(), SignatureError> {
    let set = KeySet::read(document).ok_or(SignatureError::Unreadable)?;
    set.signed(jws, algorithm).map_err(|why| told(why, jws))
}

/// Who asks, and how far that may go for this service.
type Within<'a> = (&'a Http, &'a Reach);

/// Every key set that was fetched, by its address, which a service's metadata pins, and by how far the service reached for it:
/// what one was told under a CA of its own, or where only it may ask, is nothing that another may believe (N1, N2).
#[derive(Default)]
pub(crate) struct KeySets(Mutex<HashMap<(Reach, String), Shared>>);

type Shared = Arc<tokio::sync::Mutex<Kept>>;

/// What is kept of one address. Whoever comes while it is fetched waits for the same.
#[derive(Default)]
struct Kept {
    set: Option<(KeySet, UnixSeconds)>,
    /// When it was last fetched because nobody knew a key.
    asked_again: Option<UnixSeconds>,
}

impl KeySets {
    /// Holds a signature against the keys that are published at an address.
    pub(crate) async fn verify(
        &self,
        http: Within<'_>,
        address: &str,
        jws: &Jws<'_>,
        algorithm: &Algorithm,
        now: UnixSeconds,
    ) -> Result<(), SignatureError> {
        let kept = self.at(http.1, address);
        let mut kept = kept.lock().await;
        let was_kept = kept.is_fresh(now);
        if !was_kept {
            kept.fetch(http, address, now).await?;
        }
        let mut verdict = kept.signed(jws, algorithm);
        if verdict.is_err() && was_kept && kept.may_ask_again(now) {
            kept.asked_again = Some(now);
            kept.fetch(http, address, now).await?;
            verdict = kept.signed(jws, algorithm);
        }
        verdict.map_err(|why| told(why, jws))
    }

    /// Fetches a set that will be needed soon. If that fails now, it is tried again when it is needed.
    pub(crate) async fn warm(&self, http: Within<'_>, address: &str, now: UnixSeconds) {
        let kept = self.at(http.1, address);
        let mut kept = kept.lock().await;
        if kept.is_fresh(now) {
            return;
        }
        if let Err(error) = kept.fetch(http, address, now).await {
            tracing::debug!(%error, "the keys of a service could not be fetched ahead");
        }
    }

    fn at(&self, reach: &Reach, address: &str) -> Shared {
        // What is no address is not fetched either.
        let reach = Url::parse(address).map_or_else(|_| reach.clone(), |url| reach.at(&url));
        let mut all = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(all.entry((reach, address.to_owned())).or_default())
    }
}

impl Kept {
    fn is_fresh(&self, now: UnixSeconds) -> bool {
        self.set.as_ref().is_some_and(|(_, at)| now.abs_diff(*at) < FRESH.unsigned_abs())
    }

    fn may_ask_again(&self, now: UnixSeconds) -> bool {
        self.asked_again.is_none_or(|at| now.abs_diff(at) >= BETWEEN.unsigned_abs())
    }

    fn signed(&self, jws: &Jws<'_>, algorithm: &Algorithm) -> Result<(), Unsigned> {
        self.set.as_ref().map_or(Err(Unsigned::NoKey), |(set, _)| set.signed(jws, algorithm))
    }

    /// Fetches the set. Where it does not come, what was there stays.
    async fn fetch(&mut self, (http, reach): Within<'_>, address: &str, now: UnixSeconds) -> Result<(), SignatureError> {
        let answer = http.send(Ask { largest: LARGEST, ..Ask::get(address) }.within(reach)).await?;
        if !answer.status.is_success() {
            return Err(SignatureError::Absent(answer.status.as_u16()));
        }
        let set = KeySet::read(&answer.body).ok_or(SignatureError::Unreadable)?;
        self.set = Some((set, now));
        Ok(())
    }
}
