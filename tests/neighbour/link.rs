//! The desktop app's part in a sign-in that the command line began.

use std::path::Path;

use countersign_engine::{Engine, Home, Parts, Received, WithoutKeychain, receive_probe};

/// Receives a callback; the account's id, or the code of the failure.
pub(crate) async fn receive(url: &str) -> String {
    let engine = Engine::open(Home::resolve(None).unwrap(), Parts::system(), WithoutKeychain::KeepInMemory).await.unwrap();
    engine.receive_callback(url.as_bytes()).await.map_or_else(|error| format!("{:?}", error.code), |account| account.id)
}

/// Receives a probe, as the app of that home does.
pub(crate) fn probe(url: &str, home: &Path) -> Received {
    receive_probe(&Home::resolve(Some(home.to_owned())).unwrap(), url.as_bytes())
}
