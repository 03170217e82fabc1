//! Circles of rooms within a crate: the top-level modules, and the `crate::` paths that their files name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::Outcome;
use crate::checkout::root;

const CRATES: &[&str] = &["crates/wire", "crates/engine", "crates/accounts", "crates/cli", "crates/xtask", "src-tauri"];

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Each circle, as the rooms it goes through.
///
/// # Errors
/// Where a source cannot be read.
pub(crate) fn circles() -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for name in CRATES {
        let mut arrows = Arrows::new();
        collect(&root().join(name).join("src"), None, &mut arrows)?;
        if let Some(circle) = circle(&arrows) {
            found.push(format!("{name}: {}", circle.join(" → ")));
        }
    }
    Ok(found)
}

/// Reads the files below a folder. `room` is the top-level module that they belong to; at the top, the file's own name.
fn collect(folder: &Path, room: Option<&str>, arrows: &mut Arrows) -> Outcome {
    let fail = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, Some(room.unwrap_or(&stem)), arrows)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let own = room.unwrap_or(&stem).to_owned();
            // The roots wire the rooms together: they name all, and nobody's circle goes through them.
            if room.is_none() && matches!(own.as_str(), "lib" | "main") {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(fail)?;
            arrows.entry(own.clone()).or_default().extend(named(&text).filter(|other| *other != own));
        }
    }
    Ok(())
}

/// The rooms that a file names as `crate::room`, its inline tests and its comments aside.
fn named(text: &str) -> impl Iterator<Item = String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut rooms = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            // `pub(in crate::x)` says who may look in, not what is looked at.
            if line[..at].ends_with("in ") {
                continue;
            }
            if let Some(inside) = rest.strip_prefix('{') {
                rooms.extend(inside.split(['}', ',']).filter_map(|part| word(part.trim_start())));
            } else {
                rooms.extend(word(rest));
            }
        }
    }
    rooms.into_iter()
}

/// A module's name at the beginning of a text. Types and macros at the root are no rooms.
fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let name = &text[..end];
    name.starts_with(|c: char| c.is_lowercase()).then(|| name.to_owned())
}

/// One circle, if there is any: a walk that comes back to a room it is still in.
fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    fn walk<'a>(room: &'a str, arrows: &'a Arrows, on_the_way: &mut Vec<&'a str>, done: &mut BTreeSet<&'a str>) -> Option<Vec<String>> {
        if let Some(start) = on_the_way.iter().position(|passed| *passed == room) {
            return Some(on_the_way[start..].iter().chain([&room]).map(ToString::to_string).collect());
        }
        if !done.insert(room) {
            return None;
        }
        on_the_way.push(room);
        let found = arrows.get(room).into_iter().flatten().find_map(|next| walk(next, arrows, on_the_way, done));
        on_the_way.pop();
        found
    }
    let mut done = BTreeSet::new();
    arrows.keys().find_map(|room| walk(room, arrows, &mut Vec::new(), &mut done))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrows(pairs: &[(&str, &str)]) -> Arrows {
        let mut arrows = Arrows::new();
        for (from, to) in pairs {
            arrows.entry((*from).into()).or_default().insert((*to).into());
        }
        arrows
    }

    #[test]
    fn a_circle_is_named_by_its_rooms() {
        let found = circle(&arrows(&[("vault", "session"), ("session", "profile"), ("profile", "vault")])).unwrap();
        assert_eq!(found, ["profile", "vault", "session", "profile"]);
    }

    #[test]
    fn rooms_that_share_a_room_below_are_no_circle() {
        assert_eq!(circle(&arrows(&[("a", "c"), ("b", "c"), ("a", "b")])), None);
    }

    #[test]
    fn paths_are_read_and_comments_and_tests_are_not() {
        let text =
            "use crate::{vault, Engine};\n// crate::nowhere\nfn f() { crate::http::get() }\n#[cfg(test)]\nmod tests { use crate::other; }";
        assert_eq!(named(text).collect::<Vec<_>>(), ["http", "vault"]);
    }
}
