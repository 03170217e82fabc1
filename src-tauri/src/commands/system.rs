//! Events, the keychain, the clipboard, preferences, and the habits that the desktop offers.

use countersign_wire::desktop::DesktopHabits;
use countersign_wire::event::Event;
use countersign_wire::keychain::KeychainState;
use countersign_wire::preferences::Preferences;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use super::{Answer, Desk, Habits};
use crate::windows::{self, UsualTheme};

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

/// A page that the screen shows the address of.
#[tauri::command]
pub(crate) async fn open_page(desk: Desk<'_>, url: String) -> Answer<()> {
    desk.open_page(&url).await
}

#[tauri::command]
pub(crate) async fn preferences(desk: Desk<'_>) -> Answer<Preferences> {
    Ok(desk.preferences.now())
}

/// What changes of the window and the tray changes at once.
#[tauri::command]
pub(crate) async fn set_preferences(
    app: AppHandle,
    desk: Desk<'_>,
    habits: Habits<'_>,
    usual: State<'_, UsualTheme>,
    preferences: Preferences,
) -> Answer<Preferences> {
    let kept = desk.preferences.set(preferences)?;
    windows::dress(&app, &kept, *usual);
    habits.preferences_changed();
    Ok(kept)
}

#[tauri::command]
pub(crate) async fn desktop_habits(habits: Habits<'_>) -> Answer<DesktopHabits> {
    Ok(habits.offered().await)
}

#[tauri::command]
pub(crate) async fn start_with_computer(habits: Habits<'_>, on: bool) -> Answer<DesktopHabits> {
    habits.start_with_computer(on).await
}
