//! Signing keys: what ID tokens, signed access tokens and logout tokens are signed with.
//!
//! Each algorithm has keys of its own. A key is *published* for a while before it *signs*, so that whoever keeps a copy of
//! the published keys has it in time; then it is *retired*, and stays published until everything it signed has ended
//! (A15). The first key of an algorithm is made when it is first needed.
//!
//! [`pair`] is one key pair, [`rotation`] its life, [`hint`] the reading of what was signed here. The private parts are in
//! the database, sealed with the key beside it. They are parsed once and kept; as other processes may rotate them too,
//! the table is read again every few seconds while something is signed.

pub mod hint;
mod pair;
mod rotation;

use std::sync::{Arc, Mutex, PoisonError};

use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::{Deed, Entry};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::store::rows::{KeyState, SigningKey};
use crate::store::{Store, StoreError};
pub use hint::IdTokenHint;
use pair::Pair;

/// What private parts are sealed for.
const PURPOSE: &str = "signing key";
/// For how many seconds the table is not read again.
const FRESH_SECONDS: i64 = 5;

/// Every algorithm that this service signs with.
pub const ALGORITHMS: [SigningAlg; 4] = [SigningAlg::RS256, SigningAlg::ES256, SigningAlg::Ed25519, SigningAlg::EdDSA];

/// Why something was not signed, or not read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum KeysError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key beside the database does not open a private part.
    #[error("the signing key {kid} does not open: it was sealed with another key, or is damaged")]
    Sealed {
        /// Which.
        kid: String,
    },
    /// A key could not be made, read or used.
    #[error("a signing key could not be used: {0}")]
    Crypto(String),
}

/// The signing keys, shared by all who sign.
#[derive(Clone, Debug)]
pub struct Keys(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Arc<dyn Store>,
    key: SealingKey,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    known: Mutex<Arc<Known>>,
    /// Held while a first key is made: one is enough.
    making: tokio::sync::Mutex<()>,
}

/// The table as it was when it was last read.
#[derive(Debug, Default)]
struct Known {
    read_at: Option<UnixSeconds>,
    keys: Vec<KnownKey>,
}

#[derive(Debug)]
struct KnownKey {
    kid: String,
    alg: SigningAlg,
    /// As it is published: a JWK.
    public: Value,
    /// There for the key that signs.
    pair: Option<Arc<Pair>>,
}

impl Known {
    fn signing(&self, alg: SigningAlg) -> Option<Arc<Pair>> {
        self.keys.iter().find(|key| key.alg == alg && key.pair.is_some()).and_then(|key| key.pair.clone())
    }

    fn with(&self, kid: &str) -> Option<&KnownKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }
}

/// A key that signs.
#[derive(Clone, Debug)]
pub struct Signer {
    alg: SigningAlg,
    pair: Arc<Pair>,
}

impl Signer {
    /// What it signs with.
    #[must_use]
    pub fn alg(&self) -> SigningAlg {
        self.alg
    }

    /// A JWT of the type `typ` (RFC 8725 §3.11).
    ///
    /// # Errors
    /// [`KeysError::Crypto`].
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, KeysError> {
        self.pair.sign(typ, claims)
    }
}

impl Keys {
    /// The keys of a store. Nothing is read or made yet.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, key: SealingKey, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self(Arc::new(Inner { store, key, clock, entropy, known: Mutex::default(), making: tokio::sync::Mutex::default() }))
    }

    /// What signs with `alg` now. A key that is retired meanwhile still counts.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn signer(&self, alg: SigningAlg) -> Result<Signer, KeysError> {
        Ok(Signer { alg, pair: self.signing(alg).await? })
    }

    /// A JWT of the type `typ` (RFC 8725 §3.11), signed with `alg`.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn sign(&self, alg: SigningAlg, typ: &str, claims: &impl Serialize) -> Result<String, KeysError> {
        self.signer(alg).await?.sign(typ, claims)
    }

    /// The public parts of all keys, for whoever verifies (RFC 7517 §5): those to come, those that sign, and those whose
    /// signatures still count. What is told is the table as it is now.
    ///
    /// # Errors
    /// [`KeysError`].
    pub async fn jwks(&self) -> Result<Value, KeysError> {
        for alg in ALGORITHMS {
            self.signing(alg).await?;
        }
        let keys: Vec<Value> = self.read().await?.keys.iter().map(|key| key.public.clone()).collect();
        Ok(json!({ "keys": keys }))
    }

    /// The pair that signs with `alg`; made where there is none yet.
    async fn signing(&self, alg: SigningAlg) -> Result<Arc<Pair>, KeysError> {
        if let Some(pair) = self.known().await?.signing(alg) {
            return Ok(pair);
        }
        let _making = self.0.making.lock().await;
        if self.read().await?.signing(alg).is_none() {
            // Where another process was first, its key is the one.
            self.make(alg, KeyState::Signing, Entry::of(Deed::SigningKeyMade, self.0.clock.now())).await?;
        }
        let signing = self.read().await?.signing(alg);
        signing.ok_or_else(|| KeysError::Crypto(format!("there is no key for {}", alg.as_str())))
    }

    /// The table, at most some seconds old.
    async fn known(&self) -> Result<Arc<Known>, KeysError> {
        let known = Arc::clone(&self.0.known.lock().unwrap_or_else(PoisonError::into_inner));
        let now = self.0.clock.now();
        match known.read_at {
            Some(at) if now.abs_diff(at) < FRESH_SECONDS.unsigned_abs() => Ok(known),
            _ => self.read().await,
        }
    }

    /// The table as it is now.
    async fn read(&self) -> Result<Arc<Known>, KeysError> {
        let before = Arc::clone(&self.0.known.lock().unwrap_or_else(PoisonError::into_inner));
        let now = self.0.clock.now();
        let rows = self.0.store.signing_keys().await?;
        let keys = rows.into_iter().map(|row| self.known_key(row, &before)).collect::<Result<_, _>>()?;
        let known = Arc::new(Known { read_at: Some(now), keys });
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&known);
        Ok(known)
    }

    fn known_key(&self, row: SigningKey, before: &Known) -> Result<KnownKey, KeysError> {
        let public = serde_json::from_str(&row.public).map_err(|error| KeysError::Crypto(error.to_string()))?;
        let pair = match (row.state, before.with(&row.kid).and_then(|key| key.pair.clone())) {
            (KeyState::Signing, Some(pair)) => Some(pair),
            (KeyState::Signing, None) => {
                let sealed = || KeysError::Sealed { kid: row.kid.clone() };
                let der = self.0.key.open(PURPOSE, &row.kid, &row.private).ok_or_else(sealed)?;
                Some(Arc::new(Pair::read(row.alg, &der)?))
            }
            (KeyState::Published | KeyState::Retired, _) => None,
        };
        Ok(KnownKey { kid: row.kid, alg: row.alg, public, pair })
    }
}
