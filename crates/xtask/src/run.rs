//! `cargo xtask run`: the app on the screen in front of you, or a tour of it where there is none.

use crate::checkout::{cargo, finish, root, target};
use crate::setup::{Purpose, prepare};
use crate::{Outcome, codegen};

/// Builds and starts the app; `rest` is handed to it.
///
/// # Errors
/// What was missing, or what failed, in words.
pub(crate) fn run(rest: &[&str]) -> Outcome {
    let display = cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    prepare(if display { Purpose::Build } else { Purpose::Tour })?;
    codegen::note_if_stale();
    if display {
        finish(cargo().args(["build", "--package", "countersign-desktop", "--bin", "countersign-desktop"]))?;
        println!("xtask: Countersign starts. Close its window to end this.");
        let app = target().join("debug").join(format!("countersign-desktop{}", std::env::consts::EXE_SUFFIX));
        return finish(std::process::Command::new(app).args(rest));
    }
    println!(
        "xtask: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the same app runs on a virtual one, as a tour."
    );
    finish(cargo().args(["build", "--package", "countersign-desktop", "--package", "countersign-tests", "--bins"]))?;
    let pictures = root().join("target/tour");
    finish(std::process::Command::new(target().join("debug/tour")).arg("--into").arg(&pictures))
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
