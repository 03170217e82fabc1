//! API keys of the service, for those who look after them.

use countersign_engine::ShownOnce;
use countersign_wire::api_key::{ApiKeyDraft, ApiKeyPage, ApiKeyUpdate, ApiKeyView, CreatedApiKey, NewApiKeySecret};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn api_keys(
    desk: Desk<'_>,
    account: String,
    search: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
) -> Answer<ApiKeyPage> {
    desk.engine().await?.administration(Some(&account)).api_keys(search, cursor, limit).await
}

#[tauri::command]
pub(crate) async fn api_key(desk: Desk<'_>, account: String, key: String) -> Answer<ApiKeyView> {
    desk.engine().await?.administration(Some(&account)).api_key(&key).await
}

#[tauri::command]
pub(crate) async fn add_api_key(desk: Desk<'_>, account: String, draft: ApiKeyDraft) -> Answer<CreatedApiKey> {
    desk.engine().await?.administration(Some(&account)).add_api_key(draft).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn update_api_key(desk: Desk<'_>, account: String, key: String, update: ApiKeyUpdate, version: i64) -> Answer<ApiKeyView> {
    desk.engine().await?.administration(Some(&account)).update_api_key(&key, update, version).await
}

#[tauri::command]
pub(crate) async fn delete_api_key(desk: Desk<'_>, account: String, key: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).delete_api_key(&key).await
}

#[tauri::command]
pub(crate) async fn new_api_key_secret(desk: Desk<'_>, account: String, key: String) -> Answer<NewApiKeySecret> {
    desk.engine().await?.administration(Some(&account)).new_api_key_secret(&key).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn retire_api_key_secret(desk: Desk<'_>, account: String, key: String, secret: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).retire_api_key_secret(&key, &secret).await
}
