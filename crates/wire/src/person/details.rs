//! What somebody may say of themselves, and how much of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::app::FieldProblem;

/// Where somebody lives or works (OpenID Connect Core §5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Address {
    /// Street, number, and what else stands before the town; may have several lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub street_address: Option<String>,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub locality: Option<String>,
    /// The state or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub region: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub country: Option<String>,
}

/// What somebody may say of themselves besides name and address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Details {
    /// A short name, as others may address them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub username: Option<String>,
    /// A telephone number, best with its country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phone_number: Option<String>,
    /// Where they live or work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub address: Option<Address>,
    /// A picture, https.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub avatar_url: Option<String>,
    /// A few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bio: Option<String>,
    /// A place, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub location: Option<String>,
    /// A page of theirs, https.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub website: Option<String>,
}

/// How many characters a field may have, and whether it may have lines.
struct Bound {
    field: &'static str,
    most: usize,
    lines: bool,
}

const fn line(field: &'static str, most: usize) -> Bound {
    Bound { field, most, lines: false }
}

const fn text(field: &'static str, most: usize) -> Bound {
    Bound { field, most, lines: true }
}

impl Details {
    /// The same without what is empty, and without spaces round it: an empty field of a form says nothing.
    #[must_use]
    pub fn tidy(self) -> Self {
        let tidy = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let address = self.address.map(|address| Address {
            street_address: tidy(address.street_address),
            locality: tidy(address.locality),
            region: tidy(address.region),
            postal_code: tidy(address.postal_code),
            country: tidy(address.country),
        });
        Self {
            username: tidy(self.username),
            phone_number: tidy(self.phone_number),
            address: address.filter(|address| *address != Address::default()),
            avatar_url: tidy(self.avatar_url),
            bio: tidy(self.bio),
            location: tidy(self.location),
            website: tidy(self.website),
        }
    }

    /// Everything that stands against it; empty when nothing does.
    #[must_use]
    pub fn validate(&self) -> Vec<FieldProblem> {
        let nowhere = Address::default();
        let address = self.address.as_ref().unwrap_or(&nowhere);
        let fields = [
            (line("username", 60), &self.username),
            (line("phone_number", 40), &self.phone_number),
            (text("street_address", 200), &address.street_address),
            (line("locality", 100), &address.locality),
            (line("region", 100), &address.region),
            (line("postal_code", 20), &address.postal_code),
            (line("country", 100), &address.country),
            (line("avatar_url", 500), &self.avatar_url),
            (text("bio", 1000), &self.bio),
            (line("location", 100), &self.location),
            (line("website", 500), &self.website),
        ];
        let mut problems: Vec<FieldProblem> = fields.iter().filter_map(|(bound, value)| bound.problem(value.as_deref()?)).collect();
        if let Some(number) = self.phone_number.as_deref().filter(|number| !is_phone_number(number)) {
            let message = format!("“{}” is no telephone number. Write it with its country code, as +34 600 000 000.", shown(number));
            problems.push(problem("phone_number", message));
        }
        for (field, address) in [("avatar_url", &self.avatar_url), ("website", &self.website)] {
            if address.as_deref().is_some_and(|address| !is_https(address)) {
                problems.push(problem(field, "Write the address with https, as https://example.com/ada.".to_owned()));
            }
        }
        problems
    }
}

impl Bound {
    fn problem(&self, value: &str) -> Option<FieldProblem> {
        let Self { field, most, lines } = self;
        let refused = |c: char| c.is_control() && !(*lines && matches!(c, '\n' | '\r'));
        let message = if value.chars().count() > *most {
            format!("Write it in at most {most} characters.")
        } else if value.chars().any(refused) {
            "Write it without control characters.".to_owned()
        } else {
            return None;
        };
        Some(problem(field, message))
    }
}

fn problem(field: &str, message: String) -> FieldProblem {
    FieldProblem { field: field.to_owned(), row: None, message }
}

/// Digits, with what people put between them; how many digits there are is not for a syntax to say (E.164: 15 at most).
fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=15).contains(&digits)
        && text.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || " -./()".contains(c) || (c == '+' && at == 0))
}

fn is_https(text: &str) -> bool {
    url::Url::parse(text)
        .is_ok_and(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none())
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(change: impl FnOnce(&mut Details)) -> Vec<String> {
        let mut details = Details::default();
        change(&mut details);
        details.validate().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn what_people_write_is_taken() {
        let details = Details {
            username: Some("ada".into()),
            phone_number: Some("+34 (600) 000-000".into()),
            address: Some(Address {
                street_address: Some("Moll 4\n2nd floor".into()),
                country: Some("España".into()),
                ..Address::default()
            }),
            avatar_url: Some("https://example.com/a.png".into()),
            bio: Some("Boats.\nAnd knots.".into()),
            location: Some("Girona".into()),
            website: Some("https://ada.example".into()),
        };
        assert_eq!(details.validate(), []);
    }

    #[test]
    fn each_field_has_its_bounds() {
        assert_eq!(problems(|d| d.username = Some("a".repeat(61))), ["username"]);
        assert_eq!(problems(|d| d.bio = Some("a\u{7}".into())), ["bio"]);
        assert_eq!(problems(|d| d.location = Some("a\nb".into())), ["location"]);
        for number in ["", "12", "+34 600 000 000 000 000", "600+1", "call me", "<b>600</b>"] {
            assert_eq!(problems(|d| d.phone_number = Some(number.into())), ["phone_number"], "{number}");
        }
        for address in ["http://example.com", "javascript:alert(1)", "https://ada:pw@example.com", "data:text/html,x", "example.com"] {
            assert_eq!(problems(|d| d.website = Some(address.into())), ["website"], "{address}");
            assert_eq!(problems(|d| d.avatar_url = Some(address.into())), ["avatar_url"], "{address}");
        }
    }

    #[test]
    fn what_is_empty_says_nothing() {
        let details = Details {
            bio: Some("  ".into()),
            address: Some(Address { region: Some(String::new()), ..Address::default() }),
            ..Details::default()
        };
        assert_eq!(details.tidy(), Details::default());
    }
}
