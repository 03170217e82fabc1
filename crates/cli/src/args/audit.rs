//! The audit of an accounts service.

use clap::{Args, Subcommand};
use countersign_wire::UnixSeconds;

use super::administrator::{Administrator, Paging};
use super::values::moment;

#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) who: Administrator,
    #[command(subcommand)]
    pub(crate) command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// What happened, the newest first: a page of 50 rows unless said otherwise.
    #[command(
        after_help = "Example:\n  countersign audit list --deed signed_in --from 2026-05-14\n  countersign audit list --subject app:CLIENT_ID --limit 200"
    )]
    List {
        #[command(flatten)]
        which: AuditRows,
        #[command(flatten)]
        paging: Paging,
    },
    /// All rows that match, one JSON value a line, the newest first.
    #[command(after_help = "Example:\n  countersign audit export --from 2026-05-01 --until 2026-06-01 > may.jsonl")]
    Export {
        #[command(flatten)]
        which: AuditRows,
    },
    /// Look whether the audit is as it was written: nothing changed, cut or put in another order.
    #[command(after_help = "Example:\n  countersign audit verify")]
    Verify,
}

#[derive(Debug, Args)]
pub(crate) struct AuditRows {
    /// What happened, in a word such as signed_in.
    #[arg(long, value_name = "WORD")]
    pub(crate) deed: Option<String>,
    /// Who did it, by id or e-mail address.
    #[arg(long, value_name = "PERSON")]
    pub(crate) actor: Option<String>,
    /// The app that it happened with, by client id.
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,
    /// What it is about, as a kind and an id: person:, app:, api_key:, organisation: or signing_key:.
    #[arg(long, value_name = "KIND:ID")]
    pub(crate) subject: Option<String>,
    /// From when: a day, a time, or Unix seconds.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) from: Option<UnixSeconds>,
    /// Until when: a day, a time, or Unix seconds.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) until: Option<UnixSeconds>,
}
