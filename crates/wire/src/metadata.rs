//! What an authorization server publishes about itself (RFC 8414 §2).

use serde::{Deserialize, Serialize};

/// Where the metadata stands below an issuer without a path (RFC 8414 §3).
pub const WELL_KNOWN_PATH: &str = "/.well-known/oauth-authorization-server";

/// Metadata of an authorization server. Members that this project does not use are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Ours: the root of the administration API of an accounts service, such as `…/admin/v1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersign_administration_endpoint: Option<String>,
    /// Ours: the name a service goes by, for the person who signs in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub countersign_service_name: Option<String>,
}
