//! What an app may set beyond its name, its return addresses and its scopes. All of it may be left out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// How ID tokens and other signed answers are signed (RFC 7518 §3.1, RFC 8037, RFC 9864).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
pub enum SigningAlg {
    /// RSA with SHA-256: what an app that chose nothing gets (OpenID Connect Registration §2).
    #[default]
    RS256,
    /// ECDSA on P-256.
    ES256,
    /// Ed25519, by the name of its own (RFC 9864 §2.2).
    Ed25519,
    /// Ed25519, by the older name that it shares with other curves; deprecated, and what many libraries know alone.
    EdDSA,
}

/// What an access token looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessTokenFormat {
    /// 256 random bits; only this service can say what it opens.
    #[default]
    Opaque,
    /// A signed JWT (RFC 9068).
    Jwt,
}

words!(SigningAlg { RS256 => "RS256", ES256 => "ES256", Ed25519 => "Ed25519", EdDSA => "EdDSA" });
words!(AccessTokenFormat { Opaque => "opaque", Jwt => "jwt" });

/// What people are told about an app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct AppAbout {
    /// A sentence or two on what it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// Its home page, https.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub homepage_url: Option<String>,
    /// Its privacy policy, https; the consent page links it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub policy_url: Option<String>,
    /// Its terms, https; the consent page links them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub terms_url: Option<String>,
}

/// What OpenID Connect asks of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct OpenIdSettings {
    /// How its ID tokens are signed.
    pub id_token_alg: SigningAlg,
    /// Where a sign-out may end (RP-Initiated Logout §3.1).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended (Back-Channel Logout §2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub backchannel_logout_uri: Option<String>,
}

/// What its tokens are like. A lifetime that is left out is the service's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct TokenSettings {
    /// What an access token looks like.
    pub access_token_format: AccessTokenFormat,
    /// How long an access token lasts, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub access_lifetime: Option<u32>,
    /// How long a refresh token may lie unused, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refresh_idle: Option<u32>,
    /// How long a sign-in may be renewed in all, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refresh_absolute: Option<u32>,
    /// The resources that it may ask tokens for (RFC 8707), as absolute URIs without a fragment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub resources: Vec<String>,
}

/// The public keys of an app that signs its client assertions (`private_key_jwt`, RFC 7523). While it has any, its secrets do
/// not work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct ClientKeys {
    /// A JWK set by value (RFC 7517 §5).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub jwks: Option<serde_json::Value>,
    /// Where its JWK set is published, https.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub jwks_uri: Option<String>,
}

impl ClientKeys {
    /// Whether the app has keys of its own, and so no secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.jwks.is_none() && self.jwks_uri.is_none()
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct AppSettings {
    /// What people are told about it.
    pub about: AppAbout,
    /// What OpenID Connect asks of it.
    pub openid: OpenIdSettings,
    /// What its tokens are like.
    pub tokens: TokenSettings,
    /// Its public keys.
    pub client_keys: ClientKeys,
    /// The origins whose scripts may call the token endpoint, for an app in a browser.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub origins: Vec<String>,
    /// The id of the organisation it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub organisation: Option<String>,
    /// A name for programs, unique in the service (`app_code_name` of inTandem): letters and digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub code_name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let settings: AppSettings = serde_json::from_str(r#"{"openid": {"id_token_alg": "ES256"}}"#).unwrap();
        assert_eq!(settings.openid.id_token_alg, SigningAlg::ES256);
        assert_eq!(settings.tokens, TokenSettings::default());
    }
}
