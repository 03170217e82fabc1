//! What is kept as the record of a sign-in, which an earlier or a newer version may have written.

use std::sync::Arc;

use countersign_engine::Home;
use countersign_engine::entropy::SeededEntropy;
use countersign_engine::vault::{RecordKind, Vault, VaultError, WithoutKeychain};
use countersign_wire::error::UserError;
use countersign_wire::provider::ReturnPath;
use countersign_wire::trace::{Trace, TraceOutcome};

use super::stage::Stage;
use super::{Taker, Target};

pub const TARGETS: &[Target] = &[Target { name: "records of sign-ins", words: WORDS, good: records, begin: record }];

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    "null",
    "\"id\":",
    "\"what\":\"step\"",
    "\"what\":\"exchange\"",
    "\"at_ms\":9223372036854775807",
    "\"took_ms\":18446744073709551615",
    "\"started_at\":-9223372036854775808",
    "\"left_out\":4294967295",
    "\"step\":\"ended\"",
    "\"hidden\":\"1024+\"",
    "\"outcome\":\"done\"",
    "\"entries\":[]",
    "\\u001b[2J",
    "\\ud800",
];

fn records() -> Vec<Vec<u8>> {
    let stage = Stage::set();
    stage.runtime.block_on(async {
        stage.signed_in().await;
        let of_now = stage.engine.traces().await.unwrap();
        of_now.iter().map(|trace| serde_json::to_vec(trace).unwrap()).collect()
    })
}

/// One that does not read hides no other and stops nothing; what is added to it is there afterwards.
fn record() -> Taker {
    let stage = Stage::set();
    let (home, elsewhere) = (stage.folder.path(), Home::default_folder().unwrap_or_default());
    let vault = Vault::open(home, &elsewhere, stage.keychain.clone(), Arc::new(SeededEntropy::new(8)), WithoutKeychain::Refuse).traces();
    Box::new(move |bytes| {
        let (stage, vault) = (&stage, &vault);
        stage.runtime.block_on(async {
            let told = |error: UserError| error.to_string();
            let attempt = stage.start(ReturnPath::DeepLink).await.attempt;
            // What was noted so far is written by whoever asks for it.
            stage.engine.traces_of(&attempt).await.map_err(told)?;
            put(vault, "other", bytes).await?;
            put(vault, &attempt, bytes).await?;
            let is_whole = serde_json::from_slice::<Trace>(bytes).is_ok();
            let there = stage.engine.traces().await.map_err(told)?.len();
            stage.engine.cancel_sign_in(&attempt).await.map_err(told)?;
            let traces = stage.engine.traces_of(&attempt).await.map_err(told)?;
            let is_kept = traces.iter().any(|trace| trace.id == attempt && trace.outcome == Some(TraceOutcome::Cancelled));
            let after = stage.engine.traces().await.map_err(told)?.len();
            if !is_kept {
                return Err(format!("what was added to it is not there: {traces:?}"));
            }
            if after > there + 1 || (is_whole && there < 2) {
                return Err(format!("there were {there} records, and then {after}"));
            }
            let forgotten = vault.write(|records| {
                for id in ["other", &attempt] {
                    records.remove(RecordKind::Trace, id);
                }
                Ok::<_, VaultError>(())
            });
            forgotten.await.map_err(|error| error.to_string())
        })
    })
}

async fn put(vault: &Vault, id: &str, bytes: &[u8]) -> Result<(), String> {
    let written = vault.write(|records| {
        records.put(RecordKind::Trace, id, bytes.to_vec());
        Ok::<_, VaultError>(())
    });
    written.await.map_err(|error| error.to_string())
}
