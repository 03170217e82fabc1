//! The audit.

use countersign_accounts::operations::check::verify_audit;
use countersign_accounts::store::{Audit as _, rows::AuditPage};
use countersign_wire::audit::{AuditRow, AuditVerdict};
use serde_json::json;

use super::{Failure, Opens as _, print};
use crate::args::{AuditCommand, Existing, Export};

/// Rows that are read at once.
const ROWS: u32 = 1000;

pub(crate) async fn run(command: AuditCommand) -> Result<(), Failure> {
    match command {
        AuditCommand::Verify(database) => verify(&database),
        AuditCommand::Export(wanted) => export(&wanted).await,
    }
}

fn verify(database: &Existing) -> Result<(), Failure> {
    let verdict: AuditVerdict = verify_audit(&database.file)?.into();
    print(&json!(verdict))?;
    match verdict.trouble {
        Some(trouble) => Err(format!("{trouble}. Compare it with your last backup, and find out who could write to the database.").into()),
        None => Ok(()),
    }
}

async fn export(wanted: &Export) -> Result<(), Failure> {
    let operator = wanted.database.operator()?;
    let mut before = None;
    loop {
        let AuditPage { items, next } = operator.store().audit(wanted.query(), before, ROWS).await?;
        for row in items {
            print(&json!(AuditRow::from(row)))?;
        }
        before = next;
        if before.is_none() {
            return Ok(());
        }
    }
}
