//! The keyboard alone.

use fantoccini::key::Key;
use serde_json::json;
use support::client::Client;
use support::service::{PASSWORD, Service, michael, native_app};
use support::wait::until_some;

use crate::chromium::Chromium;
use crate::gallery::{Gallery, named};

/// Everything that can be used on the page, and is seen.
const USABLE: &str = "return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((element) => element.type !== 'hidden' && !element.disabled && element.getBoundingClientRect().width > 0).length;";

/// A mark for what has the focus, and whether it shows it: an outline of 2 px.
const FOCUSED: &str = "const element = document.activeElement;
    window.met ??= [];
    if (element === document.body) return null;
    const style = getComputedStyle(element);
    if (!window.met.includes(element)) window.met.push(element);
    return [window.met.length, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, element.outerHTML.slice(0, 80)];";

#[tokio::test(flavor = "multi_thread")]
async fn tab_reaches_everything_that_can_be_used_and_the_focus_is_seen() {
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    for sample in gallery.samples.iter().filter(|sample| sample.language.tag() == "es") {
        chromium.go(&gallery.address(sample)).await;
        let usable = chromium.find(USABLE).await.as_u64().unwrap();
        // A field may have the focus already: then the way round begins there.
        let mut met = 0;
        let mut focused = chromium.find(FOCUSED).await;
        // Between the last and the first the browser's own controls may have the focus for a step or two.
        for _ in 0..usable + 3 {
            if let Some(told) = focused.as_array() {
                met = met.max(told[0].as_u64().unwrap());
                assert_eq!(told[1], json!(true), "{}: the focus is not seen on {}", named(sample), told[2]);
            }
            chromium.press_tab().await;
            focused = chromium.find(FOCUSED).await;
        }
        assert_eq!(met, usable, "{}", named(sample));
    }
    chromium.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_and_grants_less_without_a_pointer() {
    let service = Service::with_people().await;
    let mut client = Client::add(&service, native_app()).await;
    // Nobody is there: what counts is that the browser goes.
    client.redirect_uri = "http://127.0.0.1:9/callback".into();
    let chromium = Chromium::start("en").await;
    chromium.go(&client.authorize("profile email")).await;
    // A field that wants the focus gets it as the page is drawn, which may be after it was loaded.
    until_some("the first field to have the focus", || async { has_focus(&chromium, "[name='email']").await.then_some(()) }).await;
    chromium.type_keys(&michael().email).await;
    chromium.press_tab().await;
    chromium.type_keys(PASSWORD).await;
    chromium.type_keys(&char::from(Key::Enter).to_string()).await;
    let accept = fantoccini::Locator::Css("button[value='accept']");
    until_some("the consent page", || async { chromium.client().find(accept).await.ok() }).await;
    focus_on(&chromium, "[value='email']").await;
    chromium.type_keys(" ").await;
    assert_eq!(chromium.find("return document.querySelector('[value=email]').checked;").await, json!(false));
    focus_on(&chromium, "[value='accept']").await;
    let _ = chromium.client().active_element().await.unwrap().send_keys(&char::from(Key::Enter).to_string()).await;
    let code = until_some("the browser to leave with a code", || async {
        let address = chromium.client().current_url().await.ok()?;
        let mut pairs = address.query_pairs();
        address.path().starts_with("/callback").then(|| pairs.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()))?
    })
    .await;
    let tokens = client.exchange(&code).await;
    assert_eq!(tokens.json()["scope"], json!("profile"));
    chromium.close().await;
}

async fn has_focus(chromium: &Chromium, selector: &str) -> bool {
    chromium.find(&format!("return document.activeElement.matches(\"{selector}\");")).await == json!(true)
}

/// Presses Tab until the element has the focus.
async fn focus_on(chromium: &Chromium, selector: &str) {
    for _ in 0..20 {
        if has_focus(chromium, selector).await {
            return;
        }
        chromium.press_tab().await;
    }
    panic!("Tab does not reach {selector}");
}
