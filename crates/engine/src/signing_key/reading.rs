//! A key as somebody keeps it in a file: PEM in any of its three kinds, or a private JWK (RFC 7517), alone or in a set of one.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, SigningKey};
use crate::http::shown;
use crate::secret::Secret;

impl SigningKey {
    /// Reads the text of a file.
    pub(crate) fn read(text: &Secret) -> Result<Self, KeyError> {
        let text = text.expose().trim_start_matches('\u{feff}').trim();
        if text.starts_with('{') { from_json(text) } else { from_pem(text) }
    }
}

fn from_pem(text: &str) -> Result<SigningKey, KeyError> {
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyError::Locked);
    }
    if text.contains("-----BEGIN OPENSSH PRIVATE KEY-----") {
        return Err(KeyError::Kind("OpenSSH".to_owned()));
    }
    let mut keys = PrivateKeyDer::pem_slice_iter(text.as_bytes());
    let key = match keys.next() {
        Some(key) => key.map_err(|_| KeyError::Broken)?,
        None if text.contains("PUBLIC KEY-----") || text.contains("CERTIFICATE-----") => return Err(KeyError::Public),
        None => return Err(KeyError::None),
    };
    if keys.next().is_some() {
        return Err(KeyError::Several);
    }
    match &key {
        PrivateKeyDer::Pkcs1(der) => from_rsa(&RsaKeyPair::from_der(der.secret_pkcs1_der())?, None, None),
        PrivateKeyDer::Sec1(der) => {
            let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_sec1_der());
            SigningKey::of_ec(&pair.map_err(|_| KeyError::Kind("another curve than P-256".to_owned()))?, None)
        }
        PrivateKeyDer::Pkcs8(der) => from_pkcs8(der.secret_pkcs8_der()),
        _ => Err(KeyError::None),
    }
}

/// PKCS #8 says inside what it holds; the library looks, and refuses what it is not asked for.
fn from_pkcs8(der: &[u8]) -> Result<SigningKey, KeyError> {
    if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der) {
        return SigningKey::of_ec(&pair, None);
    }
    if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
        return SigningKey::of_ed(&pair, Algorithm::EdDSA, None);
    }
    match RsaKeyPair::from_pkcs8(der) {
        Ok(pair) => from_rsa(&pair, None, None),
        Err(_) => Err(KeyError::Kind("another one, or too short".to_owned())),
    }
}

fn from_rsa(pair: &RsaKeyPair, alg: Option<Algorithm>, kid: Option<String>) -> Result<SigningKey, KeyError> {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(pair)?;
    Ok(SigningKey::sealed(alg.unwrap_or(Algorithm::RS256), kid, der.as_ref()))
}

/// The members of a private JWK (RFC 7518 §6) that are read; others may stand beside them.
#[derive(Deserialize)]
struct PrivateJwk {
    kty: String,
    crv: Option<String>,
    alg: Option<String>,
    kid: Option<String>,
    x: Option<Octets>,
    y: Option<Octets>,
    d: Option<Octets>,
    n: Option<Octets>,
    e: Option<Octets>,
    p: Option<Octets>,
    q: Option<Octets>,
    dp: Option<Octets>,
    dq: Option<Octets>,
    qi: Option<Octets>,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<PrivateJwk>,
}

/// A member in base64url.
struct Octets(Zeroizing<Vec<u8>>);

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let octets = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        octets.map(|octets| Self(Zeroizing::new(octets))).map_err(|_| serde::de::Error::custom("no base64url"))
    }
}

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn from_json(text: &str) -> Result<SigningKey, KeyError> {
    // serde_json's own words may quote what it read: they are not told.
    if let Ok(set) = serde_json::from_str::<Set>(text) {
        let mut keys = set.keys.into_iter();
        return match (keys.next(), keys.next()) {
            (Some(only), None) => from_jwk(only),
            (None, _) => Err(KeyError::None),
            (Some(_), Some(_)) => Err(KeyError::Several),
        };
    }
    from_jwk(serde_json::from_str(text).map_err(|_| KeyError::Broken)?)
}

