//! What every route answers: its own answer, and each error that the document says of it.

mod apps;
mod belongings;
mod conflicts;
mod declared;
mod every_error;
mod keys;
mod one_app;
mod organisations;
mod people;
mod refusals;
mod signing_and_audit;

use reqwest::Method;
use serde_json::Value;
use support::service::web_app;
use support::visitor::Answer;

use crate::desk::{Caller, service};

/// What an administrator is answered.
async fn answered(method: Method, path: &str, body: Value, version: Option<i64>) -> Answer {
    let service = service().await;
    let administrator = Caller::administrator(&service).await;
    administrator.send(method, path, Some(&body).filter(|body| !body.is_null()), version).await
}

/// The address of an app that an administrator made.
async fn app(administrator: &Caller<'_>) -> String {
    format!("/apps/{}", administrator.create(&web_app()).await.app.client_id)
}
