//! A service that people sign in to, as the screen and the command line show it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::UnixSeconds;
use crate::scope::ScopeSet;

/// A field of the profile that a scope can reveal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields of `Profile`, by name")]
pub enum ProfileField {
    Id,
    Name,
    Email,
    Locale,
    Timezone,
    Dates,
    SmartDates,
    NumberSeparators,
    Business,
    /// The session can be renewed without the person.
    Renewal,
    /// OAuth apps can be administered.
    Administration,
    /// The person's own account can be looked after.
    OwnAccount,
    /// The product APIs may be called.
    ProductApis,
    /// The KM Editor API may be called in the person's name.
    KmEditorApi,
    /// The Reporting API may be called in the person's name.
    ReportingApi,
}

/// One scope that a provider offers, and what it reveals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeOffer {
    /// The scope; `None` for what is part of every sign-in.
    pub scope: Option<String>,
    /// What it reveals.
    pub reveals: Vec<ProfileField>,
    /// Whether what the app does with it is done in the person's name.
    pub impersonates: bool,
    /// Whether the screen asks for it unless the person says otherwise.
    pub suggested: bool,
}

/// How the answer of a sign-in can come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnPath {
    /// A private-use scheme that the system hands to the desktop app.
    DeepLink,
    /// A listener on a loopback address.
    Loopback,
    /// The address that the browser ended on, given by hand.
    Paste,
    /// A code that the person enters in a browser on any device (RFC 8628).
    Device,
}

/// A service as it was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProviderView {
    /// The name it goes by here; the PROVIDER of the command line.
    pub name: String,
    /// The issuer (RFC 8414), where it has one.
    pub issuer: Option<String>,
    /// The preset it was made from, such as `accounts` or `inbenta`; none for endpoints by hand.
    pub preset: Option<String>,
    /// The client id in use.
    pub client_id: String,
    /// The registered redirect URIs, byte for byte.
    pub redirect_uris: Vec<String>,
    /// The scopes asked for unless the person says otherwise.
    pub scopes: ScopeSet,
    /// The host that the browser will show.
    pub host: String,
    /// What may be asked for, and what each would reveal.
    pub offers: Vec<ScopeOffer>,
    /// Ways back that the registered redirect URIs and the service allow, the preferred one first.
    pub return_paths: Vec<ReturnPath>,
    /// Whether a client secret is kept for it (never which).
    pub has_client_secret: bool,
    /// When the service takes that secret no more, where it said so as it gave it (RFC 7591 §3.2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub client_secret_ends_at: Option<UnixSeconds>,
    /// The public part of the key by which the app proves itself, a JWK to register at the service (RFC 7517); absent where it
    /// has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "Record<string, unknown>")]
    pub public_client_key: Option<serde_json::Value>,
    /// What the person should know, such as metadata without PKCE.
    pub warnings: Vec<String>,
    /// Deviations from the standard that are accepted from it, by name.
    pub tolerates: Vec<String>,
    /// What its tokens are asked for (RFC 8707).
    pub resources: Vec<String>,
    /// Whether its app was registered by the way (RFC 7591), so that removing the provider deletes it there.
    pub is_registered: bool,
    /// The SHA-256 of each CA certificate that is trusted for it beside those of the system; absent where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub added_ca: Vec<String>,
}

/// What to add. Exactly one of `issuer`, `preset`, or the two URLs names the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ProviderDraft {
    /// The name it will go by here. Empty: the engine finds one (the host, or the preset's).
    pub name: String,
    /// An accounts service or any other by its issuer; discovery fills in the rest.
    pub issuer: Option<String>,
    /// A documented service.
    pub preset: Option<String>,
    /// Replaces every host of the preset.
    pub base_url: Option<String>,
    /// Endpoints by hand.
    pub authorize_url: Option<String>,
    /// Endpoints by hand.
    pub token_url: Option<String>,
    /// Endpoints by hand, where there is one.
    pub userinfo_url: Option<String>,
    /// Endpoints by hand, where there is one.
    pub revoke_url: Option<String>,
    /// Absent: the app that every accounts service carries, or one that is registered by the way (RFC 7591).
    pub client_id: Option<String>,
    /// Redirect URIs as they were registered; empty: the preset's.
    pub redirect_uris: Vec<String>,
    /// Scopes to ask for; empty: the preset's.
    pub scopes: Vec<String>,
    /// Whether tokens are to be good alone, for other programs, even where the service can bind them to a key (RFC 9449).
    pub bearer_tokens: bool,
    /// Deviations from the standard to accept beside those of the preset, by name.
    pub allow: Vec<String>,
    /// What the tokens are to be for (RFC 8707); empty: the service decides.
    pub resources: Vec<String>,
    /// Addresses of this computer that were registered for the return from a sign-out at the service; empty: none was.
    pub post_logout_redirect_uris: Vec<String>,
}

/// A documented service that can be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PresetView {
    /// The name for `--preset`.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// The host of its sign-in page.
    pub host: String,
    /// Whether a client id has to be entered.
    pub needs_client_id: bool,
    /// Whether a client secret has to be entered.
    pub needs_client_secret: bool,
    /// Whether it is at no address of its own, so that a base address has to be entered.
    pub needs_base_url: bool,
    /// The page on which an app is registered there.
    pub register_at: Option<String>,
    /// As what it is registered, in words.
    pub register_as: Option<String>,
    /// What to register there as the redirect URI.
    pub redirect_uri_to_register: String,
    /// What may be asked for.
    pub offers: Vec<ScopeOffer>,
}

/// What a service's metadata said, before it is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiscoveredView {
    /// The issuer, byte for byte as the document names it.
    pub issuer: String,
    /// The name the service gives itself, else its host.
    pub title: String,
    /// The path of the sign-in page.
    pub authorization_path: String,
    /// Whether it names PKCE S256.
    pub pkce: bool,
    /// The scopes that it offers.
    pub scopes: Vec<String>,
    /// Whether it is an accounts service, which carries an app for us: no client id is needed.
    pub is_accounts_service: bool,
}
