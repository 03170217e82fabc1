//! Texts of others, in our own sentences.

/// A text of somebody else's, fit to stand in a message.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_service_is_shown_without_control_characters_and_not_at_any_length() {
        assert_eq!(shown("a\u{1b}[31m\nb"), "a[31mb");
        assert_eq!(shown(&"x".repeat(1000)).len(), 200);
    }
}
