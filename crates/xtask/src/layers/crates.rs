//! Arrows between crates.

use serde_json::Value;

use crate::Outcome;
use crate::checkout::{cargo, read};

/// Each crate of the workspace, and what it may name: of the workspace, and what of others it must not.
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    ("countersign-wire", &[], &["tokio", "reqwest", "axum", "hyper", "tauri", "rusqlite"]),
    ("countersign-engine", &["countersign-wire"], &["axum", "tauri", "rusqlite", "clap"]),
    ("countersign-accounts", &["countersign-wire"], &["tauri", "oauth2"]),
    ("countersign-cli", &["countersign-engine", "countersign-wire"], &["axum", "tauri", "reqwest", "oauth2", "rusqlite"]),
    (
        "countersign-desktop",
        &["countersign-engine", "countersign-accounts", "countersign-wire"],
        &["axum", "reqwest", "oauth2", "rusqlite"],
    ),
    ("xtask", &[], &["tokio", "tauri"]),
];

/// What stands beside the layers: the tests and the processes of the benchmarks. They may name everything, and nothing names them.
const TESTS: &[&str] = &["countersign-tests", "countersign-bench", "bare-window"];

/// Dependencies that point up or past a layer.
///
/// # Errors
/// Where cargo does not answer.
pub(crate) fn arrows_up() -> Outcome<Vec<String>> {
    let text = read(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo's metadata cannot be read: {error}"))?;
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, below, never)) = LAYERS.iter().find(|(layer, ..)| *layer == name) else {
            if !TESTS.contains(&name) {
                wrong.push(format!("{name} has no place in the layers: give it one in crates/xtask/src/layers"));
            }
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            let ours = LAYERS.iter().any(|(layer, ..)| *layer == other) || TESTS.contains(&other);
            if (ours && !below.contains(&other)) || (never.contains(&other) && dependency["kind"].is_null()) {
                wrong.push(format!("{name} names {other}"));
            }
        }
    }
    Ok(wrong)
}
