//! The readers of what comes from outside, each by itself: without a network, a clock, a disk or a person.
//!
//! The rest of the engine reads by the same functions, on its way through a sign-in. Here somebody who holds the bytes already
//! gives them to one reader alone, and sees what it accepts: millions of inputs in the time of a few sign-ins. Nothing is
//! stored, and nothing that is returned signs anybody in.
//!
//! [`callback`] is what the browser came back with, [`Service::described`] a service's metadata, [`Service::token_answer`] and
//! [`Service::id_token`] what that service says at its token endpoint, [`vault_file`] the sealed file, [`presets`] a person's
//! own presets.

use std::path::Path;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::PresetView;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::http::{Answer, host_of};
use crate::id_token::{self, Asked};
use crate::provider::{Provider, own_presets};
use crate::secret::Secret;
use crate::sign_in::callback::{Answered, Callback};
use crate::token;
use crate::vault::{Key32, Records, sealed};

/// A callback that has the form of one (RFC 6749 §4.1.2, §4.1.2.1). Nobody need be waiting for it.
#[derive(Clone, Debug)]
pub struct CallbackSaid {
    /// All before the query, as it arrived.
    pub redirect: String,
    /// Which sign-in it says that it answers.
    pub state: Secret,
    /// Who says so (RFC 9207).
    pub iss: Option<String>,
    /// A code.
    pub code: Option<Secret>,
    /// Or an error, by its code.
    pub error: Option<String>,
}

/// Reads an address that the browser came back with.
///
/// # Errors
/// Why it is no callback.
pub fn callback(arrived: &[u8]) -> Result<CallbackSaid, UserError> {
    let refused = |why: crate::sign_in::callback::NoCallback| UserError::new(ErrorCode::CallbackRefused, why.to_string());
    let Callback { redirect, state, iss, answered, .. } = Callback::parse(arrived).map_err(refused)?;
    let (code, error) = match answered {
        Answered::Code(code) => (Some(code), None),
        Answered::Error { code, .. } => (None, Some(code)),
    };
    Ok(CallbackSaid { redirect, state, iss, code, error })
}

/// What a token answer grants.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The access token.
    pub access_token: Secret,
    /// `Bearer`, however it was spelt.
    pub token_type: String,
    /// The refresh token, where one came.
    pub refresh_token: Option<Secret>,
    /// Seconds; absent where the service does not say.
    pub lifetime: Option<i64>,
}

/// A service, and the app that somebody registered there.
#[derive(Debug)]
pub struct Service(Provider);

impl Service {
    /// The service of exactly this issuer, as its metadata describes it (RFC 8414 §3.3).
    ///
    /// # Errors
    /// Why the document is not believed, or that it describes no service to sign in to.
    pub fn described(issuer: &str, document: &[u8], client_id: &str) -> Result<Self, UserError> {
        Ok(Self(Provider::described(issuer, document, client_id)?))
    }

    /// Every address that would be asked.
    pub fn endpoints(&self) -> impl Iterator<Item = &str> {
        self.0.endpoints()
    }

    /// Reads what the token endpoint answered to a code (RFC 6749 §5).
    ///
    /// # Errors
    /// Why it grants nothing.
    pub fn token_answer(&self, status: u16, content_type: &str, body: &[u8]) -> Result<Grant, UserError> {
        let unread = || UserError::new(ErrorCode::BadAnswer, format!("{} answered what is no HTTP.", host_of(&self.0.token_endpoint)));
        let status = StatusCode::from_u16(status).map_err(|_| unread())?;
        let content_type = HeaderValue::from_str(content_type).map_err(|_| unread())?;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        let granted = token::read_answer(&self.0, Answer { status, headers, body: body.to_vec() })?;
        Ok(Grant {
            access_token: granted.access_token,
            token_type: granted.token_type,
            refresh_token: granted.refresh_token,
            lifetime: granted.lifetime,
        })
    }

    /// Holds an ID token against a key set (RFC 7517 §5) and against what it has to be (OpenID Connect Core §3.1.3.7); gives its
    /// issuer and its subject. `access` is the token that came with it, `nonce` the number that was sent.
    ///
    /// # Errors
    /// The first check that it does not pass.
    pub fn id_token(
        &self,
        token: &Secret,
        access: &Secret,
        nonce: &Secret,
        keys: &[u8],
        now: UnixSeconds,
    ) -> Result<(String, String), UserError> {
        let asked = Asked { nonce: Some(nonce), ..Asked::default() };
        let refused = |error: id_token::IdTokenError| UserError::new(error.code(), error.to_string());
        id_token::identity_by(&self.0, token, access, asked, keys, now).map_err(refused)
    }
}

/// The records of a sealed file; `None` where it is not, byte for byte, what this key sealed.
#[must_use]
pub fn vault_file(bytes: &[u8], key: &Key32) -> Option<Records> {
    sealed::unseal(bytes, key).ok()
}

/// The presets that stand in a file of a person's own.
///
/// # Errors
/// The line that is wrong, and what is wrong with it.
pub fn presets(bytes: &[u8]) -> Result<Vec<PresetView>, UserError> {
    let own = own_presets::of_bytes(bytes.to_vec(), Path::new(own_presets::FILE))?;
    Ok(own_presets::views(&own).collect())
}
