//! OAuth apps, for those who administer them.

use countersign_engine::ShownOnce;
use countersign_wire::app::{
    AppFacets, AppGrantPage, AppImpact, AppPage, AppPlan, AppQuery, AppUsage, Application, Bulk, BulkResult, CreatedApp, DraftCheck,
    Mismatches, NewSecret, OAuthApp, OAuthAppDraft, Revoked, SecretList,
};

use super::{Answer, Desk};
use crate::picture;

#[tauri::command]
pub(crate) async fn apps(desk: Desk<'_>, account: String, query: AppQuery) -> Answer<AppPage> {
    desk.engine().await?.administration(Some(&account)).apps(query).await
}

#[tauri::command]
pub(crate) async fn app(desk: Desk<'_>, account: String, client_id: String) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).app(&client_id).await
}

/// The same check that the service makes, while the person types.
#[tauri::command]
pub(crate) async fn check_app(draft: OAuthAppDraft) -> Answer<DraftCheck> {
    Ok(draft.check())
}

#[tauri::command]
pub(crate) async fn create_app(desk: Desk<'_>, account: String, draft: OAuthAppDraft) -> Answer<CreatedApp> {
    desk.engine().await?.administration(Some(&account)).create_app(draft).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn update_app(desk: Desk<'_>, account: String, client_id: String, draft: OAuthAppDraft, version: i64) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).update_app(&client_id, draft, version).await
}

#[tauri::command]
pub(crate) async fn delete_app(desk: Desk<'_>, account: String, client_id: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).delete_app(&client_id).await
}

#[tauri::command]
pub(crate) async fn new_secret(desk: Desk<'_>, account: String, client_id: String) -> Answer<NewSecret> {
    desk.engine().await?.administration(Some(&account)).new_secret(&client_id).await.map(ShownOnce::handed_over)
}

#[tauri::command]
pub(crate) async fn app_facets(desk: Desk<'_>, account: String, query: AppQuery) -> Answer<AppFacets> {
    desk.engine().await?.administration(Some(&account)).app_facets(query).await
}

#[tauri::command]
pub(crate) async fn app_impact(desk: Desk<'_>, account: String, client_id: String) -> Answer<AppImpact> {
    desk.engine().await?.administration(Some(&account)).app_impact(&client_id).await
}

#[tauri::command]
pub(crate) async fn enable_app(desk: Desk<'_>, account: String, client_id: String, enabled: bool) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).enable_app(&client_id, enabled).await
}

#[tauri::command]
pub(crate) async fn change_apps(desk: Desk<'_>, account: String, bulk: Bulk) -> Answer<BulkResult> {
    desk.engine().await?.administration(Some(&account)).change_apps(bulk).await
}

#[tauri::command]
pub(crate) async fn transfer_app(desk: Desk<'_>, account: String, client_id: String, organisation: Option<String>) -> Answer<OAuthApp> {
    desk.engine().await?.administration(Some(&account)).transfer_app(&client_id, organisation).await
}

/// As an image that the page may show (W5).
#[tauri::command]
pub(crate) async fn app_logo(desk: Desk<'_>, account: String, client_id: String) -> Answer<Option<String>> {
    let logo = desk.engine().await?.administration(Some(&account)).app_logo(&client_id).await?;
    match logo {
        Some(logo) => picture::for_the_page(logo).await.map(Some),
        None => Ok(None),
    }
}

#[tauri::command]
pub(crate) async fn set_app_logo(desk: Desk<'_>, account: String, client_id: String, picture: Option<Vec<u8>>) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).set_app_logo(&client_id, picture).await
}

#[tauri::command]
pub(crate) async fn app_usage(desk: Desk<'_>, account: String, client_id: String, days: Option<u32>) -> Answer<AppUsage> {
    desk.engine().await?.administration(Some(&account)).app_usage(&client_id, days).await
}

#[tauri::command]
pub(crate) async fn redirect_mismatches(desk: Desk<'_>, account: String, client_id: String) -> Answer<Mismatches> {
    desk.engine().await?.administration(Some(&account)).redirect_mismatches(&client_id).await
}

#[tauri::command]
pub(crate) async fn app_grants(
    desk: Desk<'_>,
    account: String,
    client_id: String,
    cursor: Option<String>,
    limit: Option<u32>,
) -> Answer<AppGrantPage> {
    desk.engine().await?.administration(Some(&account)).app_grants(&client_id, cursor, limit).await
}

#[tauri::command]
pub(crate) async fn revoke_grant(desk: Desk<'_>, account: String, client_id: String, grant: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).revoke_grant(&client_id, &grant).await
}

#[tauri::command]
pub(crate) async fn revoke_grants(desk: Desk<'_>, account: String, client_id: String) -> Answer<Revoked> {
    desk.engine().await?.administration(Some(&account)).revoke_grants(&client_id).await
}

#[tauri::command]
pub(crate) async fn app_secrets(desk: Desk<'_>, account: String, client_id: String) -> Answer<SecretList> {
    desk.engine().await?.administration(Some(&account)).app_secrets(&client_id).await
}

#[tauri::command]
pub(crate) async fn retire_secret(desk: Desk<'_>, account: String, client_id: String, secret: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).retire_secret(&client_id, &secret).await
}

#[tauri::command]
pub(crate) async fn restore_secret(desk: Desk<'_>, account: String, client_id: String, secret: String) -> Answer<()> {
    desk.engine().await?.administration(Some(&account)).restore_secret(&client_id, &secret).await
}

#[tauri::command]
pub(crate) async fn export_apps(desk: Desk<'_>, account: String) -> Answer<String> {
    desk.engine().await?.administration(Some(&account)).export_apps().await
}

#[tauri::command]
pub(crate) async fn plan_apps(desk: Desk<'_>, account: String, file: String, prune: bool) -> Answer<AppPlan> {
    desk.engine().await?.administration(Some(&account)).plan_apps(file, prune).await
}

#[tauri::command]
pub(crate) async fn apply_apps(desk: Desk<'_>, account: String, file: String, prune: bool, plan: AppPlan) -> Answer<Application> {
    desk.engine().await?.administration(Some(&account)).apply_apps(file, prune, plan).await.map(ShownOnce::handed_over)
}
