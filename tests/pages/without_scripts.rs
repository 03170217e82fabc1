//! The pages without scripts, as a careful person's browser has them.

use fantoccini::Locator;
use serde_json::json;
use support::client::Client;
use support::service::{PASSWORD, Service, ada, native_app};
use support::touch::Touch;
use support::wait::until_some;

use crate::chromium::Chromium;

async fn fill(chromium: &Chromium, name: &str, text: &str) {
    let selector = format!("[name='{name}']");
    let touch = Touch::new(chromium.client(), Locator::Css(&selector));
    until_some(&selector, || touch.still()).await.send_keys(text).await.unwrap();
}

async fn press(chromium: &Chromium, selector: &str) {
    let touch = Touch::new(chromium.client(), Locator::Css(selector));
    let element = until_some(selector, || touch.still()).await;
    // The answer may be a redirect to where nobody is.
    let _ = element.click().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn set_up_needs_no_script_and_its_guess_is_the_only_thing_lost() {
    let chromium = Chromium::start("en").await;
    chromium.set_time_zone("Asia/Tokyo").await;
    let zone = "return document.querySelector('[name=timezone]').value;";
    let guessing = Service::start().await;
    chromium.go(guessing.running.new_set_up_url().await.unwrap().unwrap().expose()).await;
    assert_eq!(chromium.find(zone).await, json!("Asia/Tokyo"), "with scripts there is a guess");

    chromium.forbid_scripts().await;
    let service = Service::start().await;
    chromium.go(service.running.new_set_up_url().await.unwrap().unwrap().expose()).await;
    assert_eq!(chromium.find(zone).await, json!("UTC"), "no script of the page has run");
    for (name, text) in [("name", "Ada Ruiz"), ("email", "ada@harbour.example"), ("password", PASSWORD), ("password_again", PASSWORD)] {
        fill(&chromium, name, text).await;
    }
    press(&chromium, ".primary").await;
    let mut people = service.running.people();
    people.wait_for(|there| *there).await.unwrap();
    chromium.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_and_consent_need_no_script() {
    let service = Service::with_people().await;
    let mut client = Client::add(&service, native_app()).await;
    client.redirect_uri = "http://127.0.0.1:9/callback".into();
    let chromium = Chromium::start("en").await;
    chromium.forbid_scripts().await;
    chromium.go(&client.authorize("profile")).await;
    fill(&chromium, "email", &ada().email).await;
    fill(&chromium, "password", "not the password").await;
    press(&chromium, ".primary").await;
    until_some("the trouble to be told", || async { chromium.client().find(Locator::Css("#trouble")).await.ok() }).await;
    fill(&chromium, "password", PASSWORD).await;
    press(&chromium, ".primary").await;
    press(&chromium, "button[value='accept']").await;
    let address = until_some("the browser to leave", || async {
        chromium.client().current_url().await.ok().filter(|address| address.path() == "/callback")
    })
    .await;
    assert!(address.query_pairs().any(|(name, _)| name == "code"), "{address}");
    chromium.close().await;
}
