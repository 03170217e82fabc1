//! The presets: what each documented service does differently, as data.
//!
//! A quirk is a field of a file in `catalog/`, never a branch in the code. A file that does not read is found by
//! the tests of this module, not by a person.

use std::sync::LazyLock;

use countersign_wire::provider::{PresetView, ProfileField, ScopeOffer};
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use super::IssuerTemplate;

/// How a confidential client says who it is (RFC 6749 §2.3.1, RFC 7523 §2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuthentication {
    /// `Authorization: Basic`.
    #[default]
    Basic,
    /// `client_secret` in the body.
    Body,
    /// An assertion that is signed by a key of its own.
    PrivateKeyJwt,
}

/// Whom an assertion of a client is for (RFC 7523 §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssertionAudience {
    /// The issuer; of a service without one, the token endpoint.
    #[default]
    Issuer,
    /// The token endpoint.
    TokenEndpoint,
}

/// Deviations from the standards that are accepted, and told: RFC 6749 §5.1 where none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tolerances {
    /// No `token_type`.
    pub(crate) missing_token_type: bool,
    /// `expires_in` as a text.
    pub(crate) textual_expires_in: bool,
    /// `scope` as an array.
    pub(crate) scope_as_array: bool,
    /// No ID token, although `openid` was asked for (OpenID Connect Core §3.1.3.3).
    pub(crate) missing_id_token: bool,
}

/// Where in the user information each field stands: JSON pointers (RFC 6901).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ProfileMap {
    pub(crate) subject: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) timezone: Option<String>,
    pub(crate) date_format: Option<String>,
    pub(crate) smart_dates: Option<String>,
    pub(crate) thousands: Option<String>,
    pub(crate) decimal: Option<String>,
}

/// Paths below the base address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paths {
    pub(crate) authorization: String,
    pub(crate) token: String,
    pub(crate) userinfo: Option<String>,
    pub(crate) revocation: Option<String>,
}

/// The product APIs of a service, which take the person's token and an API key together for a token of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductApis {
    /// The host of the paths below.
    pub(crate) base_url: String,
    /// Where the exchange is.
    pub(crate) authorization: String,
    /// Where its token is renewed.
    pub(crate) renewal: String,
    /// Where the APIs are listed.
    pub(crate) catalog: String,
    /// The header of the API key.
    pub(crate) key_header: String,
    /// The header of the person's token.
    pub(crate) token_header: String,
    /// It takes one of these scopes.
    pub(crate) scopes: ScopeSet,
}

impl ProductApis {
    /// The same below another host.
    pub(crate) fn at(&self, base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), ..self.clone() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.trim_end_matches('/'))
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    scope: Option<String>,
    #[serde(default)]
    reveals: Vec<ProfileField>,
    #[serde(default)]
    impersonates: bool,
    #[serde(default)]
    suggested: bool,
}

/// One file of the catalog.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preset {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Whether it is a service to choose by name.
    #[serde(default)]
    listed: bool,
    pub(crate) base_url: Option<String>,
    pub(crate) paths: Option<Paths>,
    /// The app that the service carries for us.
    pub(crate) client_id: Option<String>,
    #[serde(default)]
    pub(crate) needs_client_id: bool,
    #[serde(default)]
    pub(crate) needs_client_secret: bool,
    #[serde(default)]
    pub(crate) client_authentication: ClientAuthentication,
    #[serde(default)]
    pub(crate) assertion_audience: AssertionAudience,
    /// `{name}` stands for the provider's name, so that two of them have two paths (C4).
    pub(crate) redirect_uris: Vec<String>,
    redirect_uri_to_register: String,
    pub(crate) scopes: Vec<String>,
    /// Whether `http://localhost` may be a way back (C6).
    #[serde(default)]
    pub(crate) localhost: bool,
    #[serde(default)]
    pub(crate) tolerates: Tolerances,
    /// Of a service that many tenants share (C9).
    pub(crate) issuer_template: Option<IssuerTemplate>,
    pub(crate) profile: ProfileMap,
    /// Its product APIs, where it has any.
    pub(crate) product_apis: Option<ProductApis>,
    offers: Vec<Offer>,
}

impl Preset {
    /// What may be asked for.
    pub(crate) fn offers(&self) -> Vec<ScopeOffer> {
        let offer = |offer: &Offer| ScopeOffer {
            scope: offer.scope.clone(),
            reveals: offer.reveals.clone(),
            impersonates: offer.impersonates,
            suggested: offer.suggested,
        };
        self.offers.iter().map(offer).collect()
    }

    fn view(&self) -> PresetView {
        let host = self.base_url.as_deref().and_then(|url| url::Url::parse(url).ok());
        PresetView {
            id: self.id.clone(),
            title: self.title.clone(),
            host: host.map(|url| crate::http::authority(&url)).unwrap_or_default(),
            needs_client_id: self.needs_client_id,
            needs_client_secret: self.needs_client_secret,
            redirect_uri_to_register: self.redirect_uri_to_register.clone(),
            offers: self.offers(),
        }
    }
}

static CATALOG: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let files = [
        include_str!("catalog/accounts.toml"),
        include_str!("catalog/issuer.toml"),
        include_str!("catalog/by_hand.toml"),
        include_str!("catalog/inbenta.toml"),
    ];
    files.iter().filter_map(|file| toml::from_str(file).ok()).collect()
});

/// A preset by its id.
pub(crate) fn preset(id: &str) -> Option<&'static Preset> {
    CATALOG.iter().find(|preset| preset.id == id)
}

/// The services that can be chosen by name.
pub(crate) fn listed() -> Vec<PresetView> {
    CATALOG.iter().filter(|preset| preset.listed).map(Preset::view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        let ids: Vec<_> = CATALOG.iter().map(|preset| preset.id.as_str()).collect();
        assert_eq!(ids, ["accounts", "issuer", "by_hand", "inbenta"]);
    }

    #[test]
    fn every_scope_that_is_asked_for_is_offered_and_valid() {
        for preset in CATALOG.iter() {
            for scope in &preset.scopes {
                countersign_wire::scope::Scope::parse(scope).unwrap();
                assert!(preset.offers.iter().any(|offer| offer.scope.as_deref() == Some(scope)), "{}: {scope}", preset.id);
            }
        }
    }

    #[test]
    fn what_is_found_by_its_issuer_is_held_to_the_standard() {
        for id in ["accounts", "issuer"] {
            assert_eq!(preset(id).unwrap().tolerates, Tolerances::default());
        }
    }

    #[test]
    fn inb_16_the_scopes_that_impersonate_say_so_and_are_not_suggested() {
        let offers = preset("inbenta").unwrap().offers();
        let impersonating: Vec<_> = offers.iter().filter(|offer| offer.impersonates).map(|offer| offer.scope.clone().unwrap()).collect();
        assert_eq!(impersonating, ["km_editor_api", "reporting_api"]);
        assert!(offers.iter().all(|offer| !(offer.impersonates && offer.suggested)));
    }
}
