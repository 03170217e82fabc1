//! Writes every page of the service in every state and language into a folder, to look at: `cargo run -p countersign-accounts --example pages -- FOLDER`.

use std::path::PathBuf;

use countersign_accounts::pages::{Sample, assets, samples};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/pages"), PathBuf::from);
    std::fs::create_dir_all(folder.join("assets"))?;
    for asset in assets::all() {
        // From a file there is no root: the pages and their stylesheet name their assets from here.
        let bytes = match std::str::from_utf8(asset.bytes) {
            Ok(text) if asset.content_type.starts_with("text/css") => text.replace("\"/assets/", "\"../assets/").into_bytes(),
            _ => asset.bytes.to_vec(),
        };
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), bytes)?;
    }
    for Sample { name, language, html } in samples() {
        std::fs::write(folder.join(format!("{name}.{}.html", language.tag())), html.replace("\"/assets/", "\"assets/"))?;
    }
    Ok(())
}
