//! `countersign providers`.

use std::path::Path;

use countersign_engine::{ClientKey, Enclosed, Engine};
use countersign_wire::event::Event;
use countersign_wire::provider::{PresetView, ProviderDraft, ProviderView};
use countersign_wire::scope::ScopeSet;
use serde::Serialize;
use utoipa::ToSchema;

use super::secret_file::{read_key, read_secret};
use crate::args::AddProvider;
use crate::output::{Failure, Output, pairs};

/// A provider, in the keys that scripts rely on.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderLine {
    name: String,
    #[schema(required = true)]
    issuer: Option<String>,
    #[schema(required = true)]
    preset: Option<String>,
    client_id: String,
    redirect_uris: Vec<String>,
    scopes: ScopeSet,
    /// For the service's administrator to register.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_client_key: Option<serde_json::Value>,
    /// Deviations that are accepted; absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tolerates: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<String>,
    /// The SHA-256 of each CA certificate that is trusted for it beside those of the system; absent where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added_ca: Vec<String>,
}

/// A preset, with what has to be known to register an app there.
#[derive(Serialize, ToSchema)]
pub(crate) struct PresetLine {
    preset: String,
    title: String,
    host: Option<String>,
    needs_base_url: bool,
    needs_client_secret: bool,
    register_at: Option<String>,
    register_as: Option<String>,
    redirect_uri: String,
    scopes: Vec<String>,
}

impl From<PresetView> for PresetLine {
    fn from(view: PresetView) -> Self {
        Self {
            preset: view.id,
            title: view.title,
            host: Some(view.host).filter(|host| !host.is_empty()),
            needs_base_url: view.needs_base_url,
            needs_client_secret: view.needs_client_secret,
            register_at: view.register_at,
            register_as: view.register_as,
            redirect_uri: view.redirect_uri_to_register,
            scopes: view.offers.into_iter().filter_map(|offer| offer.scope).collect(),
        }
    }
}

impl From<ProviderView> for ProviderLine {
    fn from(view: ProviderView) -> Self {
        let ProviderView {
            name, issuer, preset, client_id, redirect_uris, scopes, public_client_key, tolerates, resources, added_ca, ..
        } = view;
        Self { name, issuer, preset, client_id, redirect_uris, scopes, public_client_key, tolerates, resources, added_ca }
    }
}

pub(super) async fn add(engine: &Engine, out: Output, add: AddProvider) -> Result<(), Failure> {
    let read = |path: Option<&Path>, what, field| path.map(|path| read_secret(path, what, field, out)).transpose();
    let client_key = match add.client_key_file.as_deref() {
        Some(path) => Some(ClientKey::Given(read_key(path, "client_key_file", out)?)),
        None => add.make_client_key.then_some(ClientKey::Made),
    };
    let enclosed = Enclosed {
        client_secret: read(add.client_secret_file.as_deref(), "client secret", "client_secret_file")?,
        client_key,
        registration_token: read(add.registration_token_file.as_deref(), "initial access token", "registration_token_file")?,
        ca: match add.ca_file {
            Some(file) => Some(engine.read_ca(&file).await?),
            None => None,
        },
        preset_file: add.preset_file,
    };
    let draft = ProviderDraft {
        name: add.name,
        issuer: add.issuer,
        preset: add.preset,
        base_url: add.base_url,
        authorize_url: add.authorize_url,
        token_url: add.token_url,
        userinfo_url: add.userinfo_url,
        revoke_url: add.revoke_url,
        client_id: add.client_id,
        redirect_uris: add.redirect_uris,
        scopes: add.scopes,
        bearer_tokens: add.bearer_tokens,
        allow: add.allow,
        resources: add.resources,
        post_logout_redirect_uris: add.post_logout_redirect_uris,
    };
    let view = engine.add_provider(draft, enclosed).await?;
    view.warnings.iter().for_each(|warning| out.warn(warning));
    let registered = view.is_registered.then_some("by the way, for this provider alone");
    let line = ProviderLine::from(view);
    out.answer(&line, || {
        pairs(&[
            ("Added", Some(line.name.clone())),
            ("Registered", registered.map(str::to_owned)),
            ("Issuer", line.issuer.clone()),
            ("Preset", line.preset.clone()),
            ("Client id", Some(line.client_id.clone())),
            ("Returns to", Some(line.redirect_uris.join(", "))),
            ("Scopes", Some(line.scopes.to_wire())),
            ("Key to register", line.public_client_key.as_ref().map(ToString::to_string)),
            ("Resources", some(&line.resources)),
            ("Tolerates", some(&line.tolerates)),
            ("Added CA", some(&line.added_ca)),
        ])
    })
}

pub(super) async fn list(engine: &Engine, out: Output) -> Result<(), Failure> {
    let lines: Vec<ProviderLine> = engine.providers().await?.into_iter().map(ProviderLine::from).collect();
    out.list(
        &lines,
        &["NAME", "SERVICE", "CLIENT ID", "SCOPES", "TOLERATES"],
        |line| {
            let service = line.issuer.clone().or_else(|| line.preset.clone()).unwrap_or_else(|| "by its addresses".into());
            vec![line.name.clone(), service, line.client_id.clone(), line.scopes.to_wire(), line.tolerates.join(" ")]
        },
        "No providers yet. Add one with: countersign providers add --name work --issuer https://accounts.example.com",
    )
}

/// A list in one cell; nothing where it is empty.
fn some(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

pub(super) async fn presets(engine: &Engine, out: Output) -> Result<(), Failure> {
    let mut events = engine.events();
    let lines: Vec<PresetLine> = engine.presets().await.into_iter().map(PresetLine::from).collect();
    // What is wrong with the person's own file hides none of the others.
    while let Ok(event) = events.try_recv() {
        if let Event::Notice(error) = event {
            out.warn(&error.message);
        }
    }
    let row = |line: &PresetLine| {
        let host = line.host.clone().unwrap_or_else(|| "where you say (--base-url)".into());
        vec![line.preset.clone(), host, line.redirect_uri.clone(), line.register_at.clone().unwrap_or_default()]
    };
    out.list(&lines, &["PRESET", "HOST", "RETURNS TO", "REGISTER AT"], row, "")
}

pub(super) async fn allow(engine: &Engine, out: Output, name: &str, deviation: &str) -> Result<(), Failure> {
    let line = ProviderLine::from(engine.allow_deviation(name, deviation).await?);
    out.answer(&line, || format!("{} may deviate from the standard: {}", crate::output::shown(&line.name), line.tolerates.join(", ")))
}

/// What was taken off a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovedLine<'a> {
    pub(super) name: &'a str,
    pub(super) removed: bool,
}

pub(super) async fn remove(engine: &Engine, out: Output, name: &str) -> Result<(), Failure> {
    for left in engine.remove_provider(name).await? {
        out.warn(&left);
    }
    out.answer(&RemovedLine { name, removed: true }, || format!("Removed {}", crate::output::shown(name)))
}
