//! A scope in words, with what it would show of the very person who decides.

use countersign_wire::UnixSeconds;
use countersign_wire::person::{DateFormats, Details, Formats, NumberSeparators, SmartDates};

use super::choices::{capitalised, language_name, month_name};
use crate::messages::{Language, Saying};

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
    /// What else they say of themselves.
    pub details: Details,
    /// Now, to show a date as they read it.
    pub now: UnixSeconds,
}

impl Ask {
    /// The row of a scope. What impersonates starts unticked: it is given only by somebody who means to.
    #[must_use]
    pub fn of(scope: &str, person: &ShownPerson, language: Language) -> Self {
        let settings = || person.settings(language);
        let known = listed(&[&person.name, &person.email]);
        // What a row shows is the person's own values, or else a sentence.
        let own = match scope {
            "personal_information" => Some(known.clone()),
            "personal_configuration" => Some(person.detail(Some(&capitalised(&settings())), language)),
            "profile" => Some(listed(&[&person.name, &settings()])),
            "email" => Some(person.email.clone()),
            "address" => Some(person.address(language)),
            "phone" => Some(person.detail(person.details.phone_number.as_ref(), language)),
            _ => None,
        };
        let title = words(scope).unwrap_or_else(|| Saying::of("ask-unknown")).with("scope", scope).with("known", known);
        let title = title.said_in(language);
        let shows = own.unwrap_or_else(|| title.clone().part("shows").to_string());
        let acts_as_you = matches!(scope, "km_editor_api" | "reporting_api" | "account");
        Self { scope: scope.to_owned(), title: title.to_string(), shows, acts_as_you, ticked: !acts_as_you }
    }

    /// The row of what an app that acts for a business is told in any case (INT-08, INT-09), with the name of the business.
    #[must_use]
    pub fn for_business(business: Option<&str>, person: &ShownPerson, language: Language) -> Self {
        let title = match business {
            Some(name) => Saying::of("ask-business").with("business", name),
            None => Saying::of("ask-no-business"),
        };
        let title = title.with("email", &*person.email).said_in(language);
        let shows = title.clone().part("shows").to_string();
        Self { scope: String::new(), title: title.to_string(), shows, acts_as_you: false, ticked: true }
    }
}

impl Ask {
    /// The row of a claim that is asked for by itself (OpenID Connect Core §5.5).
    #[must_use]
    pub fn of_claim(claim: &str, person: &ShownPerson, language: Language) -> Self {
        let details = &person.details;
        let (title, shows) = match claim {
            "name" => (Saying::of("claim-name"), super::seen(&person.name)),
            "email" => (Saying::of("ask-email"), person.email.clone()),
            "email_verified" => (Saying::of("claim-email-verified"), String::new()),
            "address" => (Saying::of("ask-address"), person.address(language)),
            "phone_number" | "phone_number_verified" => (Saying::of("ask-phone"), person.detail(details.phone_number.as_ref(), language)),
            "preferred_username" => (Saying::of("claim-preferred-username"), person.detail(details.username.as_ref(), language)),
            "picture" => (Saying::of("claim-picture"), person.detail(details.avatar_url.as_ref(), language)),
            "website" => (Saying::of("claim-website"), person.detail(details.website.as_ref(), language)),
            "updated_at" => (Saying::of("claim-updated-at"), String::new()),
            _ => (Saying::of("claim-settings"), person.detail(Some(&capitalised(&person.settings(language))), language)),
        };
        let title = title.said_in(language).to_string();
        Self { scope: claim.to_owned(), title, shows, acts_as_you: false, ticked: true }
    }
}

/// What a scope is called; `None` for one that this service has no words for.
#[must_use]
pub fn title(scope: &str, language: Language) -> Option<String> {
    words(scope).map(|title| title.said_in(language).to_string())
}

fn words(scope: &str) -> Option<Saying<'static>> {
    Some(match scope {
        "personal_information" => Saying::of("ask-personal-information"),
        "personal_configuration" => Saying::of("ask-personal-configuration"),
        "product_apis" => Saying::of("ask-product-apis"),
        "km_editor_api" => Saying::of("ask-km-editor-api"),
        "reporting_api" => Saying::of("ask-reporting-api"),
        "profile" => Saying::of("ask-profile"),
        "email" => Saying::of("ask-email"),
        "address" => Saying::of("ask-address"),
        "phone" => Saying::of("ask-phone"),
        "read_write" => Saying::of("ask-read-write"),
        "user:read" => Saying::of("ask-user-read"),
        "user:write" => Saying::of("ask-user-write"),
        "offline_access" => Saying::of("ask-offline-access"),
        "accounts:admin" => Saying::of("ask-accounts-admin"),
        "account" => Saying::of("ask-account"),
        _ => return None,
    })
}

