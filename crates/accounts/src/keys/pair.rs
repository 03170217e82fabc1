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
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, Header};
use serde::Serialize;
use zeroize::Zeroizing;

use super::KeysError;

/// The algorithm as the JWT library names it.
pub(super) fn algorithm(alg: SigningAlg) -> Algorithm {
    match alg {
        SigningAlg::RS256 => Algorithm::RS256,
        SigningAlg::ES256 => Algorithm::ES256,
        SigningAlg::EdDSA => Algorithm::EdDSA,
    }
}

/// The private part, parsed once: to parse and check it anew for each signature costs more than the signature.
enum Private {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// A key pair, and what others know it by.
pub(super) struct Pair {
    private: Private,
    header: Header,
    kid: String,
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
            SigningAlg::EdDSA => Private::Ed(Ed25519KeyPair::generate()?),
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
            SigningAlg::EdDSA => Private::Ed(Ed25519KeyPair::from_pkcs8(der)?),
        };
        Self::of(private, alg)
    }

    fn of(private: Private, alg: SigningAlg) -> Result<Self, KeysError> {
        let kid = jwk(&private, alg)?.thumbprint(ThumbprintHash::SHA256)?;
        let header = Header { kid: Some(kid.clone()), ..Header::new(algorithm(alg)) };
        Ok(Self { private, header, kid })
    }

    /// What others know it by: the thumbprint of its public part (RFC 7638).
    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// The public part, as it is published (RFC 7517 §4).
    pub(super) fn public(&self, alg: SigningAlg) -> Result<Jwk, KeysError> {
        let mut jwk = jwk(&self.private, alg)?;
        jwk.common.key_id = Some(self.kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(jwk)
    }

    /// A signed JWT of the type `typ` in compact form (RFC 7515 §3.1).
    pub(super) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, KeysError> {
        let header = Header { typ: Some(typ.to_owned()), ..self.header.clone() };
        let part = |bytes: Vec<u8>| URL_SAFE_NO_PAD.encode(bytes);
        let unwritable = |error: serde_json::Error| KeysError::Crypto(error.to_string());
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

fn jwk(private: &Private, alg: SigningAlg) -> Result<Jwk, KeysError> {
    let public = match private {
        Private::Rsa(pair) => {
            let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
            DecodingKey::from_rsa_raw_components(&n, &e)
        }
        Private::Ec(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
        Private::Ed(pair) => DecodingKey::from_ed_der(pair.public_key().as_ref()),
    };
    Ok(Jwk::from_decoding_key(&public, Some(algorithm(alg)))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{Validation, decode};
    use serde_json::{Value, json};

    #[test]
    fn op_02_what_each_kind_of_key_signs_is_verified_by_its_public_part() {
        for alg in [SigningAlg::RS256, SigningAlg::ES256, SigningAlg::EdDSA] {
            let (made, der) = Pair::generate(alg).unwrap();
            let pair = Pair::read(alg, &der).unwrap();
            assert_eq!(pair.kid(), made.kid());
            let signed = pair.sign("JWT", &json!({ "sub": "a", "exp": 4_000_000_000_i64 })).unwrap();
            let public = pair.public(alg).unwrap();
            let read = decode::<Value>(&signed, &DecodingKey::from_jwk(&public).unwrap(), &Validation::new(algorithm(alg))).unwrap();
            assert_eq!((read.claims["sub"].as_str(), read.header.kid.as_deref()), (Some("a"), Some(pair.kid())));
        }
    }

    #[test]
    fn op_02_a_published_key_says_its_use_its_algorithm_and_nothing_private() {
        for (alg, members) in [
            (SigningAlg::RS256, ["alg", "e", "kid", "kty", "n", "use"].as_slice()),
            (SigningAlg::ES256, &["alg", "crv", "kid", "kty", "use", "x", "y"]),
            (SigningAlg::EdDSA, &["alg", "crv", "kid", "kty", "use", "x"]),
        ] {
            let public = serde_json::to_value(Pair::generate(alg).unwrap().0.public(alg).unwrap()).unwrap();
            assert_eq!(public.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), members);
            assert_eq!((public["use"].as_str(), public["alg"].as_str()), (Some("sig"), Some(alg.as_str())));
        }
    }
}
