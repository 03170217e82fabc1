//! A service to sign in to, as data.
//!
//! A [`Provider`] says everything that the rest of the engine needs to know of a service. It comes from a preset of the
//! [`catalog`], from a service's own metadata ([`discovery`]), or from endpoints by hand ([`addition`]), and after that
//! nobody asks where it came from.

pub(crate) mod addition;
mod capabilities;
pub(crate) mod catalog;
pub(crate) mod client_key;
pub(crate) mod discovery;
mod issuer_template;
mod place;

use countersign_wire::provider::{ProviderView, ReturnPath, ScopeOffer};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::signing_key::SigningKey;
use crate::stored::Stored;
use crate::vault::RecordKind;
pub(crate) use capabilities::Capabilities;
use catalog::{AssertionAudience, ClientAuthentication, ProductApis, ProfileMap, Tolerances};
pub(crate) use issuer_template::IssuerTemplate;

/// The scheme that the system hands to the desktop app.
pub(crate) use crate::scheme::SCHEME as OWN_SCHEME;

/// The scope that asks for an ID token (OpenID Connect Core §3.1.2.1).
pub(crate) const OPENID: &str = "openid";

/// Everything there is to know of a service, secret included; only ever written to the vault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) preset: Option<String>,
    /// Of a service that many tenants share, the template (C9).
    pub(crate) issuer: Option<String>,
    /// How its tenants call themselves, where many share it.
    #[serde(default)]
    pub(crate) issuer_template: Option<IssuerTemplate>,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) userinfo_endpoint: Option<String>,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) administration_endpoint: Option<String>,
    pub(crate) client_id: String,
    #[serde(default, with = "crate::secret::in_vault_option")]
    pub(crate) client_secret: Option<Secret>,
    pub(crate) client_authentication: ClientAuthentication,
    /// As registered, byte for byte.
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) scopes: ScopeSet,
    pub(crate) offers: Vec<ScopeOffer>,
    /// Whether every answer carries `iss` (RFC 9207 §3).
    pub(crate) promises_iss: bool,
    /// What it can do besides; of a provider that an earlier version added, nothing is known.
    #[serde(default)]
    pub(crate) can: Capabilities,
    pub(crate) localhost: bool,
    pub(crate) tolerates: Tolerances,
    pub(crate) profile: ProfileMap,
    pub(crate) warnings: Vec<String>,
    /// What an app proves itself by that has a key instead of a secret.
    #[serde(default)]
    pub(crate) client_key: Option<SigningKey>,
    #[serde(default)]
    pub(crate) assertion_audience: AssertionAudience,
    /// Its product APIs; an earlier version did not know of them.
    #[serde(default)]
    pub(crate) product_apis: Option<ProductApis>,
}

impl Stored for Provider {
    const KIND: RecordKind = RecordKind::Provider;
    fn id(&self) -> &str {
        &self.name
    }
}

impl Provider {
    /// The host that the browser will show.
    pub(crate) fn host(&self) -> String {
        url::Url::parse(&self.authorization_endpoint).map(|url| crate::http::authority(&url)).unwrap_or_default()
    }

    /// Whether an issuer is this service's: byte for byte, or any tenant's of a service that many share (C9).
    pub(crate) fn is_issuer(&self, named: &str) -> bool {
        match (&self.issuer, &self.issuer_template) {
            (Some(issuer), Some(shared)) if *issuer == shared.template => shared.is_of_a_tenant(named),
            (issuer, _) => issuer.as_deref() == Some(named),
        }
    }

    /// Whether the app has nothing to prove itself by.
    pub(crate) fn is_public(&self) -> bool {
        self.client_secret.is_none() && self.client_authentication != ClientAuthentication::PrivateKeyJwt
    }

    /// The first registered address for a way back.
    pub(crate) fn redirect_uri_for(&self, path: ReturnPath) -> Option<&str> {
        self.redirect_uris.iter().find(|uri| self.return_path_of(uri) == Some(path)).map(String::as_str)
    }

    /// How an address comes back to this app, if at all.
    pub(crate) fn return_path_of(&self, uri: &str) -> Option<ReturnPath> {
        let is_own_scheme = uri.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(OWN_SCHEME));
        if is_own_scheme {
            return Some(ReturnPath::DeepLink);
        }
        let uri = RedirectUri::parse(uri).ok()?;
        let is_localhost = self.localhost && uri.as_str().starts_with("http://localhost:");
        (uri.is_loopback() || is_localhost).then_some(ReturnPath::Loopback)
    }

    /// As the screen and the command line show it.
    pub(crate) fn view(&self) -> ProviderView {
        let return_paths = [ReturnPath::DeepLink, ReturnPath::Loopback].into_iter();
        ProviderView {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            preset: self.preset.clone(),
            client_id: self.client_id.clone(),
            redirect_uris: self.redirect_uris.clone(),
            scopes: self.scopes.clone(),
            host: self.host(),
            offers: self.offers.clone(),
            return_paths: return_paths.filter(|path| self.redirect_uri_for(*path).is_some()).collect(),
            has_client_secret: self.client_secret.is_some(),
            public_client_key: self.client_key.as_ref().and_then(|key| key.to_register().ok()).map(serde_json::Value::Object),
            warnings: self.warnings.clone(),
        }
    }
}
