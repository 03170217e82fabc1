//! A scope in words, with what it would show of the very person who decides.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{DateFormats, Formats, NumberSeparators, SmartDates};

use super::choices::language_name;

/// One row of the consent page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The scope as it is granted.
    pub scope: String,
    /// What it is, in words.
    pub title: String,
    /// What it shows or does, in the person's own values.
    pub shows: String,
    /// Whether the app acts as the person with it (INB-16).
    pub acts_as_you: bool,
    /// Whether it starts ticked.
    pub ticked: bool,
}

/// The person whose values stand on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPerson {
    /// The account id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The language, time zone and formats.
    pub formats: Formats,
    /// Now, to show a date as they read it.
    pub now: UnixSeconds,
}

impl Ask {
    /// The row of a scope. What impersonates starts unticked: it is given only by somebody who means to.
    #[must_use]
    pub fn of(scope: &str, person: &ShownPerson) -> Self {
        let (title, shows) = match scope {
            "personal_information" => ("Your name and e-mail", listed(&[&person.name, &person.email])),
            "personal_configuration" => ("Your language and formats", person.settings()),
            "product_apis" => ("Use product APIs", "Calls the products that you may use, with your permissions.".to_owned()),
            "km_editor_api" => ("Edit the knowledge base as you", "Articles it writes carry your name.".to_owned()),
            "reporting_api" => ("Read reports as you", "It sees every report that you may see.".to_owned()),
            "profile" => ("Your name, language and formats", listed(&[&person.name, &person.settings()])),
            "email" => ("Your e-mail", person.email.clone()),
            "offline_access" => ("Stay signed in", "It renews its access while you are away, until you sign it out.".to_owned()),
            "accounts:admin" => ("Administer this service", "It creates, changes and deletes OAuth apps as you may.".to_owned()),
            other => ("Something that this service has no words for", format!("Ask who made the app what “{other}” is for.")),
        };
        let acts_as_you = matches!(scope, "km_editor_api" | "reporting_api");
        Self { scope: scope.to_owned(), title: title.to_owned(), shows, acts_as_you, ticked: !acts_as_you }
    }
}

fn listed(parts: &[&str]) -> String {
    parts.iter().map(|part| super::seen(part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl ShownPerson {
    /// Language, time zone, today, a number: each as the person has set it.
    fn settings(&self) -> String {
        let language = self.formats.locale.as_deref().map(language_name).unwrap_or_default();
        let timezone = self.formats.timezone.clone().unwrap_or_default();
        listed(&[&language, &timezone, &self.today().unwrap_or_default(), &self.number()])
    }

    fn today(&self) -> Option<String> {
        let format = self.formats.dates.format.as_deref()?;
        let zone = self.formats.timezone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
        let date = jiff::Timestamp::from_second(self.now).ok()?.to_zoned(zone).date();
        let separator = format.chars().find(|c| !c.is_ascii_alphabetic())?;
        let parts = format.split(separator).map(|part| match part {
            "DD" => date.strftime("%d").to_string(),
            "D" => date.day().to_string(),
            "MM" => date.strftime("%m").to_string(),
            "M" => date.month().to_string(),
            "MMM" => date.strftime("%b").to_string(),
            "YY" => date.strftime("%y").to_string(),
            _ => date.strftime("%Y").to_string(),
        });
        Some(parts.collect::<Vec<_>>().join(&separator.to_string()))
    }

    fn number(&self) -> String {
        let NumberSeparators { thousands, decimal } = &self.formats.number_separators;
        match (thousands, decimal) {
            (None, None) => String::new(),
            _ => format!("1{}234{}56", thousands.as_deref().unwrap_or_default(), decimal.as_deref().unwrap_or(".")),
        }
    }

    /// The person of the document.
    pub(super) fn sample() -> Self {
        Self {
            id: "asd98e7ead7fac8sdb7fe123".into(),
            name: "Michael".into(),
            email: "michael@test.com".into(),
            formats: Formats {
                locale: Some("en".into()),
                timezone: Some("Europe/Madrid".into()),
                dates: DateFormats { format: Some("DD-MM-YYYY".into()), smart: Some(SmartDates::Off) },
                number_separators: NumberSeparators { thousands: Some(".".into()), decimal: Some(",".into()) },
            },
            now: 1_778_745_600,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inb_04_a_row_shows_the_persons_own_values() {
        let michael = ShownPerson::sample();
        assert_eq!(Ask::of("personal_information", &michael).shows, "Michael, michael@test.com");
        assert_eq!(Ask::of("personal_configuration", &michael).shows, "English, Europe/Madrid, 14-05-2026, 1.234,56");
        let hana = ShownPerson {
            name: "Hana".into(),
            email: "hana@test.com".into(),
            formats: Formats {
                locale: Some("de-CH".into()),
                timezone: Some("Asia/Tokyo".into()),
                dates: DateFormats { format: Some("YYYY/MM/DD".into()), smart: None },
                number_separators: NumberSeparators { thousands: Some("’".into()), decimal: Some(".".into()) },
            },
            // Half past nine in the evening in Greenwich is tomorrow in Tokyo.
            now: 1_778_794_200,
            ..michael
        };
        assert_eq!(Ask::of("profile", &hana).shows, "Hana, German (Switzerland), Asia/Tokyo, 2026/05/15, 1’234.56");
        assert_eq!(Ask::of("email", &hana).shows, "hana@test.com");
    }

    #[test]
    fn what_is_not_set_leaves_no_gap() {
        let person = ShownPerson { name: String::new(), formats: Formats::default(), ..ShownPerson::sample() };
        assert_eq!(Ask::of("personal_information", &person).shows, "michael@test.com");
        assert_eq!(Ask::of("personal_configuration", &person).shows, "");
    }

    #[test]
    fn inb_16_what_impersonates_says_so_and_starts_unticked() {
        let person = ShownPerson::sample();
        for (scope, impersonates) in [
            ("product_apis", false),
            ("km_editor_api", true),
            ("reporting_api", true),
            ("personal_information", false),
            ("accounts:admin", false),
        ] {
            let ask = Ask::of(scope, &person);
            assert_eq!((ask.acts_as_you, ask.ticked), (impersonates, !impersonates), "{scope}");
        }
    }
}
