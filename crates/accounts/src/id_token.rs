//! What an ID token says (OpenID Connect Core §2), and the words that other tokens share with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_wire::UnixSeconds;
use countersign_wire::app::SigningAlg;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256, Sha512};

use crate::store::rows::Authentication;
use crate::token::Token;

/// How long an ID token counts, in seconds. It tells of a sign-in that has just been; nothing is opened with it.
const LIFETIME: i64 = 3600;

/// Every claim of an ID token that is not about the person.
pub const CLAIMS: [&str; 12] = ["iss", "sub", "aud", "exp", "iat", "azp", "auth_time", "nonce", "at_hash", "acr", "amr", "sid"];

/// The authentication contexts that are told apart: one proof, and two of different kinds.
pub const CONTEXTS: [&str; 2] = ["1", "2"];

/// What an ID token is made of.
#[derive(Debug)]
pub struct IdToken<'a> {
    /// The issuer.
    pub issuer: &'a str,
    /// Who signed in.
    pub person: &'a str,
    /// The app that it is for.
    pub client_id: &'a str,
    /// When it is made.
    pub now: UnixSeconds,
    /// What the request said; none at a renewal (Core §12.2).
    pub nonce: Option<&'a str>,
    /// How and when the person showed who they are.
    pub authentication: &'a Authentication,
    /// The access token that it comes with.
    pub access: &'a Token,
    /// What it is signed with.
    pub alg: SigningAlg,
    /// Claims about the person that were asked for in the ID token.
    pub about: Map<String, Value>,
}

impl IdToken<'_> {
    /// Its claims.
    #[must_use]
    pub fn claims(self) -> Value {
        let mut claims = self.about;
        let mut say = |name: &str, value: Value| {
            claims.insert(name.to_owned(), value);
        };
        say("iss", json!(self.issuer));
        say("sub", json!(self.person));
        say("aud", json!(self.client_id));
        say("azp", json!(self.client_id));
        say("iat", json!(self.now));
        say("exp", json!(self.now.saturating_add(LIFETIME)));
        say("at_hash", json!(at_hash(self.access, self.alg)));
        if let Some(nonce) = self.nonce {
            say("nonce", json!(nonce));
        }
        if let Some(sid) = &self.authentication.sid {
            say("sid", json!(sid));
        }
        for (name, value) in of_sign_in(self.authentication) {
            say(name, value);
        }
        Value::Object(claims)
    }
}

/// How and when somebody showed who they are: `auth_time`, `amr` (RFC 8176) and `acr`.
pub fn of_sign_in(authentication: &Authentication) -> impl Iterator<Item = (&'static str, Value)> {
    let methods: Vec<&str> = authentication.amr.split_ascii_whitespace().collect();
    let known = !methods.is_empty();
    let context = CONTEXTS[usize::from(methods.iter().any(|method| ["mfa", "otp"].contains(method)))];
    let how = [("amr", json!(methods)), ("acr", json!(context))];
    [("auth_time", json!(authentication.at))].into_iter().chain(how.into_iter().filter(move |_| known))
}

/// The left half of the access token's hash (Core §3.1.3.6). The hash is the algorithm's own: Ed25519 has SHA-512 (RFC 8032).
fn at_hash(access: &Token, alg: SigningAlg) -> String {
    let token = access.expose().as_bytes();
    match alg {
        SigningAlg::RS256 | SigningAlg::ES256 => URL_SAFE_NO_PAD.encode(&Sha256::digest(token)[..16]),
        SigningAlg::Ed25519 | SigningAlg::EdDSA => URL_SAFE_NO_PAD.encode(&Sha512::digest(token)[..32]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn op_03_the_access_token_hash_is_that_of_the_specification() {
        // OpenID Connect Core, appendix A.3.
        let access = Token::presented("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(at_hash(&access, SigningAlg::RS256), "77QmUPtjPfzWtF2AnpK9RQ");
    }

    #[test]
    fn op_03_a_second_factor_is_another_context() {
        let said = |amr: &str| -> Map<String, Value> {
            let authentication = Authentication { at: 7, amr: amr.to_owned(), sid: None };
            of_sign_in(&authentication).map(|(name, value)| (name.to_owned(), value)).collect()
        };
        assert_eq!(Value::Object(said("pwd")), json!({ "auth_time": 7, "amr": ["pwd"], "acr": "1" }));
        assert_eq!(Value::Object(said("pwd otp")), json!({ "auth_time": 7, "amr": ["pwd", "otp"], "acr": "2" }));
        assert_eq!(Value::Object(said("")), json!({ "auth_time": 7 }));
    }
}
