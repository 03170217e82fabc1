//! Events, the keychain, the clipboard, preferences.

use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::preferences::Preferences;
use tauri::ipc::Channel;

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn subscribe(desk: Desk<'_>, channel: Channel<Event>) -> Answer<()> {
    desk.bridge.subscribe(channel);
    Ok(())
}

#[tauri::command]
pub(crate) async fn keychain_state(desk: Desk<'_>) -> Answer<KeychainState> {
    Ok(desk.engine().await?.keychain_state().await)
}

#[tauri::command]
pub(crate) async fn copy_text(desk: Desk<'_>, text: String) -> Answer<()> {
    desk.clipboard.copy(text).await
}

#[tauri::command]
pub(crate) async fn preferences(desk: Desk<'_>) -> Answer<Preferences> {
    Ok(desk.preferences.now())
}

#[tauri::command]
pub(crate) async fn set_preferences(desk: Desk<'_>, preferences: Preferences) -> Answer<Preferences> {
    desk.preferences.set(preferences)
}
