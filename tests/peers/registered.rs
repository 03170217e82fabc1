//! Apps that the engine registers by itself (RFC 7591, RFC 7592), with all that such a session does from its first day to its
//! last: the server knows nothing of the app beforehand.

use std::time::Duration;

use countersign_engine::Enclosed;
use countersign_wire::account::SignedOutPart;
use countersign_wire::error::ErrorCode;
use countersign_wire::provider::ProviderDraft;
use serde_json::json;
use support::visitor::Visitor;
use support::wait::until_some;

use crate::peer::Insists;
use crate::scene::{Scene, native_app};

const EVERYTHING: Insists = Insists { pushed: true, nonce: true };

fn draft(scene: &Scene) -> ProviderDraft {
    ProviderDraft {
        name: "peer".into(),
        issuer: Some(scene.peer.issuer.clone()),
        redirect_uris: vec!["http://127.0.0.1/callback/peer".into()],
        scopes: ["openid", "email", "profile", "offline_access"].map(str::to_owned).to_vec(),
        ..ProviderDraft::default()
    }
}

#[tokio::test]
async fn an_app_that_is_registered_by_the_way_signs_in_and_is_taken_off_with_its_provider() {
    for insists in [Insists::default(), EVERYTHING] {
        let mut scene = Scene::with(insists, native_app(json!({}))).await;
        let added = scene.engine.add_provider(draft(&scene), Enclosed::default()).await.unwrap();
        assert!(added.is_registered && added.client_id != "till", "{added:?}");
        let account = scene.sign_in("ada").await;
        assert_eq!(account.subject.as_deref(), Some("ada"), "{insists:?}");
        scene.engine.refresh(&account.id).await.unwrap();
        let page = Visitor::new().visit(&scene.start().await.authorize_url).await;
        assert_eq!(page.status, 200, "{}", page.body);

        scene.engine.sign_out(&account.id).await.unwrap();
        scene.engine.forget(&account.id).await.unwrap();
        let left = scene.engine.remove_provider("peer").await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        // What it was known by is unknown there now.
        let again = ProviderDraft { client_id: Some(added.client_id), ..draft(&scene) };
        scene.engine.add_provider(again, Enclosed::default()).await.unwrap();
        let ended = match scene.engine.start_sign_in(scene.request()).await {
            Err(error) => error,
            Ok(started) => {
                let page = Visitor::new().visit(&started.authorize_url).await;
                assert_eq!(page.status, 400, "{}", page.body);
                continue;
            }
        };
        assert_eq!(ended.code, ErrorCode::Refused);
        assert!(ended.message.contains("invalid_client"), "{ended}");
    }
}

#[tokio::test]
async fn rp_07_signing_out_everywhere_ends_the_servers_own_session() {
    let app = native_app(json!({ "post_logout_redirect_uris": ["http://127.0.0.1/signed-out"] }));
    let mut scene = Scene::with(EVERYTHING, app).await;
    let draft = ProviderDraft {
        client_id: Some("till".into()),
        post_logout_redirect_uris: vec!["http://127.0.0.1/signed-out".into()],
        ..draft(&scene)
    };
    scene.engine.add_provider(draft, Enclosed::default()).await.unwrap();
    let account = scene.sign_in("ada").await;
    let before = scene.browser.opened().len();
    let (engine, id) = (scene.engine.clone(), account.id.clone());
    let leaving = tokio::spawn(async move { engine.sign_out_everywhere(&id, Duration::from_secs(60)).await });
    let address = until_some("the server's page", || async { scene.browser.opened().get(before).cloned() }).await;
    // The session is still the person's: the page asks once more, and a hidden field carries what it is about.
    let page = scene.person.visit(&address).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let form = page.form_with("xsrf").with("logout", "yes");
    let answered = scene.person.submit_and_follow(&page, &form).await;
    let back = answered.location().unwrap_or_else(|| panic!("{} {}", answered.status, answered.body)).to_owned();
    assert!(back.starts_with("http://127.0.0.1:") && back.contains("/signed-out?state="), "{back}");
    assert_eq!(Visitor::new().open(&back).await.status, 200);
    let receipt = leaving.await.unwrap().unwrap();
    let all = [SignedOutPart::RefreshToken, SignedOutPart::AccessToken, SignedOutPart::BrowserSession];
    assert_eq!(receipt.revoked, all, "{receipt:?}");
    // Whoever comes with the same browser is asked who they are.
    let started = scene.start().await;
    let page = scene.person.visit(&started.authorize_url).await;
    assert!(page.form_with("prompt").names.iter().any(|name| name == "login"), "{}", page.body);
}
