//! One's own account at a service.

use countersign_wire::person::{ConnectedApp, OwnProfile, OwnSession};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn own_profile(desk: Desk<'_>, id: String) -> Answer<OwnProfile> {
    desk.engine().await?.own_profile(&id).await
}

#[tauri::command]
pub(crate) async fn change_own_profile(desk: Desk<'_>, id: String, change: OwnProfile) -> Answer<OwnProfile> {
    desk.engine().await?.change_own_profile(&id, change).await
}

#[tauri::command]
pub(crate) async fn connected_apps(desk: Desk<'_>, id: String) -> Answer<Vec<ConnectedApp>> {
    desk.engine().await?.connected_apps(&id).await
}

#[tauri::command]
pub(crate) async fn disconnect_app(desk: Desk<'_>, id: String, client_id: String) -> Answer<()> {
    desk.engine().await?.disconnect_app(&id, &client_id).await
}

#[tauri::command]
pub(crate) async fn own_sessions(desk: Desk<'_>, id: String) -> Answer<Vec<OwnSession>> {
    desk.engine().await?.own_sessions(&id).await
}

#[tauri::command]
pub(crate) async fn end_own_session(desk: Desk<'_>, id: String, session: String) -> Answer<()> {
    desk.engine().await?.end_own_session(&id, &session).await
}
