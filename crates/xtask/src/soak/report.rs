//! What was done and what was lost, as a table for a person and as JSON for a program.

use serde_json::{Value, json};

/// One point or target.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// `kills`, `inputs` or `questions`.
    pub(super) part: String,
    pub(super) name: String,
    pub(super) asked: u32,
    pub(super) done: u32,
    /// Kills that met the call that they were meant for.
    pub(super) met: u32,
    pub(super) seconds: f64,
    pub(super) lost: Vec<Lost>,
}

/// Something that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) what: String,
    /// The flags that show it again.
    pub(super) replay: String,
}

impl Line {
    /// Takes what the process said.
    pub(super) fn take(&mut self, told: &Value) {
        let number = |name: &str| told[name].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        (self.done, self.met) = (number("done"), number("met"));
        let text = |lost: &Value, name: &str| lost[name].as_str().unwrap_or_default().to_owned();
        let lost = told["lost"].as_array().into_iter().flatten();
        self.lost = lost.map(|lost| Lost { what: text(lost, "what"), replay: text(lost, "replay") }).collect();
    }

    fn row(&self) -> String {
        let met = if self.part == "kills" { self.met.to_string() } else { String::new() };
        let lost = if self.lost.is_empty() { "nothing".to_owned() } else { self.lost.len().to_string() };
        format!("| {} | {} | {} of {} | {met} | {:.0} | {lost} |", self.part, self.name, self.done, self.asked, self.seconds)
    }
}

/// Prints a table in Markdown, and below it the first of what was lost at each place.
pub(super) fn table(lines: &[Line]) {
    println!("| | | done | at the call | seconds | lost |\n|---|---|---|---|---|---|");
    for line in lines {
        println!("{}", line.row());
    }
    for line in lines {
        if let Some(lost) = line.lost.first() {
            println!("\n{}: {}\n    cargo xtask soak {}", line.name, lost.what, lost.replay);
        }
    }
}

/// Prints one JSON document.
pub(super) fn json(lines: &[Line]) {
    let line = |line: &Line| {
        let lost: Vec<Value> = line.lost.iter().map(|lost| json!({ "what": lost.what, "replay": lost.replay })).collect();
        let Line { part, name, asked, done, met, seconds, .. } = line;
        json!({ "part": part, "name": name, "asked": asked, "done": done, "met": met, "seconds": seconds, "lost": lost })
    };
    println!("{}", json!({ "lines": lines.iter().map(line).collect::<Vec<_>>() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(part: &str) -> Line {
        Line { part: part.to_owned(), name: "logos".to_owned(), asked: 10, done: 0, met: 0, seconds: 1.4, lost: Vec::new() }
    }

    #[test]
    fn a_row_tells_what_was_done_of_what_was_asked_and_what_was_lost() {
        let mut all = line("inputs");
        all.take(&json!({ "done": 10, "met": 10, "lost": [] }));
        assert_eq!(all.row(), "| inputs | logos | 10 of 10 |  | 1 | nothing |");
        let mut cut = line("kills");
        cut.take(&json!({ "done": 7, "met": 6, "lost": [{ "what": "a token", "replay": "--only logos" }] }));
        assert_eq!(cut.row(), "| kills | logos | 7 of 10 | 6 | 1 | 1 |");
        assert_eq!(cut.lost, [Lost { what: "a token".to_owned(), replay: "--only logos".to_owned() }]);
    }
}
