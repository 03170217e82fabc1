//! `countersign audit`.

use countersign_engine::Administration;
use countersign_wire::audit::{AuditFilter, AuditRow, AuditVerdict};
use countersign_wire::error::UserError;

use super::people;
use crate::args::{AuditCommand, AuditRows, Paging};
use crate::output::{Failure, Output, PageEnd, when};

/// Rows of a page where nobody says how many.
const ROWS: u32 = 50;
/// Rows that an export asks for at once.
const ROWS_OF_AN_EXPORT: u32 = 200;

pub(super) async fn run(desk: &Administration<'_>, out: Output, command: AuditCommand) -> Result<(), Failure> {
    match command {
        AuditCommand::List { which, paging } => list(desk, out, which, paging).await,
        AuditCommand::Export { which } => export(desk, which).await,
        AuditCommand::Verify => {
            let verdict = desk.verify_audit().await?;
            out.answer(&verdict, || verdict_in_words(&verdict))?;
            if verdict.whole { Ok(()) } else { Err(Failure::Untrue) }
        }
    }
}

async fn filter(desk: &Administration<'_>, which: AuditRows, cursor: Option<String>) -> Result<AuditFilter, UserError> {
    let actor = match which.actor {
        Some(email) if email.contains('@') => Some(people::found(desk, &email).await?.id),
        id => id,
    };
    let AuditRows { deed, app, subject, from, until, .. } = which;
    Ok(AuditFilter { deed, actor, app, subject, from, until, cursor })
}

async fn list(desk: &Administration<'_>, out: Output, which: AuditRows, paging: Paging) -> Result<(), Failure> {
    let filter = filter(desk, which, paging.cursor).await?;
    let page = desk.audit(&filter, paging.limit.or(Some(ROWS))).await?;
    out.list(
        &page.items,
        &["ROW", "WHEN", "WHAT", "WHO", "ABOUT", "FROM", "DETAIL"],
        |row| {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
            let AuditRow { id, at, deed, actor, subject, address, detail, .. } = row;
            vec![
                id.to_string(),
                when(*at),
                deed.clone(),
                or_dash(actor),
                or_dash(subject),
                or_dash(address),
                detail.clone().unwrap_or_default(),
            ]
        },
        "Nothing like that happened.",
    )?;
    out.page_end(&PageEnd { next_cursor: page.next_cursor, total: None })
}

/// Page by page, written as it is read: a long audit takes no more memory than a short one, and where it breaks off, the
/// exit code says so.
async fn export(desk: &Administration<'_>, which: AuditRows) -> Result<(), Failure> {
    let lines = Output::new(true);
    let mut filter = filter(desk, which, None).await?;
    loop {
        let page = desk.audit(&filter, Some(ROWS_OF_AN_EXPORT)).await?;
        page.items.iter().try_for_each(|row| lines.answer(row, String::new))?;
        filter.cursor = page.next_cursor;
        if filter.cursor.is_none() || page.items.is_empty() {
            return Ok(());
        }
    }
}

fn verdict_in_words(verdict: &AuditVerdict) -> String {
    match (verdict.whole, verdict.rows, &verdict.trouble) {
        (true, Some(rows), _) => format!("The audit is whole: {rows} rows, each as it was written"),
        (true, None, _) => "The audit is whole".to_owned(),
        (false, _, Some(trouble)) => format!("The audit is not as it was written: {}", crate::output::shown(trouble)),
        (false, _, None) => "The audit is not as it was written".to_owned(),
    }
}
