//! People who are signed in, in a home whose key is in the keychain of the session that this runs in.

use std::path::Path;
use std::sync::Arc;

use countersign_engine::SystemKeychain;

use crate::engine::stage;

/// Signs so many people in at a service.
pub(crate) async fn sign_in(home: &Path, issuer: &str, count: usize) {
    let engine = stage::open(home, Arc::new(SystemKeychain::new())).await;
    stage::add_provider(&engine, issuer).await;
    for who in 0..count {
        stage::sign_in(&engine, who).await;
    }
}
