//! The secrets of an app: two work at a time, so that a program can change over without a gap.

use axum::extract::State;
use axum::response::Response;
use countersign_wire::app::NewSecret;
use http::StatusCode;

use super::{done, reached};
use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::{AppManager, Fresh};
use crate::administration::document::{NoSuch, Refusals, Stands};
use crate::administration::request::Id;
use crate::apps::registration;
use crate::audit::Deed;

/// Makes a secret, which is shown this once. A third retires the oldest, and the answer names it.
#[utoipa::path(post, path = "/apps/{client_id}/secrets", operation_id = "add_app_secret", tag = "secrets",
    params(("client_id" = String, Path, description = "The app's client id.")),
    responses((status = 201, description = "The secret.", body = NewSecret), Refusals, NoSuch, Stands),
    security(("app_manager" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(300))))]
pub(super) async fn add(who: Fresh<AppManager>, State(desk): State<Desk>, Id(client_id): Id) -> Result<Response, Refusal> {
    reached(&desk, &who, &client_id).await?;
    let now = desk.clock.now();
    let (kept, shown) = registration::new_secret(desk.entropy.as_ref(), now);
    let entry = who.does(Deed::SecretAdded, now).about(&client_id);
    let added = done(desk.store.add_secret(&client_id, kept, entry).await?)?;
    let secret = NewSecret { client_id, client_secret: shown.expose().to_owned(), retired: added.retired };
    Ok(with_status(StatusCode::CREATED, &secret))
}
