//! OAuth apps, beside a running service.

use serde_json::{Value, json};

use super::{Failure, operator, print};
use crate::args::NewApp;

pub(crate) async fn add(app: NewApp) -> Result<(), Failure> {
    let operator = operator(&app.database.file)?;
    let added = operator.add_app(app.into_draft()).await?;
    for warning in &added.warnings {
        eprintln!("countersign-accounts: {warning}");
    }
    let mut answer = json!({ "client_id": added.client_id });
    if let Some(secret) = &added.secret {
        answer["client_secret"] = Value::from(secret.expose());
    }
    print(&answer)
}
