//! The audit.

use clap::{Args, Subcommand};
use countersign_accounts::audit::{Deed, Subject};
use countersign_accounts::store::rows::AuditQuery;

use super::Existing;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Look over the whole chain. Ends without success where a row was changed, taken out or put elsewhere.
    #[command(after_help = "Example:\n  countersign-accounts audit verify --database sqlite:accounts.db")]
    Verify(Existing),
    /// Print the rows, one JSON value a line, the latest first.
    #[command(
        after_help = "Example:\n  countersign-accounts audit export --database sqlite:accounts.db --deed sign_in_refused > refused.jsonl"
    )]
    Export(Export),
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) database: Existing,
    /// Only what happened in this word, such as app_changed.
    #[arg(long, value_parser = |word: &str| Deed::parse(word).ok_or("nothing that is written down is called so"))]
    deed: Option<Deed>,
    /// Only what this person did, by id.
    #[arg(long)]
    actor: Option<String>,
    /// Only what happened with this app, by client id.
    #[arg(long)]
    app: Option<String>,
    /// Only what is about this: person:ID, app:CLIENT_ID, api_key:KEY, organisation:ID or signing_key:KID.
    #[arg(long, value_name = "KIND:ID", value_parser = |text: &str| Subject::parse(text).ok_or("it is a kind and an id, such as person:4f2a"))]
    subject: Option<Subject>,
    /// Not before this moment, in Unix seconds.
    #[arg(long, value_name = "SECONDS")]
    from: Option<i64>,
    /// Before this moment, in Unix seconds.
    #[arg(long, value_name = "SECONDS")]
    until: Option<i64>,
}

impl Export {
    pub(crate) fn query(&self) -> AuditQuery {
        let Self { deed, actor, app, subject, from, until, .. } = self;
        AuditQuery { deed: *deed, actor: actor.clone(), app: app.clone(), subject: subject.clone(), from: *from, until: *until }
    }
}
