//! Sessions.

use std::time::Duration;

use countersign_wire::account::{AccountDetail, AccountView, SignOutReceipt};
use countersign_wire::profile::Profile;
use countersign_wire::sign_in::SignInStarted;

use super::{Answer, Desk};

/// How long a sign-out at the service may take.
const IN_THE_BROWSER: Duration = Duration::from_secs(120);

#[tauri::command]
pub(crate) async fn accounts(desk: Desk<'_>) -> Answer<Vec<AccountView>> {
    desk.engine().await?.accounts().await
}

#[tauri::command]
pub(crate) async fn account(desk: Desk<'_>, id: String) -> Answer<AccountDetail> {
    desk.engine().await?.account(&id).await
}

#[tauri::command]
pub(crate) async fn read_profile(desk: Desk<'_>, id: String) -> Answer<Profile> {
    desk.engine().await?.read_profile(&id).await
}

#[tauri::command]
pub(crate) async fn refresh_account(desk: Desk<'_>, id: String) -> Answer<AccountView> {
    desk.engine().await?.refresh(&id).await
}

#[tauri::command]
pub(crate) async fn sign_out(desk: Desk<'_>, id: String) -> Answer<SignOutReceipt> {
    desk.engine().await?.sign_out(&id).await
}

/// Ends the session at the service too, in the browser, which has two minutes to come back from there.
#[tauri::command]
pub(crate) async fn sign_out_everywhere(desk: Desk<'_>, id: String) -> Answer<SignOutReceipt> {
    desk.engine().await?.sign_out_everywhere(&id, IN_THE_BROWSER).await
}

#[tauri::command]
pub(crate) async fn forget_account(desk: Desk<'_>, id: String, untold: bool) -> Answer<()> {
    let engine = desk.engine().await?;
    if untold { engine.forget_untold(&id).await } else { engine.forget(&id).await }
}

#[tauri::command]
pub(crate) async fn sign_in_again(desk: Desk<'_>, id: String) -> Answer<SignInStarted> {
    desk.engine().await?.sign_in_again(&id, true).await
}
