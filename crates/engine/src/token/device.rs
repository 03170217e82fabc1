//! What is said for a browser on another device (RFC 8628): the request for a code, and the asking whether it was entered.

use countersign_wire::scope::ScopeSet;
use countersign_wire::trace::TraceStep;
use serde::Deserialize;

use super::answer::{Terms, TokenAnswer, Unacceptable};
use super::error_answer::ErrorAnswer;
use super::{TokenError, refusal_of};
use crate::back_channel::{BackChannelError, Request};
use crate::core::Core;
use crate::granted::Granted;
use crate::http::{HttpError, host_of, is_secure_or_loopback};
use crate::proof::ProofKey;
use crate::provider::Provider;
use crate::recording;
use crate::secret::Secret;

/// RFC 8628 §3.4.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The longest code that a person could be asked to enter, and the longest that is sent back.
const LONGEST_USER_CODE: usize = 64;
const LONGEST_DEVICE_CODE: usize = 4096;
const LONGEST_ADDRESS: usize = 2048;
/// Seconds between two questions where the service says nothing (RFC 8628 §3.2).
const USUAL_INTERVAL: u64 = 5;

/// A success as it arrives (RFC 8628 §3.2).
#[derive(Deserialize)]
struct Answer {
    device_code: String,
    user_code: String,
    verification_uri: String,
    #[serde(default)]
    verification_uri_complete: Option<String>,
    expires_in: u64,
    #[serde(default)]
    interval: Option<u64>,
}

/// A success that was found fit for use.
#[derive(Debug)]
pub(crate) struct DeviceAuthorization {
    pub(crate) device_code: Secret,
    pub(crate) user_code: String,
    pub(crate) verification_uri: String,
    pub(crate) verification_uri_complete: Option<String>,
    /// Seconds.
    pub(crate) lifetime: u64,
    /// Seconds.
    pub(crate) interval: u64,
}

impl Core {
    /// Asks for a code (RFC 8628 §3.1).
    pub(crate) async fn authorize_device(
        &self,
        provider: &Provider,
        endpoint: &str,
        scopes: &ScopeSet,
    ) -> Result<DeviceAuthorization, TokenError> {
        let scope = scopes.to_wire();
        let members = if scope.is_empty() { Vec::new() } else { vec![("scope".to_owned(), Secret::new(scope))] };
        let body = self.ask_of_device(provider, &Request::new(provider, endpoint, members), endpoint).await?;
        let unacceptable = |what| TokenError::Unacceptable { host: host_of(endpoint), what: Unacceptable::Device(what) };
        let answer: Answer = serde_json::from_slice(&body).map_err(|_| unacceptable("it lacks what the standard requires"))?;
        answer.accept().map_err(unacceptable)
    }

    /// Asks once whether the person has decided (RFC 8628 §3.4). That they have not yet is an error with a code of its own (§3.5).
    pub(crate) async fn redeem_device_code(
        &self,
        provider: &Provider,
        device_code: &Secret,
        key: Option<&ProofKey>,
    ) -> Result<Granted, TokenError> {
        let members = vec![("grant_type".to_owned(), Secret::new(GRANT)), ("device_code".to_owned(), device_code.clone())];
        let endpoint = &provider.token_endpoint;
        let body = self.ask_of_device(provider, &Request::new(provider, endpoint, members).proved_by(key), endpoint).await?;
        let unacceptable = |what| TokenError::Unacceptable { host: host_of(endpoint), what };
        let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|_| unacceptable(Unacceptable::Shape("its fields".to_owned())))?;
        let Provider { name, tolerates, quirks, .. } = provider;
        let granted = answer.accept(&Terms { provider: name, tolerates, quirks, key }, false).map_err(unacceptable)?;
        recording::step(TraceStep::Exchanged);
        Ok(granted)
    }

    /// The body of a success.
    async fn ask_of_device(&self, provider: &Provider, request: &Request<'_>, endpoint: &str) -> Result<Vec<u8>, TokenError> {
        let answer = self.ask_service(request).await?;
        let (host, status) = (host_of(endpoint), answer.status.as_u16());
        let said = serde_json::from_slice::<ErrorAnswer>(&answer.body).ok();
        // A refusal is one whatever its status: some services send theirs with 200.
        match said {
            Some(error) if !answer.status.is_success() || error.names_one() => Err(refusal_of(host, status, &error, &provider.quirks)),
            None if !answer.status.is_success() => Err(TokenError::Unexplained { host, status }),
            _ if answer.is_json() => Ok(answer.body),
            _ => Err(BackChannelError::from(HttpError::NotJson(host)).into()),
        }
    }
}

impl Answer {
    /// Nothing of it is shown or opened that could not be meant for a person and a browser.
    fn accept(self) -> Result<DeviceAuthorization, &'static str> {
        let is_address = |uri: &str| uri.len() <= LONGEST_ADDRESS && !uri.contains(char::is_control) && is_secure_or_loopback(uri);
        let user_code = self.user_code.trim().to_owned();
        if user_code.is_empty() || user_code.len() > LONGEST_USER_CODE || user_code.contains(char::is_control) {
            return Err("its user_code is nothing that a person could enter");
        }
        if self.device_code.is_empty() || self.device_code.len() > LONGEST_DEVICE_CODE {
            return Err("its device_code cannot be used");
        }
        if !is_address(&self.verification_uri) || !self.verification_uri_complete.as_deref().is_none_or(is_address) {
            return Err("its verification_uri is no https address");
        }
        Ok(DeviceAuthorization {
            device_code: Secret::new(self.device_code),
            user_code,
            verification_uri: self.verification_uri,
            verification_uri_complete: self.verification_uri_complete,
            lifetime: self.expires_in,
            interval: self.interval.unwrap_or(USUAL_INTERVAL),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(change: impl FnOnce(&mut Value)) -> Result<DeviceAuthorization, &'static str> {
        let mut answer = json!({
            "device_code": "d", "user_code": "WDJB-MJHT", "verification_uri": "https://a.example/device", "expires_in": 1800,
        });
        change(&mut answer);
        serde_json::from_value::<Answer>(answer).map_err(|_| "shape")?.accept()
    }

    #[test]
    fn c10_only_what_a_person_and_a_browser_can_use_passes() {
        assert_eq!(read(|_| {}).unwrap().interval, 5);
        let bad: &[fn(&mut Value)] = &[
            |a| a["verification_uri"] = "http://a.example/device".into(),
            |a| a["verification_uri"] = "javascript:alert(1)".into(),
            |a| a["verification_uri_complete"] = "file:///etc/passwd".into(),
            |a| a["user_code"] = "".into(),
            |a| a["user_code"] = "A\u{1b}[2J".into(),
            |a| a["user_code"] = "x".repeat(65).into(),
            |a| a["device_code"] = "".into(),
            |a| a["expires_in"] = "soon".into(),
            |a| a["expires_in"] = (-1).into(),
        ];
        for (number, change) in bad.iter().enumerate() {
            assert!(read(change).is_err(), "{number}");
        }
        assert!(read(|a| a["verification_uri"] = "http://127.0.0.1:5/device".into()).is_ok());
        assert!(read(|a| a["expires_in"] = u64::MAX.into()).is_ok());
    }

    #[test]
    fn an_answer_does_not_print_its_device_code() {
        let answer = read(|a| a["device_code"] = "canary".into()).unwrap();
        assert!(!format!("{answer:?}").contains("canary"));
    }
}
