//! What a person does not grant in the browser, as the account's screen shows it.

use support::service::michael;
use support::session::Keyring;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_was_not_granted_is_shown_as_withheld_and_not_as_empty() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let page = scene.go_to_browser().await;
    scene.sign_in_at(&page, &michael().email).await;
    page.press("input[name='scope'][value='email']").await;
    page.press("button[value='accept']").await;
    let app = scene.app();
    app.find("[data-test='account'][data-state='active']").await;

    assert_eq!(app.text_of("[data-field='email'][data-withheld]").await, "Not granted");
    // What was granted beside it is told, and is not marked.
    assert_eq!(app.text_of("[data-field='name']:not([data-withheld])").await, "Michael");
    let lens = app.text_of("[data-scope='email'][data-granted='false']").await;
    assert!(lens.contains("asked, not granted"), "{lens}");
    app.find("[data-scope='profile'][data-granted='true']").await;
    assert!(!app.text().await.contains(&michael().email), "an address that was withheld stands nowhere");

    let accounts = scene.command_line(&["accounts"]);
    assert!(accounts[0]["email"].is_null(), "{accounts:?}");
    let scopes = accounts[0]["scopes"].to_string();
    assert!(scopes.contains("profile") && !scopes.contains("email"), "{scopes}");
}
