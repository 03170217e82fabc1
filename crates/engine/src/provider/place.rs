//! Where a service is and what it can do, whichever way it was named; and the provider that comes of it.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::metadata::ServerMetadata;
use countersign_wire::provider::{ProviderDraft, ScopeOffer};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::{Scope, ScopeSet};
use url::Url;

use super::catalog::preset;
use super::deviation::Deviation;
use super::discovery::{is_accounts_service, is_usable_endpoint, names_s256};
use super::own_account::OwnAccount;
use super::preset::{Base, Preset, is_base};
use super::quirks::ClientAuthentication;
use super::{Capabilities, IssuerTemplate, OPENID, OWN_SCHEME, ProductApis, Provider};
use crate::http::{authority, is_secure_or_loopback, shown};
use crate::secret::Secret;
use crate::signature::Algorithm;

/// Where the service is, once that is known.
pub(super) struct Place {
    preset: Preset,
    /// The preset's name for people who ask, not for the engine.
    shown_preset: Option<String>,
    title: String,
    issuer: Option<String>,
    issuer_template: Option<IssuerTemplate>,
    authorization: String,
    token: String,
    renewal: Option<String>,
    userinfo: Option<String>,
    revocation: Option<String>,
    administration: Option<String>,
    promises_iss: bool,
    can: Capabilities,
    /// Whether `openid` may be asked for; of a preset or by hand, that is for the preset or the person to say.
    vouches: bool,
    client_authentication: ClientAuthentication,
    /// How an app that is registered by the way would say who it is (RFC 7591 §2).
    registers_as: ClientAuthentication,
    scopes_supported: Option<Vec<String>>,
    warnings: Vec<String>,
    product_apis: Option<ProductApis>,
    own_account: Option<OwnAccount>,
    /// Whether a document of the service named its addresses, and not a person or a preset.
    pub(super) is_discovered: bool,
}

pub(super) fn invalid(field: &str, message: impl Into<String>) -> UserError {
    UserError::new(ErrorCode::InvalidInput, message).about(field)
}

impl Place {
    /// What metadata says, and where it says nothing, the preset: the one that was chosen, else that of services of its kind.
    pub(super) fn by_metadata(metadata: ServerMetadata, chosen: Option<Preset>) -> Result<Self, UserError> {
        let ours = is_accounts_service(&metadata);
        let shown_preset = chosen.as_ref().map(|preset| preset.id().to_owned()).or_else(|| ours.then(|| "accounts".to_owned()));
        let preset = match chosen {
            Some(preset) => preset,
            None => catalog_entry(if ours { "accounts" } else { "issuer" })?,
        };
        let mut warnings = Vec::new();
        if !names_s256(&metadata) {
            warnings.push(
                "This service does not say that it checks PKCE with S256. It is sent all the same; whether it protects you is the service's to say."
                    .to_owned(),
            );
        }
        let host = Url::parse(&metadata.issuer).map(|url| authority(&url)).unwrap_or_default();
        let title = metadata.countersign_service_name.as_deref().map(shown).filter(|name| !name.is_empty()).unwrap_or(host);
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let can = Capabilities::from(&metadata);
        Ok(Self {
            vouches: vouches(&metadata, &can),
            can,
            client_authentication: authentication(methods, preset.client_authentication),
            registers_as: if methods.iter().any(|method| method == "none") {
                ClientAuthentication::None
            } else {
                authentication(methods, preset.client_authentication)
            },
            issuer_template: preset.issuer_template.clone(),
            own_account: preset.own_account.as_ref().map(|own| own.at(&Base::Given(&metadata.issuer))),
            preset,
            shown_preset,
            title,
            issuer: Some(metadata.issuer),
            authorization: metadata.authorization_endpoint,
            token: metadata.token_endpoint,
            renewal: None,
            userinfo: metadata.userinfo_endpoint,
            revocation: metadata.revocation_endpoint,
            administration: metadata.countersign_administration_endpoint,
            promises_iss: metadata.authorization_response_iss_parameter_supported,
            scopes_supported: (!metadata.scopes_supported.is_empty()).then_some(metadata.scopes_supported),
            warnings,
            product_apis: None,
            is_discovered: true,
        })
    }

