//! `countersign providers`.

use countersign_engine::{ClientKey, Enclosed, Engine};
use countersign_wire::provider::{ProviderDraft, ProviderView};
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
}

impl From<ProviderView> for ProviderLine {
    fn from(view: ProviderView) -> Self {
        let ProviderView { name, issuer, preset, client_id, redirect_uris, scopes, public_client_key, .. } = view;
        Self { name, issuer, preset, client_id, redirect_uris, scopes, public_client_key }
    }
}

pub(super) async fn add(engine: &Engine, out: Output, add: AddProvider) -> Result<(), Failure> {
    let client_secret =
        add.client_secret_file.as_deref().map(|path| read_secret(path, "client secret", "client_secret_file", out)).transpose()?;
    let client_key = match add.client_key_file.as_deref() {
        Some(path) => Some(ClientKey::Given(read_key(path, "client_key_file", out)?)),
        None => add.make_client_key.then_some(ClientKey::Made),
    };
    let draft = ProviderDraft {
        name: add.name,
        issuer: add.issuer,
        preset: add.preset.map(|preset| preset.id().to_owned()),
        base_url: add.base_url,
        authorize_url: add.authorize_url,
        token_url: add.token_url,
        userinfo_url: add.userinfo_url,
        revoke_url: add.revoke_url,
        client_id: add.client_id,
        redirect_uris: add.redirect_uris,
        scopes: add.scopes,
        bearer_tokens: add.bearer_tokens,
    };
    let view = engine.add_provider(draft, Enclosed { client_secret, client_key }).await?;
    view.warnings.iter().for_each(|warning| out.warn(warning));
    let line = ProviderLine::from(view);
    out.answer(&line, || {
        pairs(&[
            ("Added", Some(line.name.clone())),
            ("Issuer", line.issuer.clone()),
            ("Preset", line.preset.clone()),
            ("Client id", Some(line.client_id.clone())),
            ("Returns to", Some(line.redirect_uris.join(", "))),
            ("Scopes", Some(line.scopes.to_wire())),
            ("Key to register", line.public_client_key.as_ref().map(ToString::to_string)),
        ])
    })
}

pub(super) async fn list(engine: &Engine, out: Output) -> Result<(), Failure> {
    let lines: Vec<ProviderLine> = engine.providers().await?.into_iter().map(ProviderLine::from).collect();
    out.list(
        &lines,
        &["NAME", "SERVICE", "CLIENT ID", "SCOPES"],
        |line| {
            let service = line.issuer.clone().or_else(|| line.preset.clone()).unwrap_or_else(|| "by its addresses".into());
            vec![line.name.clone(), service, line.client_id.clone(), line.scopes.to_wire()]
        },
        "No providers yet. Add one with: countersign providers add --name work --issuer https://accounts.example.com",
    )
}

/// What was taken off a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovedLine<'a> {
    pub(super) name: &'a str,
    pub(super) removed: bool,
}

pub(super) async fn remove(engine: &Engine, out: Output, name: &str) -> Result<(), Failure> {
    engine.remove_provider(name).await?;
    out.answer(&RemovedLine { name, removed: true }, || format!("Removed {}", crate::output::shown(name)))
}
