//! What the person calls their default browser.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use countersign_engine::freedesktop;

/// How long the system may take to tell; the screen then says "your browser".
const PATIENCE: Duration = Duration::from_secs(3);

/// Its name, where the system tells it.
pub(crate) async fn default_name() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mut command = tokio::process::Command::new("xdg-settings");
    command.args(["get", "default-web-browser"]).stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await.ok()?.ok()?;
    let entry = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    tokio::task::spawn_blocking(move || name_of(&entry)).await.ok()?
}

/// The name in a desktop entry, looked for where the system looks.
fn name_of(entry: &str) -> Option<String> {
    if entry.is_empty() || entry.contains('/') {
        return None;
    }
    let folders = freedesktop::application_folders();
    let text = folders.iter().map(|folder: &PathBuf| folder.join(entry)).find_map(|path| std::fs::read_to_string(path).ok())?;
    freedesktop::value(&text, "Name").map(|name| name.chars().filter(|c| !c.is_control()).take(60).collect())
}
