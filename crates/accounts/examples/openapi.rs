//! Writes the document of the administration API into a file: `cargo run -p countersign-accounts --example openapi -- FILE`.

use std::path::PathBuf;

use countersign_accounts::administration::document;

fn main() -> std::io::Result<()> {
    let file = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/openapi.json"), PathBuf::from);
    std::fs::write(file, document::text())
}
