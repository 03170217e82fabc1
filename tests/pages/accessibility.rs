//! What axe-core finds on a page: contrast, names, labels, landmarks, language.

use std::path::Path;

use serde_json::Value;

use crate::chromium::{Chromium, THEMES};
use crate::gallery::{Gallery, named};

/// The rules of WCAG 2.2 A and AA, and axe's own best practices; the size of targets (SC 2.5.8) is off unless it is named.
/// Nothing is loaded: the policy forbids it.
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { preload: false, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] }).then((found) => done(
        found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')}`),
    ));";

fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing; `cargo xtask setup` installs it", path.display()))
}

/// What axe finds on the page that is open.
async fn violations(chromium: &Chromium, axe: &str) -> Vec<String> {
    chromium.client().execute(axe, Vec::new()).await.unwrap();
    let found = chromium.client().execute_async(RUN, Vec::new()).await.unwrap();
    found.as_array().unwrap().iter().map(|rule| rule.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_faults_that_are_planted() {
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    chromium.go(&gallery.address(&gallery.samples[0])).await;
    chromium.find("document.querySelector('label').remove(); document.querySelector('footer').style.color = '#ccc';").await;
    let found = violations(&chromium, &axe()).await;
    assert!(
        found.iter().any(|rule| rule.starts_with("label:")) && found.iter().any(|rule| rule.starts_with("color-contrast:")),
        "{found:?}"
    );
    chromium.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_in_either_language_and_theme() {
    let (gallery, chromium, axe) = (Gallery::open(), Chromium::start("en").await, axe());
    let mut found = Vec::new();
    for theme in THEMES {
        chromium.set_theme(theme).await;
        for sample in &gallery.samples {
            chromium.go(&gallery.address(sample)).await;
            // What a script would show later is looked at too.
            chromium.find("document.querySelectorAll('[hidden]').forEach((part) => part.hidden = false);").await;
            found.extend(violations(&chromium, &axe).await.into_iter().map(|rule| format!("{} ({theme}): {rule}", named(sample))));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    chromium.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_themes_are_two() {
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    let mut grounds: Vec<Value> = Vec::new();
    for theme in THEMES {
        chromium.set_theme(theme).await;
        chromium.go(&gallery.address(&gallery.samples[0])).await;
        grounds.push(chromium.find("return getComputedStyle(document.body).backgroundColor;").await);
    }
    assert_ne!(grounds[0], grounds[1]);
    chromium.close().await;
}
