//! What is wrong with this computer as far as signing in goes.

use std::time::Duration;

use countersign_engine::DoctorOptions;
use countersign_wire::doctor::Finding;

use super::{Answer, Desk};

/// How long the way of a sign-in may take: the person has to press a button in the browser.
const PROBED_FOR: Duration = Duration::from_secs(60);

#[tauri::command]
pub(crate) async fn doctor(desk: Desk<'_>, provider: Option<String>, offline: bool, repair: bool) -> Answer<Vec<Finding>> {
    desk.engine().await?.doctor(&DoctorOptions { provider, offline, repair }).await
}

/// Walks the way of a sign-in through the opener, the browser and the scheme, to this app, and signs nobody in.
#[tauri::command]
pub(crate) async fn probe(desk: Desk<'_>) -> Answer<Vec<Finding>> {
    let engine = desk.engine().await?;
    let mut findings = engine.doctor_of_links(false).await;
    let probe = engine.start_probe(true).await?;
    findings.extend(probe.finish(PROBED_FOR).await);
    Ok(findings)
}
