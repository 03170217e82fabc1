//! `countersign providers`.

use std::io::Read as _;
use std::path::Path;

use countersign_engine::{ClientKey, Enclosed, Engine, Secret};
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::{ProviderDraft, ProviderView};
use countersign_wire::scope::ScopeSet;
use serde::Serialize;

use crate::args::AddProvider;
use crate::output::{Failure, Output, pairs};

/// The longest client secret that is read.
const LONGEST_SECRET: u64 = 4096;
/// The longest file with a private key: RSA with 8192 bits, with room for comments.
const LONGEST_KEY: u64 = 32 * 1024;

/// A provider, in the keys that scripts rely on.
#[derive(Serialize)]
struct ProviderLine {
    name: String,
    issuer: Option<String>,
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
    let client_secret = add.client_secret_file.as_deref().map(|path| read_secret(path, out)).transpose()?;
    let client_key = match add.client_key_file.as_deref() {
        Some(path) => Some(ClientKey::Given(read_key(path, out)?)),
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

pub(super) async fn remove(engine: &Engine, out: Output, name: &str) -> Result<(), Failure> {
    engine.remove_provider(name).await?;
    out.answer(&serde_json::json!({ "name": name, "removed": true }), || format!("Removed {}", crate::output::shown(name)))
}

/// Reads a client secret from its file: the only way in, as arguments and variables can be seen by others.
fn read_secret(path: &Path, out: Output) -> Result<Secret, Failure> {
    let secret = read(path, "client_secret_file", "client secret", LONGEST_SECRET, out)?;
    if secret.is_empty() || secret.expose().chars().any(char::is_control) {
        let message = format!("“{}” holds no client secret: it has to be one line of 1 to 4096 characters.", path.display());
        return Err(UserError::new(ErrorCode::InvalidInput, message).about("client_secret_file").into());
    }
    Ok(secret)
}

/// Reads a private key the same way. Whether it is one, the engine looks.
fn read_key(path: &Path, out: Output) -> Result<Secret, Failure> {
    read(path, "client_key_file", "private key", LONGEST_KEY, out)
}

/// The text of a file that only the person should be able to read, without its last line end.
fn read(path: &Path, field: &str, what: &str, longest: u64, out: Output) -> Result<Secret, Failure> {
    let refused = |why: String| UserError::new(ErrorCode::InvalidInput, format!("“{}” {why}", path.display())).about(field);
    let unread = |error: std::io::Error| refused(format!("cannot be read: {error}. Give a file that holds the {what}."));
    let file = std::fs::File::open(path).map_err(unread)?;
    warn_of_readers(&file, path, out);
    let mut text = String::with_capacity(usize::try_from(longest).unwrap_or(0) + 1);
    file.take(longest + 1).read_to_string(&mut text).map_err(unread)?;
    // In place: a copy would stay in memory.
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    let secret = Secret::new(text);
    if secret.expose().len() as u64 > longest {
        return Err(refused(format!("holds no {what}: it is longer than {longest} characters.")).into());
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
