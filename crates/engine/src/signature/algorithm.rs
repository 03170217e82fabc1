//! How something may be signed (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).
//!
//! Only by a key pair. Never by `none`; and never by a secret that is shared with the service: an app on somebody's computer
//! keeps none, and who takes both can be made to use a public key as the secret (RFC 8725 §2.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm as Known;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// What kind of key makes a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

#[derive(Clone, Copy, Debug)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// A way to sign.
#[derive(Debug)]
pub(crate) struct Algorithm {
    name: &'static str,
    pub(super) known: Known,
    pub(super) kind: Kind,
    hash: Hash,
}

/// All that are taken. Ed25519 has two names, and its own hash is SHA-512 (RFC 8032 §5.1).
static TAKEN: [Algorithm; 10] = [
    Algorithm { name: "RS256", known: Known::RS256, kind: Kind::Rsa, hash: Hash::Sha256 },
    Algorithm { name: "RS384", known: Known::RS384, kind: Kind::Rsa, hash: Hash::Sha384 },
    Algorithm { name: "RS512", known: Known::RS512, kind: Kind::Rsa, hash: Hash::Sha512 },
    Algorithm { name: "PS256", known: Known::PS256, kind: Kind::Rsa, hash: Hash::Sha256 },
    Algorithm { name: "PS384", known: Known::PS384, kind: Kind::Rsa, hash: Hash::Sha384 },
    Algorithm { name: "PS512", known: Known::PS512, kind: Kind::Rsa, hash: Hash::Sha512 },
    Algorithm { name: "ES256", known: Known::ES256, kind: Kind::P256, hash: Hash::Sha256 },
    Algorithm { name: "ES384", known: Known::ES384, kind: Kind::P384, hash: Hash::Sha384 },
    Algorithm { name: "EdDSA", known: Known::EdDSA, kind: Kind::Ed25519, hash: Hash::Sha512 },
    Algorithm { name: "Ed25519", known: Known::EdDSA, kind: Kind::Ed25519, hash: Hash::Sha512 },
];

impl Algorithm {
    /// The one of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TAKEN.iter().find(|algorithm| algorithm.name == name)
    }

    /// Whether a key that names `other` as its algorithm may have signed so.
    pub(super) fn is_also(&self, other: &Self) -> bool {
        self.known == other.known
    }

    /// The left half of a text's hash, as `at_hash` has it (OpenID Connect Core §3.1.3.6).
    pub(crate) fn half_hash(&self, text: &str) -> String {
        let whole = match self.hash {
            Hash::Sha256 => Sha256::digest(text).to_vec(),
            Hash::Sha384 => Sha384::digest(text).to_vec(),
            Hash::Sha512 => Sha512::digest(text).to_vec(),
        };
        URL_SAFE_NO_PAD.encode(&whole[..whole.len() / 2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c8_neither_none_nor_a_shared_secret_nor_another_spelling_is_a_way_to_sign() {
        for name in ["none", "None", "NONE", "", "HS256", "HS384", "HS512", "rs256", "RS1", "ES256K", "ES512", "Ed448", "RSA-OAEP"] {
            assert!(Algorithm::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn c8_the_access_token_hash_is_that_of_the_specification() {
        // OpenID Connect Core, appendix A.3.
        let hash = Algorithm::named("RS256").unwrap().half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
        for (name, length) in [("ES384", 32), ("PS512", 43), ("Ed25519", 43)] {
            assert_eq!(Algorithm::named(name).unwrap().half_hash("x").len(), length, "{name}");
        }
    }
}
