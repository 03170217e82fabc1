//! What a service can do besides a plain sign-in, as its metadata or its preset says.

use countersign_wire::metadata::ServerMetadata;
use serde::{Deserialize, Serialize};

/// What there is beyond RFC 6749. Empty: nothing is known of, and nothing is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Capabilities {
    /// The keys that its ID tokens are verified with (RFC 7517 §5).
    pub(crate) jwks_uri: Option<String>,
    /// How it signs them; empty where it does not say (then RS256: OpenID Connect Discovery §3).
    pub(crate) id_token_algorithms: Vec<String>,
    /// Where its own session is ended (OpenID Connect RP-Initiated Logout §2.1).
    pub(crate) end_session_endpoint: Option<String>,
    /// Where a request is left before the browser is sent (RFC 9126).
    pub(crate) pushed_authorization_request_endpoint: Option<String>,
    /// Whether no other request is taken (RFC 9126 §5).
    pub(crate) requires_pushed_requests: bool,
    /// Where a sign-in on another device starts (RFC 8628).
    pub(crate) device_authorization_endpoint: Option<String>,
    /// Where an app can be registered (RFC 7591).
    pub(crate) registration_endpoint: Option<String>,
    /// How a proof of possession may be signed (RFC 9449 §5.1); empty where tokens are not bound.
    pub(crate) dpop_algorithms: Vec<String>,
    /// How an assertion that proves who the app is may be signed (RFC 7523).
    pub(crate) assertion_algorithms: Vec<String>,
    /// In which ways an app may prove who it is; empty where it does not say.
    pub(crate) authentication_methods: Vec<String>,
}

impl From<&ServerMetadata> for Capabilities {
    fn from(metadata: &ServerMetadata) -> Self {
        Self {
            jwks_uri: metadata.jwks_uri.clone(),
            id_token_algorithms: metadata.id_token_signing_alg_values_supported.clone(),
            end_session_endpoint: metadata.end_session_endpoint.clone(),
            pushed_authorization_request_endpoint: metadata.pushed_authorization_request_endpoint.clone(),
            requires_pushed_requests: metadata.require_pushed_authorization_requests == Some(true),
            device_authorization_endpoint: metadata.device_authorization_endpoint.clone(),
            registration_endpoint: metadata.registration_endpoint.clone(),
            dpop_algorithms: metadata.dpop_signing_alg_values_supported.clone(),
            assertion_algorithms: metadata.token_endpoint_auth_signing_alg_values_supported.clone(),
            authentication_methods: metadata.token_endpoint_auth_methods_supported.clone(),
        }
    }
}
