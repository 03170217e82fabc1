//! What can be chosen on the set-up page.

use std::sync::LazyLock;

use crate::messages::{Language, Saying};

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// What the form sends.
    pub(super) value: String,
    /// What the person reads.
    pub(super) shown: String,
}

const LANGUAGES: [&str; 36] = [
    "ar", "bg", "ca", "zh", "zh-TW", "hr", "cs", "da", "nl", "en", "en-GB", "en-US", "et", "fi", "fr", "de", "de-CH", "el", "he", "hi",
    "hu", "id", "it", "ja", "ko", "nb", "pl", "pt", "pt-BR", "ro", "ru", "es", "es-MX", "sv", "tr", "uk",
];

/// A language tag in the words of a language: the tag itself beside the language where the region has none here.
pub(super) fn language_name(tag: &str, language: Language) -> String {
    let known = |wanted: &str| LANGUAGES.iter().find(|tag| tag.eq_ignore_ascii_case(wanted)).copied();
    let named = |tag: &str| Saying::of("language").with("tag", tag).said_in(language).to_string();
    match (known(tag), tag.split(['-', '_']).next().and_then(known)) {
        (Some(known), _) => named(known),
        (None, Some(base)) => Saying::of("language-of-region").with("language", named(base)).with("tag", tag).said_in(language).to_string(),
        (None, None) => tag.to_owned(),
    }
}

/// A month, short, as it stands in a date.
pub(super) fn month_name(month: i8, language: Language) -> String {
    Saying::of("month").with("month", month).said_in(language).to_string()
}

/// The languages, in the order of their names.
pub(super) fn locales(language: Language) -> Vec<Choice> {
    let mut choices: Vec<Choice> = LANGUAGES.iter().map(|tag| choice(tag, &capitalised(&language_name(tag, language)))).collect();
    choices.sort_by_cached_key(|choice| unaccented(&choice.shown));
    choices
}

pub(super) fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// What Spanish sorts by: an accent makes no other letter.
fn unaccented(name: &str) -> String {
    let plain = |c| match c {
        'á' | 'Á' => 'a',
        'é' | 'É' => 'e',
        'í' | 'Í' => 'i',
        'ó' | 'Ó' => 'o',
        'ú' | 'Ú' => 'u',
        other => other,
    };
    name.chars().map(plain).flat_map(char::to_lowercase).collect()
}

/// The names of the time zone database that are places, and UTC.
pub(super) fn timezones() -> &'static [Choice] {
    static ZONES: LazyLock<Vec<Choice>> = LazyLock::new(|| {
        const PLACES: [&str; 9] =
            ["Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/"];
        let mut zones = vec![choice("UTC", "UTC")];
        for name in jiff::tz::db().available() {
            let name = name.as_str();
            if PLACES.iter().any(|place| name.starts_with(place)) || name.starts_with("Pacific/") {
                zones.push(choice(name, name));
            }
        }
        zones.sort_by(|a, b| a.value.cmp(&b.value));
        zones
    });
    &ZONES
}

pub(super) fn date_formats(language: Language) -> Vec<Choice> {
    let with_a_word = format!("31-{}-2026", month_name(12, language));
    [
        ("DD-MM-YYYY", "31-12-2026"),
        ("DD/MM/YYYY", "31/12/2026"),
        ("DD.MM.YYYY", "31.12.2026"),
        ("MM/DD/YYYY", "12/31/2026"),
        ("YYYY-MM-DD", "2026-12-31"),
        ("YYYY/MM/DD", "2026/12/31"),
        ("DD-MMM-YYYY", &with_a_word),
    ]
    .iter()
    .map(|(value, shown)| choice(value, shown))
    .collect()
}

/// The value is the sign between thousands, if any, and then the decimal sign.
pub(super) fn number_formats() -> Vec<Choice> {
    [".,", ",.", "\u{202f},", "’.", ".", ","]
        .iter()
        .map(|signs| {
            let (thousands, decimal) = split_signs(signs).unwrap_or(("", "."));
            choice(signs, &format!("1{thousands}234{decimal}56"))
        })
        .collect()
}

/// The sign between thousands and the decimal sign.
pub(super) fn split_signs(signs: &str) -> Option<(&str, &str)> {
    let (at, _) = signs.char_indices().next_back()?;
    Some(signs.split_at(at))
}

fn choice(value: &str, shown: &str) -> Choice {
    Choice { value: value.to_owned(), shown: shown.to_owned() }
}
