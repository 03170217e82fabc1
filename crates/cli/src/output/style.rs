//! The little colour there is.
//!
//! Text is styled always, and `anstream` takes it away again where no terminal is, and as `NO_COLOR`, `CLICOLOR`,
//! `CLICOLOR_FORCE` and `TERM=dumb` say. Text from a service is never styled by itself: its control characters were
//! taken out before.

use anstyle::{AnsiColor, Style};

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The head of a table.
pub(crate) fn head(text: &str) -> String {
    styled(Style::new().bold(), text)
}

/// What went wrong.
pub(crate) fn error(text: &str) -> String {
    styled(AnsiColor::Red.on_default().bold(), text)
}

/// What should be looked at.
pub(crate) fn warning(text: &str) -> String {
    styled(AnsiColor::Yellow.on_default().bold(), text)
}

/// A difference as `AppPlan::diff` writes it: each line by its sign.
pub(crate) fn difference(diff: &str) -> String {
    let line = |line: &str| match line.chars().next() {
        Some('+') => styled(AnsiColor::Green.on_default(), line),
        Some('~') => styled(AnsiColor::Yellow.on_default(), line),
        Some('-') => styled(AnsiColor::Red.on_default(), line),
        Some('!') => styled(AnsiColor::Yellow.on_default().bold(), line),
        _ => line.to_owned(),
    };
    diff.lines().map(line).collect::<Vec<_>>().join("\n")
}
