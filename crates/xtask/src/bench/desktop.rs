//! How fast the desktop app is there, what it holds and weighs, and how its screens work with much to show.
//!
//! The app stands beside a bare window of the same toolkit and profile (`tests/bare-window`). Who drives both is
//! `tests/desktop_figures`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::numbers::{median, quantile};
use super::place::{beside, program};
use super::report::{Figure, Mark, short};
use super::{Asked, told};
use crate::Outcome;
use crate::checkout::{finish, npm, read, root, target};

/// Starts of each window, in turn.
const PAIRS: usize = 10;
/// How often a list is opened, searched and scrolled.
const ROUNDS: usize = 5;

/// Measures all of it.
///
/// # Errors
/// What could not be measured.
pub(super) fn measure(asked: Asked) -> Outcome<Vec<Figure>> {
    finish(crate::checkout::cargo().args(["build", "--quiet", "--package", "countersign-tests", "--bin", "desktop-figures"]))?;
    finish(npm().args(["run", "--silent", "gallery"]).stdout(Stdio::null()))?;
    let mut figures = starts(asked)?;
    figures.push(binary()?);
    figures.push(first_load()?);
    figures.extend(screens(asked)?);
    Ok(figures)
}

fn figures_of(words: &[&std::ffi::OsStr]) -> Outcome<Value> {
    beside(Command::new(target().join("debug/desktop-figures")).args(words), None)
}

fn starts(asked: Asked) -> Outcome<Vec<Figure>> {
    told("starts, beside a bare window");
    let pairs = if asked.quick { 1 } else { PAIRS };
    let programs = ["countersign-desktop", "bare-window", "bench"].map(program);
    let words: Vec<_> = programs.iter().map(|program| program.as_os_str()).collect();
    let seen = figures_of(&[&["start".as_ref()], &*words, &[pairs.to_string().as_ref()]].concat())?;
    let mut figures = Vec::new();
    for (which, memory_at_most) in [("plain", 1.15), ("hosted", 1.25)] {
        let hosting = if which == "hosted" { ", with the hosted service" } else { "" };
        let side = |side: &str, what: &str| numbers(&seen[which][side], what);
        let beside = |what: &str, unit: &str| {
            let (app, bare) = (side("app", what), side("bare", what));
            let ratios: Vec<f64> = app.iter().zip(&bare).map(|(app, bare)| app / bare).collect();
            (median(&ratios), format!("{} {unit} beside {} {unit}, medians of {pairs} in turn", short(median(&app)), short(median(&bare))))
        };
        let (usable, from) = beside("usable", "ms");
        let mark = if which == "plain" { Mark::AtMost(1.3) } else { Mark::None };
        figures.push(Figure::new(
            format!("screen usable with 20 accounts{hosting}"),
            usable,
            "of a bare window's second frame",
            mark,
            from,
        ));
        let (drawn, from) = beside("drawn", "ms");
        figures.push(Figure::new(format!("first contentful paint{hosting}"), drawn, "of a bare window's", Mark::None, from));
        let (memory, from) = beside("memory", "MB");
        figures.push(Figure::new(format!("memory{hosting}"), memory, "of a bare window's", Mark::AtMost(memory_at_most), from));
    }
    Ok(figures)
}

fn binary() -> Outcome<Figure> {
    let app = program("countersign-desktop");
    let size = std::fs::metadata(&app).map_err(|error| format!("{} cannot be read: {error}", app.display()))?.len();
    #[expect(clippy::cast_precision_loss, reason = "a program has far fewer than 2^52 bytes")]
    let size = size as f64 / 1e6;
    Ok(Figure::new("the app's program", size, "MB", Mark::AtMost(20.0), "with its screens and the service that it hosts"))
}

/// The scripts that a window asks for before its first screen stands there: those that the page names, what they import in turn,
/// and the first screen with its own.
fn first_load() -> Outcome<Figure> {
    let dist = root().join("ui/dist");
    let page = text(&dist.join("index.html"))?;
    let mut wanted: Vec<PathBuf> =
        named_in(&page, &["src=\"./assets/", "href=\"./assets/"]).map(|name| dist.join("assets").join(name)).collect();
    let files = std::fs::read_dir(dist.join("assets")).map_err(|error| format!("{} cannot be read: {error}", dist.display()))?;
    let is_account = |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("Account-"));
    wanted.extend(files.flatten().map(|file| file.path()).filter(is_account));
    let mut seen = BTreeSet::new();
    while let Some(file) = wanted.pop() {
        if file.extension().is_some_and(|kind| kind == "js") && seen.insert(file.clone()) {
            let script = text(&file)?;
            // Whatever is imported at once; import() is for later.
            let imported = named_in(&script, &["from\"./", "import\"./", "from'./", "import'./"]);
            wanted.extend(imported.map(|name| dist.join("assets").join(name)));
        }
    }
    let mut size = 0.0;
    for file in &seen {
        size += read(Command::new("sh").args(["-c", "gzip -9 -c \"$0\" | wc -c"]).arg(file))?.trim().parse::<f64>().unwrap_or(f64::NAN);
    }
    Ok(Figure::new(
        "JavaScript of the first load",
        size / 1e3,
        "kB gzipped",
        Mark::AtMost(150.0),
        format!("{} files, up to an account's screen", seen.len()),
    ))
}

