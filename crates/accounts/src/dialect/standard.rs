//! OAuth 2.0 as the RFCs say.

use countersign_wire::app::DialectName;
use serde_json::{Map, Value, json};

use super::{About, Dialect, Needs, Paths};
use crate::grant::Issued;
use crate::grant::rules::Rules;

pub(super) struct Standard;

impl Dialect for Standard {
    fn name(&self) -> DialectName {
        DialectName::Standard
    }

    fn paths(&self) -> Paths {
        Paths::SHARED
    }

    fn rules(&self) -> Rules {
        Rules::STANDARD
    }

    fn names_issuer(&self) -> bool {
        true
    }

    /// RFC 6749 §5.1; `scope` always, so that nobody has to remember what they asked for.
    fn token_answer(&self, issued: &Issued) -> Value {
        let mut answer = json!({
            "access_token": issued.access.expose(),
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
            "scope": issued.granted.to_wire(),
        });
        if let Some(refresh) = &issued.refresh {
            answer["refresh_token"] = refresh.expose().into();
        }
        answer
    }

    /// The claims of OpenID Connect Core §5.1 where it has them, and our own for the formats. What is not set is absent.
    fn user_info(&self, about: &About<'_>) -> Result<Value, Needs> {
        let About { person, scopes, .. } = about;
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| {
            if !value.is_null() {
                claims.insert(name.to_owned(), value);
            }
        };
        say("sub", json!(person.id));
        if scopes.contains("profile") {
            let formats = &person.formats;
            say("name", json!(person.name));
            say("locale", json!(formats.locale));
            say("zoneinfo", json!(formats.timezone));
            say("updated_at", json!(person.updated_at));
            say("date_format", json!(formats.dates.format));
            say("smart_dates", json!(formats.dates.smart));
            let separators = &formats.number_separators;
            if separators.thousands.is_some() || separators.decimal.is_some() {
                say("number_separators", json!(separators));
            }
        }
        if scopes.contains("email") {
            say("email", json!(person.email));
        }
        Ok(Value::Object(claims))
    }
}
