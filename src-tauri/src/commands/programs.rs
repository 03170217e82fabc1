//! Other programs that ask for tokens.

use countersign_wire::program::ProgramVerdict;

use super::{Answer, Desk};

#[tauri::command]
pub(crate) async fn answer_program(desk: Desk<'_>, id: String, verdict: ProgramVerdict) -> Answer<()> {
    desk.agent.answer(&id, verdict)
}
