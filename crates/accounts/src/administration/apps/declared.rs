//! Apps as a file: written, planned, applied.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use countersign_wire::app::{AdministrationCode, AppPlan, Applied, ApplyRequest, PlanChanged, PlanRequest};
use http::{HeaderValue, StatusCode, header};

use crate::administration::Desk;
use crate::administration::answer::{Refusal, with_status};
use crate::administration::authority::{Administrator, Fresh};
use crate::administration::document::{NotJson, Refusals};
use crate::administration::request::Sent;
use crate::apps::declared::{self, Applying, DeclaredError};
use crate::audit::Deed;
use crate::people::fresh;

/// Writes all apps as a file, sorted and without secrets.
#[utoipa::path(get, path = "/apps/export", operation_id = "export_apps", tag = "declared",
    responses((status = 200, description = "The file, as TOML.", content_type = "application/toml", body = String), Refusals),
    security(("administrator" = ["accounts:admin"])))]
pub(super) async fn export(_: Administrator, State(desk): State<Desk>) -> Result<Response, Refusal> {
    let text = declared::export(&desk.store.all_apps().await?).map_err(refused)?;
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/toml"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Tells what a file of apps would change. The file has 8 MiB at most.
#[utoipa::path(post, path = "/apps/plan", operation_id = "plan_apps", tag = "declared", request_body = PlanRequest,
    responses((status = 200, description = "The plan.", body = AppPlan), Refusals, NotJson),
    security(("administrator" = ["accounts:admin"])))]
pub(super) async fn plan(_: Administrator, State(desk): State<Desk>, Sent(asked): Sent<PlanRequest>) -> Result<Response, Refusal> {
    let planned = declared::plan(&asked.file, asked.prune, &desk.store.all_apps().await?, Some(&desk.issuer)).map_err(refused)?;
    Ok(with_status(StatusCode::OK, &planned.plan))
}

/// Does exactly what a plan says. Where something was changed since, nothing is done, and the answer is the new plan.
#[utoipa::path(post, path = "/apps/apply", operation_id = "apply_apps", tag = "declared", request_body = ApplyRequest,
    responses((status = 200, description = "What was done, and the new secrets, shown this once.", body = Applied), Refusals, NotJson,
        (status = 409, description = "plan_changed: nothing was done.", body = PlanChanged)),
    security(("administrator" = ["accounts:admin"])), extensions(("x-fresh-sign-in" = json!(fresh::SECONDS))))]
pub(super) async fn apply(
    who: Fresh<Administrator>,
    State(desk): State<Desk>,
    Sent(asked): Sent<ApplyRequest>,
) -> Result<Response, Refusal> {
    let applying = Applying {
        store: desk.store.as_ref(),
        entropy: desk.entropy.as_ref(),
        issuer: Some(&desk.issuer),
        by: Some(who.id()),
        entry: who.does(Deed::AppChanged, desk.clock.now()),
    };
    match applying.apply(&asked.file, asked.prune, Some(&asked.plan)).await {
        Ok(applied) => Ok(with_status(StatusCode::OK, &applied)),
        Err(DeclaredError::Changed(plan)) => {
            let message = "Something was changed since the plan was made. Nothing was done. Look at the new plan, and apply that.";
            let changed =
                PlanChanged { code: AdministrationCode::PlanChanged.as_str().to_owned(), message: message.to_owned(), plan: *plan };
            Ok(with_status(StatusCode::CONFLICT, &changed))
        }
        Err(error) => Err(refused(error)),
    }
}

fn refused(error: DeclaredError) -> Refusal {
    match error {
        DeclaredError::Invalid(problems) => Refusal::Invalid(problems),
        DeclaredError::Store(error) => Refusal::Store(error),
        error => Refusal::Unreadable(error.to_string()),
    }
}
