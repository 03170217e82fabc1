//! The secrets of an app: two work at a time, so that a program can change over without a gap.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{NewSecret, SecretList};
use http::StatusCode;

use super::reached;
use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::{AppManager, Fresh};
use crate::administration::document::{NoSuch, Refusals, Stands};
use crate::administration::request::{Id, Ids};
use crate::apps::registration;
use crate::audit::Deed;
use crate::people::fresh;
use crate::store::rows::{App, AppSecret};

/// How long a retired secret can be taken back.
const BACK_WITHIN_SECONDS: i64 = 7 * 24 * 3600;
/// A secret that was not used for so long is worth a look.
const IDLE_SECONDS: i64 = 90 * 24 * 3600;

/// Lists the secrets of an app without the secrets themselves, those that were retired lately too.
#[utoipa::path(get, path = "/apps/{client_id}/secrets", operation_id = "list_app_secrets", tag = "secrets",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The secrets, oldest first.", body = SecretList), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn list(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    let app = reached(&desk, &who, &client_id).await?;
    let secrets = app.secrets.iter().map(AppSecret::view).collect();
    Ok(with_status(StatusCode::OK, &SecretList { secrets, warnings: warnings(&app, desk.clock.now()) }))
}

/// What an administrator should look at.
fn warnings(app: &App, now: i64) -> Vec<String> {
    let mut warnings = Vec::new();
    if !app.settings.client_keys.is_empty() {
        if app.working_secrets().next().is_some() {
            warnings.push("This app shows who it is by its keys, so its secrets do not work. Retire them.".to_owned());
        }
        return warnings;
    }
    if app.wants_secret && app.working_secrets().next().is_none() {
        warnings.push("No secret works, so this app cannot show who it is. Make one, or take a retired one back.".to_owned());
    }
    for secret in app.working_secrets() {
        let last = secret.last_use.as_ref().map_or(secret.created_at, |(at, _)| *at);
        if now.saturating_sub(last) > IDLE_SECONDS {
            warnings.push(format!("Secret {} was not used for more than 90 days. Retire it where nobody needs it.", secret.id));
        }
    }
    warnings
}

/// Makes a secret, which is shown this once. A third retires the oldest, and the answer names it.
#[utoipa::path(post, path = "/apps/{client_id}/secrets", operation_id = "add_app_secret", tag = "secrets",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 201, description = "The secret.", body = NewSecret), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
pub(super) async fn add(who: Fresh<AppManager>, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    let now = desk.clock.now();
    let (kept, shown) = registration::new_secret(desk.entropy.as_ref(), now);
    let entry = who.does(Deed::SecretAdded, now).on_app(&client_id).saying(&kept.id);
    let added = desk.store.add_secret(&client_id, &who.reach, kept, entry).await??;
    let secret = NewSecret { client_id, client_secret: shown.expose().to_owned(), retired: added.retired };
    Ok(with_status(StatusCode::CREATED, &secret))
}

/// Retires a secret: it does not work from now on. It can be taken back for 7 days.
#[utoipa::path(delete, path = "/apps/{client_id}/secrets/{secret}", operation_id = "retire_app_secret", tag = "secrets",
    params(("client_id" = String, Path, description = "The app's client id."), ("secret" = String, Path, description = "The secret's id.")),
    responses((status = 204, description = "It is retired."), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
pub(super) async fn retire(who: Fresh<AppManager>, State(desk): State<Desk>, Ids(client_id, secret): Ids) -> Result<Response, Refusal> {
    let entry = who.does(Deed::SecretRetired, desk.clock.now()).on_app(&client_id).saying(&secret);
    desk.store.retire_secret(&client_id, &who.reach, &secret, entry).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Takes the retiring of a secret back, within 7 days and while fewer than two others work.
#[utoipa::path(post, path = "/apps/{client_id}/secrets/{secret}/restoration", operation_id = "restore_app_secret", tag = "secrets",
    params(("client_id" = String, Path, description = "The app's client id."), ("secret" = String, Path, description = "The secret's id.")),
    responses((status = 204, description = "It works again."), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
pub(super) async fn restore(who: Fresh<AppManager>, State(desk): State<Desk>, Ids(client_id, secret): Ids) -> Result<Response, Refusal> {
    let now = desk.clock.now();
    let entry = who.does(Deed::SecretRestored, now).on_app(&client_id).saying(&secret);
    desk.store.restore_secret(&client_id, &who.reach, &secret, now.saturating_sub(BACK_WITHIN_SECONDS), entry).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}
