//! What is measured: nothing stands outside of the window or is cut off, however narrow it is and however long the words.

use crate::chromium::Chromium;
use crate::gallery::{Gallery, named};

/// A small phone, a larger one, and a small window.
const WIDTHS: [u32; 3] = [320, 400, 900];

/// Every element that is seen and stands outside, and every one that cuts off what it holds. An input scrolls what was
/// typed, and a select ends what was chosen with an ellipsis: those alone may hold more than they show.
const OUTSIDE: &str = "
    const width = document.documentElement.clientWidth, found = [];
    if (document.scrollingElement.scrollWidth > width) found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
    for (const element of document.body.querySelectorAll('*')) {
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || element.closest('svg') || /^(OPTION|SCRIPT)$/.test(element.tagName)) continue;
        const told = `<${element.tagName.toLowerCase()} class='${element.className}'> “${element.textContent.slice(0, 30)}”`;
        if (box.left < -0.5 || box.right > width + 0.5) found.push(`${told} from ${box.left} to ${box.right}`);
        if (/^(INPUT|SELECT)$/.test(element.tagName) || getComputedStyle(element).display === 'inline') continue;
        if (element.scrollWidth > element.clientWidth + 1) found.push(`${told} holds ${element.scrollWidth} in ${element.clientWidth}`);
        if (element.scrollHeight > element.clientHeight + 2) found.push(`${told} is ${element.scrollHeight} high in ${element.clientHeight}`);
    }
    return found;";

/// Every text of the page twice, as in a language that needs double the room. Values and letters for machines stay.
const DOUBLED: &str = "
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all) {
        if (text.data.trim() && !text.parentElement.closest('code, option, script, bdi')) text.data = `${text.data} ${text.data}`;
    }";

async fn outside(doubled: bool) -> Vec<String> {
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    let mut found = Vec::new();
    for width in WIDTHS {
        chromium.set_width(width).await;
        for sample in &gallery.samples {
            chromium.go(&gallery.address(sample)).await;
            // A page whose script brings a second sheet is measured with both.
            chromium.find("document.querySelectorAll('[hidden]').forEach((part) => part.hidden = false);").await;
            if doubled {
                chromium.find(DOUBLED).await;
            }
            let told = chromium.find(OUTSIDE).await;
            found.extend(told.as_array().unwrap().iter().map(|told| format!("{} at {width}: {told}", named(sample))));
        }
    }
    chromium.close().await;
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_outside_is_found() {
    let (gallery, chromium) = (Gallery::open(), Chromium::start("en").await);
    for fault in ["main.style.width = '120vw'", "button.style.cssText = 'height: 8px; overflow: hidden; min-height: 0'"] {
        chromium.go(&gallery.address(&gallery.samples[0])).await;
        assert_eq!(chromium.find(OUTSIDE).await, serde_json::json!([]));
        let planted = "const main = document.querySelector('main'), button = document.querySelector('button');";
        chromium.find(&format!("{planted} {fault};")).await;
        assert_ne!(chromium.find(OUTSIDE).await, serde_json::json!([]), "{fault}");
    }
    chromium.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_outside_or_cut_off_at_any_width() {
    let found = outside(false).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_double_length_have_room() {
    let found = outside(true).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}
