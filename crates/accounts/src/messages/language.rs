//! The languages of the pages, and how one of them is chosen.

use std::sync::LazyLock;

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

/// A language that every message is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English: what is shown where nothing better is known.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

/// More wishes than anybody has; what comes after them is not read.
const MOST_WISHES: usize = 32;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// The language tag (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    /// Its name, in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
        }
    }

    /// The direction of its script, as HTML's `dir` writes it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Spanish => "ltr",
        }
    }

    /// The first wish that can be met; a region that is not there is met by its language. English where none can.
    /// What is not a language tag is no wish, and never an error.
    #[must_use]
    pub fn wished<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        static AVAILABLE: LazyLock<Vec<LanguageIdentifier>> =
            LazyLock::new(|| Language::ALL.iter().map(|language| language.identifier()).collect());
        let wishes: Vec<LanguageIdentifier> = tags.into_iter().take(MOST_WISHES).filter_map(|tag| tag.parse().ok()).collect();
        let found = negotiate_languages(&wishes, &AVAILABLE, None, NegotiationStrategy::Lookup);
        let met = found.first().and_then(|found| AVAILABLE.iter().position(|available| available == *found));
        met.and_then(|at| Self::ALL.get(at)).copied().unwrap_or_default()
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }
}

/// The tags of an `Accept-Language` header, the dearest first (RFC 9110 §12.5.4).
#[must_use]
pub fn accepted(header: &str) -> Vec<&str> {
    let mut weighed: Vec<(&str, f32)> = header
        .split(',')
        .take(MOST_WISHES)
        .filter_map(|part| {
            let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
            let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok())?;
            (weight > 0.0).then_some((tag.trim(), weight))
        })
        .collect();
    // Stable: of equals, the first stays first.
    weighed.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    weighed.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wish_that_can_be_met_is_met() {
        for (tags, language) in [
            (&["es"][..], Language::Spanish),
            (&["es-MX"], Language::Spanish),
            (&["es_ES"], Language::Spanish),
            (&["fr-CA", "es-419", "en"], Language::Spanish),
            (&["de", "en-GB", "es"], Language::English),
            (&["ES-es"], Language::Spanish),
            (&["fr"], Language::English),
            (&[], Language::English),
        ] {
            assert_eq!(Language::wished(tags.iter().copied()), language, "{tags:?}");
        }
    }

    #[test]
    fn op_05_what_is_no_language_is_no_wish() {
        assert_eq!(Language::wished(["", "*", "<script>", "e", "\u{202e}", "en-es-fr-xx-12345678901", "es"]), Language::Spanish);
        let many = vec!["xx"; 1000];
        assert_eq!(Language::wished(many.into_iter().chain(["es"])), Language::English);
    }

    #[test]
    fn a_browsers_languages_are_weighed() {
        assert_eq!(accepted("es-ES,es;q=0.9,en;q=0.8"), ["es-ES", "es", "en"]);
        assert_eq!(accepted("en;q=0.2, es ; q=0.9, fr"), ["fr", "es", "en"]);
        assert_eq!(accepted("en;q=0, es;q=0.1, de;q=many"), ["es"]);
        assert_eq!(Language::wished(accepted("")), Language::English);
    }
}
