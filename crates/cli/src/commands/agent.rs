//! `countersign agent`: in the foreground until it is told to end; the person is asked on its terminal.

use std::io::IsTerminal as _;
use std::sync::Arc;

use countersign_engine::agent::{AgentOptions, Approver, Nobody, Use, uses};
use countersign_engine::{Engine, Home};

use countersign_wire::UnixSeconds;
use countersign_wire::program::ApprovalView;
use countersign_wire::scope::ScopeSet;
use serde::Serialize;
use utoipa::ToSchema;

use super::approval_prompt::AtTheTerminal;
use super::interruption::{attend_to_the_end, interrupted};
use super::providers::RemovedLine;
use crate::args::{AgentCommand, Approvals, RunAgent};
use crate::output::{Failure, Output, time};

/// An agent that answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgentLine {
    socket: String,
    process: u32,
}

/// What a program is allowed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApprovalLine {
    id: String,
    program: String,
    /// SHA-256 of the program's file as it was.
    digest: String,
    account: String,
    scopes: ScopeSet,
    approved_at: UnixSeconds,
    expires_at: UnixSeconds,
}

impl From<ApprovalView> for ApprovalLine {
    fn from(view: ApprovalView) -> Self {
        let ApprovalView { id, program, digest, account, scopes, approved_at, expires_at } = view;
        Self { id, program, digest, account, scopes, approved_at, expires_at }
    }
}

/// What a program asked for, and was told.
#[derive(Serialize, ToSchema)]
pub(crate) struct UseLine {
    at: UnixSeconds,
    program: String,
    process: i32,
    account: String,
    scopes: ScopeSet,
    /// Seconds.
    min_validity: u64,
    /// `given`, or the code of the refusal.
    answer: String,
}

impl From<Use> for UseLine {
    fn from(used: Use) -> Self {
        let Use { at, program, process, account, scopes, min_validity, answer } = used;
        Self { at, program, process, account, scopes, min_validity, answer }
    }
}

pub(super) async fn run(engine: &Engine, out: Output, home: Home, args: RunAgent) -> Result<(), Failure> {
    match args.command {
        None => serve(engine, out, home, args).await,
        Some(AgentCommand::Log) => log(out, uses(&home)?),
        Some(AgentCommand::Approvals(Approvals::List)) => list(out, engine.approvals().await?),
        Some(AgentCommand::Approvals(Approvals::Allow { program, account, lasts })) => {
            let allowed = ApprovalLine::from(engine.allow_program(&program, &account, lasts).await?);
            out.answer(&allowed, || format!("Allowed until {}, as {}", time(allowed.expires_at), allowed.id))
        }
        Some(AgentCommand::Approvals(Approvals::Revoke { approval })) => {
            engine.revoke_approval(&approval).await?;
            out.answer(&RemovedLine { name: &approval, removed: true }, || format!("Revoked {}", crate::output::shown(&approval)))
        }
    }
}

async fn serve(engine: &Engine, out: Output, home: Home, args: RunAgent) -> Result<(), Failure> {
    // Asked for before the socket is there, so that no signal leaves it behind.
    let interrupted = interrupted();
    attend_to_the_end();
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let approver: Arc<dyn Approver> = if terminal { Arc::new(AtTheTerminal::new(out)) } else { Arc::new(Nobody) };
    let usual = AgentOptions::usual(home, approver);
    let agent = engine.open_agent(AgentOptions { socket: args.socket, approval_lasts: args.approval_lasts, ..usual })?;
    let socket = agent.socket().to_string_lossy().into_owned();
    let line = AgentLine { socket, process: std::process::id() };
    out.answer(&line, || line.socket.clone())?;
    let asks = if terminal { "You are asked here" } else { "Nobody is here to be asked: only what was approved is given" };
    out.tell(&format!("The agent answers. {asks}; Ctrl-C ends it."));
    // Whoever asks finds a token that is good already.
    let keeping = engine.keep_sessions();
    let served = agent.serve(interrupted, args.idle).await;
    keeping.stop().await;
    Ok(served?)
}

fn list(out: Output, approvals: Vec<ApprovalView>) -> Result<(), Failure> {
    let approvals: Vec<ApprovalLine> = approvals.into_iter().map(ApprovalLine::from).collect();
    let row = |approval: &ApprovalLine| {
        let (id, program, account) = (approval.id.clone(), approval.program.clone(), approval.account.clone());
        vec![id, program, account, approval.scopes.to_wire(), time(approval.expires_at)]
    };
    out.list(&approvals, &["APPROVAL", "PROGRAM", "ACCOUNT", "SCOPES", "ENDS"], row, "No program is allowed anything.")
}

fn log(out: Output, uses: Vec<Use>) -> Result<(), Failure> {
    let uses: Vec<UseLine> = uses.into_iter().map(UseLine::from).collect();
    let row = |used: &UseLine| vec![time(used.at), used.program.clone(), used.account.clone(), used.scopes.to_wire(), used.answer.clone()];
    out.list(&uses, &["WHEN", "PROGRAM", "ACCOUNT", "SCOPES", "ANSWER"], row, "No program has asked yet.")
}
