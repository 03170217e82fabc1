//! Many accounts, opened: from a start to the list.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value, json};

use super::stage::{self, InMemory};

/// Signs `count` people in, then opens the folder anew so many times; gives milliseconds.
pub(crate) async fn run(folder: &Path, issuer: &str, count: usize, rounds: usize) -> Value {
    let keychain = Arc::new(InMemory::default());
    let engine = stage::open(folder, keychain.clone()).await;
    stage::add_provider(&engine, issuer).await;
    for who in 0..count {
        stage::sign_in(&engine, who).await;
    }
    drop(engine);
    let mut took = Vec::new();
    for _ in 0..rounds {
        let begin = Instant::now();
        let engine = stage::open(folder, keychain.clone()).await;
        let accounts = engine.accounts().await.unwrap();
        took.push(begin.elapsed().as_secs_f64() * 1e3);
        assert_eq!(accounts.len(), count);
    }
    json!({ "milliseconds": took })
}
