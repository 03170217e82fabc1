//! `countersign doctor`.

use countersign_engine::{DoctorOptions, Engine};
use countersign_wire::doctor::{Finding, Health};
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use super::interruption::interrupted;
use crate::args::Doctor;
use crate::output::{Failure, Output, counting_down, paragraph, shown, style};

/// The page that a probe begins at, where it is printed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProbeLine<'a> {
    /// The address of the page; it is good for this probe.
    probe_url: &'a str,
}

/// Prints what was found. That something failed is the exit code's to say.
pub(super) async fn doctor(engine: &Engine, out: Output, args: Doctor) -> Result<(), Failure> {
    let findings = if args.sign_in {
        sign_in(engine, out, &args).await?
    } else {
        engine.doctor(&DoctorOptions { provider: args.provider, offline: args.offline, repair: args.repair }).await?
    };
    for finding in &findings {
        out.answer(finding, || told(finding))?;
    }
    if findings.iter().any(|finding| finding.state == Health::Failed) { Err(Failure::Untrue) } else { Ok(()) }
}

/// Who receives the link first, as that explains where a probe may be lost.
async fn sign_in(engine: &Engine, out: Output, args: &Doctor) -> Result<Vec<Finding>, Failure> {
    let mut interrupted = std::pin::pin!(interrupted());
    let mut findings = engine.doctor_of_links(args.repair).await;
    let probe = engine.start_probe(!args.print_url).await?;
    if args.print_url {
        let url = probe.url().to_owned();
        out.answer(&ProbeLine { probe_url: &url }, || url.clone())?;
    }
    out.tell("A page opens in your browser. Press its button, and allow the browser to open Countersign where it asks.");
    let came = tokio::select! {
        came = counting_down(out, args.wait, probe.finish(args.wait)) => came,
        () = &mut interrupted => return Err(UserError::new(ErrorCode::Cancelled, "The probe was called off. Nothing was changed.").into()),
    };
    findings.extend(came);
    Ok(findings)
}

/// A finding, and what to do below it.
fn told(finding: &Finding) -> String {
    let word = format!("{:<8}", finding.state.as_str());
    let word = match finding.state {
        Health::Ok => word,
        Health::Warning | Health::Unknown => style::warning(&word),
        Health::Failed => style::error(&word),
    };
    let took = finding.milliseconds.map(|milliseconds| format!(" ({milliseconds} ms)")).unwrap_or_default();
    let name = finding.check.as_str().replace('_', "-");
    let seen = shown(&finding.seen).replace('\n', " ");
    let advice = finding.advice.as_ref().map(|advice| paragraph(&format!("{:20}{}", "", shown(advice).replace('\n', " ")), 20));
    format!("{}{}", paragraph(&format!("{word}  {name:<8}  {seen}{took}"), 20), advice.unwrap_or_default())
}