fn from_jwk(jwk: PrivateJwk) -> Result<SigningKey, KeyError> {
    let is_kind = |kty: &str, crv: Option<&str>| jwk.kty == kty && jwk.crv.as_deref() == crv;
    let kind = || KeyError::Kind(shown(jwk.crv.as_deref().unwrap_or(&jwk.kty)));
    let alg = jwk.alg.as_deref().map(|name| Algorithm::named(name).ok_or_else(|| KeyError::Kind(shown(name)))).transpose()?;
    let part = |part: &Option<Octets>| part.as_ref().map(|part| part.0.clone()).ok_or(KeyError::Broken);
    let private = jwk.d.as_ref().ok_or(if jwk.x.is_some() || jwk.n.is_some() { KeyError::Public } else { KeyError::None });
    if is_kind("EC", Some("P-256")) && matches!(alg, None | Some(Algorithm::ES256)) {
        let point = [&[4], part(&jwk.x)?.as_slice(), part(&jwk.y)?.as_slice()].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, private?.as_ref(), &point)?;
        SigningKey::of_ec(&pair, jwk.kid)
    } else if is_kind("OKP", Some("Ed25519")) && matches!(alg, None | Some(Algorithm::EdDSA | Algorithm::Ed25519)) {
        let pair = Ed25519KeyPair::from_seed_and_public_key(private?.as_ref(), &part(&jwk.x)?)?;
        SigningKey::of_ed(&pair, alg.unwrap_or(Algorithm::EdDSA), jwk.kid)
    } else if is_kind("RSA", None) && matches!(alg, None | Some(Algorithm::RS256 | Algorithm::PS256)) {
        let components = KeyPairComponents {
            public_key: PublicKeyComponents { n: part(&jwk.n)?, e: part(&jwk.e)? },
            d: private?.0.clone(),
            p: part(&jwk.p)?,
            q: part(&jwk.q)?,
            dP: part(&jwk.dp)?,
            dQ: part(&jwk.dq)?,
            qInv: part(&jwk.qi)?,
        };
        from_rsa(&RsaKeyPair::from_components(&components)?, alg, jwk.kid)
    } else {
        Err(kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// RFC 7515 appendix A.3 and RFC 8037 appendix A.1: nobody's secrets.
    fn published(name: &str) -> Value {
        let keys: Value = serde_json::from_str(include_str!("published.json")).unwrap();
        keys[name].clone()
    }

    fn ec() -> Value {
        published("ec")
    }

    fn ed() -> Value {
        published("ed")
    }

    fn read(text: impl Into<String>) -> Result<SigningKey, KeyError> {
        SigningKey::read(&Secret::new(text))
    }

    fn pem(label: &str, der: &[u8]) -> String {
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<_> = body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    #[test]
    fn rp_06_a_jwk_reads_alone_or_in_a_set_of_one() {
        for (jwk, alg, kid) in [(ec(), Algorithm::ES256, Some("ec-1")), (ed(), Algorithm::EdDSA, None)] {
            let key = read(jwk.to_string()).unwrap();
            assert_eq!((key.alg, key.kid.as_deref()), (alg, kid));
            assert_eq!(key.public().unwrap()["x"], jwk["x"]);
            assert_eq!(read(json!({"keys": [jwk]}).to_string()).unwrap(), key);
        }
        assert_eq!(read(json!({"keys": [ec(), ed()]}).to_string()).unwrap_err(), KeyError::Several);
    }

    #[test]
    fn rp_06_pem_reads_in_each_of_its_kinds_and_is_the_same_key() {
        let known = read(ec().to_string()).unwrap();
        let pkcs8 = URL_SAFE_NO_PAD.decode(known.pkcs8.expose()).unwrap();
        assert_eq!(read(pem("PRIVATE KEY", &pkcs8)).unwrap().public(), known.public());
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8).unwrap();
        let sec1 = AsDer::<aws_lc_rs::encoding::EcPrivateKeyRfc5915Der<'_>>::as_der(&pair.private_key()).unwrap();
        assert_eq!(read(pem("EC PRIVATE KEY", sec1.as_ref())).unwrap().public(), known.public());
        let rsa = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let key = read(pem("PRIVATE KEY", AsDer::<Pkcs8V1Der<'_>>::as_der(&rsa).unwrap().as_ref())).unwrap();
        assert_eq!((key.alg, key.public().unwrap()["kty"].as_str()), (Algorithm::RS256, Some("RSA")));
    }

    #[test]
    fn what_is_no_usable_key_says_so_and_quotes_nothing_of_it() {
        let without = |mut jwk: Value, member: &str| {
            jwk.as_object_mut().unwrap().remove(member);
            jwk.to_string()
        };
        let with = |mut jwk: Value, member: &str, value: &str| {
            jwk[member] = value.into();
            jwk.to_string()
        };
        for (text, why) in [
            (String::new(), KeyError::None),
            ("canary".to_owned(), KeyError::None),
            ("{\"canary\":1}".to_owned(), KeyError::Broken),
            (without(ec(), "d"), KeyError::Public),
            (without(ec(), "y"), KeyError::Broken),
            (with(ec(), "crv", "P-521"), KeyError::Kind("P-521".to_owned())),
            (with(ec(), "alg", "HS256"), KeyError::Kind("HS256".to_owned())),
            (with(ec(), "alg", "RS256"), KeyError::Kind("P-256".to_owned())),
            (with(ec(), "d", "canary!"), KeyError::Broken),
            (with(ec(), "d", ed()["d"].as_str().unwrap()), KeyError::Broken),
            (pem("ENCRYPTED PRIVATE KEY", b"canary"), KeyError::Locked),
            (pem("OPENSSH PRIVATE KEY", b"canary"), KeyError::Kind("OpenSSH".to_owned())),
            (pem("PUBLIC KEY", b"canary"), KeyError::Public),
            ("-----BEGIN PRIVATE KEY-----\ncanary".to_owned(), KeyError::Broken),
        ] {
            let error = read(text.clone()).unwrap_err();
            assert_eq!(error, why, "{text}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
