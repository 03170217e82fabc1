//! Other programs that ask for tokens.

use countersign_wire::program::{ApprovalView, ProgramVerdict};

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn answer_program(desk: Desk<'_>, id: String, verdict: ProgramVerdict) -> Answer<()> {
    desk.agent.answer(&id, verdict)
}

/// What was allowed; nothing where no program can ask.
#[tauri::command]
pub(crate) async fn approvals(desk: Desk<'_>) -> Answer<Vec<ApprovalView>> {
    let engine = desk.engine().await?;
    desk.agent.approvals(&engine).await
}

#[tauri::command]
pub(crate) async fn revoke_approval(desk: Desk<'_>, id: String) -> Answer<()> {
    let engine = desk.engine().await?;
    desk.agent.revoke(&engine, &id).await
}
