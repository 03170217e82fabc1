//! `countersign agent`: in the foreground until it is told to end; the person is asked on its terminal.

use std::io::IsTerminal as _;
use std::sync::Arc;

use countersign_engine::agent::{AgentOptions, ApprovalView, Approver, Nobody, Use, uses};
use countersign_engine::{Engine, Home};

use super::approval_prompt::AtTheTerminal;
use super::interruption::interrupted;
use crate::args::{AgentCommand, Approvals, RunAgent};
use crate::output::{Failure, Output, time};

pub(super) async fn run(engine: &Engine, out: Output, home: Home, args: RunAgent) -> Result<(), Failure> {
    match args.command {
        None => serve(engine, out, home, args).await,
        Some(AgentCommand::Log) => log(out, &uses(&home)?),
        Some(AgentCommand::Approvals(Approvals::List)) => list(out, &engine.approvals().await?),
        Some(AgentCommand::Approvals(Approvals::Allow { program, account, lasts })) => {
            let allowed = engine.allow_program(&program, &account, lasts).await?;
            out.answer(&allowed, || format!("Allowed until {}, as {}", time(allowed.expires_at), allowed.id))
        }
        Some(AgentCommand::Approvals(Approvals::Revoke { approval })) => Ok(engine.revoke_approval(&approval).await?),
    }
}

async fn serve(engine: &Engine, out: Output, home: Home, args: RunAgent) -> Result<(), Failure> {
    // Asked for before the socket is there, so that no signal leaves it behind.
    let interrupted = interrupted();
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let approver: Arc<dyn Approver> = if terminal { Arc::new(AtTheTerminal::new(out)) } else { Arc::new(Nobody) };
    let usual = AgentOptions::usual(home, approver);
    let agent = engine.open_agent(AgentOptions { socket: args.socket, approval_lasts: args.approval_lasts, ..usual })?;
    let socket = agent.socket().to_string_lossy().into_owned();
    out.answer(&serde_json::json!({ "socket": socket, "process": std::process::id() }), || socket.clone())?;
    let asks = if terminal { "You are asked here" } else { "Nobody is here to be asked: only what was approved is given" };
    out.tell(&format!("The agent answers. {asks}; Ctrl-C ends it."));
    Ok(agent.serve(interrupted, args.idle).await?)
}

fn list(out: Output, approvals: &[ApprovalView]) -> Result<(), Failure> {
    let row = |approval: &ApprovalView| {
        let (id, program, account) = (approval.id.clone(), approval.program.clone(), approval.account.clone());
        vec![id, program, account, approval.scopes.to_wire(), time(approval.expires_at)]
    };
    out.list(approvals, &["APPROVAL", "PROGRAM", "ACCOUNT", "SCOPES", "ENDS"], row, "No program is allowed anything.")
}

fn log(out: Output, uses: &[Use]) -> Result<(), Failure> {
    let row = |used: &Use| vec![time(used.at), used.program.clone(), used.account.clone(), used.scopes.to_wire(), used.answer.clone()];
    out.list(uses, &["WHEN", "PROGRAM", "ACCOUNT", "SCOPES", "ANSWER"], row, "No program has asked yet.")
}
