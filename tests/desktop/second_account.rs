//! Two people of one service, side by side in the app.

use serde_json::Value;
use support::client::Client;
use support::desktop::App;
use support::service::{ada, michael};
use support::session::Keyring;

use crate::scene::Scene;

/// A second sign-in at the service that is there already, in the browser where the first person still is.
async fn sign_in_beside(scene: &Scene, email: &str) {
    let app = scene.app();
    app.press("Add an account").await;
    app.press_at("a[href^='#/sign-in/']").await;
    scene.continue_in_browser().await;
    app.find("[data-test='sign-in-waiting']").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    page.press("button[value='not_you']").await;
    scene.sign_in_at(&page, email).await;
    page.press("button[value='accept']").await;
}

/// The id of the account of that name.
fn account_of(scene: &Scene, name: &str) -> String {
    let accounts = scene.command_line(&["accounts"]);
    let account = accounts.iter().find(|account| account["name"] == name).unwrap_or_else(|| panic!("{name} is not in {accounts:?}"));
    account["id"].as_str().unwrap().to_owned()
}

/// Who stands in the rail, with their state.
async fn rail(app: &App) -> Vec<(String, String)> {
    let script =
        "return [...document.querySelectorAll('nav [data-account]')].map((one) => [one.querySelector('b').innerText, one.dataset.state])";
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut rail: Vec<_> = app.run(script).await.as_array().unwrap().iter().map(|one| (text(&one[0]), text(&one[1]))).collect();
    rail.sort();
    rail
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_of_one_service_stand_side_by_side_and_signing_one_out_leaves_the_other() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let app = scene.app();
    scene.sign_in_and_leave(&michael().email).await;
    let his = account_of(&scene, "Michael");

    sign_in_beside(&scene, &ada().email).await;
    app.find(&format!("[data-test='account'][data-state='active']:not([data-account='{his}'])")).await;
    let hers = account_of(&scene, "Ada Ruiz");
    let both = |his: &str| vec![("Ada Ruiz".to_owned(), "active".to_owned()), ("Michael".to_owned(), his.to_owned())];
    assert_eq!(rail(app).await, both("active"));
    assert_eq!(app.text_of("[data-field='timezone']").await, "Asia/Tokyo");
    let token = |account: &str| scene.command_line(&["token", account])[0]["access_token"].as_str().unwrap().to_owned();
    let (of_his, of_hers) = (token(&his), token(&hers));

    app.press_at(&format!("nav [data-account='{his}']")).await;
    app.find(&format!("[data-test='account'][data-account='{his}']")).await;
    app.press("Sign out").await;
    app.find("[data-test='sign-out-receipt']").await;
    app.find(&format!("nav [data-account='{his}'][data-state='signed_out']")).await;
    assert_eq!(rail(app).await, both("signed_out"));
    let client = Client::built_in(&scene.service);
    assert_eq!(client.user_info(&of_his).await.status, 401, "his token ended");
    assert_eq!(client.user_info(&of_hers).await.status, 200, "hers did not");
    app.press_at(&format!("nav [data-account='{hers}']")).await;
    app.press("Read again").await;
    assert_eq!(app.text_of("[data-test='account'][data-state='active'] h1").await, "Ada Ruiz");
}
