//! A preset: what is known of a service before anybody adds it, as a TOML table.
//!
//! The built-in ones are files of `catalog/`, those of a person stand in files of their own ([`super::own_presets`]); both
//! are read by the same types. What cannot be is refused where it stands, so that an error can say the line.

use countersign_wire::provider::{PresetView, ProfileField, ScopeOffer};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::Scope;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::deviation::Tolerances;
use super::discovery::is_usable_endpoint;
use super::own_account::OwnAccountOfPreset;
use super::quirks::{AssertionAudience, ClientAuthentication, ProfileMap, Quirks};
use super::{Capabilities, IssuerTemplate, ProductApis};
use crate::http::shown;

/// One service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preset {
    /// Its name for `--preset`; where it stands is where an error about the whole points.
    #[serde(deserialize_with = "id")]
    pub(crate) id: Spanned<String>,
    /// Its name for people.
    #[serde(deserialize_with = "title")]
    pub(crate) title: String,
    /// Whether it is a service to choose by name. Those of a person always are.
    #[serde(default)]
    pub(super) listed: bool,
    /// Where it is; absent: whoever adds it says so.
    #[serde(default, deserialize_with = "base_url")]
    pub(crate) base_url: Option<String>,
    /// Whether its metadata is asked for.
    #[serde(default)]
    pub(crate) discovery: Discovery,
    /// What it calls itself, in ID tokens and in `iss`, where its metadata is not asked for.
    pub(crate) issuer: Option<Address>,
    /// The same of a service that many tenants share (C9).
    #[serde(default, deserialize_with = "issuer_template")]
    pub(crate) issuer_template: Option<IssuerTemplate>,
    /// Where its endpoints are.
    pub(crate) paths: Option<Paths>,
    /// The page on which an app is registered there.
    pub(crate) register_at: Option<String>,
    /// As what, in that page's own words.
    pub(crate) register_as: Option<String>,
    /// The app that the service carries for us.
    pub(crate) client_id: Option<String>,
    #[serde(default)]
    pub(crate) needs_client_secret: bool,
    #[serde(default)]
    pub(crate) client_authentication: ClientAuthentication,
    #[serde(default)]
    pub(crate) assertion_audience: AssertionAudience,
    /// `{name}` stands for the provider's name, so that two of them have two paths (C4).
    #[serde(default = "own_redirect_uris", deserialize_with = "redirect_uris")]
    pub(crate) redirect_uris: Vec<String>,
    /// The one to register there; absent: the first.
    redirect_uri_to_register: Option<String>,
    #[serde(default)]
    pub(crate) scopes: Vec<Scope>,
    /// Whether those are asked for even if the metadata lists none of them (RFC 8414 §2 lets it leave some out).
    #[serde(default)]
    pub(crate) asks_unlisted_scopes: bool,
    /// Whether `http://localhost` may be a way back (C6).
    #[serde(default)]
    pub(crate) localhost: bool,
    #[serde(default)]
    pub(crate) tolerates: Tolerances,
    #[serde(default)]
    pub(crate) quirks: Quirks,
    #[serde(default)]
    pub(crate) profile: ProfileMap,
    /// Where people look after their own account, where an app can do that for them.
    pub(crate) own_account: Option<OwnAccountOfPreset>,
    /// Its product APIs, where it has any.
    pub(crate) product_apis: Option<ProductApis>,
    #[serde(default)]
    offers: Vec<Offer>,
}

/// Whether a service's metadata is asked for when it is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Discovery {
    /// It has none, or the preset knows better.
    #[default]
    Never,
    /// Where it has none, the preset's paths are used.
    First,
    /// Without it there is nothing to go by.
    Required,
}

/// Where each endpoint is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paths {
    pub(crate) authorization: Address,
    pub(crate) token: Address,
    /// Where a refresh token is sent, if not where codes are.
    pub(crate) renewal: Option<Address>,
    pub(crate) userinfo: Option<Address>,
    pub(crate) revocation: Option<Address>,
    jwks: Option<Address>,
    end_session: Option<Address>,
    device_authorization: Option<Address>,
}

impl Paths {
    /// What the service can do besides a plain sign-in.
    pub(super) fn capabilities(&self, base: &Base<'_>) -> Capabilities {
        let at = |address: &Option<Address>| address.as_ref().map(|address| base.of(address));
        Capabilities {
            jwks_uri: at(&self.jwks),
            end_session_endpoint: at(&self.end_session),
            device_authorization_endpoint: at(&self.device_authorization),
            ..Capabilities::default()
        }
    }
}

/// A path below the base address; or a whole address, where a service has several hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // An issuer without a path stands at the base itself.
        let below = text.is_empty() || text.starts_with('/') && !text.starts_with("//");
        let sound = if below { is_usable_endpoint(&format!("https://a.example{text}")) } else { is_usable_endpoint(&text) };
        if sound {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("“{}” is neither a path such as “/oauth/token” nor an https address", shown(&text))))
    }
}

