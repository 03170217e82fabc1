//! How dates and numbers are usually written where a language is spoken: a first guess for somebody of whom nothing else is known.

/// What is usual with a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customs<'a> {
    /// The language, with its region where that makes a difference.
    pub locale: &'a str,
    /// How a date is written.
    pub date_format: &'static str,
    /// The sign between thousands, and then the decimal sign.
    pub numbers: &'static str,
}

/// The customs of a language, by its tag (RFC 5646); nothing of a language that is not listed.
#[must_use]
pub fn of(tag: &str) -> Option<Customs<'_>> {
    let language = tag.split('-').next().unwrap_or_default();
    let (date_format, numbers) = match language {
        _ if tag == "en-US" => ("MM/DD/YYYY", ",."),
        _ if tag == "de-CH" => ("DD.MM.YYYY", "’."),
        "en" | "he" | "hi" => ("DD/MM/YYYY", ",."),
        "fr" => ("DD/MM/YYYY", "\u{202f},"),
        "de" | "da" | "nb" | "tr" | "ro" | "hr" => ("DD.MM.YYYY", ".,"),
        "fi" | "cs" | "pl" | "ru" | "uk" | "et" | "bg" => ("DD.MM.YYYY", "\u{202f},"),
        "ja" | "zh" => ("YYYY/MM/DD", ",."),
        "ko" => ("YYYY-MM-DD", ",."),
        "sv" | "hu" => ("YYYY-MM-DD", "\u{202f},"),
        "es" if tag == "es-MX" => ("DD/MM/YYYY", ",."),
        "es" | "it" | "pt" | "ca" | "el" | "id" => ("DD/MM/YYYY", ".,"),
        "nl" => ("DD-MM-YYYY", ".,"),
        _ => return None,
    };
    let differs = matches!(tag, "en-GB" | "en-US" | "de-CH" | "es-MX" | "pt-BR" | "zh-TW");
    Some(Customs { locale: if differs { tag } else { language }, date_format, numbers })
}
