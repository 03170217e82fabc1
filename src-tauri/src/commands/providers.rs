//! Services that people sign in to.

use countersign_engine::Enclosed;
use countersign_wire::provider::{DiscoveredView, PresetView, ProviderDraft, ProviderView};

use tauri::AppHandle;

use super::{Answer, Desk};
use crate::chooser::AtTheWindow;
use crate::held_cas::CaChosen;
use crate::held_secrets::SecretHeld;

#[tauri::command]
pub(crate) async fn presets(desk: Desk<'_>) -> Answer<Vec<PresetView>> {
    Ok(desk.engine().await?.presets().await)
}

#[tauri::command]
pub(crate) async fn providers(desk: Desk<'_>) -> Answer<Vec<ProviderView>> {
    desk.engine().await?.providers().await
}

#[tauri::command]
pub(crate) async fn discover(desk: Desk<'_>, address: String, ca: Option<String>) -> Answer<DiscoveredView> {
    let ca = ca.as_deref().map(|handle| desk.held_cas.known(handle)).transpose()?;
    desk.engine().await?.discover(&address, ca.as_ref()).await
}

/// The person chooses the file in a window of the system's, and it is read here: whom this computer trusts is nothing that a page
/// decides (N1).
#[tauri::command]
pub(crate) async fn choose_ca(app: AppHandle, desk: Desk<'_>) -> Answer<Option<CaChosen>> {
    desk.held_cas.choose(&AtTheWindow(app), &desk.engine().await?).await
}

/// `None`: those that the system trusts, and no others.
#[tauri::command]
pub(crate) async fn trust_ca(desk: Desk<'_>, name: String, ca: Option<String>) -> Answer<ProviderView> {
    let ca = ca.as_deref().map(|handle| desk.held_cas.known(handle)).transpose()?;
    desk.engine().await?.trust_ca(&name, ca).await
}

/// The client secret comes as the handle of one that was taken from the clipboard (INB-08). It is let go of only when
/// the provider is there, so that a mistake in another field does not ask for it again.
#[tauri::command]
pub(crate) async fn add_provider(desk: Desk<'_>, draft: ProviderDraft, secret: Option<String>, ca: Option<String>) -> Answer<ProviderView> {
    let engine = desk.engine().await?;
    let client_secret = secret.as_deref().map(|handle| desk.held_secrets.known(handle)).transpose()?;
    let ca = ca.as_deref().map(|handle| desk.held_cas.known(handle)).transpose()?;
    let added = engine.add_provider(draft, Enclosed { client_secret, ca, ..Enclosed::default() }).await?;
    if let Some(handle) = secret {
        desk.held_secrets.let_go(&handle);
    }
    Ok(added)
}

/// Tells what had to stay at the service.
#[tauri::command]
pub(crate) async fn remove_provider(desk: Desk<'_>, name: String) -> Answer<Vec<String>> {
    desk.engine().await?.remove_provider(&name).await
}

/// The window names a preset, and no address: it can open no page but those that presets name (W2).
#[tauri::command]
pub(crate) async fn open_registration_page(desk: Desk<'_>, preset: String) -> Answer<()> {
    desk.engine().await?.open_registration_page(&preset).await
}

/// The native side reads the clipboard and empties it; the web view learns a handle and a length.
#[tauri::command]
pub(crate) async fn take_secret_from_clipboard(desk: Desk<'_>) -> Answer<SecretHeld> {
    let secret = desk.clipboard.take_secret().await?;
    Ok(desk.held_secrets.hold(secret))
}
