//! Many accounts whose tokens end in the same second, renewed by a process that keeps its sessions.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_engine::clock::SettableClock;
use countersign_wire::event::Event;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::stage::{self, InMemory};

/// Signs `count` people in within one second of a clock that stands, lets their tokens come to their end, and waits until
/// each was renewed. Gives how long that took, and the most requests that the service had to answer at once.
pub(crate) async fn run(folder: &Path, issuer: &str, count: usize) -> Value {
    let clock = Arc::new(SettableClock::at(1_778_749_620));
    let engine = stage::open_at(folder, Arc::new(InMemory::default()), clock.clone()).await;
    stage::add_provider(&engine, issuer).await;
    for who in 0..count {
        stage::sign_in(&engine, who).await;
    }
    let mut events = engine.events();
    let begin = Instant::now();
    let keeping = engine.keep_sessions();
    // A second before the end nobody waits for their turn by lot any more.
    clock.advance(3599);
    loop {
        // Where nothing is told for a while, somebody waits by the clock.
        match tokio::time::timeout(Duration::from_millis(100), events.recv()).await {
            Ok(Ok(Event::AccountChanged(_)) | Err(RecvError::Lagged(_))) => {}
            Ok(Ok(_)) => continue,
            Ok(Err(RecvError::Closed)) => panic!("the engine is gone"),
            Err(_) => clock.advance(1),
        }
        if engine.accounts().await.unwrap().iter().filter(|account| !account.renewed_at.is_empty()).count() == count {
            break;
        }
    }
    let took = begin.elapsed().as_secs_f64();
    keeping.stop().await;
    let most: Value = reqwest::get(format!("{issuer}/most-renewals")).await.unwrap().json().await.unwrap();
    json!({ "seconds": took, "most": most })
}
