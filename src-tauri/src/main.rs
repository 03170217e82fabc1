//! Countersign's desktop app. All of it is in the library.

// Without a console of its own on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    countersign_desktop::run()
}
