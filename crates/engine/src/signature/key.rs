//! The keys that a service publishes (RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::Value;

use super::algorithm::Kind;
use super::{Algorithm, Jws};

/// Shorter RSA keys can be broken (RFC 7518 §3.3), longer ones only cost time. In bytes.
const RSA_LENGTHS: std::ops::RangeInclusive<usize> = 256..=1024;

/// One key that may have signed something.
struct Key {
    id: Option<String>,
    /// What it is for, where it says so.
    algorithm: Option<&'static Algorithm>,
    kind: Kind,
    public: DecodingKey,
}

impl Key {
    /// A key as it is published. Nothing where it is none to verify with: for something else, of a kind that is not known,
    /// or not as it should be. The others of its set are as good as before (RFC 7517 §5).
    fn read(member: &Value) -> Option<Self> {
        let text = |name: &str| match member.get(name) {
            None => Some(None),
            Some(Value::String(text)) => Some(Some(text.as_str())),
            Some(_) => None,
        };
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)??).ok();
        let is_to_sign = text("use")?.is_none_or(|purpose| purpose == "sig");
        let verifies = member.get("key_ops").is_none_or(|all| all.as_array().is_some_and(|all| all.iter().any(|one| one == "verify")));
        // Somebody who publishes the private part as well shares it with everybody.
        if !is_to_sign || !verifies || member.get("d").is_some() {
            return None;
        }
        let algorithm = match text("alg")? {
            None => None,
            Some(name) => Some(Algorithm::named(name)?),
        };
        let (kind, public) = match (text("kty")??, text("crv")?) {
            ("RSA", _) => (Kind::Rsa, rsa(&bytes("n")?, &bytes("e")?)?),
            ("EC", Some("P-256")) => (Kind::P256, point(text("x")??, text("y")??, 32)?),
            ("EC", Some("P-384")) => (Kind::P384, point(text("x")??, text("y")??, 48)?),
            ("OKP", Some("Ed25519")) if bytes("x")?.len() == 32 => (Kind::Ed25519, DecodingKey::from_ed_components(text("x")??).ok()?),
            _ => return None,
        };
        Some(Self { id: text("kid")?.map(str::to_owned), algorithm, kind, public })
    }

    fn may_have_signed(&self, jws: &Jws<'_>, algorithm: &Algorithm) -> bool {
        (jws.kid.is_none() || jws.kid == self.id) && self.kind == algorithm.kind && self.algorithm.is_none_or(|own| own.is_also(algorithm))
    }

    fn signed(&self, jws: &Jws<'_>, algorithm: &Algorithm) -> bool {
        jsonwebtoken::crypto::verify(jws.signature, jws.message.as_bytes(), &self.public, algorithm.known).unwrap_or(false)
    }
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<DecodingKey> {
    let without_zeros = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    let (modulus, exponent) = (without_zeros(modulus), without_zeros(exponent));
    let fits = RSA_LENGTHS.contains(&modulus.len()) && (1..=8).contains(&exponent.len());
    fits.then(|| DecodingKey::from_rsa_raw_components(&modulus, &exponent))
}

fn point(x: &str, y: &str, length: usize) -> Option<DecodingKey> {
    let is_whole = |part: &str| URL_SAFE_NO_PAD.decode(part).is_ok_and(|bytes| bytes.len() == length);
    (is_whole(x) && is_whole(y)).then(|| DecodingKey::from_ec_components(x, y).ok())?
}

/// Why no key stands for a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsigned {
    /// None of this name, or of this kind.
    NoKey,
    /// There are such keys, and none of them signed it.
    Wrong,
}

