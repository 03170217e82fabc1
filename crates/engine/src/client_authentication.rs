//! How an app says who it is where it speaks to the service itself: at the token, pushed request, device and revocation
//! endpoints alike (RFC 6749 §2.3, RFC 7523 §2.2, RFC 9126 §2).
//!
//! What is proved with goes into headers or into members of the request, never both: a service refuses two methods in one
//! request. An assertion is good for one request: its `jti` is fresh, and it is over after a minute.

use base64::Engine as _;
use countersign_wire::UnixSeconds;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Serialize;

use crate::clock::Clock;
use crate::entropy::{Entropy, secret_token};
use crate::http::shown;
use crate::provider::Provider;
use crate::provider::catalog::{AssertionAudience, ClientAuthentication};
use crate::secret::Secret;
use crate::signing_key::KeyError;

/// How long an assertion may be under way, in seconds.
const ASSERTION_LIFETIME: i64 = 60;
/// RFC 7523 §2.2.
const BY_JWT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request carries so that the service knows which app asks.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) headers: HeaderMap,
    /// `client_id`, and what proves it; empty where the header says all.
    pub(crate) members: Vec<(&'static str, Secret)>,
}

/// Why an app cannot say who it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ClientAuthenticationError {
    #[error("The client id “{0}” or its secret does not fit into a request. Remove the provider, and add it again.")]
    Unsendable(String),
    #[error("The key of this app is not here. Remove the provider, and add it again with its key.")]
    NoKey,
    #[error("This app could not prove who it is. {0}")]
    Key(#[from] KeyError),
}

/// The claims of an assertion (RFC 7523 §3).
#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
}

impl Provider {
    /// What one request to the service carries. Made anew for each.
    pub(crate) fn credentials(&self, clock: &dyn Clock, entropy: &dyn Entropy) -> Result<Credentials, ClientAuthenticationError> {
        let id = || ("client_id", Secret::new(self.client_id.clone()));
        match (self.client_authentication, &self.client_secret) {
            (ClientAuthentication::PrivateKeyJwt, _) => {
                let kind = ("client_assertion_type", Secret::new(BY_JWT));
                let members = vec![id(), kind, ("client_assertion", self.assertion(clock, entropy)?)];
                Ok(Credentials { headers: HeaderMap::new(), members })
            }
            (ClientAuthentication::Basic, Some(secret)) => {
                let value = basic(&self.client_id, secret);
                let value = value.ok_or_else(|| ClientAuthenticationError::Unsendable(shown(&self.client_id)))?;
                Ok(Credentials { headers: HeaderMap::from_iter([(AUTHORIZATION, value)]), members: Vec::new() })
            }
            (ClientAuthentication::Body, Some(secret)) => {
                Ok(Credentials { headers: HeaderMap::new(), members: vec![id(), ("client_secret", secret.clone())] })
            }
            // A public app has nothing to prove itself by (RFC 6749 §3.2.1).
            (_, None) => Ok(Credentials { headers: HeaderMap::new(), members: vec![id()] }),
        }
    }

    fn assertion(&self, clock: &dyn Clock, entropy: &dyn Entropy) -> Result<Secret, ClientAuthenticationError> {
        let key = self.client_key.as_ref().ok_or(ClientAuthenticationError::NoKey)?;
        let aud = match (self.assertion_audience, &self.issuer) {
            (AssertionAudience::Issuer, Some(issuer)) => issuer,
            _ => &self.token_endpoint,
        };
        let (jti, iat) = (secret_token(entropy), clock.now());
        let exp = iat.saturating_add(ASSERTION_LIFETIME);
        Ok(key.sign("JWT", &Assertion { iss: &self.client_id, sub: &self.client_id, aud, jti: jti.expose(), iat, exp })?)
    }
}

/// RFC 6749 §2.3.1. Only what must be is encoded, as some services do not decode: `A-Za-z0-9-._*` stay.
fn basic(client_id: &str, secret: &Secret) -> Option<HeaderValue> {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = zeroize::Zeroizing::new(format!("{}:{}", encode(client_id), encode(secret.expose())));
    let mut value = HeaderValue::from_str(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c11_a_secret_with_colons_is_one_secret() {
        let value = basic("a b", &Secret::new("1bc8::")).unwrap();
        let text = value.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
        let pair = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        assert_eq!(String::from_utf8(pair).unwrap(), "a+b:1bc8%3A%3A");
    }
}
