//! Where a service is and what it can do, whichever way it was named; and the provider that comes of it.

use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::metadata::ServerMetadata;
use countersign_wire::provider::{ProviderDraft, ScopeOffer};
use countersign_wire::redirect_uri::RedirectUri;
use countersign_wire::scope::{Scope, ScopeSet};
use url::Url;

use super::catalog::{ClientAuthentication, Preset, ProductApis, preset};
use super::discovery::{is_accounts_service, is_usable_endpoint, names_s256};
use super::{Capabilities, OPENID, OWN_SCHEME, Provider};
use crate::http::{authority, is_secure_or_loopback, shown};
use crate::secret::Secret;
use crate::signature::Algorithm;

/// Where the service is, once that is known.
pub(super) struct Place {
    preset: &'static Preset,
    /// The preset's name for people who ask, not for the engine.
    shown_preset: Option<String>,
    title: String,
    issuer: Option<String>,
    authorization: String,
    token: String,
    userinfo: Option<String>,
    revocation: Option<String>,
    administration: Option<String>,
    promises_iss: bool,
    can: Capabilities,
    /// Whether `openid` may be asked for; of a preset or by hand, that is for the preset or the person to say.
    vouches: bool,
    client_authentication: ClientAuthentication,
    scopes_supported: Option<Vec<String>>,
    warnings: Vec<String>,
    product_apis: Option<ProductApis>,
}

pub(super) fn invalid(field: &str, message: impl Into<String>) -> UserError {
    UserError::new(ErrorCode::InvalidInput, message).about(field)
}

impl Place {
    pub(super) fn by_metadata(metadata: ServerMetadata) -> Result<Self, UserError> {
        let ours = is_accounts_service(&metadata);
        let methods = &metadata.token_endpoint_auth_methods_supported;
        // Absent means `client_secret_basic` (RFC 8414 §2).
        let only_in_body = !methods.is_empty() && !methods.iter().any(|method| method == "client_secret_basic");
        let mut warnings = Vec::new();
        if !names_s256(&metadata) {
            warnings.push(
                "This service does not say that it checks PKCE with S256. It is sent all the same; whether it protects you is the service's to say."
                    .to_owned(),
            );
        }
        let host = Url::parse(&metadata.issuer).map(|url| authority(&url)).unwrap_or_default();
        let title = metadata.countersign_service_name.as_deref().map(shown).filter(|name| !name.is_empty()).unwrap_or(host);
        let can = Capabilities::from(&metadata);
        Ok(Self {
            vouches: vouches(&metadata, &can),
            can,
            preset: catalog_entry(if ours { "accounts" } else { "issuer" })?,
            shown_preset: ours.then(|| "accounts".to_owned()),
            title,
            issuer: Some(metadata.issuer),
            authorization: metadata.authorization_endpoint,
            token: metadata.token_endpoint,
            userinfo: metadata.userinfo_endpoint,
            revocation: metadata.revocation_endpoint,
            administration: metadata.countersign_administration_endpoint,
            promises_iss: metadata.authorization_response_iss_parameter_supported,
            client_authentication: if only_in_body { ClientAuthentication::Body } else { ClientAuthentication::Basic },
            scopes_supported: (!metadata.scopes_supported.is_empty()).then_some(metadata.scopes_supported),
            warnings,
            product_apis: None,
        })
    }

    pub(super) fn by_preset(id: &str, base_url: Option<&str>) -> Result<Self, UserError> {
        let known = preset(id).filter(|preset| preset.paths.is_some());
        let preset = known.ok_or_else(|| {
            let names: Vec<_> = super::catalog::listed().into_iter().map(|preset| preset.id).collect();
            invalid("preset", format!("There is no preset “{}”. There is {}.", shown(id), names.join(", ")))
        })?;
        let (Some(paths), Some(own)) = (&preset.paths, preset.base_url.as_deref()) else {
            return Err(invalid("preset", "This preset has no address of its own."));
        };
        let base = match base_url {
            Some(base) if !is_base(base) => {
                return Err(invalid(
                    "base_url",
                    "A base address is https (or http on this computer), without question mark or “#”, such as https://accounts.example.com.",
                ));
            }
            Some(base) => base,
            None => own,
        };
        let at = |path: &String| format!("{}{path}", base.trim_end_matches('/'));
        Ok(Self {
            preset,
            shown_preset: Some(preset.id.clone()),
            title: preset.title.clone(),
            issuer: None,
            authorization: at(&paths.authorization),
            token: at(&paths.token),
            userinfo: paths.userinfo.as_ref().map(at),
            revocation: paths.revocation.as_ref().map(at),
            administration: None,
            promises_iss: false,
            can: Capabilities::default(),
            vouches: true,
            client_authentication: preset.client_authentication,
            scopes_supported: None,
            warnings: Vec::new(),
            product_apis: preset.product_apis.as_ref().map(|apis| base_url.map_or_else(|| apis.clone(), |base| apis.at(base))),
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
            preset,
            shown_preset: None,
            title: Url::parse(&authorization).map(|url| authority(&url)).unwrap_or_default(),
            issuer: None,
            userinfo: optional("userinfo_url", &draft.userinfo_url)?,
            revocation: optional("revoke_url", &draft.revoke_url)?,
            authorization,
            token,
            administration: None,
            promises_iss: false,
            can: Capabilities::default(),
            vouches: true,
            client_authentication: preset.client_authentication,
            scopes_supported: None,
            warnings: Vec::new(),
            product_apis: None,
        })
    }

