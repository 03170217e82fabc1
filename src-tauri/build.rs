//! Gives each command a permission of its own, so that `capabilities/main.json` says one by one what the window may call.

#[path = "src/bindings/list.rs"]
mod list;

macro_rules! names {
    ($($room:ident { $($command:ident ( $($argument:ident : $type:ty),* ) -> $answer:ty;)* })*) => {
        &[$($(stringify!($command)),*),*]
    };
}

const COMMANDS: &[&str] = list::with_commands!(names);

fn main() {
    // The screen is built into the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=src/bindings/list.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
