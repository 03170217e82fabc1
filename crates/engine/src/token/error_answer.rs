//! A token endpoint's errors, as real services give them (RFC 6749 §5.2).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::shown;
use crate::provider::quirks::Quirks;

/// An error body: whatever an object holds, read by the standard's places, by those that are often seen instead, and by those
/// of the preset.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ErrorAnswer(serde_json::Map<String, Value>);

/// Where reasons are often found, beside `error_description`.
const USUAL_REASONS: [&str; 7] =
    ["/error_description", "/error/message", "/message", "/Message", "/errors/0/message", "/errors/0", "/detail"];

impl ErrorAnswer {
    /// One that came as a success.
    pub(super) fn of(error: &Value, description: &Value) -> Self {
        let members = [("error", error), ("error_description", description)];
        Self(members.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect())
    }

    /// Whether it says that it is one.
    pub(super) fn names_one(&self) -> bool {
        self.0.get("error").is_some_and(|error| !error.is_null())
    }

    /// The code; empty where there is none. What means that a grant is over has one code.
    pub(super) fn code(&self, quirks: &Quirks) -> String {
        let said = self.said_code(quirks);
        if quirks.dead_grant_codes.contains(&said) { "invalid_grant".to_owned() } else { said }
    }

    fn said_code(&self, quirks: &Quirks) -> String {
        let whole = Value::Object(self.0.clone());
        let code = quirks.error_code.all(&whole).chain(self.0.get("error")).find_map(Value::as_str);
        // A sentence is no code.
        let code = code.filter(|text| text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic()));
        code.unwrap_or_default().to_owned()
    }

    /// The reason in words.
    pub(super) fn description(&self, quirks: &Quirks) -> Option<String> {
        let whole = Value::Object(self.0.clone());
        let places = quirks.error_description.all(&whole).chain(USUAL_REASONS.iter().filter_map(|place| whole.pointer(place)));
        let said = places.filter_map(Value::as_str).map(shown).find(|text| !text.is_empty());
        let code = self.said_code(quirks);
        let sentence =
            || self.0.get("error").and_then(Value::as_str).filter(|_| code.is_empty()).map(shown).filter(|text| !text.is_empty());
        match said.or_else(sentence) {
            // What it is called there is told beside the code that it means.
            said if quirks.dead_grant_codes.contains(&code) => Some(said.map_or_else(|| code.clone(), |said| format!("{code}: {said}"))),
            said => said,
        }
    }
}

/// A service may quote in an error what it was sent, secrets included.
impl std::fmt::Debug for ErrorAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ErrorAnswer").finish_non_exhaustive()
    }
}

impl std::fmt::Display for ErrorAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code(&Quirks::default()))
    }
}

impl oauth2::ErrorResponse for ErrorAnswer {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_does_not_print_what_it_quotes() {
        let quoting: ErrorAnswer = serde_json::from_str(r#"{"error":"x","sent":"canary-c"}"#).unwrap();
        assert!(!format!("{quoting:?} {quoting}").contains("canary"));
    }

    #[test]
    fn error_bodies_of_every_shape_give_their_reason() {
        let of = |text: &str, quirks: &Quirks| {
            serde_json::from_str::<ErrorAnswer>(text).map(|error| (error.code(quirks), error.description(quirks))).unwrap()
        };
        for (body, code, description) in [
            (r#"{"error":"invalid_grant"}"#, "invalid_grant", None),
            (r#"{"error":"x","error_description":"a\u001bb"}"#, "x", Some("ab")),
            (r#"{"error":{"code":400,"message":"no"}}"#, "", Some("no")),
            (r#"{"Message":"User is not authorized"}"#, "", Some("User is not authorized")),
            (r#"{"status":"Error","errors":[{"message":"no such client"}]}"#, "", Some("no such client")),
            (r#"{"errors":["no such client"]}"#, "", Some("no such client")),
            (r#"{"error":"You are not signed in"}"#, "", Some("You are not signed in")),
            ("{}", "", None),
        ] {
            assert_eq!(of(body, &Quirks::default()), (code.to_owned(), description.map(str::to_owned)), "{body}");
        }
        let quirks: Quirks =
            serde_json::from_str(r#"{"error_code":"/fault/kind","error_description":"/fault/text","dead_grant_codes":["stale"]}"#).unwrap();
        assert_eq!(
            of(r#"{"fault":{"kind":"stale","text":"too late"}}"#, &quirks),
            ("invalid_grant".into(), Some("stale: too late".into()))
        );
    }
}
