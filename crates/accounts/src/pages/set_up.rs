//! The set-up page: the first person, who is an administrator.

use askama::Template;
use countersign_wire::person::{DateFormats, FormatProblem, Formats, NumberSeparators, SmartDates, is_email};

use super::choices::{self, Choice};
use super::{Frame, Hidden, Problem};
use crate::messages::{Language, Said, Saying};
use crate::people::customs::Customs;
use crate::people::password::PasswordProblem;

/// What was typed, but for the passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetUpFields {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// A language tag.
    pub locale: String,
    /// A time zone.
    pub timezone: String,
    /// A date format.
    pub date_format: String,
    /// Whether dates near today are words.
    pub smart_dates: bool,
    /// The sign between thousands, if any, and then the decimal sign.
    pub numbers: String,
}

impl Default for SetUpFields {
    fn default() -> Self {
        Self {
            name: String::new(),
            email: String::new(),
            locale: "en".into(),
            timezone: "UTC".into(),
            date_format: "DD-MM-YYYY".into(),
            smart_dates: false,
            numbers: ".,".into(),
        }
    }
}

impl SetUpFields {
    /// Reads the form, a value for each name; what is absent is empty.
    pub fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |name: &str| value(name).unwrap_or_default().to_owned();
        Self {
            name: text("name").trim().to_owned(),
            email: text("email").trim().to_owned(),
            locale: text("locale"),
            timezone: text("timezone"),
            date_format: text("date_format"),
            smart_dates: value("smart_dates").is_some(),
            numbers: text("numbers"),
        }
    }

    /// The form as it is shown first, to somebody with these customs.
    #[must_use]
    pub fn suggested(customs: Customs<'_>) -> Self {
        let Customs { locale, date_format, numbers } = customs;
        Self { locale: locale.into(), date_format: date_format.into(), numbers: numbers.into(), ..Self::default() }
    }

    /// The settings as they are stored.
    #[must_use]
    pub fn formats(&self) -> Formats {
        let (thousands, decimal) = choices::split_signs(&self.numbers).unwrap_or_default();
        Formats {
            locale: Some(self.locale.clone()),
            timezone: Some(self.timezone.clone()),
            dates: DateFormats {
                format: Some(self.date_format.clone()),
                smart: Some(if self.smart_dates { SmartDates::On } else { SmartDates::Off }),
            },
            number_separators: NumberSeparators { thousands: Some(thousands.into()), decimal: Some(decimal.into()) },
        }
    }

    /// Everything that stands against what was typed; empty when nothing does.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut add = |field, saying| problems.push(Problem { field, saying });
        let characters = self.name.chars().count();
        if characters == 0 {
            add("name", Saying::of("problem-name"));
        } else if characters > 200 || self.name.chars().any(char::is_control) {
            add("name", Saying::of("problem-name-long"));
        }
        if !is_email(&self.email) {
            add("email", Saying::of("problem-email"));
        }
        if let Err(problem) = self.formats().validate() {
            let field = match problem {
                FormatProblem::Locale(_) => "locale",
                FormatProblem::TimeZone(_) => "timezone",
                FormatProblem::DateFormat(_) => "date_format",
                FormatProblem::Thousands | FormatProblem::Decimal | FormatProblem::SameSeparators => "numbers",
            };
            add(field, Saying::of("problem-choice"));
        }
        problems
    }
}

/// The set-up page. Its form sends the fields of [`SetUpFields`], `password` and `password_again`.
#[derive(Clone, Debug, Template)]
#[template(path = "set_up.html")]
pub struct SetUp {
    /// What is round it.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// What it sends along.
    pub hidden: Vec<Hidden>,
    /// What was typed before.
    pub fields: SetUpFields,
    /// What is wrong with it, shown beside each field; a problem with an empty field name is shown above all.
    pub problems: Vec<Problem>,
}

impl SetUp {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        super::written(self)
    }

    fn problem(&self, field: &str) -> Option<Said<'_>> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(self.frame.tell(problem.saying.clone()))
    }

    fn locales(&self) -> Vec<Choice> {
        choices::locales(self.frame.language)
    }

    fn timezones(&self) -> &'static [Choice] {
        choices::timezones()
    }

    fn date_formats(&self) -> Vec<Choice> {
        choices::date_formats(self.frame.language)
    }

    fn number_formats(&self) -> Vec<Choice> {
        choices::number_formats()
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let fresh = Self {
            frame: super::sample_frame(language),
            action: "/set-up".into(),
            hidden: vec![Hidden { name: "csrf", value: "c1".into() }],
            fields: SetUpFields::default(),
            problems: Vec::new(),
        };
        let fields = SetUpFields {
            name: "<i>Ada</i> \"Ruiz\"".into(),
            email: "ada".into(),
            timezone: "Europe/Madrid".into(),
            numbers: "..".into(),
            ..SetUpFields::default()
        };
        let mut problems = fields.problems();
        problems.push(Problem::of_password(PasswordProblem::TooShort));
        problems.push(Problem { field: "password_again", saying: Saying::of("problem-password-again") });
        vec![("set-up", fresh.clone()), ("set-up-problems", Self { fields, problems, ..fresh })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_on_the_page_is_valid() {
        let good = SetUpFields { name: "Ada".into(), email: "ada@example.com".into(), ..SetUpFields::default() };
        assert_eq!(good.problems(), []);
        for choice in choices::locales(Language::Spanish) {
            assert_eq!(SetUpFields { locale: choice.value, ..good.clone() }.problems(), []);
        }
        for choice in choices::timezones() {
            assert_eq!(SetUpFields { timezone: choice.value.clone(), ..good.clone() }.problems(), []);
        }
        for choice in choices::date_formats(Language::Spanish) {
            assert_eq!(SetUpFields { date_format: choice.value, ..good.clone() }.problems(), []);
        }
        for choice in choices::number_formats() {
            assert_eq!(SetUpFields { numbers: choice.value, ..good.clone() }.problems(), []);
        }
        assert!(choices::timezones().len() > 300, "the time zone database is there");
    }

    #[test]
    fn a_form_sent_without_its_fields_is_told_field_by_field() {
        let fields: Vec<String> = SetUpFields::read(|_| None).problems().into_iter().map(|problem| problem.field.to_owned()).collect();
        assert_eq!(fields, ["name", "email", "locale"]);
    }

    #[test]
    fn the_two_signs_are_read_apart() {
        let separators = SetUpFields { numbers: "\u{202f},".into(), ..SetUpFields::default() }.formats().number_separators;
        assert_eq!((separators.thousands.as_deref(), separators.decimal.as_deref()), (Some("\u{202f}"), Some(",")));
        let separators = SetUpFields { numbers: ".".into(), ..SetUpFields::default() }.formats().number_separators;
        assert_eq!((separators.thousands.as_deref(), separators.decimal.as_deref()), (Some(""), Some(".")));
    }
}
