//! Writes the screen's types and its list of commands into the folder given: `cargo xtask codegen` runs it.

use std::process::ExitCode;

#[expect(clippy::print_stderr, reason = "a program for a terminal")]
fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: export-bindings FOLDER");
        return ExitCode::from(2);
    };
    let folder = std::path::PathBuf::from(folder);
    let written = std::fs::create_dir_all(&folder).map_err(Into::into).and_then(|()| countersign_desktop::write_bindings(&folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("export-bindings: {error}");
            ExitCode::FAILURE
        }
    }
}
