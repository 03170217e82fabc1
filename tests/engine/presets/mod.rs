//! Services by their presets: each replayed with the shapes of its documents and of what is seen of it.

mod deviations;
mod discovered;
mod documented;
mod lies;
mod own;
mod public;
mod registration;
mod resources;
mod vouched;

use countersign_engine::Secret;
use countersign_wire::account::AccountView;
use countersign_wire::error::UserError;
use countersign_wire::profile::Profile;
use countersign_wire::provider::{ProviderDraft, ReturnPath};
use serde_json::Value;
use support::fake_provider::{Asked, FakeProvider, Reply};

use crate::stage::Stage;

/// A preset with its hosts replaced by the fake's, and the app that somebody registered there.
fn draft(preset: &str, fake: &FakeProvider) -> ProviderDraft {
    ProviderDraft {
        name: preset.into(),
        preset: Some(preset.into()),
        base_url: Some(fake.issuer.clone()),
        client_id: Some("till".into()),
        redirect_uris: vec!["app.countersign.desktop:/callback/x".into()],
        ..Default::default()
    }
}

/// A service of one test.
struct Replay {
    stage: Stage,
    fake: FakeProvider,
    preset: &'static str,
}

impl Replay {
    async fn of(preset: &'static str) -> Self {
        let (stage, fake) = (Stage::new().await, FakeProvider::start().await);
        stage.engine.add_provider(draft(preset, &fake), Some(Secret::new("1bc8::"))).await.unwrap();
        Self { stage, fake, preset }
    }

    /// Starts a sign-in; gives the address that the browser is sent to.
    async fn started(&self) -> String {
        self.stage.start(self.preset, ReturnPath::DeepLink).await.authorize_url
    }

    /// The person accepts, and the service answers with a code and `state` alone, as the documents show.
    async fn returned(&self) -> Result<AccountView, UserError> {
        let asked = Asked::of(&self.started().await);
        let callback = format!("{}?code=c1&state={}", asked.get("redirect_uri"), asked.get("state"));
        self.stage.engine.receive_callback(callback.as_bytes()).await
    }

    /// A whole sign-in with these answers.
    async fn signed_in(&self, token: (&str, Value), profile: (&str, Value)) -> (AccountView, Profile) {
        self.fake.next(token.0, Reply::json(200, token.1));
        self.fake.next(profile.0, Reply::json(200, profile.1));
        let account = self.returned().await.unwrap();
        let profile = self.stage.engine.account(&account.id).await.unwrap().profile.unwrap();
        (account, profile)
    }
}
