//! `countersign apps add` and `update`.

use countersign_engine::Administration;
use countersign_wire::app::{AppSettings, ClientKeys, OAuthAppDraft};
use countersign_wire::error::{ErrorCode, UserError};

use super::answers::AppLine;
use super::show;
use crate::args::{AddApp, AppSettingsArguments, Clearable, UpdateApp};
use crate::commands::administered::at_version;
use crate::commands::{files, organisations};
use crate::output::{Failure, Output};

/// The largest JWK set that is read.
const LARGEST_KEYS: u64 = 64 * 1024;
/// The largest picture that a service takes.
const LARGEST_LOGO: u64 = 1024 * 1024;

pub(super) async fn add(desk: &Administration<'_>, out: Output, add: AddApp) -> Result<(), Failure> {
    let logo = add.settings.logo.as_deref().map(|path| files::read(path, LARGEST_LOGO)).transpose()?;
    let draft = OAuthAppDraft {
        name: add.name,
        kind: add.kind,
        dialect: add.dialect,
        redirect_uris: add.redirect_uris,
        scopes: add.scopes,
        trusted: add.trusted,
        enabled: !add.disabled,
        pkce: add.pkce,
        with_secret: add.with_secret,
        settings: set(desk, AppSettings::default(), add.settings).await?,
    };
    let (created, until_shown) = desk.create_app(draft).await?.apart();
    let (client_id, warnings) = (created.app.client_id.clone(), created.app.warnings.clone());
    // Told before anything else may fail: the secret is shown this once.
    show(out, AppLine::of(created.app, created.client_secret))?;
    drop(until_shown);
    warnings.iter().for_each(|warning| out.warn(&warning.message));
    match logo {
        Some(picture) => Ok(desk.set_app_logo(&client_id, Some(picture)).await?),
        None => Ok(()),
    }
}

pub(super) async fn update(desk: &Administration<'_>, out: Output, update: UpdateApp) -> Result<(), Failure> {
    let logo = update.settings.logo.as_deref().map(|path| files::read(path, LARGEST_LOGO)).transpose()?;
    let app = desk.app(&update.id).await?;
    at_version("app", update.if_version, app.version, &format!("countersign apps show {}", app.client_id))?;
    if app.built_in {
        // Its scopes are in no list that an app may have: what is wrong is not what was typed.
        let message = "The service carries this app by itself, for Countersign. It cannot be changed.";
        return Err(UserError::new(ErrorCode::Refused, message).into());
    }
    let (version, clear) = (app.version, &update.clear);
    let redirect_uris = replaced(app.redirect_uris, update.redirect_uris);
    let draft = OAuthAppDraft {
        name: update.name.unwrap_or(app.name),
        kind: app.kind,
        dialect: app.dialect,
        redirect_uris: if clear.contains(&Clearable::RedirectUris) { Vec::new() } else { redirect_uris },
        scopes: if update.no_scopes { Vec::new() } else { replaced(app.scopes, update.scopes) },
        trusted: update.trusted.unwrap_or(app.trusted),
        enabled: update.enabled.unwrap_or(app.enabled),
        pkce: Some(update.pkce.unwrap_or(app.pkce)),
        with_secret: false,
        settings: set(desk, cleared(app.settings, clear), update.settings).await?,
    };
    let app = desk.update_app(&update.id, draft, version).await?;
    if logo.is_some() || clear.contains(&Clearable::Logo) {
        desk.set_app_logo(&update.id, logo).await?;
    }
    app.warnings.iter().for_each(|warning| out.warn(&warning.message));
    show(out, AppLine::of(app, None))
}

/// A list that was given is the whole of it.
fn replaced(before: Vec<String>, given: Vec<String>) -> Vec<String> {
    if given.is_empty() { before } else { given }
}

/// The settings with what was typed.
async fn set(desk: &Administration<'_>, mut settings: AppSettings, typed: AppSettingsArguments) -> Result<AppSettings, UserError> {
    let about = &mut settings.about;
    about.description = typed.description.or(about.description.take());
    about.homepage_url = typed.homepage.or(about.homepage_url.take());
    about.policy_url = typed.policy.or(about.policy_url.take());
    about.terms_url = typed.terms.or(about.terms_url.take());
    let tokens = &mut settings.tokens;
    tokens.access_lifetime = typed.access_lifetime.or(tokens.access_lifetime);
    tokens.refresh_idle = typed.refresh_idle.or(tokens.refresh_idle);
    tokens.refresh_absolute = typed.refresh_absolute.or(tokens.refresh_absolute);
    tokens.access_token_format = typed.access_token_format.unwrap_or(tokens.access_token_format);
    tokens.resources = replaced(std::mem::take(&mut tokens.resources), typed.resources);
    let openid = &mut settings.openid;
    openid.id_token_alg = typed.id_token_alg.unwrap_or(openid.id_token_alg);
    openid.post_logout_redirect_uris = replaced(std::mem::take(&mut openid.post_logout_redirect_uris), typed.post_logout_redirect_uris);
    openid.backchannel_logout_uri = typed.backchannel_logout_uri.or(openid.backchannel_logout_uri.take());
    if let Some(path) = &typed.jwks_file {
        let text = files::read(path, LARGEST_KEYS)?;
        let wrong = |error| UserError::new(ErrorCode::InvalidInput, format!("“{}” is not a JWK set in JSON: {error}.", path.display()));
        settings.client_keys = ClientKeys { jwks: Some(serde_json::from_slice(&text).map_err(wrong)?), jwks_uri: None };
    } else if typed.jwks_uri.is_some() {
        settings.client_keys = ClientKeys { jwks: None, jwks_uri: typed.jwks_uri };
    }
    settings.origins = replaced(settings.origins, typed.origins);
    if let Some(named) = typed.organisation {
        settings.organisation = Some(organisations::id_of(desk, &named).await?);
    }
    settings.code_name = typed.code_name.or(settings.code_name);
    Ok(settings)
}

/// The settings without what is taken away.
fn cleared(mut settings: AppSettings, clear: &[Clearable]) -> AppSettings {
    for what in clear {
        match what {
            Clearable::Description => settings.about.description = None,
            Clearable::Homepage => settings.about.homepage_url = None,
            Clearable::Policy => settings.about.policy_url = None,
            Clearable::Terms => settings.about.terms_url = None,
            Clearable::AccessLifetime => settings.tokens.access_lifetime = None,
            Clearable::RefreshIdle => settings.tokens.refresh_idle = None,
            Clearable::RefreshAbsolute => settings.tokens.refresh_absolute = None,
            Clearable::Resources => settings.tokens.resources = Vec::new(),
            Clearable::Keys => settings.client_keys = ClientKeys::default(),
            Clearable::PostLogoutRedirectUris => settings.openid.post_logout_redirect_uris = Vec::new(),
            Clearable::BackchannelLogoutUri => settings.openid.backchannel_logout_uri = None,
            Clearable::Origins => settings.origins = Vec::new(),
            Clearable::Organisation => settings.organisation = None,
            Clearable::CodeName => settings.code_name = None,
            // They stand elsewhere than among the settings.
            Clearable::Logo | Clearable::RedirectUris => {}
        }
    }
    settings
}
