//! Claims about a person (OpenID Connect Core §5.1), from what the service knows of them. Our own are those for formats.
//!
//! A claim is told where a granted scope covers it (§5.4) or where it was asked for by itself and granted (§5.5). What is
//! not known of a person is absent.

use countersign_wire::person::Address;
use countersign_wire::scope::ScopeSet;
use serde_json::{Map, Value, json};

use crate::store::rows::Person;

/// Every claim about a person that may be told, besides `sub`.
pub const KNOWN: [&str; 15] = [
    "name",
    "preferred_username",
    "picture",
    "website",
    "locale",
    "zoneinfo",
    "date_format",
    "smart_dates",
    "number_separators",
    "updated_at",
    "email",
    "email_verified",
    "address",
    "phone_number",
    "phone_number_verified",
];

/// Where a claim is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the ID token.
    IdToken,
    /// In user info.
    UserInfo,
}

/// The claims that were asked for by themselves and granted, from the JSON that is kept with a code and a grant.
#[must_use]
pub fn asked(granted: Option<&str>, place: Place) -> Vec<String> {
    let place = match place {
        Place::IdToken => "id_token",
        Place::UserInfo => "userinfo",
    };
    let granted: Option<Value> = granted.and_then(|text| serde_json::from_str(text).ok());
    let members = granted.as_ref().and_then(|granted| granted.get(place)?.as_object());
    members.map(|members| members.keys().cloned().collect()).unwrap_or_default()
}

/// What is told of a person besides `sub`, for scopes and for claims that were asked for by themselves.
#[must_use]
pub fn of(person: &Person, scopes: &ScopeSet, asked: &[String]) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut say = |scope: &str, name: &str, value: Value| {
        let wanted = scopes.contains(scope) || asked.iter().any(|asked| asked == name);
        if wanted && !value.is_null() {
            claims.insert(name.to_owned(), value);
        }
    };
    let (formats, details) = (&person.formats, &person.details);
    say("profile", "name", json!(person.name));
    say("profile", "preferred_username", json!(details.username));
    say("profile", "picture", json!(details.avatar_url));
    say("profile", "website", json!(details.website));
    say("profile", "locale", json!(formats.locale));
    say("profile", "zoneinfo", json!(formats.timezone));
    say("profile", "updated_at", json!(person.updated_at));
    say("profile", "date_format", json!(formats.dates.format));
    say("profile", "smart_dates", json!(formats.dates.smart));
    let separators = &formats.number_separators;
    if separators.thousands.is_some() || separators.decimal.is_some() {
        say("profile", "number_separators", json!(separators));
    }
    say("email", "email", json!(person.email));
    say("email", "email_verified", json!(person.email_verified));
    if let Some(address) = details.address.as_ref().filter(|address| **address != Address::default()) {
        say("address", "address", json!(address));
    }
    if details.phone_number.is_some() {
        say("phone", "phone_number", json!(details.phone_number));
        // Nobody calls to find out.
        say("phone", "phone_number_verified", json!(false));
    }
    claims
}

#[cfg(test)]
mod tests {
    use countersign_wire::person::{Details, Formats};

    use super::*;
    use crate::store::rows::Role;

    fn ada() -> Person {
        Person {
            id: "ada".into(),
            email: "ada@harbour.example".into(),
            email_verified: true,
            name: "Ada Ruiz".into(),
            role: Role::Member,
            organisation: None,
            enabled: true,
            formats: Formats { locale: Some("es".into()), ..Formats::default() },
            details: Details {
                phone_number: Some("+34 600 000 000".into()),
                address: Some(Address { locality: Some("Cádiz".into()), ..Address::default() }),
                website: Some("https://ada.example".into()),
                ..Details::default()
            },
            created_at: 1,
            updated_at: 7,
            version: 1,
        }
    }

    fn told(scopes: &str, asked: &[&str]) -> Vec<String> {
        let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
        of(&ada(), &ScopeSet::parse(scopes).unwrap(), &asked).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn op_04_each_scope_tells_what_it_covers_and_what_is_not_known_is_absent() {
        assert_eq!(told("openid", &[]), [""; 0]);
        assert_eq!(told("profile", &[]), ["locale", "name", "updated_at", "website"]);
        assert_eq!(told("email", &[]), ["email", "email_verified"]);
        assert_eq!(told("address phone", &[]), ["address", "phone_number", "phone_number_verified"]);
        let address = &of(&ada(), &ScopeSet::parse("address").unwrap(), &[])["address"];
        assert_eq!(*address, json!({ "locality": "Cádiz" }));
    }

    #[test]
    fn op_08_a_claim_that_was_asked_for_by_itself_is_told_without_its_scope() {
        assert_eq!(told("openid", &["name", "phone_number", "picture", "made_up"]), ["name", "phone_number"]);
    }

    #[test]
    fn op_08_what_was_granted_is_read_by_its_place() {
        let granted = r#"{"id_token": {"auth_time": {"essential": true}}, "userinfo": {"name": null, "email": null}}"#;
        assert_eq!(asked(Some(granted), Place::UserInfo), ["email", "name"]);
        assert_eq!(asked(Some(granted), Place::IdToken), ["auth_time"]);
        for none in [None, Some(""), Some("[]"), Some(r#"{"userinfo": 1}"#)] {
            assert_eq!(asked(none, Place::UserInfo), [""; 0]);
        }
    }
}
