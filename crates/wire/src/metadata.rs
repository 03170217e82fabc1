//! What an authorization server publishes about itself (RFC 8414 §2, OpenID Connect Discovery §3).

use serde::{Deserialize, Serialize};

/// Where the metadata stands below an issuer without a path (RFC 8414 §3).
pub const WELL_KNOWN_PATH: &str = "/.well-known/oauth-authorization-server";

/// Where OpenID Connect Discovery has it (§4).
pub const OPENID_PATH: &str = "/.well-known/openid-configuration";

/// Metadata of an authorization server. Members that this project does not use are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMetadata {
    /// The issuer, compared byte for byte.
    pub issuer: String,
    /// Where a sign-in starts.
    pub authorization_endpoint: String,
    /// Where a code becomes a token.
    pub token_endpoint: String,
    /// OpenID Connect Discovery §3; served here too, as the answer is needed without OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_endpoint: Option<String>,
    /// RFC 7009.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<String>,
    /// RFC 7591; not served yet, read where a service has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_endpoint: Option<String>,
    /// Scopes that may be asked for.
    #[serde(default)]
    pub scopes_supported: Vec<String>,
    /// `code`, and others that are not used here.
    #[serde(default)]
    pub response_types_supported: Vec<String>,
    /// Absent means `authorization_code` and `implicit`.
    #[serde(default)]
    pub grant_types_supported: Vec<String>,
    /// How a confidential client may say who it is.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// PKCE methods (RFC 7636); absent means that the server says nothing of PKCE.
    #[serde(default)]
    pub code_challenge_methods_supported: Vec<String>,
    /// RFC 9207 §3: `iss` in every authorization answer.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
    /// The keys that signatures are verified with (RFC 7517 §5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// RFC 7662.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection_endpoint: Option<String>,
    /// OpenID Connect RP-Initiated Logout §2.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_session_endpoint: Option<String>,
    /// Where a request is left before the browser is sent (RFC 9126 §5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_authorization_request_endpoint: Option<String>,
    /// Whether no other request is taken; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_pushed_authorization_requests: Option<bool>,
    /// Where a sign-in on another device starts (RFC 8628 §4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_authorization_endpoint: Option<String>,
    /// How a proof of possession may be signed (RFC 9449 §5.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// How an authorization answer may come back; absent means `query` and `fragment`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub response_modes_supported: Vec<String>,
    /// What `prompt` may say (Initiating User Registration via OpenID Connect §4.2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompt_values_supported: Vec<String>,
    /// Whether `sub` is the same for all apps (`public`) or another for each (`pairwise`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subject_types_supported: Vec<String>,
    /// How ID tokens are signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// How an app may sign the assertion that proves who it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// How a confidential client says who it is where tokens are ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_methods_supported: Vec<String>,
    /// How an app signs its assertion there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// How a confidential client says who it is where tokens are inspected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_methods_supported: Vec<String>,
    /// How an app signs its assertion there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introspection_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// The claims that may be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims_supported: Vec<String>,
    /// Authentication contexts (`acr`) that are told apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values_supported: Vec<String>,
    /// The languages of the pages, as tags of BCP 47.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ui_locales_supported: Vec<String>,
    /// Whether the `claims` parameter is understood; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims_parameter_supported: Option<bool>,
    /// Whether the `request` parameter is understood; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_parameter_supported: Option<bool>,
    /// Whether the `request_uri` parameter is understood; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_uri_parameter_supported: Option<bool>,
    /// Whether apps are told that a session ended (OpenID Connect Back-Channel Logout §2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_supported: Option<bool>,
    /// Whether they are told which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_session_supported: Option<bool>,
    /// Ours: the root of the administration API of an accounts service, such as `…/admin/v1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersign_administration_endpoint: Option<String>,
    /// Ours: the name a service goes by, for the person who signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersign_service_name: Option<String>,
}
