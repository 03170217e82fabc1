//! ID tokens: what the conformance suite's modules for a relying party look at, rebuilt (C8, RP-01 to RP-05).
//!
//! [`claims`] is what they say, [`signatures`] how they are signed, [`keys`] what they are verified with, [`asked`] when one is
//! asked for, [`sessions`] what becomes of a session, [`lies`] a service that says anything at all.

mod asked;
mod claims;
mod keys;
mod lies;
mod sessions;
mod signatures;

use countersign_wire::account::AccountView;
use countersign_wire::error::{ErrorCode, UserError};
use countersign_wire::provider::ReturnPath;
use support::fake_provider::{FakeProvider, IdTokens};

use crate::stage::Stage;

/// An engine, and a provider that speaks OpenID Connect and was added as “work”.
async fn openid() -> (Stage, FakeProvider) {
    let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
    fake.speak_openid();
    stage.add("work", &fake).await;
    (stage, fake)
}

/// A sign-in, however it ends.
async fn attempt(stage: &Stage, fake: &FakeProvider) -> Result<AccountView, UserError> {
    let started = stage.start("work", ReturnPath::DeepLink).await;
    stage.engine.receive_callback(fake.accept(&started.authorize_url).as_bytes()).await
}

/// Whether ID tokens that are like this are refused for what is wrong with them, and nothing is kept of such a sign-in.
async fn refused_for(stage: &Stage, fake: &FakeProvider, what: &str, says: &str, change: impl FnOnce(&mut IdTokens)) {
    fake.forget_seen();
    fake.id_tokens(change);
    let error = attempt(stage, fake).await.expect_err(what);
    assert!(error.code == ErrorCode::BadAnswer && error.message.contains(says), "{what}: {error:?}");
    assert!(error.message.contains(fake.issuer.trim_start_matches("http://")), "{what}: it names the service: {error}");
    assert!(stage.engine.accounts().await.unwrap().is_empty(), "{what}");
    assert_eq!((fake.seen("/revoke").len(), fake.seen("/userinfo").len()), (2, 0), "{what}: its tokens are ended, and not used before");
    fake.id_tokens(IdTokens::behave);
}
