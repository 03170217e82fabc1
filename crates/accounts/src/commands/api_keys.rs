//! Keys of the product APIs, beside a running service.

use countersign_accounts::operator::NewApiKeySecret;
use serde_json::json;

use super::{Failure, Opens as _, print};
use crate::args::{ApiKeysCommand, OneApiKey};

pub(crate) async fn run(command: ApiKeysCommand) -> Result<(), Failure> {
    match command {
        ApiKeysCommand::Add(new) => {
            let NewApiKeySecret { key, secret, .. } = new.database.operator()?.add_api_key(&new.name).await?;
            print(&json!({ "key": key, "secret": secret.expose() }))
        }
        ApiKeysCommand::List(database) => {
            for key in database.operator()?.api_keys().await? {
                print(&json!(key.view()))?;
            }
            Ok(())
        }
        ApiKeysCommand::Rotate(one) => {
            let NewApiKeySecret { key, secret, retired } = one.database.operator()?.rotate_api_key(&one.key).await?;
            print(&json!({ "key": key, "secret": secret.expose(), "retired": retired }))
        }
        ApiKeysCommand::Disable(one) => switch(&one, false).await,
        ApiKeysCommand::Enable(one) => switch(&one, true).await,
    }
}

async fn switch(one: &OneApiKey, enabled: bool) -> Result<(), Failure> {
    one.database.operator()?.switch_api_key(&one.key, enabled).await?;
    print(&json!({ "key": one.key, "enabled": enabled }))
}
