//! Figures, as a table for a person and as JSON for a program.

use serde_json::{Value, json};

/// What a figure has to reach.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Nothing: it informs.
    None,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// What was measured.
    pub(super) name: String,
    /// The number; absent where the service does not serve it yet.
    pub(super) value: Option<f64>,
    /// What the number counts: empty for a ratio.
    pub(super) unit: &'static str,
    /// What it has to reach.
    pub(super) mark: Mark,
    /// What it was made of.
    pub(super) from: String,
}

impl Figure {
    pub(super) fn new(name: impl Into<String>, value: f64, unit: &'static str, mark: Mark, from: impl Into<String>) -> Self {
        Self { name: name.into(), value: Some(value), unit, mark, from: from.into() }
    }

    /// Of something that the service does not answer yet.
    pub(super) fn absent(name: impl Into<String>, mark: Mark, why: impl Into<String>) -> Self {
        Self { name: name.into(), value: None, unit: "", mark, from: why.into() }
    }

    fn verdict(&self) -> &'static str {
        match (self.value, self.mark) {
            (None, _) => "not served yet",
            (Some(_), Mark::None) => "",
            (Some(value), Mark::AtLeast(least)) if value >= least => "met",
            (Some(value), Mark::AtMost(most)) if value <= most => "met",
            (Some(_), _) => "missed",
        }
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtLeast(value) => write!(f, "≥ {value}"),
            Self::AtMost(value) => write!(f, "≤ {value}"),
            Self::None => Ok(()),
        }
    }
}

/// A number with as many digits as mean something.
pub(super) fn short(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        3
    };
    format!("{value:.digits$}")
}

/// Prints a table in Markdown.
pub(super) fn table(figures: &[Figure]) {
    println!("| figure | measured | mark | | from |\n|---|---|---|---|---|");
    for figure in figures {
        let value = figure.value.map(|value| format!("{} {}", short(value), figure.unit)).unwrap_or_default();
        println!("| {} | {} | {} | {} | {} |", figure.name, value.trim_end(), figure.mark, figure.verdict(), figure.from);
    }
}

/// Prints one JSON document.
pub(super) fn json(figures: &[Figure]) {
    let line = |figure: &Figure| {
        let mark = match figure.mark {
            Mark::AtLeast(value) => json!({ "at_least": value }),
            Mark::AtMost(value) => json!({ "at_most": value }),
            Mark::None => Value::Null,
        };
        json!({
            "name": figure.name,
            "value": figure.value,
            "unit": figure.unit,
            "mark": mark,
            "verdict": figure.verdict(),
            "from": figure.from,
        })
    };
    println!("{}", json!({ "figures": figures.iter().map(line).collect::<Vec<_>>() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_met_at_its_mark_and_missed_past_it() {
        let verdict = |value, mark| Figure::new("x", value, "", mark, "").verdict();
        assert_eq!(verdict(0.28, Mark::AtLeast(0.28)), "met");
        assert_eq!(verdict(0.27, Mark::AtLeast(0.28)), "missed");
        assert_eq!(verdict(61.0, Mark::AtMost(60.0)), "missed");
        assert_eq!(Figure::absent("x", Mark::AtLeast(1.0), "").verdict(), "not served yet");
    }
}
