//! Key pairs that sign what a test wants signed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A key pair with a name, and the algorithm that it is used with.
#[derive(Clone)]
pub struct SigningKey {
    /// The algorithm's name (RFC 7518 §3.1).
    pub alg: String,
    /// Its name.
    pub kid: String,
    pair: Arc<EncodingKey>,
}

impl SigningKey {
    /// The pair of a name: the same name is the same pair, for all algorithms of its kind.
    #[must_use]
    pub fn new(alg: &str, kid: &str) -> Self {
        static MADE: Mutex<BTreeMap<String, Arc<EncodingKey>>> = Mutex::new(BTreeMap::new());
        let kind = match alg {
            "ES256" | "ES384" | "EdDSA" => alg,
            "Ed25519" => "EdDSA",
            _ => "RSA",
        };
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = made.entry(format!("{kind} {kid}")).or_insert_with(|| Arc::new(generated(kind, kid)));
        Self { alg: alg.to_owned(), kid: kid.to_owned(), pair: Arc::clone(pair) }
    }

    /// The same pair under another name.
    #[must_use]
    pub fn called(self, kid: &str) -> Self {
        Self { kid: kid.to_owned(), ..self }
    }

    /// Its public part, as it is published (RFC 7517 §4).
    #[must_use]
    pub fn public(&self) -> Value {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.pair, self.algorithm()).unwrap()).unwrap();
        for (name, value) in [("kid", &*self.kid), ("use", "sig"), ("alg", &*self.alg)] {
            jwk[name] = json!(value);
        }
        jwk
    }

    /// What it makes of a message: the last part of a JWS (RFC 7515 §5.1).
    #[must_use]
    pub fn sign(&self, message: &str) -> String {
        jsonwebtoken::crypto::sign(message.as_bytes(), &self.pair, self.algorithm()).unwrap()
    }

    fn algorithm(&self) -> Algorithm {
        if self.alg == "Ed25519" { Algorithm::EdDSA } else { self.alg.parse().unwrap() }
    }
}

/// What stands before the private part of an Ed25519 key.
const ED25519_HEAD: &[u8] = &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

fn generated(kind: &str, kid: &str) -> EncodingKey {
    let made = |algorithm| rcgen::KeyPair::generate_for(algorithm).unwrap().serialize_der();
    match kind {
        "ES256" => EncodingKey::from_ec_der(&made(&rcgen::PKCS_ECDSA_P256_SHA256)),
        "ES384" => EncodingKey::from_ec_der(&made(&rcgen::PKCS_ECDSA_P384_SHA384)),
        // PKCS #8 of 32 bytes that are anything (RFC 8410 §7).
        "EdDSA" => EncodingKey::from_ed_der(&[ED25519_HEAD, &Sha256::digest(kid)].concat()),
        _ => {
            let pair = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
            // The library takes PKCS #1, which stands in PKCS #8 behind a head of 26 bytes.
            EncodingKey::from_rsa_der(&pair.serialize_der()[26..])
        }
    }
}

/// A part of a JWS.
#[must_use]
pub fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