    pub(super) fn into_provider(self, draft: &ProviderDraft, client_secret: Option<Secret>) -> Result<Provider, UserError> {
        let client_secret = client_secret.filter(|secret| !secret.is_empty());
        let client_id = match draft.client_id.clone().or_else(|| self.preset.client_id.clone()) {
            Some(id) if is_vschar(&id) => id,
            Some(_) => return Err(invalid("client_id", "A client id is written in plain ASCII, as the service shows it.")),
            None => {
                return Err(invalid(
                    "client_id",
                    "This service carries no app for Countersign: register one there, and enter its client id.",
                ));
            }
        };
        if self.preset.needs_client_secret && client_secret.is_none() {
            return Err(invalid("client_secret", format!("{} needs the secret of the app that you registered there.", self.preset.title)));
        }
        if client_secret.as_ref().is_some_and(|secret| !is_vschar(secret.expose())) {
            return Err(invalid("client_secret", "A client secret is one line of plain ASCII. Copy it again from the service."));
        }
        let mut warnings = self.warnings;
        let redirect_uris = match &draft.redirect_uris[..] {
            [] => self.preset.redirect_uris.clone(),
            given => given.to_vec(),
        };
        let mut provider = Provider {
            name: draft.name.clone(),
            title: self.title,
            preset: self.shown_preset,
            issuer: self.issuer,
            issuer_template: self.preset.issuer_template.clone(),
            authorization_endpoint: self.authorization,
            token_endpoint: self.token,
            userinfo_endpoint: self.userinfo,
            revocation_endpoint: self.revocation,
            administration_endpoint: self.administration,
            client_id,
            client_secret,
            client_authentication: self.client_authentication,
            redirect_uris,
            scopes: ScopeSet::default(),
            offers: offers(self.preset, self.scopes_supported.as_deref(), self.vouches, draft)?,
            promises_iss: self.promises_iss,
            can: self.can,
            localhost: self.preset.localhost,
            tolerates: self.preset.tolerates,
            profile: self.preset.profile.clone(),
            warnings: Vec::new(),
            client_key: None,
            assertion_audience: self.preset.assertion_audience,
            product_apis: self.product_apis,
        };
        for (row, uri) in draft.redirect_uris.iter().enumerate() {
            if let Err(problem) = RedirectUri::parse(uri) {
                return Err(invalid("redirect_uris", format!("Return address {}: {problem}.", row + 1)));
            }
            if provider.return_path_of(uri).is_none() {
                warnings.push(format!("“{uri}” does not come back to this app, so it is not used: it begins neither with {OWN_SCHEME}: nor with http://127.0.0.1."));
            }
        }
        provider.scopes = scopes(self.preset, self.scopes_supported.as_deref(), self.vouches, draft)?;
        provider.warnings = warnings;
        Ok(provider)
    }
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

fn catalog_entry(id: &str) -> Result<&'static Preset, UserError> {
    preset(id)
        .ok_or_else(|| UserError::new(ErrorCode::Internal, format!("The preset “{id}” is missing from this program. Install it again.")))
}

/// RFC 6749 appendix A.1 and A.2: visible ASCII and space.
fn is_vschar(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4096 && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

fn is_base(base: &str) -> bool {
    is_usable_endpoint(base) && is_secure_or_loopback(base) && Url::parse(base).is_ok_and(|url| url.query().is_none())
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

/// The scopes to ask for: as entered, else those of the preset that the service has.
fn scopes(preset: &Preset, supported: Option<&[String]>, vouches: bool, draft: &ProviderDraft) -> Result<ScopeSet, UserError> {
    let has = |scope: &String| (vouches || scope != OPENID) && supported.is_none_or(|supported| supported.contains(scope));
    let wanted: Vec<&String> =
        if draft.scopes.is_empty() { preset.scopes.iter().filter(|scope| has(scope)).collect() } else { draft.scopes.iter().collect() };
    let read = |scope: &String| Scope::parse(scope).map_err(|problem| invalid("scopes", format!("{problem}.")));
    wanted.into_iter().map(read).collect()
}

/// What may be asked for: as the preset says, and what else the service or the person names.
fn offers(preset: &Preset, supported: Option<&[String]>, vouches: bool, draft: &ProviderDraft) -> Result<Vec<ScopeOffer>, UserError> {
    let may_ask = |scope: &str| vouches || scope != OPENID;
    let has = |scope: &str| may_ask(scope) && supported.is_none_or(|supported| supported.iter().any(|has| has == scope));
    let mut offers = preset.offers();
    offers.retain(|offer| offer.scope.as_deref().is_none_or(has));
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
