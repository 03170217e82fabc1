//! What happened lately in sign-ins, renewals and sign-outs, without anything secret.

use countersign_wire::trace::Trace;

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn traces(desk: Desk<'_>) -> Answer<Vec<Trace>> {
    desk.engine().await?.traces().await
}

/// Of one attempt or of one account, by its id.
#[tauri::command]
pub(crate) async fn traces_of(desk: Desk<'_>, which: String) -> Answer<Vec<Trace>> {
    desk.engine().await?.traces_of(&which).await
}
