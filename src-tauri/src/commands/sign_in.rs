//! Signing in.

use countersign_wire::sign_in::{DeepLinkHandler, SignInPreflight, SignInRequest, SignInStarted};

use super::{Answer, Desk};

/// D2 and S2: what is known before a sign-in starts.
#[tauri::command]
pub(crate) async fn sign_in_preflight(desk: Desk<'_>) -> Answer<SignInPreflight> {
    let engine = desk.engine().await?;
    let (deep_link, keychain, browser) = tokio::join!(desk.deep_link.look(), engine.keychain_state(), crate::browser::default_name());
    Ok(SignInPreflight { deep_link, keychain, browser })
}

#[tauri::command]
pub(crate) async fn register_deep_link(desk: Desk<'_>) -> Answer<DeepLinkHandler> {
    desk.deep_link.register().await
}

#[tauri::command]
pub(crate) async fn start_sign_in(desk: Desk<'_>, request: SignInRequest) -> Answer<SignInStarted> {
    desk.engine().await?.start_sign_in(request).await
}

#[tauri::command]
pub(crate) async fn open_again(desk: Desk<'_>, attempt: String) -> Answer<()> {
    desk.engine().await?.open_again(&attempt).await
}

#[tauri::command]
pub(crate) async fn cancel_sign_in(desk: Desk<'_>, attempt: String) -> Answer<()> {
    desk.engine().await?.cancel_sign_in(&attempt).await
}

#[tauri::command]
pub(crate) async fn pending_sign_ins(desk: Desk<'_>) -> Answer<Vec<SignInStarted>> {
    desk.engine().await?.pending_sign_ins().await
}
