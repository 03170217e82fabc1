//! What only somebody at a terminal sees: colour, width, questions, and how long there is left.

use support::session::Keyring;

use crate::apps::{add_harbour, administration};
use crate::scene::{PROVIDER, Scene};

/// Without colours.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[tokio::test]
async fn a_table_fits_a_narrow_terminal_and_loses_nothing_in_a_pipe() {
    let scene = administration().await;
    let name = "A harbour with a name that goes on and on until no terminal is wide enough";
    let app = scene.json(&["apps", "add", "--name", name, "--kind", "machine"]).value();
    let (code, seen) = scene.on_a_terminal(80, &["apps", "list"], "");
    assert_eq!(code, 0, "{seen}");
    let plain = plain(&seen);
    assert!(plain.contains('…') && !plain.contains(name), "{plain}");
    assert!(plain.lines().all(|line| line.chars().count() <= 80), "{plain}");
    assert!(plain.contains(app["client_id"].as_str().unwrap()), "what is typed elsewhere is whole: {plain}");
    assert!(scene.run(&["apps", "list"]).out.contains(name));
}

#[tokio::test]
async fn colour_is_for_terminals_that_want_it() {
    let scene = administration().await;
    let (_, seen) = scene.on_a_terminal(100, &["apps", "list"], "");
    assert!(seen.contains("\u{1b}[1m"), "{seen:?}");
    assert!(!scene.run(&["apps", "list"]).out.contains('\u{1b}'));
    let mut quiet = scene;
    quiet.session.set("NO_COLOR", "1");
    let (_, seen) = quiet.on_a_terminal(100, &["apps", "list"], "");
    assert!(!seen.contains("\u{1b}[1m"), "{seen:?}");
}

#[tokio::test]
async fn deleting_shows_what_goes_with_it_and_asks() {
    let scene = administration().await;
    let id = add_harbour(&scene)["client_id"].as_str().unwrap().to_owned();
    let (code, seen) = scene.on_a_terminal(100, &["apps", "delete", &id], "n\n");
    assert_eq!(code, 4, "{seen}");
    assert!(seen.contains("was never used. With it go: 0 people who use it, 0 grants and 0 access tokens"), "{seen}");
    assert!(seen.contains("Delete “Harbour” for good?") && seen.contains("Nothing was changed."), "{seen}");
    assert_eq!(scene.json(&["apps", "show", &id]).code, 0);
    let (code, seen) = scene.on_a_terminal(100, &["apps", "delete", &id], "y\n");
    assert_eq!(code, 0, "{seen}");
    assert_eq!(scene.json(&["apps", "show", &id]).code, 3);
}

#[tokio::test]
async fn who_is_sure_is_not_asked() {
    let scene = administration().await;
    let id = add_harbour(&scene)["client_id"].as_str().unwrap().to_owned();
    let (code, seen) = scene.on_a_terminal(100, &["apps", "delete", &id, "--yes"], "");
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.contains("[y/N]"), "{seen}");
}

#[test]
fn the_wait_for_the_browser_counts_down_and_leaves_no_line() {
    let scene = Scene::with_provider(Keyring::Unlocked);
    let typed = ["sign-in", PROVIDER, "--print-url", "--wait", "2s"];
    let (code, seen) = scene.on_a_terminal(100, &typed, "");
    assert_eq!(code, 7, "{seen}");
    assert!(seen.contains("Waiting for the browser: 0:02 left. Ctrl-C calls it off."), "{seen:?}");
    let (_, last) = seen.rsplit_once("left. Ctrl-C calls it off.").unwrap();
    assert!(last.starts_with("\r\u{1b}[K"), "the line is taken back: {last:?}");
    let piped = scene.run(&typed);
    assert!(!piped.err.contains(" left."), "{piped:?}");
}

#[tokio::test]
async fn a_time_is_the_persons_own_on_a_terminal_and_utc_in_a_pipe() {
    let mut scene = administration().await;
    scene.session.set("TZ", "Asia/Tokyo");
    let id = add_harbour(&scene)["client_id"].as_str().unwrap().to_owned();
    let (_, seen) = scene.on_a_terminal(100, &["apps", "show", &id], "");
    assert!(seen.contains(" JST"), "{seen}");
    let piped = scene.run(&["apps", "secrets", "list", &id]).out;
    assert!(piped.contains("T") && piped.lines().nth(1).unwrap().contains("Z  never"), "{piped}");
}

#[tokio::test]
async fn usage_is_a_picture_only_where_it_is_looked_at() {
    let scene = administration().await;
    support::wait::until("the sign-in to be counted", || {
        scene.on_a_terminal(100, &["apps", "usage", "countersign", "--days", "2"], "").1.contains('█')
    });
    assert!(!scene.run(&["apps", "usage", "countersign", "--days", "2"]).out.contains('█'));
}