/// The file names that follow one of some words, up to the quote that ends them.
fn named_in<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let after = words.iter().flat_map(|word| text.match_indices(*word).map(|(at, word)| &text[at + word.len()..]));
    after.filter_map(|rest| rest.split(['"', '\'']).next())
}

fn text(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

fn screens(asked: Asked) -> Outcome<Vec<Figure>> {
    told("screens, in Chromium");
    let rounds = if asked.quick { 1 } else { ROUNDS };
    let seen = figures_of(&["screens".as_ref(), root().join("ui/dist-gallery").as_os_str(), rounds.to_string().as_ref()])?;
    let rows = list(&seen["rows"]);
    let keys: Vec<f64> = seen["keys"].as_array().into_iter().flatten().flat_map(list).collect();
    let (many, few) = (list(&seen["long_frames"]["many"]), list(&seen["long_frames"]["few"]));
    let more: Vec<f64> = many.iter().zip(&few).map(|(many, few)| many - few).collect();
    let heaps = list(&seen["scrolled"]);
    let grown = heaps.last().zip(heaps.first()).map_or(f64::NAN, |(last, first)| last / first);
    let mut figures = vec![
        Figure::new("100,000 apps: first rows", median(&rows), "ms", Mark::AtMost(150.0), format!("from the click, median of {rounds}")),
        Figure::new(
            "100,000 apps: a keystroke",
            median(&keys),
            "ms",
            Mark::AtMost(50.0),
            format!("to the new rows, median of {}; the slowest tenth from {} ms on", keys.len(), short(quantile(&keys, 0.9))),
        ),
        Figure::new(
            "100,000 apps: long frames",
            median(&more),
            "more than with 100",
            Mark::AtMost(2.0),
            format!("{} beside {}, of 180 frames, medians of {rounds} in turn", short(median(&many)), short(median(&few))),
        ),
        Figure::new(
            "100,000 apps: memory",
            grown,
            "of that after the first scrolling",
            Mark::AtMost(1.05),
            "JavaScript's heap, the same rows scrolled five times more",
        ),
    ];
    figures.extend(left(&seen["left"]));
    Ok(figures)
}

/// What screens leave behind that were opened and closed many times: the worst of them.
fn left(seen: &Value) -> Vec<Figure> {
    let times = &seen["times"];
    let screens: Vec<&Value> = seen["screens"].as_array().into_iter().flatten().collect();
    let worst = |what: &str, by: fn(f64, f64) -> f64| {
        let each = screens.iter().map(|screen| {
            let sides = list(&screen[what]);
            (
                by(sides.first().copied().unwrap_or(f64::NAN), sides.last().copied().unwrap_or(f64::NAN)),
                screen["place"].as_str().unwrap_or_default(),
            )
        });
        each.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or((f64::NAN, ""))
    };
    let from = |place: &str| format!("the worst of {} screens, {place}", screens.len());
    let (heap, at) = worst("heap", |before, after| after / before);
    let (listeners, of) = worst("listeners", |before, after| after - before);
    vec![
        Figure::new(format!("a screen closed {times} times: heap"), heap, "of that before", Mark::AtMost(1.05), from(at)),
        Figure::new(format!("a screen closed {times} times: listeners"), listeners, "left", Mark::AtMost(0.0), from(of)),
    ]
}

fn list(of: &Value) -> Vec<f64> {
    of.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn numbers(of: &Value, name: &str) -> Vec<f64> {
    of.as_array().into_iter().flatten().filter_map(|one| one[name].as_f64()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_imports_at_once_counts_and_what_it_may_import_later_does_not() {
        let script = r#"import{a}from"./a-1.js";import"./b-2.js";const later=()=>import("./c-3.js");export*from'./d-4.js'"#;
        let named: Vec<_> = named_in(script, &["from\"./", "import\"./", "from'./", "import'./"]).collect();
        assert_eq!(named, ["a-1.js", "b-2.js", "d-4.js"]);
    }
}
