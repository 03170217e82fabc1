//! Name, language, formats, and what people say of themselves.

use askama::Template;
use countersign_wire::UnixSeconds;
use countersign_wire::person::{Address, DateFormats, Details, Formats, NumberSeparators, SmartDates, profile_problems};

use super::{Chrome, Note, Section};
use crate::messages::{Language, Said, Saying};
use crate::pages::choices::{self, Choice};
use crate::pages::{Frame, Problem, ShownPerson, sample_frame};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFields {
    /// The name.
    pub name: String,
    /// Language, time zone and formats.
    pub formats: Formats,
    /// What else they say of themselves.
    pub details: Details,
}

impl ProfileFields {
    /// Reads the form, a value for each name. An empty field says nothing.
    pub fn read<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        let text = |name: &str| value(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let signs = value("numbers").and_then(choices::split_signs);
        let address = Address {
            street_address: text("street_address"),
            locality: text("locality"),
            region: text("region"),
            postal_code: text("postal_code"),
            country: text("country"),
        };
        let details = Details {
            username: text("username"),
            phone_number: text("phone_number"),
            address: Some(address),
            avatar_url: text("avatar_url"),
            bio: text("bio"),
            location: text("location"),
            website: text("website"),
        };
        let formats = Formats {
            locale: text("locale"),
            timezone: text("timezone"),
            dates: DateFormats {
                format: text("date_format"),
                smart: Some(if value("smart_dates").is_some() { SmartDates::On } else { SmartDates::Off }),
            },
            number_separators: NumberSeparators {
                thousands: signs.map(|(thousands, _)| thousands.to_owned()),
                decimal: signs.map(|(_, decimal)| decimal.to_owned()),
            },
        };
        Self { name: text("name").unwrap_or_default(), formats, details: details.tidy() }
    }

    /// Everything that stands against it; empty when nothing does.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let nameless = self.name.trim().is_empty();
        let problems = profile_problems(&self.name, &self.formats, &self.details);
        problems.iter().filter_map(|problem| told(&problem.field, nameless)).collect()
    }
}

/// A problem in the words of a page.
fn told(field: &str, nameless: bool) -> Option<Problem> {
    const PLAIN: [&str; 8] = ["username", "street_address", "locality", "region", "postal_code", "country", "bio", "location"];
    let (field, saying) = match field {
        "name" if nameless => ("name", Saying::of("problem-name")),
        "name" => ("name", Saying::of("problem-name-long")),
        "phone_number" => ("phone_number", Saying::of("account-problem-phone")),
        "avatar_url" => ("avatar_url", Saying::of("account-problem-address")),
        "website" => ("website", Saying::of("account-problem-address")),
        "locale" => ("locale", Saying::of("problem-choice")),
        "timezone" => ("timezone", Saying::of("problem-choice")),
        "date_format" => ("date_format", Saying::of("problem-choice")),
        "thousands" | "decimal" => ("numbers", Saying::of("problem-choice")),
        other => (PLAIN.into_iter().find(|plain| *plain == other)?, Saying::of("account-problem-text")),
    };
    Some(Problem { field, saying })
}

/// The page. Its form sends the fields of [`ProfileFields`].
#[derive(Clone, Debug, Template)]
#[template(path = "account_profile.html")]
pub struct ProfilePage {
    /// What every page has round it.
    pub frame: Frame,
    /// What every page of the account has round it.
    pub chrome: Chrome,
    /// What was typed, or is kept.
    pub fields: ProfileFields,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Now, to show a date as they write dates.
    pub now: UnixSeconds,
}

impl ProfilePage {
    /// The page.
    #[must_use]
    pub fn render(&self) -> String {
        crate::pages::written(self)
    }

