//! `countersign trace`.

use countersign_engine::Engine;
use countersign_wire::UnixSeconds;
use countersign_wire::trace::{Trace, TraceEntry, TraceKind, TraceOutcome};
use serde::Serialize;
use utoipa::ToSchema;

use crate::output::{Failure, Output, sequence, when};

/// A record in the list of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct TraceLine {
    id: String,
    kind: TraceKind,
    provider: String,
    #[schema(required = true)]
    account: Option<String>,
    started_at: UnixSeconds,
    /// Absent (null) while it goes on.
    #[schema(required = true)]
    outcome: Option<TraceOutcome>,
    /// Requests to the service.
    exchanges: usize,
}

impl From<Trace> for TraceLine {
    fn from(trace: Trace) -> Self {
        let exchanges = trace.entries.iter().filter(|entry| matches!(entry, TraceEntry::Exchange { .. })).count();
        let Trace { id, kind, provider, account, started_at, outcome, .. } = trace;
        Self { id, kind, provider, account, started_at, outcome, exchanges }
    }
}

pub(super) async fn show(engine: &Engine, out: Output, which: Option<&str>) -> Result<(), Failure> {
    let Some(which) = which else { return list(engine, out).await };
    let traces = engine.traces_of(which).await?;
    traces.iter().try_for_each(|trace| out.answer(trace, || sequence::picture(trace)))
}

async fn list(engine: &Engine, out: Output) -> Result<(), Failure> {
    let lines: Vec<TraceLine> = engine.traces().await?.into_iter().map(TraceLine::from).collect();
    let row = |line: &TraceLine| {
        vec![
            line.id.clone(),
            sequence::kind(line.kind).to_owned(),
            line.provider.clone(),
            line.account.clone().unwrap_or_default(),
            when(line.started_at),
            sequence::outcome(line.outcome).to_owned(),
        ]
    };
    out.list(
        &lines,
        &["ID", "WHAT", "PROVIDER", "ACCOUNT", "WHEN", "END"],
        row,
        "Nothing is on record yet. It begins with: countersign sign-in PROVIDER",
    )
}
