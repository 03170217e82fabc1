//! OAuth apps, for those who administer them.

use countersign_wire::app::{AppPage, AppQuery, CreatedApp, DraftCheck, NewSecret, OAuthApp, OAuthAppDraft};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn apps(desk: Desk<'_>, account: String, query: AppQuery) -> Answer<AppPage> {
    desk.engine().await?.administration(Some(&account)).apps(query).await
}

#[tauri::command]
pub(crate) async fn app(desk: Desk<'_>, account: String, client_id: String) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).app(&client_id).await
}

/// The same check that the service makes, while the person types.
#[tauri::command]
pub(crate) async fn check_app(draft: OAuthAppDraft) -> Answer<DraftCheck> {
    Ok(draft.check())
}

#[tauri::command]
pub(crate) async fn create_app(desk: Desk<'_>, account: String, draft: OAuthAppDraft) -> Answer<CreatedApp> {
    desk.engine().await?.administration(Some(&account)).create_app(draft).await
}

#[tauri::command]
pub(crate) async fn update_app(desk: Desk<'_>, account: String, client_id: String, draft: OAuthAppDraft, version: i64) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).update_app(&client_id, draft, version).await
}

#[tauri::command]
pub(crate) async fn delete_app(desk: Desk<'_>, account: String, client_id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).delete_app(&client_id).await
}

#[tauri::command]
pub(crate) async fn new_secret(desk: Desk<'_>, account: String, client_id: String) -> Answer<NewSecret> {
    desk.engine().await?.administration(Some(&account)).new_secret(&client_id).await
}