fn listed(parts: &[&str]) -> String {
    parts.iter().map(|part| super::seen(part)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

impl ShownPerson {
    /// Something that they may have left out.
    fn detail(&self, value: Option<&String>, language: Language) -> String {
        let value = value.map(|value| super::seen(value)).filter(|value| !value.is_empty());
        value.unwrap_or_else(|| Saying::of("ask-not-set").said_in(language).to_string())
    }

    fn address(&self, language: Language) -> String {
        let address = self.details.address.clone().unwrap_or_default();
        let parts = [address.street_address, address.postal_code, address.locality, address.region, address.country];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let whole = listed(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        self.detail(Some(&whole), language)
    }

    /// Language, time zone, today, a number: each as the person has set it.
    fn settings(&self, language: Language) -> String {
        let locale = self.formats.locale.as_deref().map(|tag| language_name(tag, language)).unwrap_or_default();
        let timezone = self.formats.timezone.clone().unwrap_or_default();
        listed(&[&locale, &timezone, &self.today(language).unwrap_or_default(), &self.number()])
    }

    /// The day of `now`, as they write dates, where they live.
    pub(super) fn today(&self, language: Language) -> Option<String> {
        let format = self.formats.dates.format.as_deref()?;
        let zone = self.formats.timezone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
        let date = jiff::Timestamp::from_second(self.now).ok()?.to_zoned(zone).date();
        let separator = format.chars().find(|c| !c.is_ascii_alphabetic())?;
        let parts = format.split(separator).map(|part| match part {
            "DD" => date.strftime("%d").to_string(),
            "D" => date.day().to_string(),
            "MM" => date.strftime("%m").to_string(),
            "M" => date.month().to_string(),
            "MMM" => month_name(date.month(), language),
            "YY" => date.strftime("%y").to_string(),
            _ => date.strftime("%Y").to_string(),
        });
        Some(parts.collect::<Vec<_>>().join(&separator.to_string()))
    }

    /// A number as they write numbers.
    pub(super) fn number(&self) -> String {
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
            details: Details { phone_number: Some("+34 600 000 000".into()), ..Details::default() },
            now: 1_778_745_600,
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign_wire::app::DialectName;

    use super::*;

    #[test]
    fn inb_04_a_row_shows_the_persons_own_values() {
        let michael = ShownPerson::sample();
        assert_eq!(Ask::of("personal_information", &michael, Language::English).shows, "Michael, michael@test.com");
        assert_eq!(Ask::of("personal_configuration", &michael, Language::English).shows, "English, Europe/Madrid, 14-05-2026, 1.234,56");
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
        assert_eq!(Ask::of("profile", &hana, Language::English).shows, "Hana, German (Switzerland), Asia/Tokyo, 2026/05/15, 1’234.56");
        assert_eq!(Ask::of("email", &hana, Language::English).shows, "hana@test.com");
    }

    #[test]
    fn a_row_is_in_the_language_of_the_page_and_its_date_in_the_persons_format() {
        let formats = Formats {
            locale: Some("pt-BR".into()),
            dates: DateFormats { format: Some("D MMM YYYY".into()), smart: None },
            ..ShownPerson::sample().formats
        };
        let person = ShownPerson { formats, ..ShownPerson::sample() };
        let ask = Ask::of("personal_configuration", &person, Language::Spanish);
        assert_eq!(
            (ask.title.as_str(), ask.shows.as_str()),
            ("Tu idioma y tus formatos", "Portugués (Brasil), Europe/Madrid, 14 may 2026, 1.234,56")
        );
    }

    #[test]
    fn every_scope_of_a_documented_service_has_words() {
        let documented = [DialectName::Inbenta, DialectName::General, DialectName::Iiniit].iter().flat_map(|dialect| dialect.scopes());
        for scope in documented.chain(&["account"]) {
            for language in Language::ALL {
                let unknown = Ask::of("nonsense", &ShownPerson::sample(), language);
                let ask = Ask::of(scope, &ShownPerson::sample(), language);
                assert!(ask.title != unknown.title && !ask.shows.is_empty(), "{scope}");
            }
        }
        let ask = Ask::of("user:read", &ShownPerson::sample(), Language::English);
        assert_eq!(ask.shows, "Michael, michael@test.com, and what else your profile says.");
    }

    #[test]
    fn a_language_of_a_region_without_a_name_shows_its_tag() {
        assert_eq!(language_name("es-AR", Language::English), "Spanish (es-AR)");
        assert_eq!(language_name("ES-mx", Language::Spanish), "español (México)");
        assert_eq!(language_name("tlh", Language::Spanish), "tlh");
    }

    #[test]
    fn what_is_not_set_leaves_no_gap() {
        let person = ShownPerson { name: String::new(), formats: Formats::default(), ..ShownPerson::sample() };
        assert_eq!(Ask::of("personal_information", &person, Language::English).shows, "michael@test.com");
        assert_eq!(Ask::of("personal_configuration", &person, Language::English).shows, "Not set yet.");
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
            ("account", true),
        ] {
            let ask = Ask::of(scope, &person, Language::English);
            assert_eq!((ask.acts_as_you, ask.ticked), (impersonates, !impersonates), "{scope}");
        }
    }
}
