//! Proof of possession (RFC 9449): tokens that are of use only together with a key that never leaves this program.
//!
//! Each session has a key of its own, sealed beside its tokens. Each request carries a proof that is signed by it, for this
//! method and address and, with a token, for this token. A service may want a `nonce` of its own in the proof, and says so
//! by refusing one without: it is told once more, and the newest nonce of each origin is remembered.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::UnixSeconds;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::clock::Clock;
use crate::entropy::{Entropy, secret_token};
use crate::secret::Secret;
use crate::signing_key::{Algorithm, KeyError, SigningKey};

/// The header that a proof travels in (RFC 9449 §4.1).
pub(crate) const DPOP: HeaderName = HeaderName::from_static("dpop");
/// The header of a nonce (§8).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
/// Longer nonces are not kept: they would have to fit into each proof.
const LONGEST_NONCE: usize = 1024;
/// Of so many origins the newest nonce is kept; nobody speaks with more of them at once.
const MOST_ORIGINS: usize = 256;

/// The key that the tokens of a session are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ProofKey(SigningKey);

/// The claims of a proof (RFC 9449 §4.2).
#[derive(Serialize)]
struct Claims<'a> {
    jti: &'a str,
    htm: &'a str,
    htu: &'a str,
    iat: UnixSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl ProofKey {
    /// Makes a key that signs by an algorithm the service names; nothing where there is none that can be done here.
    pub(crate) fn make(named: &[String], entropy: &dyn Entropy) -> Result<Option<Self>, KeyError> {
        let able = [Algorithm::ES256, Algorithm::Ed25519, Algorithm::EdDSA];
        let alg = able.into_iter().find(|alg| named.iter().any(|name| name == alg.as_str()));
        alg.map(|alg| SigningKey::generate(alg, entropy).map(Self)).transpose()
    }

    /// `dpop_jkt` (RFC 9449 §10): a code that is asked for with it is good with this key only.
    pub(crate) fn thumbprint(&self) -> Result<String, KeyError> {
        self.0.thumbprint()
    }

    /// A proof for one request.
    pub(crate) fn prove(
        &self,
        (method, url): (&Method, &str),
        token: Option<&Secret>,
        nonce: Option<&str>,
        (clock, entropy): (&dyn Clock, &dyn Entropy),
    ) -> Result<Secret, KeyError> {
        let jti = secret_token(entropy);
        let ath = token.map(|token| URL_SAFE_NO_PAD.encode(Sha256::digest(token.expose())));
        let htu = without_query(url);
        self.0.sign_with_key("dpop+jwt", &Claims { jti: jti.expose(), htm: method.as_str(), htu: &htu, iat: clock.now(), ath, nonce })
    }
}

/// RFC 9449 §8.1.
pub(crate) fn is_nonce(text: &str) -> bool {
    (1..=LONGEST_NONCE).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// RFC 9449 §4.2: the address without query and fragment.
fn without_query(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| url.to_owned(),
        |mut url| {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        },
    )
}

/// A proof as a header; its value is not shown in logs.
pub(crate) fn header(proof: &Secret) -> Result<HeaderValue, KeyError> {
    let mut value = HeaderValue::from_str(proof.expose()).map_err(|_| KeyError::Library)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The newest nonce of each origin. They last as long as the process: a service gives another one whenever it likes.
#[derive(Default)]
pub(crate) struct Nonces(Mutex<HashMap<String, String>>);

impl Nonces {
    /// The one to use for an address.
    pub(crate) fn of(&self, url: &str) -> Option<String> {
        let nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Most services want none: no address is taken apart for them.
        if nonces.is_empty() { None } else { nonces.get(&origin(url)?).cloned() }
    }

    /// Keeps what an answer brings, if it is one (RFC 9449 §8.1), and gives it.
    pub(crate) fn learn(&self, url: &str, headers: &HeaderMap) -> Option<String> {
        let mut said = headers.get_all(DPOP_NONCE).iter();
        // Two of them are none: nobody could tell which.
        let (Some(only), None) = (said.next(), said.next()) else { return None };
        let nonce = only.to_str().ok().filter(|text| is_nonce(text))?.to_owned();
        let mut nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if nonces.len() >= MOST_ORIGINS {
            nonces.clear();
        }
        nonces.insert(origin(url)?, nonce.clone());
        Some(nonce)
    }
}

fn origin(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SettableClock;
    use crate::entropy::SeededEntropy;
    use serde_json::Value;

    fn part(token: &Secret, at: usize) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.expose().split('.').nth(at).unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn a_proof_is_for_one_method_one_address_without_its_query_and_one_token() {
        let (clock, entropy) = (SettableClock::at(1_000), SeededEntropy::new(1));
        let key = ProofKey::make(&["ES256".to_owned()], &entropy).unwrap().unwrap();
        let prove = |nonce| {
            let to = (&Method::GET, "https://a.example/x?y=1#z");
            key.prove(to, Some(&Secret::new("t")), nonce, (&clock, &entropy)).unwrap()
        };
        let proof = prove(Some("n"));
        let (header, claims) = (part(&proof, 0), part(&proof, 1));
        assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("dpop+jwt"), Some("ES256")));
        assert!(header["jwk"]["x"].is_string() && header["jwk"].get("d").is_none() && header.get("kid").is_none());
        assert_eq!((claims["htm"].as_str(), claims["htu"].as_str()), (Some("GET"), Some("https://a.example/x")));
        assert_eq!((claims["iat"].as_i64(), claims["nonce"].as_str()), (Some(1_000), Some("n")));
        assert_eq!(claims["ath"], URL_SAFE_NO_PAD.encode(Sha256::digest("t")));
        assert_ne!(claims["jti"], part(&prove(None), 1)["jti"]);
    }

    #[test]
    fn a_key_is_made_by_the_first_algorithm_that_can_be_done_and_by_no_other() {
        let make = |named: &[&str]| {
            let named: Vec<_> = named.iter().map(|name| (*name).to_owned()).collect();
            ProofKey::make(&named, &SeededEntropy::new(1)).unwrap()
        };
        assert!(make(&["RS256", "Ed25519"]).is_some() && make(&["EdDSA"]).is_some());
        assert!(make(&[]).is_none() && make(&["RS256", "PS256", "HS256", "none"]).is_none());
    }

    #[test]
    fn a_nonce_is_kept_for_its_origin_alone_and_only_if_it_is_one() {
        let nonces = Nonces::default();
        let said = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(DPOP_NONCE, HeaderValue::from_str(value).unwrap());
            }
            headers
        };
        assert_eq!(nonces.learn("https://a.example/token", &said(&["n-1"])).as_deref(), Some("n-1"));
        let long = "x".repeat(LONGEST_NONCE + 1);
        for bad in [&["a b"][..], &["\""], &["a\\b"], &[""], &[long.as_str()], &["n-2", "n-3"], &[]] {
            assert_eq!(nonces.learn("https://a.example/other", &said(bad)), None, "{bad:?}");
        }
        assert_eq!(nonces.of("https://a.example/userinfo").as_deref(), Some("n-1"));
        assert_eq!((nonces.of("https://a.example:8443/token"), nonces.of("http://a.example/token")), (None, None));
    }
}
