//! The accounts service on this computer.

use countersign_wire::hosted::HostedService;

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn hosted(desk: Desk<'_>) -> Answer<HostedService> {
    Ok(desk.hosted.now().await)
}

#[tauri::command]
pub(crate) async fn start_hosted(desk: Desk<'_>) -> Answer<HostedService> {
    let engine = desk.engine().await?;
    desk.hosted.start(&engine).await
}

/// The address with its one-time code goes from the service to the browser; the web view never has it.
#[tauri::command]
pub(crate) async fn open_set_up(desk: Desk<'_>) -> Answer<()> {
    desk.hosted.open_set_up().await
}
