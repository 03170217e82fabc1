//! `countersign completions`, `man`, `schema` and `exit-codes`: what the program says about itself.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use countersign_wire::error::{ErrorCode, UserError};
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;
use crate::args::{AboutCommand, Arguments, EXIT_CODES};
use crate::output::{Failure, Output, write_out};

/// A text that is for another program, in the one key that it has as JSON.
#[derive(Serialize, ToSchema)]
pub(crate) struct TextLine {
    /// The text.
    pub(crate) text: String,
}

/// Where the man pages are.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManLine {
    /// The folder.
    out: String,
    /// How many pages were written.
    pages: usize,
}

pub(super) fn run(out: Output, wish: &AboutCommand) -> Result<(), Failure> {
    match wish {
        AboutCommand::Completions { shell } => completions(out, *shell),
        AboutCommand::Man { out: Some(folder) } => pages(out, folder),
        AboutCommand::Man { out: None } => man(out),
        AboutCommand::Schema => schema(),
        AboutCommand::ExitCodes => text(out, format!("{EXIT_CODES}\n")),
    }
}

fn completions(out: Output, shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    text(out, String::from_utf8_lossy(&script).into_owned())
}

fn man(out: Output) -> Result<(), Failure> {
    text(out, page(&Arguments::command())?)
}

/// A page. Its synopsis is that of the help: the library's own names options without their values and after what follows them.
fn page(command: &clap::Command) -> std::io::Result<String> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    let page = String::from_utf8_lossy(&page).replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n");
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace('\\', r"\\").replace('-', r"\-");
    let Some((before, rest)) = page.split_once("\n.SH SYNOPSIS\n") else { return Ok(page) };
    let after = rest.find("\n.SH ").map_or("", |at| &rest[at..]);
    Ok(format!("{before}\n.SH SYNOPSIS\n{usage}{after}"))
}

/// A page of each verb below, and of the command itself.
fn write_pages(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        write_pages(verb, folder)?;
    }
    let name = clap_mangen::Man::new(command.clone()).get_filename();
    std::fs::write(folder.join(name), page(command)?)
}

/// A page for each verb, named as `man` looks for it: `countersign-apps-list.1`.
fn pages(out: Output, folder: &Path) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        let message = format!("The manual cannot be written to “{}”: {error}. Give a folder that you may write to.", folder.display());
        UserError::new(ErrorCode::InvalidInput, message)
    };
    std::fs::create_dir_all(folder).map_err(refused)?;
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    write_pages(&command, folder).map_err(refused)?;
    let is_ours = |name: std::ffi::OsString| name.to_str().is_some_and(|name| name.starts_with("countersign") && name.ends_with(".1"));
    let pages = std::fs::read_dir(folder).map_err(refused)?.flatten().filter(|entry| is_ours(entry.file_name())).count();
    let line = ManLine { out: folder.display().to_string(), pages };
    out.answer(&line, || format!("{} pages in {}. Read them with: man -l {}/countersign.1", line.pages, line.out, line.out))
}

fn schema() -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&schema::document()).map_err(std::io::Error::from)?;
    write_out(&format!("{text}\n"))
}

fn text(out: Output, text: String) -> Result<(), Failure> {
    let line = TextLine { text };
    out.answer(&line, || line.text.clone())
}
