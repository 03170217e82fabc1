//! What a run did, for a person and for a program.

use serde_json::{Value, json};

/// What was done at a point or with a target.
#[derive(Debug)]
pub struct Told {
    pub name: &'static str,
    pub asked: u32,
    pub done: u32,
    /// Kills that met the call they were meant for; of inputs all do.
    pub met: u32,
    pub lost: Vec<Lost>,
}

/// Something that did not hold.
#[derive(Debug)]
pub struct Lost {
    pub what: String,
    /// What shows it again, as words for `cargo xtask soak`.
    pub replay: String,
}

impl Told {
    pub fn new(name: &'static str, asked: u32) -> Self {
        Self { name, asked, done: 0, met: 0, lost: Vec::new() }
    }

    pub fn line(&self) -> Value {
        let lost: Vec<Value> = self.lost.iter().map(|lost| json!({ "what": lost.what, "replay": lost.replay })).collect();
        json!({ "name": self.name, "asked": self.asked, "done": self.done, "met": self.met, "lost": lost })
    }
}
