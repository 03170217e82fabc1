//! Apps as a file: written, planned, applied.

use countersign_wire::app::{AdministrationCode, AppPlan, Application, ApplyRequest, PlanChanged, PlanRequest};
use countersign_wire::error::{ErrorCode, UserError};
use reqwest::StatusCode;

use super::request::{Request, refusal};
use super::{Administration, ShownOnce};
use crate::http::shown;
use crate::json_api::read;

impl Administration<'_> {
    /// All apps as TOML, sorted and without secrets.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn export_apps(&self) -> Result<String, UserError> {
        let answer = self.done(Request::get(&["apps", "export"]).accepting("application/toml")).await?;
        String::from_utf8(answer.body)
            .map_err(|_| UserError::new(ErrorCode::BadAnswer, "The service's file of apps cannot be read. Update this app or the service."))
    }

    /// What a file of apps would change. With `prune`, apps that it does not name are removed.
    ///
    /// # Errors
    /// Where the file is wrong, or as the service refuses.
    pub async fn plan_apps(&self, file: String, prune: bool) -> Result<AppPlan, UserError> {
        let planned = self.read(Request::post(&["apps", "plan"]).json(&PlanRequest { file, prune })?).await;
        planned.map_err(placed)
    }

    /// Does exactly what a plan of this file says, or nothing.
    ///
    /// # Errors
    /// Where the file is wrong, or as the service refuses.
    pub async fn apply_apps(&self, file: String, prune: bool, plan: AppPlan) -> Result<ShownOnce<Application>, UserError> {
        let request = Request::post(&["apps", "apply"]).json(&ApplyRequest { file, prune, plan })?;
        let (answer, until_shown) = self.ask(request.shown_once()).await?;
        if answer.status == StatusCode::CONFLICT
            && let Ok(changed) = serde_json::from_slice::<PlanChanged>(&answer.body)
            && changed.code == AdministrationCode::PlanChanged.as_str()
        {
            return Ok(ShownOnce::new(Application::Changed(Box::new(changed)), until_shown));
        }
        if !answer.status.is_success() {
            return Err(placed(refusal(&answer)));
        }
        Ok(ShownOnce::new(Application::Done(read(&answer)?), until_shown))
    }
}

/// Nobody sees a form with the field in it: the words say where in the file it is.
fn placed(error: UserError) -> UserError {
    match &error.field {
        Some(place) => UserError { message: format!("{}: {}", shown(place), error.message), ..error },
        None => error,
    }
}
