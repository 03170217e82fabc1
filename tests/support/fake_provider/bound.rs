//! Tokens that are bound to a key (RFC 9449): a service that looks at every proof.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{FakeProvider, Reply, Seen, Shared};

/// How it binds.
#[derive(Debug, Default)]
pub(super) struct Binding {
    /// What the next proof has to carry, where it wants that.
    nonce: Option<String>,
    /// Proofs that came, by their ids: none comes twice.
    came: BTreeSet<String>,
    /// The key of each token.
    keys: BTreeMap<String, String>,
}

/// A signed JWT, read; its signature was verified.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
}

impl Signed {
    /// Reads one that `key` signed; without a key, the one in its own header.
    ///
    /// # Panics
    /// Where it is no such thing.
    #[must_use]
    pub fn read(text: &str, key: Option<&Value>) -> Self {
        let parts: Vec<&str> = text.split('.').collect();
        assert_eq!(parts.len(), 3, "no JWT: {text:?}");
        let part = |at: usize| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[at]).unwrap()).unwrap() };
        let (header, claims) = (part(0), part(1));
        let jwk: Jwk = serde_json::from_value(key.unwrap_or(&header["jwk"]).clone()).unwrap();
        let alg = match header["alg"].as_str().unwrap() {
            "Ed25519" => "EdDSA",
            other => other,
        };
        let message = text.rsplit_once('.').unwrap().0;
        let fits = jsonwebtoken::crypto::verify(parts[2], message.as_bytes(), &DecodingKey::from_jwk(&jwk).unwrap(), alg.parse().unwrap());
        assert!(fits.unwrap(), "not signed by the key");
        Self { header, claims }
    }

    /// A claim; empty where it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// The thumbprint of the key in its header (RFC 7638).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let jwk: Jwk = serde_json::from_value(self.header["jwk"].clone()).unwrap();
        jwk.thumbprint(ThumbprintHash::SHA256).unwrap()
    }
}

impl Seen {
    /// The proof that came with it.
    ///
    /// # Panics
    /// Where there is none, or no good one.
    #[must_use]
    pub fn proof(&self) -> Signed {
        Signed::read(self.header("dpop"), None)
    }
}

impl FakeProvider {
    /// Binds its tokens to keys from now on.
    pub fn binds_tokens(&self) {
        self.metadata(|doc| doc["dpop_signing_alg_values_supported"] = json!(["RS256", "ES256"]));
        self.shared.grants.lock().unwrap().kind = "DPoP";
        *self.shared.binding.lock().unwrap() = Some(Binding::default());
    }

    /// Wants this in each proof from now on.
    pub fn wants_nonce(&self, nonce: &str) {
        self.shared.binding.lock().unwrap().as_mut().unwrap().nonce = Some(nonce.to_owned());
    }
}

impl Shared {
    /// Refuses what comes without a good proof, where one is needed.
    pub(super) fn unproved(&self, seen: &Seen, issuer: &str) -> Option<Reply> {
        let mut binding = self.binding.lock().unwrap();
        let binding = binding.as_mut()?;
        let (_, token) = seen.header("authorization").split_once(' ').unwrap_or_default();
        let with_token = seen.header("authorization").starts_with("DPoP ");
        let at_server = matches!(seen.path(), "/token" | "/par");
        if !at_server && !with_token {
            return (seen.path() == "/userinfo" || seen.path().starts_with("/admin")).then(|| refusal(false, "invalid_token"));
        }
        if seen.header("dpop").is_empty() {
            return Some(refusal(at_server, "invalid_dpop_proof"));
        }
        let proof = seen.proof();
        let fits = proof.header["typ"] == "dpop+jwt"
            && proof.header["jwk"].get("d").is_none()
            && proof.get("htm") == seen.method
            && proof.get("htu") == format!("{issuer}{}", seen.path())
            && binding.came.insert(proof.get("jti").to_owned())
            && (!with_token || proof.get("ath") == URL_SAFE_NO_PAD.encode(Sha256::digest(token)))
            && (!with_token || binding.keys.get(token) == Some(&proof.thumbprint()));
        if !fits {
            return Some(refusal(at_server, "invalid_dpop_proof"));
        }
        match &binding.nonce {
            Some(nonce) if proof.get("nonce") != nonce => Some(refusal(at_server, "use_dpop_nonce").header("DPoP-Nonce", nonce)),
            _ => None,
        }
    }

    /// Notes whose key a new token is bound to.
    pub(super) fn bind(&self, seen: &Seen, granted: &Value) {
        if let Some(binding) = self.binding.lock().unwrap().as_mut() {
            let key = seen.proof().thumbprint();
            for token in ["access_token", "refresh_token"] {
                binding.keys.insert(granted[token].as_str().unwrap().to_owned(), key.clone());
            }
        }
    }

    /// Whether a code or a refresh token is presented by the key that it belongs to.
    pub(super) fn is_by_its_key(&self, seen: &Seen, thumbprint: &str) -> bool {
        let binding = self.binding.lock().unwrap();
        let Some(binding) = binding.as_ref() else { return true };
        let key = seen.proof().thumbprint();
        let of_refresh = binding.keys.get(&seen.form("refresh_token"));
        (thumbprint.is_empty() || thumbprint == key) && of_refresh.is_none_or(|bound| *bound == key)
    }
}

/// At the server itself an error of OAuth, at what it protects a challenge.
fn refusal(at_server: bool, error: &str) -> Reply {
    if at_server {
        return Reply::json(400, json!({"error": error}));
    }
    Reply::json(401, json!({})).header("WWW-Authenticate", &format!("DPoP error=\"{error}\", algs=\"ES256\""))
}
