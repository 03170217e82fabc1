//! The service's signing keys.

use countersign_wire::app::SigningAlg;
use countersign_wire::signing_key::SigningKeyList;

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn signing_keys(desk: Desk<'_>, account: String) -> Answer<SigningKeyList> {
    desk.engine().await?.administration(Some(&account)).signing_keys().await
}

#[tauri::command]
pub(crate) async fn publish_signing_key(desk: Desk<'_>, account: String, alg: SigningAlg) -> Answer<SigningKeyList> {
    desk.engine().await?.administration(Some(&account)).publish_signing_key(alg).await
}

#[tauri::command]
pub(crate) async fn promote_signing_key(desk: Desk<'_>, account: String, kid: String) -> Answer<SigningKeyList> {
    desk.engine().await?.administration(Some(&account)).promote_signing_key(&kid).await
}

#[tauri::command]
pub(crate) async fn remove_signing_key(desk: Desk<'_>, account: String, kid: String) -> Answer<SigningKeyList> {
    desk.engine().await?.administration(Some(&account)).remove_signing_key(&kid).await
}
