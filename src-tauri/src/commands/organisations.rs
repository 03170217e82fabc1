//! Organisations, for those who look after them.

use countersign_wire::person::{Organisation, OrganisationDraft, OrganisationPage};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn organisations(
    desk: Desk<'_>,
    account: String,
    search: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
) -> Answer<OrganisationPage> {
    desk.engine().await?.administration(Some(&account)).organisations(search, cursor, limit).await
}

#[tauri::command]
pub(crate) async fn organisation(desk: Desk<'_>, account: String, id: String) -> Answer<Organisation> {
    desk.engine().await?.administration(Some(&account)).organisation(&id).await
}

#[tauri::command]
pub(crate) async fn add_organisation(desk: Desk<'_>, account: String, draft: OrganisationDraft) -> Answer<Organisation> {
    desk.engine().await?.administration(Some(&account)).add_organisation(draft).await
}

#[tauri::command]
pub(crate) async fn rename_organisation(
    desk: Desk<'_>,
    account: String,
    id: String,
    draft: OrganisationDraft,
    version: i64,
) -> Answer<Organisation> {
    desk.engine().await?.administration(Some(&account)).rename_organisation(&id, draft, version).await
}

#[tauri::command]
pub(crate) async fn delete_organisation(desk: Desk<'_>, account: String, id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).delete_organisation(&id).await
}
