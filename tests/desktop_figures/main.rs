//! What the desktop app takes, for `cargo xtask bench desktop`, which starts this and judges what it says.
//!
//! * `start APP BARE BENCH PAIRS`: [`start`] opens the app and a bare window in turn, each in a session of its own.
//! * `screens FOLDER PORT`: [`screens`] works in the gallery that is served there, in Chromium.
//!
//! It drives release builds and is none itself. What there is to tell goes as JSON to stdout.

mod chromium;
mod memory;
mod screens;
mod start;

use std::path::Path;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words.as_slice() {
        ["start", app, bare, bench, pairs] => {
            start::measure(Path::new(app), Path::new(bare), Path::new(bench), pairs.parse().unwrap()).await
        }
        ["screens", gallery, rounds] => screens::measure(Path::new(gallery), rounds.parse().unwrap()).await,
        other => panic!("there is no such thing to do: {other:?}"),
    };
    println!("{told}");
}
