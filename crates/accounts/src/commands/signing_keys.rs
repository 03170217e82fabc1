//! Signing keys, beside a running service.

use countersign_accounts::store::rows::KeyState;
use serde_json::json;

use super::{Failure, operator, print};
use crate::args::SigningKeysCommand;

pub(crate) async fn run(command: SigningKeysCommand) -> Result<(), Failure> {
    let file = match command {
        SigningKeysCommand::List(database) => database.file,
        SigningKeysCommand::Publish(new) => {
            operator(&new.database.file)?.publish_signing_key(new.alg).await?;
            new.database.file
        }
        SigningKeysCommand::Promote(one) => {
            operator(&one.database.file)?.promote_signing_key(&one.kid).await?;
            one.database.file
        }
        SigningKeysCommand::Remove(one) => {
            let state = operator(&one.database.file)?.remove_signing_key(&one.kid).await?;
            return print(&json!({ "kid": one.kid, "removed": true, "was": state.as_str(), "ends": ends(state) }));
        }
    };
    for key in operator(&file)?.signing_keys().await? {
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
