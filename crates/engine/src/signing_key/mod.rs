//! A private key that signs JWTs (RFC 7515): one made here, or one that an administrator keeps in a file ([`reading`]).
//!
//! The library does the cryptography. A key is kept in PKCS #8, and parsed where it signs: that happens a few times in a
//! session, and nothing that could be read from memory waits in between.

mod reading;

use aws_lc_rs::agreement::{self, ECDH_P256};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::error::{ErrorCode, UserError};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::secret::Secret;

/// How a JWT is signed (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). Ed25519 goes by two names, the older one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    ES256,
    EdDSA,
    Ed25519,
    RS256,
    PS256,
}

impl Algorithm {
    /// Its registered name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ES256 => "ES256",
            Self::EdDSA => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::RS256 => "RS256",
            Self::PS256 => "PS256",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::ES256, Self::EdDSA, Self::Ed25519, Self::RS256, Self::PS256].into_iter().find(|alg| alg.as_str() == name)
    }
}

/// Why a key cannot be had or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("There is no private key in it. Give a PEM file that begins with “-----BEGIN PRIVATE KEY-----”, or a private JWK.")]
    None,
    #[error(
        "The key is locked with a passphrase, and nobody could be asked for it later. Unlock it into a file of your own: openssl pkey -in KEY -out UNLOCKED"
    )]
    Locked,
    #[error("There is more than one key in it. Give a file with the one that this app signs by.")]
    Several,
    #[error("It is a public key, and signing takes the private one. Give the file that holds both parts.")]
    Public,
    #[error("Keys of the kind “{0}” cannot be used here. It has to be P-256, Ed25519, or RSA of 2048 bits or more.")]
    Kind(String),
    #[error("The key does not read: it may be cut off, or its parts do not belong together. Export it again.")]
    Broken,
    #[error("The key is for {key}, and the service takes {} only. Register another key there.", .taken.join(", "))]
    NotTaken {
        /// What the key can do.
        key: String,
        /// What the service names.
        taken: Vec<String>,
    },
    #[error("The cryptographic library failed. Start again.")]
    Library,
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::Library
    }
}

impl From<KeyRejected> for KeyError {
    fn from(_: KeyRejected) -> Self {
        Self::Broken
    }
}

impl From<KeyError> for UserError {
    fn from(error: KeyError) -> Self {
        let code = if error == KeyError::Library { ErrorCode::Internal } else { ErrorCode::InvalidInput };
        Self::new(code, error.to_string())
    }
}

/// A private key, and how it signs; only ever written to the vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    alg: Algorithm,
    /// What the service knows its public part by, where it has been told.
    kid: Option<String>,
    /// PKCS #8, in base64url.
    #[serde(with = "crate::secret::in_vault")]
    pkcs8: Secret,
}

/// The header of what it signs (RFC 7515 §4.1).
#[derive(Serialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<Value>,
}

