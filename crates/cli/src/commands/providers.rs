//! `countersign providers`.

use std::io::Read as _;
use std::path::Path;

use countersign_engine::{Engine, Secret};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ProviderView};
use countersign_wire::scope::ScopeSet;
use serde::Serialize;

use crate::args::AddProvider;
use crate::output::{Failure, Output, pairs};

/// The longest client secret that is read.
const LONGEST_SECRET: u64 = 4096;

/// A provider, in the keys that scripts rely on.
#[derive(Serialize)]
struct ProviderLine {
    name: String,
    issuer: Option<String>,
    preset: Option<String>,
    client_id: String,
    redirect_uris: Vec<String>,
    scopes: ScopeSet,
}

impl From<ProviderView> for ProviderLine {
    fn from(view: ProviderView) -> Self {
        let ProviderView { name, issuer, preset, client_id, redirect_uris, scopes, .. } = view;
        Self { name, issuer, preset, client_id, redirect_uris, scopes }
    }
}

pub(super) async fn add(engine: &Engine, out: Output, add: AddProvider) -> Result<(), Failure> {
    let secret = add.client_secret_file.as_deref().map(|path| read_secret(path, out)).transpose()?;
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
        post_logout_redirect_uris: add.post_logout_redirect_uris,
    };
    let view = engine.add_provider(draft, secret).await?;
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

pub(super) async fn remove(engine: &Engine, out: Output, name: &str) -> Result<(), Failure> {
    engine.remove_provider(name).await?;
    out.answer(&serde_json::json!({ "name": name, "removed": true }), || format!("Removed {}", crate::output::shown(name)))
}

/// Reads a client secret from its file: the only way in, as arguments and variables can be seen by others.
fn read_secret(path: &Path, out: Output) -> Result<Secret, Failure> {
    let refused =
        |what: String| UserError::new(ErrorCode::InvalidInput, format!("“{}” {what}", path.display())).about("client_secret_file");
    let unread = |error: std::io::Error| refused(format!("cannot be read: {error}. Give a file that holds the client secret."));
    let file = std::fs::File::open(path).map_err(unread)?;
    warn_of_readers(&file, path, out);
    let mut text = String::with_capacity(LONGEST_SECRET as usize + 1);
    file.take(LONGEST_SECRET + 1).read_to_string(&mut text).map_err(unread)?;
    // In place: a copy would stay in memory.
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    let secret = Secret::new(text);
    let length = secret.expose().len() as u64;
    if length == 0 || length > LONGEST_SECRET || secret.expose().chars().any(char::is_control) {
        return Err(refused("holds no client secret: it has to be one line of 1 to 4096 characters.".into()).into());
    }
    Ok(secret)
}

#[cfg(unix)]
fn warn_of_readers(file: &std::fs::File, path: &Path, out: Output) {
    use std::os::unix::fs::PermissionsExt as _;
    if file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0) {
        out.warn(&format!("“{}” can be read by other users of this computer. Keep it to yourself with: chmod 600", path.display()));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &std::fs::File, _: &Path, _: Output) {}
