//! What is generated from Rust: the screen's types, its list of commands and the sentences that are said to a person, in
//! `ui/src/generated`, and the document of the administration API, `docs/openapi.json`.

mod sentences;

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use crate::checkout::{cargo, finish, root, target};

const PLACE: &str = "ui/src/generated";
const SENTENCES: &str = "sentences.ts";
const DOCUMENT: &str = "docs/openapi.json";

/// Writes it anew.
///
/// # Errors
/// What failed.
pub(crate) fn write() -> Outcome {
    describe(&root().join(DOCUMENT))?;
    let place = root().join(PLACE);
    if place.exists() {
        std::fs::remove_dir_all(&place).map_err(|error| format!("{PLACE} cannot be emptied: {error}"))?;
    }
    export(&place)
}

/// Writes the sentences alone, for which nothing is built.
///
/// # Errors
/// What failed.
pub(crate) fn write_sentences() -> Outcome {
    sentences::write(&root().join(PLACE).join(SENTENCES))
}

/// Writes it to another folder and compares.
///
/// # Errors
/// The files that differ, and what to do.
pub(crate) fn check() -> Outcome {
    let fresh = target().join("generated");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh).map_err(|error| format!("{} cannot be emptied: {error}", fresh.display()))?;
    }
    export(&fresh)?;
    let (committed, fresh) = (files(&root().join(PLACE))?, files(&fresh)?);
    let names: std::collections::BTreeSet<_> = committed.keys().chain(fresh.keys()).collect();
    let stale: Vec<_> = names.into_iter().filter(|name| committed.get(*name) != fresh.get(*name)).map(String::as_str).collect();
    if !stale.is_empty() {
        return Err(format!("{PLACE} is not current: {}. Run `cargo xtask codegen` and commit the change.", stale.join(", ")));
    }
    let document = target().join("openapi.json");
    describe(&document)?;
    let read = |path: &Path| std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()));
    if read(&root().join(DOCUMENT))? == read(&document)? {
        Ok(())
    } else {
        Err(format!("{DOCUMENT} is not current. Run `cargo xtask codegen` and commit the change."))
    }
}

/// A word where a type was changed and the screen's copy was not; the compiler of the screen says the rest.
pub(crate) fn note_if_stale() {
    if !root().join(PLACE).join("commands.ts").exists() {
        println!("xtask: {PLACE} is incomplete; run `cargo xtask codegen`.");
    }
}

fn export(place: &Path) -> Outcome {
    std::fs::create_dir_all(place).map_err(|error| format!("{} cannot be made: {error}", place.display()))?;
    finish(cargo().args(["run", "--quiet", "--package", "countersign-desktop", "--bin", "export-bindings", "--"]).arg(place))?;
    sentences::write(&place.join(SENTENCES))
}

fn describe(file: &Path) -> Outcome {
    finish(cargo().args(["run", "--quiet", "--package", "countersign-accounts", "--example", "openapi", "--"]).arg(file))
}

fn files(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let fail = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(name, std::fs::read(&path).map_err(fail)?);
    }
    Ok(found)
}
