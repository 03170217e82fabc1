//! Texts of others, in our own sentences.

use url::Url;

/// A text of somebody else's, fit to stand in a message.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    clean.trim().to_owned()
}

/// The same at any length.
pub(crate) fn without_controls(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    clean.trim().to_owned()
}

/// Host and port, as a person would write them.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
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
