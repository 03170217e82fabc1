//! The public keys that an app may have (RFC 7517, RFC 7518 §6, RFC 8037 §2): few, strong, and without a private part.

use serde_json::{Map, Value};

use super::{AppKind, ClientKeys, FieldProblem};

const MOST_KEYS: usize = 20;
/// The members that only the owner of a key may know (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What stands against the keys of an app of that kind.
pub(super) fn client_keys_problem(kind: AppKind, keys: &ClientKeys) -> Option<FieldProblem> {
    if keys.is_empty() {
        return None;
    }
    if matches!(kind, AppKind::Native | AppKind::Spa) {
        let message = "An app on a person's computer cannot keep a key to itself, so it has none here.";
        return Some(FieldProblem::of("jwks", None, message));
    }
    if keys.jwks.is_some() && keys.jwks_uri.is_some() {
        let message = "Give the keys themselves or the address where they are published, not both.";
        return Some(FieldProblem::of("jwks", None, message));
    }
    let message = keys_problem(keys.jwks.as_ref()?).err()?;
    Some(FieldProblem::of("jwks", None, message))
}

fn keys_problem(jwks: &Value) -> Result<(), String> {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or("A JWK set is an object with a list “keys” (RFC 7517 §5).")?;
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return Err(format!("A JWK set has 1 to {MOST_KEYS} keys."));
    }
    let mut ids = Vec::new();
    for (number, key) in keys.iter().enumerate() {
        let key = key.as_object().ok_or_else(|| format!("Key {} is not an object.", number + 1))?;
        key_problem(key).map_err(|problem| format!("Key {}: {problem}", number + 1))?;
        if let Some(id) = key.get("kid") {
            if ids.contains(&id) {
                return Err(format!("Key {}: another key has the same “kid”.", number + 1));
            }
            ids.push(id);
        }
    }
    Ok(())
}

fn key_problem(key: &Map<String, Value>) -> Result<(), &'static str> {
    if PRIVATE.iter().any(|member| key.contains_key(*member)) {
        return Err("it has a private part. Make a new pair, as this one is not secret any more, and give its public part only.");
    }
    if key.get("kid").is_some_and(|id| id.as_str().is_none_or(|id| id.is_empty() || id.len() > 256)) {
        return Err("“kid” is a text of 1 to 256 characters.");
    }
    if key.get("use").is_some_and(|purpose| purpose != "sig") {
        return Err("“use” is sig, or left out: the key is for signatures.");
    }
    let text = |member: &str| key.get(member).and_then(Value::as_str).unwrap_or_default();
    // The length in base64url without padding says how many bytes a number has (RFC 7515 §2).
    let bytes = |member: &str| {
        let text = text(member);
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if plain { text.len() * 3 / 4 } else { 0 }
    };
    let fits = match (text("kty"), text("crv")) {
        ("RSA", _) if text("n").starts_with("AA") => return Err("“n” begins with a zero."),
        ("RSA", _) => (256..=512).contains(&bytes("n")) && (1..=4).contains(&bytes("e")) && text("e") != "AQ",
        ("EC", "P-256") => bytes("x") == 32 && bytes("y") == 32,
        ("EC", "P-384") => bytes("x") == 48 && bytes("y") == 48,
        ("OKP", "Ed25519") => bytes("x") == 32,
        _ => false,
    };
    if !fits {
        return Err("it is RSA of 2,048 to 4,096 bits, EC on P-256 or P-384, or Ed25519.");
    }
    let algs: &[&str] = match (text("kty"), text("crv")) {
        ("RSA", _) => &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
        ("EC", "P-256") => &["ES256"],
        ("EC", _) => &["ES384"],
        _ => &["EdDSA", "Ed25519"],
    };
    match key.get("alg") {
        Some(alg) if !alg.as_str().is_some_and(|alg| algs.contains(&alg)) => Err("“alg” does not fit the kind of key."),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(kind: AppKind, key: Value) -> Option<String> {
        let keys = ClientKeys { jwks: Some(json!({ "keys": [key] })), jwks_uri: None };
        client_keys_problem(kind, &keys).map(|problem| problem.message)
    }

    fn p256() -> Value {
        json!({ "kty": "EC", "crv": "P-256", "kid": "1", "use": "sig", "alg": "ES256", "x": "x".repeat(43), "y": "y".repeat(43) })
    }

    fn with(mut key: Value, member: &str, value: Value) -> Value {
        key[member] = value;
        key
    }

    #[test]
    fn strong_public_keys_are_taken() {
        for key in [
            p256(),
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "x".repeat(43) }),
            json!({ "kty": "RSA", "n": "n".repeat(342), "e": "AQAB" }),
            json!({ "kty": "EC", "crv": "P-384", "x": "x".repeat(64), "y": "y".repeat(64), "alg": "ES384" }),
        ] {
            assert_eq!(told(AppKind::Web, key.clone()), None, "{key}");
        }
    }

    #[test]
    fn a_private_part_is_refused_whatever_its_key() {
        for member in PRIVATE {
            let told = told(AppKind::Machine, with(p256(), member, json!("AQ")));
            assert!(told.is_some_and(|message| message.contains("private")), "{member}");
        }
    }

    #[test]
    fn what_is_weak_or_not_a_key_is_refused() {
        for key in [
            json!("key"),
            json!({}),
            json!({ "kty": "oct" }),
            json!({ "kty": "RSA", "n": "n".repeat(171), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": format!("AAAA{}", "n".repeat(342)), "e": "AQAB" }),
            json!({ "kty": "RSA", "n": "n".repeat(342), "e": "AQ" }),
            with(p256(), "x", json!("short")),
            with(p256(), "x", json!("!".repeat(43))),
            with(p256(), "crv", json!("P-192")),
            with(p256(), "alg", json!("none")),
            with(p256(), "alg", json!("RS256")),
            with(p256(), "use", json!("enc")),
            with(p256(), "kid", json!("")),
        ] {
            assert!(told(AppKind::Web, key.clone()).is_some(), "{key}");
        }
    }

    #[test]
    fn keys_are_for_apps_on_servers_and_given_in_one_way() {
        assert!(told(AppKind::Native, p256()).is_some() && told(AppKind::Spa, p256()).is_some());
        let both = ClientKeys { jwks: Some(json!({ "keys": [p256()] })), jwks_uri: Some("https://a.example/keys".into()) };
        assert!(client_keys_problem(AppKind::Web, &both).is_some());
        let twice = ClientKeys { jwks: Some(json!({ "keys": [p256(), p256()] })), jwks_uri: None };
        assert!(client_keys_problem(AppKind::Web, &twice).is_some());
    }
}
