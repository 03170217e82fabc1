//! Events, the keychain, the clipboard, preferences, the habits that the desktop offers, what the app is, and its end.

use countersign_wire::desktop::{AboutApp, DesktopHabits};
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
    let before = desk.preferences.now();
    let kept = desk.preferences.set(preferences)?;
    windows::dress(&app, &kept, *usual);
    habits.preferences_changed(&app, &before, &kept);
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

/// What the window would lose if the app ended now; see [`crate::closing`].
#[tauri::command]
pub(crate) async fn set_unfinished(desk: Desk<'_>, unfinished: bool) -> Answer<()> {
    desk.closing.set_unfinished(unfinished);
    Ok(())
}

/// The person was asked whether to end the app, and stays.
#[tauri::command]
pub(crate) async fn stay_open(desk: Desk<'_>) -> Answer<()> {
    desk.closing.stay();
    Ok(())
}

/// Ends the app, as the person said to the window: it asked them before, where something was unfinished.
#[tauri::command]
pub(crate) async fn quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}

/// What this program is, and where the person's data is.
#[tauri::command]
pub(crate) async fn about(desk: Desk<'_>) -> Answer<AboutApp> {
    Ok(AboutApp {
        version: env!("CARGO_PKG_VERSION").into(),
        licence: env!("CARGO_PKG_LICENSE").into(),
        home: desk.home().path().display().to_string(),
    })
}
