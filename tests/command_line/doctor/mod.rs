//! What `countersign doctor` finds on a computer where something is wrong: each thing is really so.

mod desktop;
mod kept;
mod probe;
mod services;

use serde_json::Value;

use crate::scene::{Done, Scene};

/// Looks, and gives what was found and the exit code.
fn doctor(scene: &Scene, options: &[&str]) -> Findings {
    let done = scene.json(&[&["doctor"], options].concat());
    assert_eq!(done.err, "", "{done:?}");
    Findings { code: done.code, all: done.values() }
}

struct Findings {
    code: i32,
    all: Vec<Value>,
}

impl Findings {
    fn of(done: &Done) -> Self {
        Self { code: done.code, all: done.values() }
    }

    /// The states of all findings of a check, in order.
    fn states(&self, check: &str) -> Vec<&str> {
        self.all.iter().filter(|finding| finding["check"] == check).map(|finding| finding["state"].as_str().unwrap()).collect()
    }

    /// What was seen by a check, and what there is to do.
    fn words(&self, check: &str) -> String {
        let of_check = self.all.iter().filter(|finding| finding["check"] == check);
        of_check
            .map(|finding| format!("{} → {}\n", finding["seen"].as_str().unwrap(), finding["advice"].as_str().unwrap_or_default()))
            .collect()
    }

    /// The state of the one finding of a check about something.
    fn state_of(&self, check: &str, about: &str) -> &str {
        let found: Vec<_> = self.all.iter().filter(|finding| finding["check"] == check && finding["about"] == about).collect();
        assert_eq!(found.len(), 1, "{check} {about}: {:?}", self.all);
        found[0]["state"].as_str().unwrap()
    }

    #[track_caller]
    fn says(&self, check: &str, words: &[&str]) {
        let text = self.words(check);
        for word in words {
            assert!(text.contains(word), "{check} does not say {word:?}: {text}\n{:?}", self.all);
        }
    }
}
