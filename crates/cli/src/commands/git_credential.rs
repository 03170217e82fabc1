//! `countersign git-credential`: the helper that git runs, and the hosts that it knows.

use std::io::Read as _;

use countersign_engine::{Engine, GitHostView};
use countersign_wire::error::{ErrorCode, UserError};

use serde::Serialize;
use utoipa::ToSchema;

use super::providers::RemovedLine;
use crate::args::GitCredential;
use crate::output::{Failure, Output};

/// More than git writes, so that what is too long is seen to be.
const MOST_READ: u64 = 128 * 1024;

/// A host at which git gets tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct GitHostLine {
    host: String,
    account: String,
    #[schema(required = true)]
    username: Option<String>,
}

impl From<GitHostView> for GitHostLine {
    fn from(GitHostView { host, account, username }: GitHostView) -> Self {
        Self { host, account, username }
    }
}

pub(super) async fn run(engine: &Engine, out: Output, asked: GitCredential) -> Result<(), Failure> {
    match asked {
        GitCredential::Get => match engine.git_credential(&read()?).await? {
            // Git's own lines, whatever form this command's answers have otherwise.
            Some(answer) => Output::new(false).answer(&(), || answer.expose().to_owned()),
            None => Ok(()),
        },
        GitCredential::Store => read().map(drop),
        GitCredential::Erase => Ok(engine.git_credential_refused(&read()?).await?),
        GitCredential::Bind { host, account, username } => {
            let bound = GitHostLine::from(engine.bind_git_host(&host, &account, username).await?);
            out.answer(&bound, || format!("Git gets tokens of {} at {}", bound.account, bound.host))
        }
        GitCredential::Unbind { host } => {
            engine.unbind_git_host(&host).await?;
            out.answer(&RemovedLine { name: &host, removed: true }, || format!("Git gets no token at {}", crate::output::shown(&host)))
        }
        GitCredential::List => {
            let row =
                |host: &GitHostLine| vec![host.host.clone(), host.account.clone(), host.username.clone().unwrap_or_else(|| "–".into())];
            let nothing = "No host is bound. Bind one with: countersign git-credential bind HOST ACCOUNT";
            let hosts: Vec<GitHostLine> = engine.git_hosts().await?.into_iter().map(GitHostLine::from).collect();
            out.list(&hosts, &["HOST", "ACCOUNT", "NAME"], row, nothing)
        }
        GitCredential::Other(words) if words.len() == 1 => read().map(drop),
        GitCredential::Other(_) => {
            Err(UserError::new(ErrorCode::InvalidInput, "There is no such command. See: countersign git-credential --help").into())
        }
    }
}

/// What git writes; read to its end in any case, as git may still be writing.
fn read() -> Result<Vec<u8>, Failure> {
    let mut input = Vec::new();
    let read = std::io::stdin().lock().take(MOST_READ).read_to_end(&mut input);
    read.map_err(|error| UserError::new(ErrorCode::InvalidInput, format!("Standard input cannot be read: {error}.")))?;
    Ok(input)
}
