//! A signed JWT in compact form (RFC 7515 §3.1), read: what its header says, and what it claims once a key is known to have
//! signed it.
//!
//! The library does the cryptography. Read here is what it does not know: Ed25519 has a name of its own beside EdDSA
//! (RFC 9864 §2.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What the header says (RFC 7515 §4.1). Whoever reads it decides what of it is taken.
#[derive(Debug, Deserialize)]
pub struct Header {
    /// The algorithm.
    pub alg: String,
    /// The key.
    pub kid: Option<String>,
    /// The type.
    pub typ: Option<String>,
    /// What has to be understood, or the whole is refused (§4.1.11).
    pub crit: Option<serde_json::Value>,
}

/// A signed JWT whose signature nobody has looked at yet.
pub struct Jws<'a> {
    /// Its header.
    pub header: Header,
    message: &'a str,
    payload: Vec<u8>,
    signature: &'a str,
}

impl std::fmt::Debug for Jws<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jws").field("header", &self.header).finish_non_exhaustive()
    }
}

impl<'a> Jws<'a> {
    /// Reads one; `None` where the text is no such thing.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let (message, signature) = text.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        Some(Self { header, message, payload: URL_SAFE_NO_PAD.decode(payload).ok()?, signature })
    }

    /// What it claims, by nobody's word.
    #[must_use]
    pub fn unproven<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.payload).ok()
    }

    /// What it claims, if `key` signed it as its header says. That the algorithm is one to be taken is for the caller to
    /// know (RFC 8725 §3.1).
    #[must_use]
    pub fn signed_by<T: DeserializeOwned>(&self, key: &Jwk) -> Option<T> {
        let key = DecodingKey::from_jwk(key).ok()?;
        let algorithm = algorithm(&self.header.alg)?;
        let fits = jsonwebtoken::crypto::verify(self.signature, self.message.as_bytes(), &key, algorithm).ok()?;
        if fits { self.unproven() } else { None }
    }
}

/// The library's algorithm of a name (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).
#[must_use]
pub fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "Ed25519" => Some(Algorithm::EdDSA),
        other => other.parse().ok(),
    }
}