    /// The addresses of a preset, below its own base address or the one in its place.
    pub(super) fn by_paths(preset: Preset, base: Option<&str>) -> Result<Self, UserError> {
        let nowhere = || invalid("base_url", format!("{} is at no fixed address: say where with a base address.", preset.title));
        let base = base.map(Base::Given).or(preset.base_url.as_deref().map(Base::Own)).ok_or_else(nowhere)?;
        let Some(paths) = &preset.paths else {
            return Err(invalid("preset", "This preset names no paths, and the service publishes none."));
        };
        let at = |address: &Option<_>| address.as_ref().map(|address| base.of(address));
        Ok(Self {
            shown_preset: Some(preset.id().to_owned()),
            title: preset.title.clone(),
            issuer: at(&preset.issuer),
            issuer_template: preset.issuer_template.as_ref().map(|shared| base.of_template(shared)),
            authorization: base.of(&paths.authorization),
            token: base.of(&paths.token),
            renewal: at(&paths.renewal),
            userinfo: at(&paths.userinfo),
            revocation: at(&paths.revocation),
            administration: None,
            promises_iss: false,
            can: paths.capabilities(&base),
            vouches: true,
            client_authentication: preset.client_authentication,
            registers_as: preset.client_authentication,
            scopes_supported: None,
            warnings: Vec::new(),
            own_account: preset.own_account.as_ref().map(|own| own.at(&base)),
            product_apis: preset.product_apis.as_ref().map(|apis| match &base {
                Base::Given(base) => apis.at(base),
                Base::Own(_) => apis.clone(),
            }),
            is_discovered: false,
            preset,
        })
    }

    pub(super) fn by_hand(draft: &ProviderDraft) -> Result<Self, UserError> {
        let needed = |field: &str, url: &Option<String>| {
            url.clone().ok_or_else(|| invalid(field, "Both the authorization address and the token address are needed."))
        };
        let authorization = endpoint("authorize_url", &needed("authorize_url", &draft.authorize_url)?)?;
        let token = endpoint("token_url", &needed("token_url", &draft.token_url)?)?;
        let optional = |field: &str, url: &Option<String>| url.as_deref().map(|url| endpoint(field, url)).transpose();
        let preset = catalog_entry("by_hand")?;
        Ok(Self {
            shown_preset: None,
            title: Url::parse(&authorization).map(|url| authority(&url)).unwrap_or_default(),
            issuer: None,
            issuer_template: None,
            renewal: None,
            userinfo: optional("userinfo_url", &draft.userinfo_url)?,
            revocation: optional("revoke_url", &draft.revoke_url)?,
            authorization,
            token,
            administration: None,
            promises_iss: false,
            can: Capabilities::default(),
            vouches: true,
            client_authentication: preset.client_authentication,
            registers_as: preset.client_authentication,
            scopes_supported: None,
            warnings: Vec::new(),
            preset,
            own_account: None,
            product_apis: None,
            is_discovered: false,
        })
    }

    /// The provider's name where nobody gave one.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// What an app is registered as, where none is known and the service takes new ones; nothing where one is known.
    pub(super) fn registers(&self, draft: &ProviderDraft) -> Option<ClientAuthentication> {
        let known = draft.client_id.is_some() || self.preset.client_id.is_some();
        (!known && self.can.registration_endpoint.is_some()).then_some(self.registers_as)
    }

