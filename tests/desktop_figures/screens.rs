//! The screens on the gallery's production build, in Chromium: the list of 100,000 apps, and what a closed screen leaves.
//!
//! The service is the gallery's own, in the page: what it takes to look through 100,000 apps is in every figure.

use std::path::Path;

use serde_json::{Value, json};

use crate::chromium::{Chromium, Held};

const A_ROW: &str = "[data-client-id]";
const RAIL: &str = "nav a[href$='/apps']";
/// A story whose window begins with an account, beside as many apps.
const MANY: &str = "account-many-apps";
const MANY_LISTED: &str = "apps-many";
const FEW_LISTED: &str = "apps-hundred";

/// Measures all of it; lists so many times.
pub(crate) async fn measure(gallery: &Path, rounds: usize) -> Value {
    let chromium = Chromium::at(gallery).await;
    let mut rows = Vec::new();
    for _ in 0..rounds {
        chromium.story(MANY, RAIL).await;
        rows.push(chromium.run(include_str!("scripts/open.js"), vec![json!(RAIL), json!(A_ROW)]).await);
    }
    let mut keys = Vec::new();
    let (mut many, mut few) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        chromium.story(MANY_LISTED, A_ROW).await;
        keys.push(chromium.run(include_str!("scripts/keys.js"), vec![json!("harbour")]).await);
        many.push(long_frames(&chromium, MANY_LISTED).await);
        few.push(long_frames(&chromium, FEW_LISTED).await);
    }
    let scrolled = scrolled(&chromium).await;
    let left = left(&chromium, rounds).await;
    json!({ "rows": rows, "keys": keys, "long_frames": { "many": many, "few": few }, "scrolled": scrolled, "left": left })
}

async fn long_frames(chromium: &Chromium, story: &str) -> Value {
    chromium.story(story, A_ROW).await;
    chromium.run(include_str!("scripts/scroll.js"), vec![json!(180)]).await
}

/// The heap after the list was scrolled once, and after five times more over the same rows.
async fn scrolled(chromium: &Chromium) -> Value {
    chromium.story(MANY_LISTED, A_ROW).await;
    let mut heaps = Vec::new();
    for _ in 0..6 {
        chromium.run(include_str!("scripts/scroll.js"), vec![json!(180)]).await;
        chromium.run("document.querySelector('[role=grid]').scrollTo(0, 0); setTimeout(arguments[0], 300);", vec![]).await;
        heaps.push(chromium.settled().await.heap);
    }
    json!(heaps)
}

/// Each screen, opened and closed; what the page held before and after.
async fn left(chromium: &Chromium, rounds: usize) -> Value {
    let times = if rounds > 1 { 200 } else { 10 };
    chromium.story("apps", A_ROW).await;
    let places = chromium.run(include_str!("scripts/places.js"), vec![]).await;
    let mut all = Vec::new();
    for place in places.as_array().unwrap() {
        let turn = |times: usize| chromium.run(include_str!("scripts/turns.js"), vec![place.clone(), json!(times)]);
        turn(20).await;
        let before = chromium.settled().await;
        turn(times).await;
        let after = chromium.settled().await;
        all.push(told(place, before, after));
    }
    json!({ "times": times, "screens": all })
}

fn told(place: &Value, before: Held, after: Held) -> Value {
    json!({
        "place": place,
        "heap": [before.heap, after.heap],
        "listeners": [before.listeners, after.listeners],
        "nodes": [before.nodes, after.nodes],
    })
}
