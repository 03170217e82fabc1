//! One page of a list: how many rows it has, and the words that are one of few.

use super::answer::Refusal;
use super::request::problem;

/// Rows a page where the request names none.
pub(super) const ROWS: u32 = 50;
/// The most rows a page has (A20).
const MOST_ROWS: u32 = 200;

/// Reads how many rows a page is to have.
pub(super) fn rows(value: &str) -> Result<u32, Refusal> {
    let rows = value.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
    rows.ok_or_else(|| problem("limit", format!("It is a number from 1 to {MOST_ROWS}.")))
}

/// Reads a word that is one of `all`.
pub(super) fn word<T>(name: &str, all: &str, read: Option<T>) -> Result<T, Refusal> {
    read.ok_or_else(|| problem(name, format!("It is {all}.")))
}

/// Reads whether something holds.
pub(super) fn flag(name: &str, value: &str) -> Result<bool, Refusal> {
    word(name, "true or false", value.parse().ok())
}

/// Reads a moment.
pub(super) fn moment(name: &str, value: &str) -> Result<i64, Refusal> {
    word(name, "a number of Unix seconds", value.parse().ok())
}
