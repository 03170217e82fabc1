//! Keys of the product APIs, beside a running service.

use countersign_accounts::operator::NewApiKeySecret;
use countersign_accounts::store::rows::ApiKey;
use serde_json::{Value, json};

use super::{Failure, operator, print};
use crate::args::{ApiKeysCommand, OneApiKey};

pub(crate) async fn run(command: ApiKeysCommand) -> Result<(), Failure> {
    match command {
        ApiKeysCommand::Add(new) => {
            let NewApiKeySecret { key, secret, .. } = operator(&new.database.file)?.add_api_key(&new.name).await?;
            print(&json!({ "key": key, "secret": secret.expose() }))
        }
        ApiKeysCommand::List(database) => {
            for key in operator(&database.file)?.api_keys().await? {
                print(&told(&key))?;
            }
            Ok(())
        }
        ApiKeysCommand::Rotate(one) => {
            let NewApiKeySecret { key, secret, retired } = operator(&one.database.file)?.rotate_api_key(&one.key).await?;
            print(&json!({ "key": key, "secret": secret.expose(), "retired": retired }))
        }
        ApiKeysCommand::Disable(one) => switch(&one, false).await,
        ApiKeysCommand::Enable(one) => switch(&one, true).await,
    }
}

async fn switch(one: &OneApiKey, enabled: bool) -> Result<(), Failure> {
    operator(&one.database.file)?.switch_api_key(&one.key, enabled).await?;
    print(&json!({ "key": one.key, "enabled": enabled }))
}

fn told(key: &ApiKey) -> Value {
    let secrets = key.secrets.iter().map(|secret| {
        json!({
            "id": secret.id, "created_at": secret.created_at, "last_used_at": secret.last_used_at, "retired_at": secret.retired_at,
        })
    });
    json!({
        "key": key.key,
        "name": key.name,
        "enabled": key.enabled,
        "created_at": key.created_at,
        "last_used_at": key.last_use.as_ref().map(|(at, _)| at),
        "last_used_from": key.last_use.as_ref().map(|(_, from)| from),
        "secrets": secrets.collect::<Vec<_>>(),
    })
}
