//! The logo of an app: a small picture that is read carefully and written anew, so that nothing of what was sent is ever
//! shown but its pixels (A20).

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};

use super::reached;
use crate::administration::Desk;
use crate::administration::answer::Refusal;
use crate::administration::authority::AppManager;
use crate::administration::document::{NoSuch, Refusals, Stands, TooLarge};
use crate::administration::request::{Id, problem};
use crate::apps::logo::{Logo, LogoProblem};
use crate::audit::Deed;

/// Reads the logo of an app.
#[utoipa::path(get, path = "/apps/{client_id}/logo", operation_id = "read_app_logo", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 200, description = "The logo, 256 × 256 at most.", content_type = "image/png", body = Vec<u8>), Refusals, NoSuch),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn read(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    let png = desk.store.logo(&client_id).await?.ok_or(Refusal::NotFound("logo of this app"))?;
    let mut response = png.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Sets the logo of an app: PNG, JPEG or WebP, 1 MiB and 2,048 × 2,048 at most. It is kept as PNG of 256 × 256 at most.
#[utoipa::path(put, path = "/apps/{client_id}/logo", operation_id = "set_app_logo", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    request_body(content_type = "application/octet-stream", content = Vec<u8>, description = "The picture itself."),
    responses((status = 204, description = "It is set."), Refusals, NoSuch, Stands, TooLarge),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn set(who: AppManager, State(desk): State<Desk>, Id(client_id): Id, body: Bytes) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    // Decoding takes a moment of a whole core: it is done where it holds up nobody.
    let logo = tokio::task::spawn_blocking(move || Logo::read(&body)).await.unwrap_or(Err(LogoProblem::Broken));
    let logo = logo.map_err(|wrong| problem("logo", wrong.to_string()))?;
    let entry = who.does(Deed::LogoChanged, desk.clock.now()).on_app(&client_id).saying("set");
    desk.store.set_app_logo(&client_id, &who.reach, Some(logo.into_png()), entry).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Takes the logo of an app away.
#[utoipa::path(delete, path = "/apps/{client_id}/logo", operation_id = "delete_app_logo", tag = "apps",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 204, description = "There is none any more."), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])))]
pub(super) async fn take_away(who: AppManager, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    let entry = who.does(Deed::LogoChanged, desk.clock.now()).on_app(&client_id).saying("taken away");
    desk.store.set_app_logo(&client_id, &who.reach, None, entry).await??;
    Ok(StatusCode::NO_CONTENT.into_response())
}
