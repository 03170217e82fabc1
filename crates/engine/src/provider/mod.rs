//! A service to sign in to, as data.
//!
//! A [`Provider`] says everything that the rest of the engine needs to know of a service. It comes from a [`preset`] of the
//! [`catalog`] or of a person's own file ([`own_presets`]), from a service's own metadata ([`discovery`]), or from endpoints by
//! hand; [`addition`] puts it together, and after that nobody asks where it came from. Where no app of ours is known at the
//! service, one is registered by the way ([`registration`]). What a service does in its own way is a field of [`quirks`] or a
//! named [`deviation`].

pub(crate) mod added_ca;
pub(crate) mod addition;
mod capabilities;
pub(crate) mod catalog;
pub(crate) mod client_key;
pub(crate) mod deviation;
pub(crate) mod discovery;
mod issuer_template;
pub(crate) mod own_account;
pub(crate) mod own_presets;
mod place;
mod preset;
mod product_apis;
pub(crate) mod quirks;
mod registration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::UserError;
use countersign_wire::provider::{ProviderDraft, ProviderView, ReturnPath, ScopeOffer};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use crate::http::Reach;
use crate::secret::Secret;
use crate::signing_key::SigningKey;
use crate::stored::Stored;
use crate::vault::RecordKind;
pub(crate) use capabilities::Capabilities;
use deviation::Tolerances;
pub(crate) use issuer_template::IssuerTemplate;
use own_account::OwnAccount;
use place::Place;
pub(crate) use product_apis::ProductApis;
use quirks::{AssertionAudience, ClientAuthentication, ProfileMap, Quirks};
use registration::Registered;

/// The scheme that the system hands to the desktop app.
pub(crate) use crate::scheme::SCHEME as OWN_SCHEME;

/// How long before its end a secret is told of: a week leaves time to add the service anew.
const ENDS_SOON_SECONDS: UnixSeconds = 7 * 24 * 3600;

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
    /// When the service takes the secret no more, where it said so as it gave it (RFC 7591 §3.2.1).
    #[serde(default)]
    pub(crate) client_secret_ends_at: Option<UnixSeconds>,
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
    /// Where refresh tokens go, if not where codes do.
    #[serde(default)]
    pub(crate) renewal_endpoint: Option<String>,
    #[serde(default)]
    pub(crate) quirks: Quirks,
    /// What the tokens are to be for (RFC 8707).
    #[serde(default)]
    pub(crate) resources: Vec<String>,
    /// How the app is looked after that was registered by the way (RFC 7592).
    #[serde(default)]
    pub(crate) registered: Option<Registered>,
    /// Its product APIs; an earlier version did not know of them.
    #[serde(default)]
    pub(crate) product_apis: Option<ProductApis>,
    /// Where people look after their own account; an earlier version did not know of it.
    #[serde(default)]
    pub(crate) own_account: Option<OwnAccount>,
    /// As registered for the return from a sign-out at the service (OpenID Connect RP-Initiated Logout §3.1).
    #[serde(default)]
    pub(crate) post_logout_redirect_uris: Vec<String>,
    /// Where its requests may go, and an added CA; of a provider that an earlier version added, its own endpoints.
    #[serde(default)]
    pub(crate) reach: Option<Reach>,
}

impl Stored for Provider {
    const KIND: RecordKind = RecordKind::Provider;
    fn id(&self) -> &str {
        &self.name
    }
}

impl Provider {
    /// A service that this document describes, for the app with this client id. It is nowhere stored.
    pub(crate) fn described(issuer: &str, document: &[u8], client_id: &str) -> Result<Self, UserError> {
        let metadata = discovery::read(issuer, document)?;
        let draft = ProviderDraft { issuer: Some(issuer.to_owned()), client_id: Some(client_id.to_owned()), ..ProviderDraft::default() };
        Place::by_metadata(metadata, None)?.into_provider(&draft, "service", None)
    }

    /// Where its requests may go (N2), and who vouches for it (N1).
    pub(crate) fn reach(&self) -> Reach {
        self.reach.clone().unwrap_or_else(|| Reach::entered(self.endpoints()))
    }

