//! What was written down at the service.

use countersign_wire::audit::{AuditFilter, AuditPage, AuditVerdict};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn audit(desk: Desk<'_>, account: String, filter: AuditFilter, limit: Option<u32>) -> Answer<AuditPage> {
    desk.engine().await?.administration(Some(&account)).audit(&filter, limit).await
}

#[tauri::command]
pub(crate) async fn verify_audit(desk: Desk<'_>, account: String) -> Answer<AuditVerdict> {
    desk.engine().await?.administration(Some(&account)).verify_audit().await
}
