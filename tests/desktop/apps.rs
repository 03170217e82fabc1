//! OAuth apps on the administration screen, and the service on this computer.

use support::service::{ada, michael};
use support::session::Keyring;
use support::visitor::{Answer, Visitor};
use support::wait::{until, until_some};

use crate::scene::{Scene, invoke};

#[tokio::test(flavor = "multi_thread")]
async fn an_app_made_on_the_screen_signs_people_in_at_once_until_it_is_deleted() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&ada().email).await;
    let app = scene.app();
    app.press("Apps").await;
    app.find("[data-client-id='countersign']").await;
    app.press("New app").await;
    app.fill("Name of the app", "Harbour Desk").await;
    app.press_at(".tick:nth-child(2) input").await;
    app.fill("Return address 1", "http://harbour.example/callback").await;
    app.press("Create the app").await;
    app.find("input[aria-invalid='true']").await;
    app.fill("Return address 1", "https://harbour.example/callback").await;
    // The words below the field go when the check has passed, and what stands below moves up.
    until_some("the address to be taken", || async {
        app.run("return document.querySelector('[aria-invalid=true]') === null").await.as_bool()?.then_some(())
    })
    .await;
    app.press("Create the app").await;
    let id = app.text_of("[data-test='client-id']").await;
    let secret = app.text_of("[data-test='client-secret']").await;

    let token = exchange(&scene, &id, &secret).await;
    let client = support::client::Client::built_in(&scene.service);
    let told = client.user_info(&token).await;
    assert_eq!((told.status, told.json()["name"].as_str()), (200, Some("Michael")));

    // Whoever leaves without the secret is asked.
    app.press("Go to the app").await;
    app.press("Stay").await;
    app.press("Copy the secret").await;
    app.says("Copied").await;
    app.press("Go to the app").await;
    app.find("[data-test='app']").await;
    assert!(!app.run("return document.documentElement.outerHTML").await.as_str().unwrap().contains(&secret), "a secret is shown once");
    app.fill("Name of the app", "Harbour Office").await;
    app.press("Save changes").await;
    app.says("Saved.").await;
    app.press("Apps").await;
    app.fill("Search apps", "office").await;
    app.says("Harbour Office").await;
    app.press_at(&format!("[data-client-id='{id}']")).await;
    app.press("Delete the app").await;
    app.fill("Type the app’s name to go on", "Harbour Office").await;
    app.press_at("dialog button.sure").await;
    app.find("[data-test='apps']").await;
    assert_eq!(client.user_info(&token).await.status, 401, "its tokens end with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_somebody_else_changed_is_not_written_over() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in(&ada().email).await;
    let added = scene.service.add_app(support::service::web_app()).await;
    let app = scene.app();
    app.press("Apps").await;
    app.press_at(&format!("[data-client-id='{}']", added.client_id)).await;
    app.fill("Name of the app", "Mine").await;
    scene.command_line(&["apps", "update", &added.client_id, "--name", "Theirs"]);
    app.press("Save changes").await;
    app.says("Somebody else changed this app").await;
    app.press("Load the newer one").await;
    app.says("Theirs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a17_after_six_minutes_a_new_secret_waits_for_a_fresh_sign_in_and_is_then_made() {
    let scene = Scene::new(Keyring::Unlocked).await;
    scene.sign_in_and_leave(&ada().email).await;
    let app = scene.app();
    let added = scene.service.add_app(support::service::web_app()).await;
    app.press("Apps").await;
    app.press_at(&format!("[data-client-id='{}']", added.client_id)).await;
    let before = scene.command_line(&["accounts"]);
    scene.service.clock.advance(360);
    app.press("Make a new secret").await;
    app.find("[data-test='fresh-sign-in']").await;
    app.says("Your browser asks you to confirm that it is you").await;
    let page = scene.browser.page(scene.service.issuer()).await;
    // Who they are stands there; that they still are is for them to show.
    page.fill("password", support::service::PASSWORD).await;
    page.press("form button.primary").await;
    page.press("button[value='accept']").await;
    assert_eq!(app.text_of("[data-test='client-secret']").await.len(), 43);
    app.press("Copy the secret").await;
    app.says("Copied").await;
    let after = scene.command_line(&["accounts"]);
    assert_eq!((after.len(), &after[0]["id"], &after[0]["scopes"]), (1, &before[0]["id"], &before[0]["scopes"]));

    scene.service.clock.advance(360);
    app.press("Make a new secret").await;
    app.find("[data-test='fresh-sign-in']").await;
    app.press("Cancel").await;
    app.says("No secret was made.").await;
    assert_eq!(scene.command_line(&["accounts"]), after);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_on_this_computer_comes_back_at_its_address_and_says_when_it_cannot() {
    let mut scene = Scene::new(Keyring::Unlocked).await;
    scene.app().press("Start the service").await;
    let page = scene.browser.page("http://127.0.0.1:").await;
    page.says("first administrator").await;
    let address = url::Url::parse(&page.address().await).unwrap();
    assert_eq!(address.query(), None, "the one-time code is gone from the address");
    let issuer = address.origin().ascii_serialization();
    page.fill("name", "Ada Ruiz").await;
    page.fill("email", "ada@example.com").await;
    page.fill("password", "four words in a row").await;
    page.fill("password_again", "four words in a row").await;
    page.press_button("Become administrator").await;
    // The screen goes on by itself.
    scene.app().find("[data-test='sign-in']").await;

    scene.kill_app();
    scene.start_app().await;
    let running = serde_json::json!({ "state": "running", "issuer": issuer, "needs_set_up": false });
    // It is started beside the window, which does not wait for it.
    until_some("the service to run again at its address", || async {
        (invoke(scene.app(), "hosted", serde_json::json!({})).await.unwrap() == running).then_some(())
    })
    .await;

    scene.kill_app();
    let port = address.port().unwrap();
    let mut taken = None;
    until("the port to be free for another program", || {
        taken = std::net::TcpListener::bind(("127.0.0.1", port)).ok();
        taken.is_some()
    });
    scene.start_app().await;
    scene.app().find("[data-test='hosted'][data-state='failed']").await;
    scene.app().says(&format!("uses port {port}")).await;
    drop(taken);
    scene.app().press("Start the service").await;
    scene.app().find("[data-test='sign-in']").await;
    let state = invoke(scene.app(), "hosted", serde_json::json!({})).await.unwrap();
    assert_eq!(state["issuer"].as_str(), Some(issuer.as_str()));
}

/// The app's own server signs Michael in and exchanges the code with its secret.
async fn exchange(scene: &Scene, id: &str, secret: &str) -> String {
    support::client::member(&ask_for_token(scene, "https://harbour.example/callback", id, secret).await, "access_token")
}

/// What the service says to an app's own server that signs Michael in and shows that secret for the code.
pub(crate) async fn ask_for_token(scene: &Scene, redirect: &str, id: &str, secret: &str) -> Answer {
    let challenge = support::client::challenge(support::client::VERIFIER);
    let pairs = [
        ("response_type", "code"),
        ("client_id", id),
        ("redirect_uri", redirect),
        ("scope", "profile"),
        ("state", "s"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut visitor = Visitor::new();
    let answer = visitor.accept(&scene.service.url(&format!("/oauth/authorize?{query}")), &michael().email).await;
    let code = answer.redirected_with()["code"].clone();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", redirect),
        ("client_id", id),
        ("client_secret", secret),
        ("code_verifier", support::client::VERIFIER),
    ];
    let client = support::client::Client::built_in(&scene.service);
    client.post(&scene.service.url("/oauth/token"), &pairs, None).await
}
