//! One key pair: made, sealed, and signing.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::app::SigningAlg;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use serde::Serialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::KeysError;

/// The private part, parsed once: to parse and check it anew for each signature costs more than the signature.
enum Private {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A key pair, and what others know it by.
pub(super) struct Pair {
    private: Private,
    alg: SigningAlg,
    kid: String,
}

/// The header of what it signs.
#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl From<Unspecified> for KeysError {
    fn from(_: Unspecified) -> Self {
        Self::Crypto("the cryptographic library failed".to_owned())
    }
}

impl From<KeyRejected> for KeysError {
    fn from(error: KeyRejected) -> Self {
        Self::Crypto(error.to_string())
    }
}

impl From<jsonwebtoken::errors::Error> for KeysError {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        Self::Crypto(error.to_string())
    }
}

impl Pair {
    /// Makes a new one, RSA with 2048 bits; gives its private part in PKCS #8 besides. RSA takes a part of a second.
    pub(super) fn generate(alg: SigningAlg) -> Result<(Self, Zeroizing<Vec<u8>>), KeysError> {
        let private = match alg {
            SigningAlg::RS256 => Private::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?),
            SigningAlg::ES256 => Private::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?),
            SigningAlg::Ed25519 | SigningAlg::EdDSA => Private::Ed(Ed25519KeyPair::generate()?),
        };
        let der = match &private {
            Private::Rsa(pair) => Zeroizing::new(AsDer::<Pkcs8V1Der<'_>>::as_der(pair)?.as_ref().to_vec()),
            Private::Ec(pair) => Zeroizing::new(pair.to_pkcs8v1()?.as_ref().to_vec()),
            Private::Ed(pair) => Zeroizing::new(pair.to_pkcs8v1()?.as_ref().to_vec()),
        };
        Ok((Self::of(private, alg)?, der))
    }

    /// Reads a private part back.
    pub(super) fn read(alg: SigningAlg, der: &[u8]) -> Result<Self, KeysError> {
        let private = match alg {
            SigningAlg::RS256 => Private::Rsa(RsaKeyPair::from_pkcs8(der)?),
            SigningAlg::ES256 => Private::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)?),
            SigningAlg::Ed25519 | SigningAlg::EdDSA => Private::Ed(Ed25519KeyPair::from_pkcs8(der)?),
        };
        Self::of(private, alg)
    }

    fn of(private: Private, alg: SigningAlg) -> Result<Self, KeysError> {
        let kid = jwk(&private)?.thumbprint(ThumbprintHash::SHA256)?;
        Ok(Self { private, alg, kid })
    }

    /// What others know it by: the thumbprint of its public part (RFC 7638).
    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// The public part, as it is published: a JWK (RFC 7517 §4).
    pub(super) fn public(&self) -> Result<Value, KeysError> {
        let mut jwk = serde_json::to_value(jwk(&self.private)?).map_err(unwritable)?;
        for (name, value) in [("kid", &*self.kid), ("use", "sig"), ("alg", self.alg.as_str())] {
            jwk[name] = json!(value);
        }
        Ok(jwk)
    }

    /// A signed JWT of the type `typ` in compact form (RFC 7515 §3.1).
    pub(super) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, KeysError> {
        let header = Header { typ, alg: self.alg.as_str(), kid: &self.kid };
        let part = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
        let header = part(serde_json::to_vec(&header).map_err(unwritable)?);
        let message = format!("{header}.{}", part(serde_json::to_vec(claims).map_err(unwritable)?));
        let random = SystemRandom::new();
        let signature = match &self.private {
            Private::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)?;
                signature
            }
            Private::Ec(pair) => pair.sign(&random, message.as_bytes())?.as_ref().to_vec(),
            Private::Ed(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        Ok(format!("{message}.{}", part(signature)))
    }
}

fn unwritable(error: serde_json::Error) -> KeysError {
    KeysError::Crypto(error.to_string())
}

fn jwk(private: &Private) -> Result<Jwk, KeysError> {
    let public = match private {
        Private::Rsa(pair) => {
            let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
            DecodingKey::from_rsa_raw_components(&n, &e)
        }
        Private::Ec(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
        Private::Ed(pair) => DecodingKey::from_ed_der(pair.public_key().as_ref()),
    };
    Ok(Jwk::from_decoding_key(&public, None)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jws::Jws;

    #[test]
    fn op_02_what_each_kind_of_key_signs_is_verified_by_its_public_part() {
        for alg in super::super::ALGORITHMS {
            let (made, der) = Pair::generate(alg).unwrap();
            let pair = Pair::read(alg, &der).unwrap();
            assert_eq!(pair.kid(), made.kid());
            let signed = pair.sign("JWT", &json!({ "sub": "a", "exp": 4_000_000_000_i64 })).unwrap();
            let public: Jwk = serde_json::from_value(pair.public().unwrap()).unwrap();
            let read = Jws::read(&signed).unwrap();
            assert_eq!(
                (&*read.header.alg, read.header.typ.as_deref(), read.header.kid.as_deref()),
                (alg.as_str(), Some("JWT"), Some(pair.kid()))
            );
            assert_eq!(read.signed_by::<Value>(&public).unwrap()["sub"], "a");
            let other: Jwk = serde_json::from_value(Pair::generate(alg).unwrap().0.public().unwrap()).unwrap();
            assert_eq!(read.signed_by::<Value>(&other), None);
        }
    }

    #[test]
    fn op_02_a_published_key_says_its_use_its_algorithm_and_nothing_private() {
        for (alg, members) in [
            (SigningAlg::RS256, ["alg", "e", "kid", "kty", "n", "use"].as_slice()),
            (SigningAlg::ES256, &["alg", "crv", "kid", "kty", "use", "x", "y"]),
            (SigningAlg::Ed25519, &["alg", "crv", "kid", "kty", "use", "x"]),
            (SigningAlg::EdDSA, &["alg", "crv", "kid", "kty", "use", "x"]),
        ] {
            let public = Pair::generate(alg).unwrap().0.public().unwrap();
            assert_eq!(public.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), members);
            assert_eq!((public["use"].as_str(), public["alg"].as_str()), (Some("sig"), Some(alg.as_str())));
        }
    }
}
