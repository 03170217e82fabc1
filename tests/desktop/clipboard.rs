//! What a person copies.

use std::io::Write;
use std::process::Stdio;

use support::session::require;

use crate::scene::Scene;

/// A person copies a text; it stays in the clipboard until somebody else takes the clipboard over.
pub(crate) fn copy(scene: &mut Scene, text: &str) {
    require(&["xclip"]);
    let mut xclip = scene
        .session
        .command("xclip")
        .args(["-selection", "clipboard", "-quiet"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    scene.session.keep(xclip);
    support::wait::until("the clipboard to hold the text", || clipboard(scene) == text);
}

/// What the clipboard holds.
pub(crate) fn clipboard(scene: &Scene) -> String {
    let output = scene.session.command("xclip").args(["-selection", "clipboard", "-o"]).stderr(Stdio::null()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
