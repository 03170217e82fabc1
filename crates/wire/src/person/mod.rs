//! A person: locale, time zone and formats, what they say of themselves, and how an administrator sees them.

mod account;
mod administered;
mod details;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use account::{ConnectedApp, OwnProfile, OwnSession, PasswordChange, SessionView};
pub use administered::{
    LinkPurpose, LinkWish, MailState, NewOneTimeLink, Organisation, OrganisationDraft, OrganisationPage, PeopleQuery, PersonCreated,
    PersonDeletion, PersonDraft, PersonPage, PersonView, Role, SessionList, profile_problems,
};
pub use details::{Address, Details};

/// Whether dates near today are written as words ("yesterday").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SmartDates {
    /// "yesterday", "in two days".
    On,
    /// Always the date itself.
    Off,
}

impl SmartDates {
    /// `on` or `off`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// How a person writes numbers. Either part may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NumberSeparators {
    /// Between groups of three digits: `.`, `,`, a space, `'`, or nothing.
    pub thousands: Option<String>,
    /// Before the fraction: `.` or `,`.
    pub decimal: Option<String>,
}

/// How a person writes dates. Either part may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DateFormats {
    /// A pattern of `DD`, `MM` and `YYYY` (or `YY`) with one separator, such as `DD-MM-YYYY`.
    pub format: Option<String>,
    /// Whether dates near today are written as words.
    pub smart: Option<SmartDates>,
}

/// The settings of a person that an app may be allowed to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Formats {
    /// A BCP 47 language tag, such as `en` or `es-ES`.
    pub locale: Option<String>,
    /// A name of the IANA time zone database, such as `Europe/Madrid`.
    pub timezone: Option<String>,
    /// How dates are written.
    #[serde(default)]
    pub dates: DateFormats,
    /// How numbers are written.
    #[serde(default)]
    pub number_separators: NumberSeparators,
}

/// Why a setting was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatProblem {
    /// Not a language tag.
    #[error("“{0}” is not a language: write it as en or es-ES")]
    Locale(String),
    /// Not a time zone.
    #[error("“{0}” is not a time zone: write it as Europe/Madrid")]
    TimeZone(String),
    /// Not a date format.
    #[error("“{0}” is not a date format: use DD, MM and YYYY with one of - / . or a space between")]
    DateFormat(String),
    /// Not a separator between thousands.
    #[error("thousands are separated by . , ' a space, or nothing")]
    Thousands,
    /// Not a decimal sign.
    #[error("decimals begin with . or ,")]
    Decimal,
    /// The two are the same.
    #[error("thousands and decimals need different signs")]
    SameSeparators,
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

impl FormatProblem {
    /// The field that it is about, as forms and flags call it.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Locale(_) => "locale",
            Self::TimeZone(_) => "timezone",
            Self::DateFormat(_) => "date_format",
            Self::Thousands => "thousands",
            Self::Decimal | Self::SameSeparators => "decimal",
        }
    }
}

impl Formats {
    /// Checks every setting that is there.
    ///
    /// # Errors
    /// The first [`FormatProblem`] found.
    pub fn validate(&self) -> Result<(), FormatProblem> {
        if let Some(locale) = &self.locale {
            icu_locale_core::LanguageIdentifier::try_from_str(locale)
                .ok()
                .filter(|tag| tag.language.as_str() != "und")
                .ok_or_else(|| FormatProblem::Locale(shown(locale)))?;
        }
        if let Some(timezone) = &self.timezone {
            jiff::tz::TimeZone::get(timezone).map_err(|_| FormatProblem::TimeZone(shown(timezone)))?;
        }
        if let Some(format) = &self.dates.format
            && !is_date_format(format)
        {
            return Err(FormatProblem::DateFormat(shown(format)));
        }
        let separators = &self.number_separators;
        if let Some(thousands) = &separators.thousands
            && !["", ".", ",", "'", "’", " ", "\u{a0}", "\u{202f}"].contains(&thousands.as_str())
        {
            return Err(FormatProblem::Thousands);
        }
        if let Some(decimal) = &separators.decimal
            && ![".", ","].contains(&decimal.as_str())
        {
            return Err(FormatProblem::Decimal);
        }
        if separators.decimal.is_some() && separators.thousands == separators.decimal {
            return Err(FormatProblem::SameSeparators);
        }
        Ok(())
    }
}

/// Day, month and year, each once, with one and the same separator.
fn is_date_format(format: &str) -> bool {
    let Some(separator) = format.chars().find(|c| !c.is_ascii_alphabetic()) else { return false };
    if !"-/. ".contains(separator) {
        return false;
    }
    let mut parts: Vec<&str> = format.split(separator).collect();
    parts.sort_unstable();
    matches!(parts[..], ["D" | "DD", "M" | "MM" | "MMM", "YY" | "YYYY"])
}

/// Reads an e-mail address: one `@`, something on both sides, no spaces or controls, 254 bytes at most.
///
/// Whether mail reaches it is not for a syntax to say (RFC 5321 §4.5.3.1.3 sets the length).
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && text.len() <= 254
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && !local.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats() -> Formats {
        Formats {
            locale: Some("en".into()),
            timezone: Some("Europe/Madrid".into()),
            dates: DateFormats { format: Some("DD-MM-YYYY".into()), smart: Some(SmartDates::Off) },
            number_separators: NumberSeparators { thousands: Some(".".into()), decimal: Some(",".into()) },
        }
    }

    #[test]
    fn what_the_document_shows_is_valid() {
        assert_eq!(formats().validate(), Ok(()));
    }

    #[test]
    fn each_setting_is_checked() {
        let refused = |change: &dyn Fn(&mut Formats)| {
            let mut formats = formats();
            change(&mut formats);
            formats.validate().is_err()
        };
        assert!(refused(&|f| f.locale = Some("not a language".into())));
        assert!(refused(&|f| f.timezone = Some("Europe/Nowhere".into())));
        assert!(refused(&|f| f.dates.format = Some("DD-MM".into())));
        assert!(refused(&|f| f.dates.format = Some("DD-MM/YYYY".into())));
        assert!(refused(&|f| f.number_separators.thousands = Some("x".into())));
        assert!(refused(&|f| f.number_separators.decimal = Some(".".into())));
    }

    #[test]
    fn an_address_has_two_sides() {
        assert!(is_email("michael@test.com"));
        for text in ["", "@test.com", "michael@", "a b@test.com", "a@b@c", "a@.com"] {
            assert!(!is_email(text), "{text:?}");
        }
    }
}