    /// Every address of it that this program asks.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &str> {
        let can = &self.can;
        let optional = [
            &self.issuer,
            &self.renewal_endpoint,
            &self.userinfo_endpoint,
            &self.revocation_endpoint,
            &self.administration_endpoint,
            &can.jwks_uri,
            &can.end_session_endpoint,
            &can.pushed_authorization_request_endpoint,
            &can.device_authorization_endpoint,
            &can.registration_endpoint,
        ];
        let product_apis = self.product_apis.as_ref().map(|apis| apis.base_url.as_str());
        let always = [self.authorization_endpoint.as_str(), self.token_endpoint.as_str()];
        let own_account = self.own_account.as_ref().map(|own| own.endpoint.as_str());
        always.into_iter().chain(optional.into_iter().filter_map(Option::as_deref)).chain(product_apis).chain(own_account)
    }

    /// Every address that its tokens are known to be for: its own, and the resources that were named (RFC 8707).
    pub(crate) fn known_addresses(&self) -> impl Iterator<Item = &str> {
        self.endpoints().chain(self.resources.iter().map(String::as_str))
    }

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
        match self.client_authentication {
            ClientAuthentication::None => true,
            ClientAuthentication::PrivateKeyJwt => false,
            ClientAuthentication::Basic | ClientAuthentication::Body => self.client_secret.is_none(),
        }
    }

    /// Whether to end one of its tokens is to end all that the app has of a person. What an earlier version stored does not say
    /// so; then the preset does that it is from.
    pub(crate) fn ends_all_with_one(&self) -> bool {
        let of_the_preset = || self.preset.as_deref().and_then(catalog::preset).is_some_and(|preset| preset.quirks.revocation_ends_all);
        self.quirks.revocation_ends_all || of_the_preset()
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

    /// The ways back that there are, the preferred one first.
    pub(crate) fn return_paths(&self) -> Vec<ReturnPath> {
        let is_there = |path: &ReturnPath| match path {
            ReturnPath::DeepLink | ReturnPath::Loopback => self.redirect_uri_for(*path).is_some(),
            ReturnPath::Paste => !self.redirect_uris.is_empty(),
            ReturnPath::Device => self.can.device_authorization_endpoint.is_some(),
        };
        [ReturnPath::DeepLink, ReturnPath::Loopback, ReturnPath::Paste, ReturnPath::Device].into_iter().filter(is_there).collect()
    }

    /// Whether its secret ends soon, or has ended.
    pub(crate) fn secret_ends_soon(&self, now: UnixSeconds) -> bool {
        self.client_secret_ends_at.is_some_and(|end| end.saturating_sub(now) <= ENDS_SOON_SECONDS)
    }

    /// As the screen and the command line show it.
    pub(crate) fn view(&self) -> ProviderView {
        ProviderView {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            preset: self.preset.clone(),
            client_id: self.client_id.clone(),
            redirect_uris: self.redirect_uris.clone(),
            scopes: self.scopes.clone(),
            host: self.host(),
            offers: self.offers.clone(),
            return_paths: self.return_paths(),
            has_client_secret: self.client_secret.is_some(),
            client_secret_ends_at: self.client_secret_ends_at,
            public_client_key: self.client_key.as_ref().and_then(|key| key.to_register().ok()).map(serde_json::Value::Object),
            warnings: self.warnings.clone(),
            tolerates: self.tolerates.names(),
            resources: self.resources.clone(),
            is_registered: self.registered.is_some(),
            added_ca: self.reach.as_ref().map(Reach::ca_fingerprints).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_version_stored_is_known_to_end_all_by_its_preset() {
        let of = |preset: Option<&str>, quirks: serde_json::Value| {
            let stored = serde_json::json!({
                "name": "work", "title": "", "preset": preset, "issuer": null, "authorization_endpoint": "https://login.example/a",
                "token_endpoint": "https://login.example/t", "userinfo_endpoint": null, "revocation_endpoint": null,
                "administration_endpoint": null, "client_id": "till", "client_authentication": "basic", "redirect_uris": [],
                "scopes": [], "offers": [], "promises_iss": false, "localhost": false, "tolerates": {}, "profile": {},
                "warnings": [], "quirks": quirks,
            });
            serde_json::from_value::<Provider>(stored).unwrap().ends_all_with_one()
        };
        let without = || serde_json::json!({});
        assert!(of(Some("google"), without()) && of(Some("keycloak"), without()));
        assert!(!of(Some("github"), without()) && !of(Some("own"), without()) && !of(None, without()));
        assert!(of(Some("own"), serde_json::json!({"revocation_ends_all": true})));
    }
}
