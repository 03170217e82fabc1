//! Product APIs of a service, and the API keys that open them. Their tokens never come here.

use countersign_wire::product_apis::{ApiKeyOfProvider, ProductAccess};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn product_access(desk: Desk<'_>, id: String) -> Answer<ProductAccess> {
    desk.engine().await?.product_access(&id).await
}

#[tauri::command]
pub(crate) async fn product_api_keys(desk: Desk<'_>) -> Answer<Vec<ApiKeyOfProvider>> {
    desk.engine().await?.api_keys().await
}

/// The secret comes as the handle of one that was taken from the clipboard (INB-08), and is let go of once it is kept.
#[tauri::command]
pub(crate) async fn keep_product_api_key(desk: Desk<'_>, provider: String, key: String, secret: String) -> Answer<ApiKeyOfProvider> {
    let held = desk.held_secrets.known(&secret)?;
    let kept = desk.engine().await?.keep_api_key(&provider, key, held).await?;
    desk.held_secrets.let_go(&secret);
    Ok(kept)
}

#[tauri::command]
pub(crate) async fn forget_product_api_key(desk: Desk<'_>, provider: String) -> Answer<()> {
    desk.engine().await?.forget_api_key(&provider).await
}