/// The private part, parsed.
enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes one. P-256 or Ed25519: RSA keys are made elsewhere.
    pub(crate) fn generate(alg: Algorithm, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        match alg {
            Algorithm::ES256 => Self::of_ec(&p256(entropy)?, None),
            Algorithm::EdDSA | Algorithm::Ed25519 => {
                let mut seed = Zeroizing::new([0_u8; 32]);
                entropy.fill(seed.as_mut_slice());
                Self::of_ed(&Ed25519KeyPair::from_seed_unchecked(seed.as_slice())?, alg, None)
            }
            Algorithm::RS256 | Algorithm::PS256 => Err(KeyError::Kind(alg.as_str().to_owned())),
        }
    }

    fn of_ec(pair: &EcdsaKeyPair, kid: Option<String>) -> Result<Self, KeyError> {
        Ok(Self::sealed(Algorithm::ES256, kid, pair.to_pkcs8v1()?.as_ref()))
    }

    fn of_ed(pair: &Ed25519KeyPair, alg: Algorithm, kid: Option<String>) -> Result<Self, KeyError> {
        Ok(Self::sealed(alg, kid, pair.to_pkcs8v1()?.as_ref()))
    }

    fn sealed(alg: Algorithm, kid: Option<String>, der: &[u8]) -> Self {
        Self { alg, kid, pkcs8: Secret::new(URL_SAFE_NO_PAD.encode(der)) }
    }

    /// Signs by the name that the service has for the same mathematics; refused where it names none that the key can do.
    /// A service that names nothing takes what the key is for.
    pub(crate) fn for_service(mut self, taken: &[String]) -> Result<Self, KeyError> {
        let able: &[Algorithm] = match self.alg {
            Algorithm::ES256 => &[Algorithm::ES256],
            Algorithm::EdDSA | Algorithm::Ed25519 => &[Algorithm::EdDSA, Algorithm::Ed25519],
            Algorithm::RS256 | Algorithm::PS256 => &[Algorithm::RS256, Algorithm::PS256],
        };
        let takes = |alg: &Algorithm| taken.iter().any(|name| name == alg.as_str());
        if taken.is_empty() || takes(&self.alg) {
            return Ok(self);
        }
        let refused =
            || KeyError::NotTaken { key: self.alg.as_str().to_owned(), taken: taken.iter().map(|name| crate::http::shown(name)).collect() };
        self.alg = able.iter().copied().find(takes).ok_or_else(refused)?;
        Ok(self)
    }

    /// The same key under the name that is derived from it (RFC 7638), for a service that is told of it by us.
    pub(crate) fn known_by_thumbprint(mut self) -> Result<Self, KeyError> {
        self.kid = Some(self.thumbprint()?);
        Ok(self)
    }

    fn pair(&self) -> Result<Pair, KeyError> {
        let der = Zeroizing::new(URL_SAFE_NO_PAD.decode(self.pkcs8.expose()).map_err(|_| KeyError::Broken)?);
        Ok(match self.alg {
            Algorithm::ES256 => Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)?),
            Algorithm::EdDSA | Algorithm::Ed25519 => Pair::Ed(Ed25519KeyPair::from_pkcs8(&der)?),
            Algorithm::RS256 | Algorithm::PS256 => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(&der)?)),
        })
    }

    /// Its public part as a JWK (RFC 7517 §4): the members that its thumbprint is made of, and no others.
    pub(crate) fn public(&self) -> Result<Map<String, Value>, KeyError> {
        match serde_json::to_value(self.pair()?.public()?) {
            Ok(Value::Object(jwk)) => Ok(jwk),
            _ => Err(KeyError::Library),
        }
    }

    /// The public part as an administrator registers it, with its use, its algorithm and the name that it goes by.
    pub(crate) fn to_register(&self) -> Result<Map<String, Value>, KeyError> {
        let mut jwk = self.public()?;
        jwk.insert("use".to_owned(), "sig".into());
        jwk.insert("alg".to_owned(), self.alg.as_str().into());
        if let Some(kid) = &self.kid {
            jwk.insert("kid".to_owned(), kid.as_str().into());
        }
        Ok(jwk)
    }

    /// RFC 7638, with SHA-256.
    pub(crate) fn thumbprint(&self) -> Result<String, KeyError> {
        self.pair()?.public()?.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeyError::Library)
    }

    /// A signed JWT of the type `typ` in compact form (RFC 7515 §3.1), that names the key by its id.
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<Secret, KeyError> {
        self.sign_under(&Header { typ, alg: self.alg.as_str(), kid: self.kid.as_deref(), jwk: None }, claims)
    }

    /// The same, with the public key itself in its header.
    pub(crate) fn sign_with_key(&self, typ: &str, claims: &impl Serialize) -> Result<Secret, KeyError> {
        let jwk = Some(Value::Object(self.public()?));
        self.sign_under(&Header { typ, alg: self.alg.as_str(), kid: None, jwk }, claims)
    }

    fn sign_under(&self, header: &Header<'_>, claims: &impl Serialize) -> Result<Secret, KeyError> {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let header = serde_json::to_vec(header).map_err(|_| KeyError::Library)?;
        let claims = serde_json::to_vec(claims).map_err(|_| KeyError::Library)?;
        let message = format!("{}.{}", part(&header), part(&claims));
        let random = SystemRandom::new();
        let signature = match self.pair()? {
            Pair::Rsa(pair) => {
                let padding = if self.alg == Algorithm::PS256 { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message.as_bytes(), &mut signature)?;
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, message.as_bytes())?.as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        Ok(Secret::new(format!("{message}.{}", part(&signature))))
    }
}