/// All keys that a service publishes, and that may have signed something.
pub(super) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a document; `None` where it is no key set.
    pub(super) fn read(document: &[u8]) -> Option<Self> {
        let document: Value = serde_json::from_slice(document).ok()?;
        Some(Self(document.get("keys")?.as_array()?.iter().filter_map(Key::read).collect()))
    }

    /// Whether one of them signed it. Where it names no key, each that fits is tried in turn (RP-02).
    pub(super) fn signed(&self, jws: &Jws<'_>, algorithm: &Algorithm) -> Result<(), Unsigned> {
        let mut fitting = self.0.iter().filter(|key| key.may_have_signed(jws, algorithm)).peekable();
        fitting.peek().ok_or(Unsigned::NoKey)?;
        if fitting.any(|key| key.signed(jws, algorithm)) { Ok(()) } else { Err(Unsigned::Wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    use serde_json::json;

    /// Signed by EdDSA, of nothing.
    const SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.e30";

    /// The public key of RFC 8037, appendix A.2.
    fn ed25519() -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    }

    fn with(name: &str, value: Value) -> Value {
        let mut key = ed25519();
        key[name] = value;
        key
    }

    #[test]
    fn rp_02_only_keys_to_verify_with_are_read_and_the_others_do_no_harm() {
        for key in [
            json!(null),
            json!([]),
            json!({}),
            with("use", json!("enc")),
            with("use", json!(["sig"])),
            with("key_ops", json!(["sign"])),
            with("key_ops", json!("verify")),
            with("alg", json!("none")),
            with("alg", json!("HS256")),
            with("alg", json!(5)),
            with("kid", json!(7)),
            with("kty", json!("oct")),
            with("kty", json!(null)),
            with("crv", json!("Ed448")),
            with("x", json!("AAAA")),
            with("x", json!("")),
            with("d", json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")),
            json!({"kty": "oct", "k": "AAAA"}),
            json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
            json!({"kty": "RSA", "n": "A".repeat(20_000), "e": "AQAB"}),
            json!({"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"}),
        ] {
            assert!(Key::read(&key).is_none(), "{key}");
            let set = KeySet::read(json!({"keys": [key, ed25519()]}).to_string().as_bytes()).unwrap();
            assert_eq!(set.0.len(), 1);
        }
        for key in [ed25519(), with("use", json!("sig")), with("key_ops", json!(["verify"])), with("alg", json!("Ed25519"))] {
            assert!(Key::read(&key).is_some(), "{key}");
        }
    }

    #[test]
    fn c8_members_of_any_shape_make_no_key_that_signed_what_nobody_signed() {
        let kinds = [
            ed25519(),
            json!({"kty": "EC", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43)}),
            json!({"kty": "EC", "crv": "P-384", "x": "A".repeat(64), "y": "A".repeat(64)}),
            json!({"kty": "RSA", "n": format!("{}w", "_".repeat(341)), "e": "AQAB"}),
        ];
        let names = vec!["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"];
        let value = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "[A-Za-z0-9_-]{0,400}".prop_map(Value::from),
            prop::collection::vec(any::<u8>(), 0..520).prop_map(|bytes| json!(URL_SAFE_NO_PAD.encode(bytes))),
            prop::sample::select(vec!["RSA", "EC", "OKP", "P-256", "P-384", "Ed25519", "AQAB", "AA", "sig"]).prop_map(Value::from),
            prop::collection::vec(".{0,4}", 0..3).prop_map(Value::from),
        ];
        let change = (prop::sample::select(names), value);
        let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
        let all = (prop::sample::select(kinds.to_vec()), prop::collection::vec(change, 0..4), prop::collection::vec(any::<u8>(), 0..300));
        let outcome = runner.run(&all, |(mut key, changes, signature)| {
            for (name, value) in changes {
                key[name] = value;
            }
            let text = format!("{SIGNED}.{}", URL_SAFE_NO_PAD.encode(signature));
            let (jws, set) = (Jws::read(&text).unwrap(), KeySet::read(json!({"keys": [key]}).to_string().as_bytes()).unwrap());
            for name in ["RS256", "PS512", "ES256", "ES384", "EdDSA"] {
                prop_assert!(set.signed(&jws, Algorithm::named(name).unwrap()).is_err(), "{key} signed by {name}");
            }
            Ok(())
        });
        outcome.unwrap();
    }

    #[test]
    fn c8_a_document_that_is_no_key_set_is_none() {
        for document in ["", "null", "[]", "{}", "{\"keys\":{}}", "{\"keys\":null}", "<html>"] {
            assert!(KeySet::read(document.as_bytes()).is_none(), "{document}");
        }
        assert!(KeySet::read(b"{\"keys\":[]}").is_some());
    }

    #[test]
    fn c8_a_wrong_signature_is_wrong_with_each_kind_of_key() {
        let text = format!("{SIGNED}.AAAA");
        let jws = Jws::read(&text).unwrap();
        let set = KeySet::read(json!({"keys": [ed25519(), with("kid", json!("b"))]}).to_string().as_bytes()).unwrap();
        assert_eq!(set.signed(&jws, Algorithm::named("EdDSA").unwrap()), Err(Unsigned::Wrong));
        assert_eq!(set.signed(&jws, Algorithm::named("RS256").unwrap()), Err(Unsigned::NoKey));
    }
}
