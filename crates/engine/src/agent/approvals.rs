//! What programs were allowed: records of the vault, so that no other program can write itself one.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use countersign_wire::UnixSeconds;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::program::ApprovalView;
use countersign_wire::scope::ScopeSet;
use serde::{Deserialize, Serialize};

use super::program::{Program, Programs};
use crate::core::Core;
use crate::entropy::short_id;
use crate::http::shown;
use crate::session::Account;
use crate::stored::Stored;
use crate::vault::{RecordKind, Records};

/// As much of a script's first line as Linux looks at.
const LONGEST_LINE: u64 = 256;

/// What the person allowed: one program, one account, and what its token opened then, for a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Approval {
    id: String,
    program: Program,
    account: String,
    scopes: ScopeSet,
    approved_at: UnixSeconds,
    expires_at: UnixSeconds,
}

impl Stored for Approval {
    const KIND: RecordKind = RecordKind::Approval;
    fn id(&self) -> &str {
        &self.id
    }
}

impl From<Approval> for ApprovalView {
    fn from(approval: Approval) -> Self {
        let Approval { id, program, account, scopes, approved_at, expires_at } = approval;
        Self { id, program: program.path, digest: program.digest, account, scopes, approved_at, expires_at }
    }
}

/// How a program stands to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Approved,
    /// It was, with another file at its path.
    Changed,
    Unknown,
}

/// Whether a program was allowed all that an account's token opens. A token that opens more since is another question.
pub(super) fn stand(records: &Records, program: &Program, account: &Account, now: UnixSeconds) -> Stand {
    let of_path: Vec<Approval> = of(records, &program.path, &account.id).filter(|approval| approval.expires_at > now).collect();
    if of_path.iter().any(|approval| approval.program == *program && account.granted.is_within(&approval.scopes)) {
        Stand::Approved
    } else if of_path.iter().any(|approval| approval.program.digest != program.digest) {
        Stand::Changed
    } else {
        Stand::Unknown
    }
}

fn of<'a>(records: &Records, path: &'a str, account: &'a str) -> impl Iterator<Item = Approval> + use<'a> {
    Approval::load_all(records).into_iter().filter(move |approval| approval.program.path == path && approval.account == account)
}

/// Writes down what the person allowed, in the place of what the path was allowed before; what has ended goes too.
pub(super) async fn keep(core: &Core, program: &Program, account: &Account, lasts: Duration) -> Result<ApprovalView, UserError> {
    let now = core.now();
    let approval = Approval {
        id: short_id(core.entropy.as_ref()),
        program: program.clone(),
        account: account.id.clone(),
        scopes: account.granted.clone(),
        approved_at: now,
        expires_at: now.saturating_add(i64::try_from(lasts.as_secs()).unwrap_or(i64::MAX)),
    };
    core.vault
        .write(|records| {
            let replaced = |old: &Approval| old.expires_at <= now || (old.program.path == program.path && old.account == account.id);
            for old in Approval::load_all(records).into_iter().filter(replaced) {
                Approval::remove(records, &old.id);
            }
            approval.store(records)
        })
        .await?;
    Ok(approval.into())
}

/// Allows a program that has not asked yet.
///
/// # Errors
/// `NotFound` where there is no such account or file, `InvalidInput` for a script, which never asks itself.
pub(crate) async fn allow(core: &Core, program: &Path, account: &str, lasts: Duration) -> Result<ApprovalView, UserError> {
    let account = core.load_account(account).await?;
    let told = program.to_owned();
    let script = tokio::task::spawn_blocking(move || interpreter_of(&told)).await.ok().flatten();
    if let Some(interpreter) = script {
        let message = format!(
            "“{}” is a script: its interpreter ({}) is the program that asks, for any script. Allow that one, or have the \
             script run `countersign token`, which asks you once.",
            program.display(),
            shown(&interpreter)
        );
        return Err(UserError::new(ErrorCode::InvalidInput, message).about("program"));
    }
    let told = program.to_owned();
    let program =
        tokio::task::spawn_blocking(move || Programs::new(Vec::new()).at(&told)).await.ok().and_then(Result::ok).ok_or_else(|| {
            let message = format!("There is no program “{}” that can be read. Give the path of its file.", program.display());
            UserError::new(ErrorCode::NotFound, message).about("program")
        })?;
    keep(core, &program, &account, lasts).await
}

/// What the system runs for a script: the rest of its first line.
fn interpreter_of(program: &Path) -> Option<String> {
    let mut line = Vec::new();
    // What is no file, such as a pipe, would not end.
    std::fs::metadata(program).ok().filter(std::fs::Metadata::is_file)?;
    std::fs::File::open(program).ok()?.take(LONGEST_LINE).read_to_end(&mut line).ok()?;
    let rest = line.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    Some(String::from_utf8_lossy(rest).trim().to_owned())
}

/// What is allowed now, the latest first.
///
/// # Errors
/// Where the vault cannot be read.
pub(crate) async fn list(core: &Core) -> Result<Vec<ApprovalView>, UserError> {
    let (records, now) = (core.vault.read().await?, core.now());
    let mut all: Vec<Approval> = Approval::load_all(&records).into_iter().filter(|approval| approval.expires_at > now).collect();
    all.sort_by(|a, b| (b.approved_at, &b.id).cmp(&(a.approved_at, &a.id)));
    Ok(all.into_iter().map(ApprovalView::from).collect())
}

/// Takes an approval back. An agent that runs looks anew with each request.
///
/// # Errors
/// `NotFound`, or where the vault cannot be written.
pub(crate) async fn revoke(core: &Core, id: &str) -> Result<(), UserError> {
    core.vault
        .write(|records| {
            if Approval::remove(records, id) {
                return Ok(());
            }
            let message = format!("There is no approval “{}”. See: countersign agent approvals list.", shown(id));
            Err(UserError::new(ErrorCode::NotFound, message).about("approval"))
        })
        .await
}
