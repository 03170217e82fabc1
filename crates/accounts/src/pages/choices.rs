//! What can be chosen on the set-up page.

use std::sync::LazyLock;

/// One choice of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// What the form sends.
    pub(super) value: String,
    /// What the person reads.
    pub(super) shown: String,
}

const LANGUAGES: [(&str, &str); 36] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("zh", "Chinese"),
    ("zh-TW", "Chinese (Taiwan)"),
    ("hr", "Croatian"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("et", "Estonian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("de", "German"),
    ("de-CH", "German (Switzerland)"),
    ("el", "Greek"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nb", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pt-BR", "Portuguese (Brazil)"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("es", "Spanish"),
    ("es-MX", "Spanish (Mexico)"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
];

/// A language tag in words: the tag itself beside the language where the region has none here.
pub(super) fn language_name(tag: &str) -> String {
    let named = |wanted: &str| LANGUAGES.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted)).map(|(_, name)| (*name).to_owned());
    named(tag)
        .or_else(|| tag.split(['-', '_']).next().and_then(named).map(|language| format!("{language} ({tag})")))
        .unwrap_or_else(|| tag.to_owned())
}

pub(super) fn locales() -> Vec<Choice> {
    LANGUAGES.iter().map(|(tag, name)| choice(tag, name)).collect()
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

pub(super) fn date_formats() -> Vec<Choice> {
    [
        ("DD-MM-YYYY", "31-12-2026"),
        ("DD/MM/YYYY", "31/12/2026"),
        ("DD.MM.YYYY", "31.12.2026"),
        ("MM/DD/YYYY", "12/31/2026"),
        ("YYYY-MM-DD", "2026-12-31"),
        ("YYYY/MM/DD", "2026/12/31"),
        ("DD-MMM-YYYY", "31-Dec-2026"),
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
