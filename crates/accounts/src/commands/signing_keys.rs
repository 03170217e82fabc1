//! Signing keys, beside a running service.

use countersign_accounts::store::rows::KeyState;
use serde_json::json;

use super::{Failure, Opens as _, print};
use crate::args::SigningKeysCommand;

pub(crate) async fn run(command: SigningKeysCommand) -> Result<(), Failure> {
    let operator = match command {
        SigningKeysCommand::List(database) => database.operator()?,
        SigningKeysCommand::Publish(new) => {
            let operator = new.database.operator()?;
            operator.publish_signing_key(new.alg).await?;
            operator
        }
        SigningKeysCommand::Promote(one) => {
            let operator = one.database.operator()?;
            operator.promote_signing_key(&one.kid).await?;
            operator
        }
        SigningKeysCommand::Remove(one) => {
            let state = one.database.operator()?.remove_signing_key(&one.kid).await?;
            return print(&json!({ "kid": one.kid, "removed": true, "was": state.as_str(), "ends": ends(state) }));
        }
    };
    for key in operator.signing_keys().await? {
        print(&json!(key.view()))?;
    }
    Ok(())
}

/// What goes with a key.
fn ends(state: KeyState) -> &'static str {
    match state {
        KeyState::Published => "nothing: it had signed nothing yet",
        KeyState::Signing | KeyState::Retired => {
            "what it signed: ID tokens, signed access tokens and logout tokens, for whoever reads the published keys again"
        }
    }
}