    /// The provider. Where an app is registered by the way, its client id is still empty.
    pub(super) fn into_provider(self, draft: &ProviderDraft, name: &str, client_secret: Option<Secret>) -> Result<Provider, UserError> {
        let (client_id, client_secret) = self.client(draft, client_secret)?;
        let mut tolerates = self.preset.tolerates.clone();
        for deviation in &draft.allow {
            tolerates.add(Deviation::named(deviation)?);
        }
        let mut warnings = self.warnings;
        let redirect_uris = match &draft.redirect_uris[..] {
            [] => self.preset.redirect_uris.clone(),
            given => given.to_vec(),
        };
        let mut provider = Provider {
            name: name.to_owned(),
            title: self.title,
            preset: self.shown_preset,
            issuer: self.issuer,
            issuer_template: self.issuer_template,
            authorization_endpoint: self.authorization,
            token_endpoint: self.token,
            renewal_endpoint: self.renewal,
            userinfo_endpoint: self.userinfo,
            revocation_endpoint: self.revocation,
            administration_endpoint: self.administration,
            client_id,
            client_secret,
            client_secret_ends_at: None,
            client_authentication: self.client_authentication,
            redirect_uris,
            scopes: scopes(&self.preset, self.scopes_supported.as_deref(), self.vouches, draft)?,
            offers: offers(&self.preset, self.scopes_supported.as_deref(), self.vouches, draft)?,
            promises_iss: self.promises_iss,
            can: self.can,
            localhost: self.preset.localhost,
            tolerates,
            profile: self.preset.profile.clone(),
            quirks: self.preset.quirks.clone(),
            resources: resources(draft)?,
            registered: None,
            warnings: Vec::new(),
            client_key: None,
            assertion_audience: self.preset.assertion_audience,
            product_apis: self.product_apis,
            own_account: self.own_account,
            post_logout_redirect_uris: draft.post_logout_redirect_uris.clone(),
            reach: None,
        };
        if let Some(uri) = draft.post_logout_redirect_uris.iter().find(|uri| !comes_back_here(uri)) {
            let message = format!("“{uri}” does not come back to this app after a sign-out: it has to begin with http://127.0.0.1.");
            return Err(invalid("post_logout_redirect_uris", message));
        }
        for (row, uri) in draft.redirect_uris.iter().enumerate() {
            if let Err(problem) = RedirectUri::parse(uri) {
                return Err(invalid("redirect_uris", format!("Return address {}: {problem}.", row + 1)));
            }
            if provider.return_path_of(uri).is_none() {
                warnings.push(format!("“{uri}” does not come back to this app, so it is not used: it begins neither with {OWN_SCHEME}: nor with http://127.0.0.1."));
            }
        }
        provider.warnings = warnings;
        provider.fill_in_name();
        Ok(provider)
    }

    /// The app that the service knows, and its secret.
    fn client(&self, draft: &ProviderDraft, client_secret: Option<Secret>) -> Result<(String, Option<Secret>), UserError> {
        let registers = self.registers(draft).is_some();
        let client_secret = client_secret.filter(|secret| !secret.is_empty());
        let client_id = match draft.client_id.clone().or_else(|| self.preset.client_id.clone()) {
            Some(id) if is_vschar(&id) => id,
            Some(_) => return Err(invalid("client_id", "A client id is written in plain ASCII, as the service shows it.")),
            None if registers => String::new(),
            None => return Err(invalid("client_id", self.no_app())),
        };
        if self.preset.needs_client_secret && !registers && client_secret.is_none() {
            return Err(invalid("client_secret", format!("{} needs the secret of the app that you registered there.", self.preset.title)));
        }
        if client_secret.as_ref().is_some_and(|secret| !is_vschar(secret.expose())) {
            return Err(invalid("client_secret", "A client secret is one line of plain ASCII. Copy it again from the service."));
        }
        Ok((client_id, client_secret))
    }

    /// What to do where no app of ours is known.
    fn no_app(&self) -> String {
        let there = self.preset.register_at.as_ref().map_or_else(|| " there".to_owned(), |page| format!(" at {page}"));
        let kind = self.preset.register_as.as_ref().map_or_else(String::new, |kind| format!(" ({kind})"));
        let address = self.preset.view().redirect_uri_to_register;
        let address =
            if address.contains('{') || address.is_empty() { String::new() } else { format!(" with the return address {address}") };
        let secret = if self.preset.needs_client_secret { " and its client secret" } else { "" };
        format!("This service carries no app for Countersign: register one{there}{kind}{address}, and enter its client id{secret}.")
    }
}

fn comes_back_here(uri: &str) -> bool {
    RedirectUri::parse(uri).is_ok_and(|uri| uri.is_loopback())
}

/// Whether it gives ID tokens whose signature can be checked, as far as its metadata says. `scopes_supported` may be left out,
/// and then the way they are signed tells (OpenID Connect Discovery §3).
fn vouches(metadata: &ServerMetadata, can: &Capabilities) -> bool {
    let algorithms = &can.id_token_algorithms;
    let offers = match &metadata.scopes_supported[..] {
        [] => !algorithms.is_empty(),
        scopes => scopes.iter().any(|scope| scope == OPENID),
    };
    let can_be_checked = algorithms.is_empty() || algorithms.iter().any(|name| Algorithm::named(name).is_some());
    offers && can_be_checked && can.jwks_uri.is_some()
}

