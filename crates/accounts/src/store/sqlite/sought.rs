//! What somebody types to find a row by, as an index can answer it.

/// What is looked for, in lower case as the index has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// Nothing: every row is found.
    Nothing,
    /// Of one sign or two there would be nearly every row, so it is looked for where a text begins: from here to there.
    Beginning([String; 2]),
    /// Three signs and more are in an index of trigrams, as a phrase of FTS5.
    Part(String),
}

impl Sought {
    /// Reads what was typed. No name and no address holds a control character, and the index would not read one.
    pub(super) fn of(typed: Option<&str>) -> Self {
        let text: String = typed.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
        let text = text.trim().to_lowercase();
        match text.chars().count() {
            0 => Self::Nothing,
            1 | 2 => Self::Beginning([text.clone(), format!("{text}\u{10ffff}")]),
            _ => Self::Part(format!("\"{}\"", text.replace('"', "\"\""))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_read_as_a_language() {
        assert_eq!(Sought::of(None), Sought::Nothing);
        assert_eq!(Sought::of(Some(" \u{0} ")), Sought::Nothing);
        assert_eq!(Sought::of(Some("Áb")), Sought::Beginning(["áb".to_owned(), "áb\u{10ffff}".to_owned()]));
        assert_eq!(Sought::of(Some("A\" OR *")), Sought::Part("\"a\"\" or *\"".to_owned()));
    }
}
