//! New tokens that came and could not be saved, at the end of a command.

use support::fake_provider::FakeProvider;
use support::session::Keyring;
use support::wait::until;

use crate::person::go_to;
use crate::scene::{PROVIDER, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_tokens_that_are_lost_with_a_command_are_said_to_be() {
    let (scene, fake) = (Scene::bare(Keyring::Unlocked), FakeProvider::start().await);
    scene.json(&["providers", "add", "--name", PROVIDER, "--issuer", &fake.issuer, "--client-id", "till"]).value();
    let waiting = scene.start_sign_in(PROVIDER, &[]);
    assert_eq!(go_to(&fake.accept(&waiting.authorize_url)).await.0, 200);
    let account = waiting.end().value()["id"].as_str().unwrap().to_owned();
    // No file can be made there while something else has its name.
    let next = scene.session.data_home().join("app.countersign.desktop/vault.sealed.next");
    fake.when_asked("/token", move || {
        until("no save to be on its way", || std::fs::create_dir(&next).is_ok());
        std::fs::write(next.join("x"), "").unwrap();
    });
    let refused = scene.run(&["refresh", &account]);
    assert_ne!(refused.code, 0, "{refused:?}");
    assert!(refused.err.contains("could not be saved, and are lost") && refused.err.contains(&account), "{refused:?}");
}