/// The preset's way of saying who the app is where the metadata has it, else one that it has. Absent means
/// `client_secret_basic` (RFC 8414 §2).
fn authentication(methods: &[String], wished: ClientAuthentication) -> ClientAuthentication {
    let has = |method: &str| methods.iter().any(|one| one == method);
    match wished {
        ClientAuthentication::None => ClientAuthentication::None,
        ClientAuthentication::Body if has("client_secret_post") => ClientAuthentication::Body,
        _ if methods.is_empty() || has("client_secret_basic") => ClientAuthentication::Basic,
        _ => ClientAuthentication::Body,
    }
}

fn catalog_entry(id: &str) -> Result<Preset, UserError> {
    preset(id)
        .cloned()
        .ok_or_else(|| UserError::new(ErrorCode::Internal, format!("The preset “{id}” is missing from this program. Install it again.")))
}

/// RFC 6749 appendix A.1 and A.2: visible ASCII and space.
pub(super) fn is_vschar(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4096 && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// A base address that somebody entered.
pub(super) fn checked_base(base: &str) -> Result<&str, UserError> {
    if is_base(base) && is_secure_or_loopback(base) {
        return Ok(base);
    }
    Err(invalid(
        "base_url",
        "A base address is https (or http on this computer), without question mark or “#”, such as https://accounts.example.com.",
    ))
}

fn endpoint(field: &str, url: &str) -> Result<String, UserError> {
    if is_usable_endpoint(url) {
        return Ok(url.to_owned());
    }
    let plain_http = Url::parse(url).is_ok_and(|url| url.scheme() == "http");
    Err(invalid(
        field,
        if plain_http {
            format!("“{}” is plain http to another machine, where anybody on the way could read along. Use https.", shown(url))
        } else {
            format!("“{}” is not an address that can be asked. Write it like https://accounts.example.com/oauth/token.", shown(url))
        },
    ))
}

/// What the tokens are to be for: absolute addresses without fragment (RFC 8707 §2).
fn resources(draft: &ProviderDraft) -> Result<Vec<String>, UserError> {
    for resource in &draft.resources {
        let sound = resource.len() <= 2048 && resource.bytes().all(|byte| byte.is_ascii_graphic()) && !resource.contains('#');
        if !sound || Url::parse(resource).is_err() {
            let message =
                format!("“{}” is no resource: write its whole address, without “#”, such as https://api.example.com/.", shown(resource));
            return Err(invalid("resources", message));
        }
    }
    Ok(draft.resources.clone())
}

/// The scopes to ask for: as entered, else those of the preset that the service has.
fn scopes(preset: &Preset, supported: Option<&[String]>, vouches: bool, draft: &ProviderDraft) -> Result<ScopeSet, UserError> {
    if !draft.scopes.is_empty() {
        let read = |scope: &String| Scope::parse(scope).map_err(|problem| invalid("scopes", format!("{problem}.")));
        return draft.scopes.iter().map(read).collect();
    }
    let may_ask = |scope: &&Scope| vouches || scope.as_str() != OPENID;
    let listed = |scope: &&Scope| supported.is_none_or(|supported| supported.iter().any(|one| one == scope.as_str()));
    let found: ScopeSet = preset.scopes.iter().filter(may_ask).filter(listed).cloned().collect();
    Ok(if found.is_empty() && preset.asks_unlisted_scopes { preset.scopes.iter().cloned().collect() } else { found })
}

/// What may be asked for: as the preset says, and what else the service or the person names.
fn offers(preset: &Preset, supported: Option<&[String]>, vouches: bool, draft: &ProviderDraft) -> Result<Vec<ScopeOffer>, UserError> {
    let may_ask = |scope: &str| vouches || scope != OPENID;
    let has = |scope: &str| may_ask(scope) && supported.is_none_or(|supported| supported.iter().any(|has| has == scope));
    let mut offers = preset.offers();
    offers.retain(|offer| preset.asks_unlisted_scopes || offer.scope.as_deref().is_none_or(has));
    let named = supported.unwrap_or_default().iter().chain(&draft.scopes);
    for scope in named {
        let known = offers.iter().any(|offer| offer.scope.as_deref() == Some(scope));
        if known || Scope::parse(scope).is_err() || !(may_ask(scope) || draft.scopes.contains(scope)) {
            continue;
        }
        let suggested = draft.scopes.contains(scope);
        offers.push(ScopeOffer { scope: Some(scope.clone()), reveals: Vec::new(), impersonates: false, suggested });
    }
    if !draft.scopes.is_empty() {
        for offer in &mut offers {
            offer.suggested = offer.scope.as_ref().is_some_and(|scope| draft.scopes.contains(scope));
        }
    }
    Ok(offers)
}
