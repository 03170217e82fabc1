//! The audit.

use clap::{Args, Subcommand};
use countersign_accounts::store::rows::AuditQuery;

use super::Database;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Look over the whole chain. Ends without success where a row was changed, taken out or put elsewhere.
    #[command(after_help = "Example:\n  countersign-accounts audit verify --database sqlite:accounts.db")]
    Verify(Database),
    /// Print the rows, one JSON value a line, the latest first.
    #[command(
        after_help = "Example:\n  countersign-accounts audit export --database sqlite:accounts.db --deed sign_in_refused > refused.jsonl"
    )]
    Export(Export),
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Only what happened in this word, such as app_changed.
    #[arg(long)]
    deed: Option<String>,
    /// Only what this person did, by id.
    #[arg(long)]
    actor: Option<String>,
    /// Only what is about this app, by client id.
    #[arg(long)]
    app: Option<String>,
    /// Not before this moment, in Unix seconds.
    #[arg(long, value_name = "SECONDS")]
    from: Option<i64>,
    /// Before this moment, in Unix seconds.
    #[arg(long, value_name = "SECONDS")]
    until: Option<i64>,
}

impl Export {
    pub(crate) fn query(&self) -> AuditQuery {
        let Self { deed, actor, app, from, until, .. } = self;
        AuditQuery { deed: deed.clone(), actor: actor.clone(), app: app.clone(), from: *from, until: *until }
    }
}