impl Pair {
    fn public(&self) -> Result<Jwk, KeyError> {
        let public = match self {
            Self::Rsa(pair) => {
                let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                DecodingKey::from_rsa_raw_components(&n, &e)
            }
            Self::Ec(pair) => DecodingKey::from_ec_der(pair.public_key().as_ref()),
            Self::Ed(pair) => DecodingKey::from_ed_der(pair.public_key().as_ref()),
        };
        Jwk::from_decoding_key(&public, None).map_err(|_| KeyError::Library)
    }
}

/// A P-256 key of our own random bytes. One time in 2³² they are no number below the curve's order, and others are taken.
fn p256(entropy: &dyn Entropy) -> Result<EcdsaKeyPair, KeyError> {
    let mut scalar = Zeroizing::new([0_u8; 32]);
    for _ in 0..8 {
        entropy.fill(scalar.as_mut_slice());
        let Ok(private) = agreement::PrivateKey::from_private_key(&ECDH_P256, scalar.as_slice()) else { continue };
        let public = private.compute_public_key()?;
        return Ok(EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, scalar.as_slice(), public.as_ref())?);
    }
    Err(KeyError::Library)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;
    use serde_json::json;

    /// What a verifier that knows the algorithm and the public part reads.
    fn verified(key: &SigningKey, token: &Secret) -> Value {
        let jwk: Jwk = serde_json::from_value(Value::Object(key.public().unwrap())).unwrap();
        let alg = if key.alg == Algorithm::Ed25519 { "EdDSA" } else { key.alg.as_str() };
        let (message, signature) = token.expose().rsplit_once('.').unwrap();
        let decoding = DecodingKey::from_jwk(&jwk).unwrap();
        assert!(jsonwebtoken::crypto::verify(signature, message.as_bytes(), &decoding, alg.parse().unwrap()).unwrap());
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(message.split_once('.').unwrap().1).unwrap()).unwrap()
    }

    #[test]
    fn what_a_made_key_signs_is_verified_by_its_public_part_and_the_seed_decides_it() {
        for alg in [Algorithm::ES256, Algorithm::EdDSA, Algorithm::Ed25519] {
            let key = SigningKey::generate(alg, &SeededEntropy::new(1)).unwrap();
            assert_eq!(verified(&key, &key.sign("JWT", &json!({"a": 1})).unwrap()), json!({"a": 1}));
            assert_eq!(key, SigningKey::generate(alg, &SeededEntropy::new(1)).unwrap());
            assert_ne!(key.thumbprint().unwrap(), SigningKey::generate(alg, &SeededEntropy::new(2)).unwrap().thumbprint().unwrap());
        }
    }

    #[test]
    fn a_public_part_has_nothing_private_and_says_what_it_is_for() {
        let key = SigningKey::generate(Algorithm::ES256, &SeededEntropy::new(1)).unwrap().known_by_thumbprint().unwrap();
        let members = |jwk: Map<String, Value>| jwk.keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(key.public().unwrap()), ["crv", "kty", "x", "y"]);
        assert_eq!(members(key.to_register().unwrap()), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        assert_eq!(key.to_register().unwrap()["kid"], key.thumbprint().unwrap());
    }

    #[test]
    fn a_key_does_not_print_and_comes_back_from_the_vault() {
        let key = SigningKey::generate(Algorithm::Ed25519, &SeededEntropy::new(3)).unwrap();
        let written = serde_json::to_string(&key).unwrap();
        assert!(!format!("{key:?}").contains(key.pkcs8.expose()));
        assert_eq!(serde_json::from_str::<SigningKey>(&written).unwrap(), key);
    }

    #[test]
    fn a_key_signs_by_the_name_that_the_service_has_for_it() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let ed = || SigningKey::generate(Algorithm::EdDSA, &SeededEntropy::new(1)).unwrap();
        assert_eq!(ed().for_service(&names(&["RS256", "Ed25519"])).unwrap().alg, Algorithm::Ed25519);
        assert_eq!(ed().for_service(&[]).unwrap().alg, Algorithm::EdDSA);
        let refused = ed().for_service(&names(&["RS256", "ES256"])).unwrap_err();
        assert!(refused.to_string().contains("EdDSA") && refused.to_string().contains("RS256, ES256"), "{refused}");
    }
}
