//! `countersign api-keys` and `signing-keys`.

use countersign_engine::Administration;
use countersign_wire::api_key::{ApiKeyDraft, ApiKeyUpdate, ApiKeyView};
use countersign_wire::app::SigningAlg;
use countersign_wire::signing_key::{SigningKeyList, SigningKeyState};
use serde::Serialize;
use utoipa::ToSchema;

use super::administered::{Chunk, DeletedLine, ask_first, rows};
use super::organisations;
use crate::args::{ApiKeysCommand, Paging, SigningKeysCommand};
use crate::output::{Failure, Output, pairs, shown, when, yes_or_no};

/// A secret of a key that was retired.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeySecretRetiredLine {
    /// The key.
    key: String,
    /// The id of the secret.
    secret: String,
    retired: bool,
}

pub(super) async fn api_keys(desk: &Administration<'_>, out: Output, command: ApiKeysCommand) -> Result<(), Failure> {
    match command {
        ApiKeysCommand::List { search, paging } => list(desk, out, search, &paging).await,
        ApiKeysCommand::Add { name, organisation } => add(desk, out, name, organisation).await,
        ApiKeysCommand::Rotate { key } => {
            let secret = desk.new_api_key_secret(&key).await?;
            out.answer(&*secret, || {
                pairs(&[
                    ("Key", Some(secret.key.clone())),
                    ("Secret", Some(format!("{}  (shown this once)", secret.secret))),
                    ("Retired", secret.retired.clone()),
                ])
            })
        }
        ApiKeysCommand::Retire { key, secret } => {
            desk.retire_api_key_secret(&key, &secret).await?;
            let line = KeySecretRetiredLine { key, secret, retired: true };
            out.answer(&line, || format!("Retired {}", shown(&line.secret)))
        }
        ApiKeysCommand::Enable { key } => switch(desk, out, &key, true).await,
        ApiKeysCommand::Disable { key } => switch(desk, out, &key, false).await,
        ApiKeysCommand::Delete { key, sure } => {
            if !sure.yes && out.can_ask() {
                let there = desk.api_key(&key).await?;
                ask_first(out, sure.yes, format!("Delete the key “{}”, and all that was given for it?", there.name)).await?;
            }
            desk.delete_api_key(&key).await?;
            let line = DeletedLine { id: key, deleted: true };
            out.answer(&line, || format!("Deleted {}", shown(&line.id)))
        }
    }
}

async fn list(desk: &Administration<'_>, out: Output, search: Option<String>, paging: &Paging) -> Result<(), Failure> {
    let page = async |cursor, limit| {
        let page = desk.api_keys(search.clone(), cursor, limit).await?;
        Ok(Chunk { items: page.items, next_cursor: page.next_cursor, total: Some(page.total) })
    };
    let (keys, end) = rows(paging, page).await?;
    out.list(
        &keys,
        &["KEY", "NAME", "ENABLED", "SECRETS", "LAST USED"],
        |key| {
            let working = key.secrets.iter().filter(|secret| secret.retired_at.is_none()).map(|secret| secret.id.as_str());
            vec![
                key.key.clone(),
                key.name.clone(),
                yes_or_no(key.enabled),
                working.collect::<Vec<_>>().join(" "),
                key.last_used_at.map_or_else(|| "never".into(), when),
            ]
        },
        "No key matches.",
    )?;
    end.map_or(Ok(()), |end| out.page_end(&end))
}

async fn add(desk: &Administration<'_>, out: Output, name: String, organisation: Option<String>) -> Result<(), Failure> {
    let organisation = match organisation {
        Some(named) => Some(organisations::id_of(desk, &named).await?),
        None => None,
    };
    let created = desk.add_api_key(ApiKeyDraft { name, organisation }).await?;
    out.answer(&*created, || {
        pairs(&[
            ("Name", Some(created.key.name.clone())),
            ("Key", Some(created.key.key.clone())),
            ("Secret", Some(format!("{}  (shown this once)", created.secret))),
            ("Organisation", created.key.organisation.clone()),
        ])
    })
}

async fn switch(desk: &Administration<'_>, out: Output, key: &str, enabled: bool) -> Result<(), Failure> {
    let before = desk.api_key(key).await?;
    let key: ApiKeyView = desk.update_api_key(key, ApiKeyUpdate { name: before.name, enabled }, before.version).await?;
    out.answer(&key, || {
        pairs(&[("Name", Some(key.name.clone())), ("Key", Some(key.key.clone())), ("Enabled", Some(yes_or_no(key.enabled)))])
    })
}

pub(super) async fn signing_keys(desk: &Administration<'_>, out: Output, command: SigningKeysCommand) -> Result<(), Failure> {
    let keys = match command {
        SigningKeysCommand::List => desk.signing_keys().await?,
        SigningKeysCommand::Publish { alg } => desk.publish_signing_key(alg).await?,
        SigningKeysCommand::Promote { kid } => desk.promote_signing_key(&kid).await?,
        SigningKeysCommand::Remove { kid, sure } => {
            let question = format!("Remove {kid}? What it signed counts no more.");
            ask_first(out, sure.yes, question).await?;
            desk.remove_signing_key(&kid).await?
        }
    };
    show(out, &keys)
}

fn show(out: Output, keys: &SigningKeyList) -> Result<(), Failure> {
    out.list(
        &keys.items,
        &["KID", "ALG", "STATE", "MADE", "SIGNS SINCE"],
        |key| {
            let state = match key.state {
                SigningKeyState::Published => "published",
                SigningKeyState::Signing => "signing",
                SigningKeyState::Retired => "retired",
            };
            let since = key.signing_at.map_or_else(|| "–".into(), when);
            vec![key.kid.clone(), SigningAlg::as_str(key.alg).into(), state.into(), when(key.created_at), since]
        },
        "There is no signing key yet; the service makes one when it needs one.",
    )
}
