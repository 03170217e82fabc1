//! What happened to an app.

use countersign_wire::app::{AppUsage, Mismatches};
use countersign_wire::error::UserError;
use serde::Serialize;

use super::Administration;
use super::request::Request;

#[derive(Serialize)]
struct Days {
    days: Option<u32>,
}

impl Administration<'_> {
    /// What happened to an app day by day, the oldest day first; absent: as many days as the service thinks right.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn app_usage(&self, client_id: &str, days: Option<u32>) -> Result<AppUsage, UserError> {
        self.read(Request::get(&["apps", client_id, "usage"]).asking(&Days { days })?).await
    }

    /// The return addresses that an app asked for lately and that are not registered.
    ///
    /// # Errors
    /// As the service refuses.
    pub async fn redirect_mismatches(&self, client_id: &str) -> Result<Mismatches, UserError> {
        self.read(Request::get(&["apps", client_id, "redirect-uri-mismatches"])).await
    }
}
