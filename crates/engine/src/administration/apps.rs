//! OAuth apps: listed, counted, made, changed, deleted.

use countersign_wire::app::{AppFacets, AppImpact, AppPage, AppQuery, Bulk, BulkResult, CreatedApp, OAuthApp, OAuthAppDraft, Transfer};
use countersign_wire::error::UserError;
use reqwest::StatusCode;

use super::request::{Request, checked};
use super::{Administration, ShownOnce};
use crate::json_api::done;

impl Administration<'_> {
    /// One page of the list.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn apps(&self, query: AppQuery) -> Result<AppPage, UserError> {
        self.read(Request::get(&["apps"]).asking(&query)?).await
    }

    /// How many apps of a query there are, by each thing they are chosen by.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_facets(&self, query: AppQuery) -> Result<AppFacets, UserError> {
        self.read(Request::get(&["apps", "facets"]).asking(&query)?).await
    }

    /// One app.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app(&self, client_id: &str) -> Result<OAuthApp, UserError> {
        self.read(Request::get(&["apps", client_id])).await
    }

    /// Creates an app; its secret is in the answer, this once.
    ///
    /// # Errors
    /// What is wrong with which field, or as the service refuses.
    pub async fn create_app(&self, draft: OAuthAppDraft) -> Result<ShownOnce<CreatedApp>, UserError> {
        checked(draft.validate())?;
        self.read_once(Request::post(&["apps"]).json(&draft)?).await
    }

    /// Changes an app that was read at `version`.
    ///
    /// # Errors
    /// `Conflict` where it was changed since.
    pub async fn update_app(&self, client_id: &str, draft: OAuthAppDraft, version: i64) -> Result<OAuthApp, UserError> {
        checked(draft.validate())?;
        self.read(Request::put(&["apps", client_id]).json(&draft)?.at_version(version)?).await
    }

    /// Deletes an app, and all that was granted to it.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn delete_app(&self, client_id: &str) -> Result<(), UserError> {
        self.done(Request::delete(&["apps", client_id])).await.map(drop)
    }

    /// What deleting an app would break.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_impact(&self, client_id: &str) -> Result<AppImpact, UserError> {
        self.read(Request::get(&["apps", client_id, "impact"])).await
    }

    /// Lets an app be used, or not; then what it was given ends.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn enable_app(&self, client_id: &str, enabled: bool) -> Result<OAuthApp, UserError> {
        self.read(Request::post(&["apps", client_id, if enabled { "enable" } else { "disable" }])).await
    }

    /// Does one thing to up to 200 apps, and tells for each what came of it: one that cannot be changed hinders none of the others.
    ///
    /// # Errors
    /// Where nothing was done to any, as the service refuses.
    pub async fn change_apps(&self, bulk: Bulk) -> Result<BulkResult, UserError> {
        self.read(Request::post(&["apps", "bulk"]).json(&bulk)?).await
    }

    /// Gives an app to another organisation, by its id, or to none.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn transfer_app(&self, client_id: &str, organisation: Option<String>) -> Result<OAuthApp, UserError> {
        self.read(Request::post(&["apps", client_id, "transfer"]).json(&Transfer { organisation })?).await
    }

    /// The logo of an app, as the service has it; `None` where it has none. Whoever shows it looks at it first: it is whatever the
    /// service says.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_logo(&self, client_id: &str) -> Result<Option<Vec<u8>>, UserError> {
        let request = Request::get(&["apps", client_id, "logo"]).accepting("image/png");
        let (answer, _) = self.ask(request).await?;
        if answer.status == StatusCode::NOT_FOUND { Ok(None) } else { Ok(Some(done(answer)?.body)) }
    }

    /// Sets the logo of an app: PNG, JPEG or WebP, as the bytes of a file; `None` takes it away.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn set_app_logo(&self, client_id: &str, picture: Option<Vec<u8>>) -> Result<(), UserError> {
        let logo = ["apps", client_id, "logo"];
        let request = match picture {
            Some(picture) => Request::put(&logo).body("application/octet-stream", picture),
            None => Request::delete(&logo),
        };
        self.done(request).await.map(drop)
    }
}