/// What addresses stand below: the preset's own base address, or the one that the person gave in place of every host.
pub(crate) enum Base<'a> {
    Own(&'a str),
    Given(&'a str),
}

impl Base<'_> {
    /// The whole address.
    pub(crate) fn of(&self, address: &Address) -> String {
        self.of_text(&address.0)
    }

    /// What a service that many tenants share calls itself here.
    pub(super) fn of_template(&self, shared: &IssuerTemplate) -> IssuerTemplate {
        IssuerTemplate { template: self.of_text(&shared.template), tenant_claim: shared.tenant_claim.clone() }
    }

    fn of_text(&self, address: &str) -> String {
        match (self, after_the_host(address)) {
            (Self::Own(_), Some(_)) => address.to_owned(),
            (Self::Own(base) | Self::Given(base), below) => format!("{}{}", base.trim_end_matches('/'), below.unwrap_or(address)),
        }
    }
}

/// What stands below the host of a whole address; byte for byte, as a parser would encode a template's braces.
fn after_the_host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    Some(rest.find('/').map_or("", |at| &rest[at..]))
}

/// What a scope gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    scope: Option<Scope>,
    #[serde(default)]
    reveals: Vec<ProfileField>,
    #[serde(default)]
    impersonates: bool,
    #[serde(default)]
    suggested: bool,
}

impl Preset {
    pub(crate) fn id(&self) -> &str {
        self.id.get_ref()
    }

    /// What may be asked for.
    pub(crate) fn offers(&self) -> Vec<ScopeOffer> {
        let offer = |offer: &Offer| ScopeOffer {
            scope: offer.scope.as_ref().map(|scope| scope.as_str().to_owned()),
            reveals: offer.reveals.clone(),
            impersonates: offer.impersonates,
            suggested: offer.suggested,
        };
        let offers = self.offers.iter().map(offer);
        let without = self.scopes.iter().filter(|scope| self.offers.iter().all(|offer| offer.scope.as_ref() != Some(scope)));
        let plain = |scope: &Scope| ScopeOffer {
            scope: Some(scope.as_str().to_owned()),
            reveals: Vec::new(),
            impersonates: false,
            suggested: true,
        };
        offers.chain(without.map(plain)).collect()
    }

    pub(super) fn view(&self) -> PresetView {
        let host = self.base_url.as_deref().and_then(|url| url::Url::parse(url).ok());
        let register = self.redirect_uri_to_register.as_deref().or(self.redirect_uris.first().map(String::as_str)).unwrap_or_default();
        PresetView {
            id: self.id().to_owned(),
            title: self.title.clone(),
            host: host.map(|url| crate::http::authority(&url)).unwrap_or_default(),
            needs_client_id: self.client_id.is_none(),
            needs_client_secret: self.needs_client_secret,
            needs_base_url: self.base_url.is_none(),
            register_at: self.register_at.clone(),
            register_as: self.register_as.clone(),
            redirect_uri_to_register: register.replace("{name}", self.id()),
            offers: self.offers(),
        }
    }
}

fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<String>, D::Error> {
    let id = Spanned::<String>::deserialize(deserializer)?;
    let text = id.get_ref();
    let sound = (1..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte));
    if sound && !text.starts_with('-') {
        return Ok(id);
    }
    Err(D::Error::custom(format!("“{}” is no id: it has 1 to 32 small letters, digits, “-” and “_”", shown(text))))
}

fn title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let title = String::deserialize(deserializer)?;
    if title.trim().is_empty() || title.chars().count() > 64 || title.chars().any(char::is_control) {
        return Err(D::Error::custom("a title has 1 to 64 characters, none of them a control character"));
    }
    Ok(title)
}

fn base_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let base = String::deserialize(deserializer)?;
    if is_base(&base) {
        return Ok(Some(base));
    }
    Err(D::Error::custom(format!("“{}” is no base address: it is https, without question mark or “#”", shown(&base))))
}

fn issuer_template<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<IssuerTemplate>, D::Error> {
    let shared = IssuerTemplate::deserialize(deserializer)?;
    if shared.tenant_claim.is_empty()
        || !shared.filled_in("x").is_some_and(|issuer| is_usable_endpoint(&issuer) && !issuer.contains(['{', '}']))
    {
        return Err(D::Error::custom(
            "a template of issuers is an https address with one place in braces, and the claim that says what stands there",
        ));
    }
    Ok(Some(shared))
}

fn own_redirect_uris() -> Vec<String> {
    vec![format!("{}:/callback/{{name}}", super::OWN_SCHEME), "http://127.0.0.1/callback/{name}".to_owned()]
}

fn redirect_uris<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let uris = Vec::<String>::deserialize(deserializer)?;
    for uri in &uris {
        RedirectUri::parse(&uri.replace("{name}", "x")).map_err(|problem| D::Error::custom(format!("“{}”: {problem}", shown(uri))))?;
    }
    Ok(uris)
}

/// Whether addresses can stand below it.
pub(crate) fn is_base(base: &str) -> bool {
    is_usable_endpoint(base) && url::Url::parse(base).is_ok_and(|url| url.query().is_none())
}
