//! Organisations, beside a running service.

use serde_json::json;

use super::{Failure, Opens as _, print};
use crate::args::NewOrganisation;

pub(crate) async fn add(organisation: NewOrganisation) -> Result<(), Failure> {
    let id = organisation.database.operator()?.add_organisation(&organisation.name).await?;
    print(&json!({ "id": id, "name": organisation.name.trim() }))
}
