//! Signing in.

use countersign_engine::browsers;
use countersign_wire::provider::ReturnPath;
use countersign_wire::sign_in::{DeepLinkHandler, SignInPreflight, SignInRequest, SignInStarted};

use super::{Answer, Desk};

/// D2 and S2: what is known before a sign-in starts.
#[tauri::command]
pub(crate) async fn sign_in_preflight(desk: Desk<'_>) -> Answer<SignInPreflight> {
    let engine = desk.engine().await?;
    let (deep_link, keychain, browsers) = tokio::join!(desk.deep_link.look(), engine.keychain_state(), browsers::of_this_computer());
    Ok(SignInPreflight { deep_link, keychain, browser: browsers.default, other_browsers: browsers.others })
}

#[tauri::command]
pub(crate) async fn register_deep_link(desk: Desk<'_>) -> Answer<DeepLinkHandler> {
    desk.deep_link.register().await
}

#[tauri::command]
pub(crate) async fn start_sign_in(desk: Desk<'_>, request: SignInRequest) -> Answer<SignInStarted> {
    let links_come_here = desk.deep_link.look().await == DeepLinkHandler::ThisApp;
    desk.engine().await?.with_links(links_come_here).start_sign_in(request).await
}

#[tauri::command]
pub(crate) async fn open_again(desk: Desk<'_>, attempt: String, return_path: Option<ReturnPath>) -> Answer<()> {
    let engine = desk.engine().await?;
    match return_path {
        Some(path) => engine.open_another_way(&attempt, path).await,
        None => engine.open_again(&attempt).await,
    }
}

/// W2: the window names the attempt, and no address.
#[tauri::command]
pub(crate) async fn open_in_default(desk: Desk<'_>, attempt: String) -> Answer<()> {
    desk.engine().await?.open_in_default(&attempt).await
}

/// The address that the browser ended on goes from the clipboard to the engine: there is a code in it, which the web view
/// never sees (D1).
#[tauri::command]
pub(crate) async fn take_answer_from_clipboard(desk: Desk<'_>, attempt: String) -> Answer<()> {
    let address = desk.clipboard.read_address().await?;
    desk.engine().await?.receive_pasted(&attempt, address.expose()).await.map(drop)
}

#[tauri::command]
pub(crate) async fn cancel_sign_in(desk: Desk<'_>, attempt: String) -> Answer<()> {
    desk.engine().await?.cancel_sign_in(&attempt).await
}

#[tauri::command]
pub(crate) async fn pending_sign_ins(desk: Desk<'_>) -> Answer<Vec<SignInStarted>> {
    desk.engine().await?.pending_sign_ins().await
}
