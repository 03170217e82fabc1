//! As every program of the toolkit.

fn main() {
    tauri_build::build();
}