    fn problem(&self, field: &str) -> Option<Said<'_>> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(self.frame.tell(problem.saying.clone()))
    }

    fn detail(&self, name: &str) -> &str {
        let details = &self.fields.details;
        let address = details.address.as_ref();
        let value = match name {
            "username" => details.username.as_deref(),
            "phone_number" => details.phone_number.as_deref(),
            "street_address" => address.and_then(|address| address.street_address.as_deref()),
            "locality" => address.and_then(|address| address.locality.as_deref()),
            "region" => address.and_then(|address| address.region.as_deref()),
            "postal_code" => address.and_then(|address| address.postal_code.as_deref()),
            "country" => address.and_then(|address| address.country.as_deref()),
            "avatar_url" => details.avatar_url.as_deref(),
            "bio" => details.bio.as_deref(),
            "location" => details.location.as_deref(),
            _ => details.website.as_deref(),
        };
        value.unwrap_or_default()
    }

    fn locales(&self) -> Vec<Choice> {
        self.with_own(choices::locales(self.frame.language), self.fields.formats.locale.as_deref())
    }

    fn timezones(&self) -> Vec<Choice> {
        self.with_own(choices::timezones().to_vec(), self.fields.formats.timezone.as_deref())
    }

    fn date_formats(&self) -> Vec<Choice> {
        self.with_own(choices::date_formats(self.frame.language), self.fields.formats.dates.format.as_deref())
    }

    fn number_formats(&self) -> Vec<Choice> {
        self.with_own(choices::number_formats(), Some(self.numbers().as_str()).filter(|signs| !signs.is_empty()))
    }

    fn with_own(&self, choices: Vec<Choice>, own: Option<&str>) -> Vec<Choice> {
        with_own(choices, own, &self.frame.say("account-not-set").to_string())
    }

    fn numbers(&self) -> String {
        let separators = &self.fields.formats.number_separators;
        let sign = |sign: &Option<String>| sign.clone().unwrap_or_default();
        format!("{}{}", sign(&separators.thousands), sign(&separators.decimal))
    }

    fn smart_dates(&self) -> bool {
        self.fields.formats.dates.smart == Some(SmartDates::On)
    }

    /// Today and a number, as they write them.
    fn example(&self) -> String {
        let formats = self.fields.formats.clone();
        let person = ShownPerson {
            id: String::new(),
            name: String::new(),
            email: String::new(),
            formats,
            details: Details::default(),
            now: self.now,
        };
        let parts = [person.today(self.frame.language).unwrap_or_default(), person.number()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// The page in each of its states.
    #[must_use]
    pub fn samples(language: Language) -> Vec<(&'static str, Self)> {
        let person = ShownPerson::sample();
        let fields = ProfileFields { name: person.name, formats: person.formats, details: Details::default() };
        let chrome = Chrome::sample(Section::Profile);
        let fresh =
            Self { frame: sample_frame(language), chrome: chrome.clone(), fields: fields.clone(), problems: Vec::new(), now: person.now };
        let wrong = ProfileFields {
            name: String::new(),
            formats: Formats { locale: Some("gsw-CH".into()), ..Formats::default() },
            details: Details {
                phone_number: Some("<script>alert(1)</script>".into()),
                website: Some("javascript:alert(2)".into()),
                bio: Some("</textarea><script>alert(3)</script>".into()),
                ..Details::default()
            },
        };
        let trouble = Chrome { note: Some(Note::trouble(Saying::of("account-not-stored"))), ..chrome.clone() };
        let saved = Chrome { note: Some(Note::done(Saying::of("account-saved"))), ..chrome.clone() };
        let long = Chrome {
            name: "Maximiliana Featherstonehaugh-Cholmondeley de la Torre y Ruiz".into(),
            email: "maximiliana.featherstonehaugh@department-of-coastal-navigation.harbour.example".into(),
            ..chrome.clone()
        };
        vec![
            ("account-profile", fresh.clone()),
            ("account-profile-long", Self { fields: ProfileFields { name: long.name.clone(), ..fields }, chrome: long, ..fresh.clone() }),
            ("account-profile-saved", Self { chrome: saved, ..fresh.clone() }),
            ("account-profile-problems", Self { chrome: trouble, problems: wrong.problems(), fields: wrong, ..fresh }),
        ]
    }
}

/// The choices, and the one that is set where it is none of them: a page must not change what nobody touched.
fn with_own(mut choices: Vec<Choice>, own: Option<&str>, not_set: &str) -> Vec<Choice> {
    let own = own.unwrap_or_default();
    if !choices.iter().any(|choice| choice.value == own) {
        let shown = if own.is_empty() { not_set } else { own };
        choices.insert(0, Choice { value: own.to_owned(), shown: shown.to_owned() });
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_leaves_everything_out_but_wants_a_name() {
        let fields = ProfileFields::read(|_| None);
        assert_eq!(fields.details, Details::default());
        assert_eq!(fields.problems().iter().map(|problem| problem.field).collect::<Vec<_>>(), ["name"]);
    }

    #[test]
    fn what_is_set_and_is_no_choice_is_kept_as_a_choice() {
        let kept = with_own(choices::timezones().to_vec(), Some("US/Pacific-New"), "Not set");
        assert_eq!(kept[0].value, "US/Pacific-New");
        let none = &with_own(choices::number_formats(), None, "Not set")[0];
        assert_eq!((&*none.value, &*none.shown), ("", "Not set"));
    }
}
