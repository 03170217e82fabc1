//! A token endpoint's answers, as real services give them (RFC 6749 §5.1, §5.2).

use std::time::Duration;

use countersign_wire::scope::{Scope, ScopeSet};
use oauth2::{AccessToken, RefreshToken};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::granted::{BEARER, BOUND, Granted};
use crate::http::shown;
use crate::proof::ProofKey;
use crate::provider::catalog::Tolerances;
use crate::secret::Secret;

/// Longer than anything means for ever, and still fits every sum.
const CENTURY: u64 = 100 * 366 * 24 * 3600;

/// A success, before anybody decided whether it may be used.
#[derive(Debug, Deserialize)]
pub(crate) struct TokenAnswer {
    #[serde(default = "nothing")]
    access_token: AccessToken,
    #[serde(default)]
    token_type: Kind,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    id_token: IdToken,
}

/// `token_type`, if it is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kind(Option<String>);

impl oauth2::TokenType for Kind {}

/// `id_token`, whatever it is. Only a text is one.
#[derive(Debug, Default)]
enum IdToken {
    #[default]
    Absent,
    Text(Secret),
    Odd,
}

impl<'de> Deserialize<'de> for IdToken {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Absent,
            Value::String(text) => Self::Text(Secret::new(text)),
            _ => Self::Odd,
        })
    }
}

fn nothing() -> AccessToken {
    AccessToken::new(String::new())
}

/// The crate asks for it, and nobody may use it: tokens are written to the vault only, by the vault's own types.
impl Serialize for TokenAnswer {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("a token answer is not written"))
    }
}

/// What the crate's own code wants to know; this project reads the answer by [`TokenAnswer::accept`].
impl oauth2::TokenResponse for TokenAnswer {
    type TokenType = Kind;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &Kind {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.as_u64().map(|seconds| Duration::from_secs(seconds.min(CENTURY)))
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<oauth2::Scope>> {
        None
    }
}

/// What keeps a success from being used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unacceptable {
    /// Something a preset could allow.
    #[error(
        "{0}, which the standard does not allow. To accept it from this service, remove the provider and add it again by its authorization and token addresses instead of its issuer."
    )]
    Deviation(&'static str),
    #[error("there is no usable access_token in it. Nothing was kept. Ask whoever runs the service.")]
    NoToken,
    #[error("its token is of the kind “{0}”, which was not asked for and cannot be used: it has to be a bearer token. Nothing was kept.")]
    Kind(String),
    #[error("its expires_in is no number of seconds. Ask whoever runs the service.")]
    Lifetime,
    #[error("its scope does not read as scopes. Ask whoever runs the service.")]
    Scope,
    #[error("its id_token is no text. Ask whoever runs the service.")]
    IdToken,
    #[error("its shape is not that of a token answer (at “{0}”). Check the token address.")]
    Shape(String),
}

/// RFC 9449 §5: whether that is good enough is the client's to decide. It is what every other client has there.
const NOT_BOUND: &str = "The service says that it can bind tokens to a key (DPoP), and gave one that is bound to none.";
const NO_KIND: &str = "it left out token_type";
const TEXTUAL: &str = "it sent expires_in as a text";
const ARRAY: &str = "it sent scope as an array";

impl TokenAnswer {
    /// Holds the answer against the standard and against what the preset tolerates. `key` is what was proved to the service:
    /// without it, nothing that needs a proof can be used.
    pub(crate) fn accept(self, tolerates: Tolerances, key: Option<&ProofKey>) -> Result<Granted, Unacceptable> {
        let mut deviations = Vec::new();
        let mut deviates = |what: &'static str, tolerated: bool| {
            if tolerated {
                deviations.push(format!("The service deviates from the standard: {what}."));
                Ok(())
            } else {
                Err(Unacceptable::Deviation(what))
            }
        };
        // RFC 6750 §2.1: it has to fit into a header.
        let access_token = self.access_token.into_secret();
        if access_token.is_empty() || !access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Unacceptable::NoToken);
        }
        let token_type = match (self.token_type.0.as_deref(), key) {
            (Some(kind), Some(_)) if kind.eq_ignore_ascii_case(BOUND) => BOUND,
            (Some(kind), _) if kind.eq_ignore_ascii_case(BEARER) => BEARER,
            (None, _) => {
                deviates(NO_KIND, tolerates.missing_token_type)?;
                BEARER
            }
            (Some(kind), _) => return Err(Unacceptable::Kind(shown(kind))),
        };
        let lifetime = lifetime(&self.expires_in)?;
        if self.expires_in.is_string() {
            deviates(TEXTUAL, tolerates.textual_expires_in)?;
        }
        let scope = scope(&self.scope)?;
        if self.scope.is_array() {
            deviates(ARRAY, tolerates.scope_as_array)?;
        }
        let id_token = match self.id_token {
            IdToken::Absent => None,
            IdToken::Text(token) => Some(token),
            IdToken::Odd => return Err(Unacceptable::IdToken),
        };
        if key.is_some() && token_type == BEARER {
            deviations.push(NOT_BOUND.to_owned());
        }
        let refresh_token = self.refresh_token.map(RefreshToken::into_secret).filter(|token| !token.is_empty());
        Ok(Granted {
            access_token: Secret::new(access_token),
            token_type: token_type.to_owned(),
            refresh_token: refresh_token.map(Secret::new),
            lifetime,
            scope,
            deviations,
            id_token,
            identity: None,
            proof_key: key.cloned(),
        })
    }
}

fn lifetime(value: &Value) -> Result<Option<i64>, Unacceptable> {
    let seconds = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(seconds), _) => seconds,
            // Saturates: a float too large for u64 becomes its largest value.
            (None, Some(seconds)) if seconds.is_finite() && seconds >= 0.0 => seconds as u64,
            _ => return Err(Unacceptable::Lifetime),
        },
        Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().unwrap_or(u64::MAX),
        _ => return Err(Unacceptable::Lifetime),
    };
    Ok(i64::try_from(seconds.min(CENTURY)).ok())
}

fn scope(value: &Value) -> Result<Option<ScopeSet>, Unacceptable> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => ScopeSet::parse(text).map(Some).map_err(|_| Unacceptable::Scope),
        Value::Array(items) => {
            let read = |item: &Value| item.as_str().and_then(|text| Scope::parse(text).ok()).ok_or(Unacceptable::Scope);
            items.iter().map(read).collect::<Result<ScopeSet, _>>().map(Some)
        }
        _ => Err(Unacceptable::Scope),
    }
}

/// An error body, in the standard's shape or in one of those that are seen instead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ErrorAnswer {
    error: Value,
    #[serde(default)]
    error_description: Value,
    #[serde(default)]
    message: Value,
}

impl ErrorAnswer {
    /// The code; empty where `error` is no text.
    pub(super) fn code(&self) -> String {
        self.error.as_str().map(|text| text.chars().filter(char::is_ascii_graphic).take(64).collect()).unwrap_or_default()
    }

    /// The reason in words.
    pub(super) fn description(&self) -> Option<String> {
        let texts = [self.error_description.as_str(), self.error.get("message").and_then(Value::as_str), self.message.as_str()];
        texts.into_iter().flatten().map(shown).find(|text| !text.is_empty())
    }
}

impl std::fmt::Display for ErrorAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code())
    }
}

impl oauth2::ErrorResponse for ErrorAnswer {}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Tolerances = Tolerances { missing_token_type: true, textual_expires_in: true, scope_as_array: true, missing_id_token: true };

    fn accept(text: &str, tolerates: Tolerances) -> Result<Granted, Unacceptable> {
        serde_json::from_str::<TokenAnswer>(text).unwrap().accept(tolerates, None)
    }

    #[test]
    fn c10_lifetimes_of_every_kind_end_in_a_number_or_an_error() {
        let lifetime =
            |text: &str| accept(&format!(r#"{{"access_token":"a","token_type":"BEARER","expires_in":{text}}}"#), ALL).map(|g| g.lifetime);
        let century = i64::try_from(CENTURY).unwrap();
        for (text, seconds) in [
            ("3600", Some(3600)),
            ("3600.9", Some(3600)),
            ("0", Some(0)),
            ("null", None),
            ("\"3600\"", Some(3600)),
            ("631152000", Some(631_152_000)),
            ("18446744073709551615", Some(century)),
            ("1e308", Some(century)),
            ("\"99999999999999999999999999\"", Some(century)),
        ] {
            assert_eq!(lifetime(text), Ok(seconds), "{text}");
        }
        for text in ["-1", "\"NaN\"", "\"\"", "\"-5\"", "true", "[]", "{}"] {
            assert_eq!(lifetime(text), Err(Unacceptable::Lifetime), "{text}");
        }
    }

    #[test]
    fn c10_a_deviation_passes_only_where_the_preset_names_it_and_is_told() {
        for (body, what) in [
            (r#"{"access_token":"a"}"#, NO_KIND),
            (r#"{"access_token":"a","token_type":"bearer","expires_in":"60"}"#, TEXTUAL),
            (r#"{"access_token":"a","token_type":"bearer","scope":["x","y"]}"#, ARRAY),
        ] {
            assert_eq!(accept(body, Tolerances::default()).unwrap_err(), Unacceptable::Deviation(what));
            let granted = accept(body, ALL).unwrap();
            assert!(granted.deviations.len() == 1 && granted.deviations[0].contains(what), "{body}");
        }
    }

    #[test]
    fn a_token_that_does_not_fit_a_header_is_none() {
        for token in ["", "a b", "a\\u0000b", "a\\r\\nX: y", "é"] {
            let body = format!(r#"{{"access_token":"{token}","token_type":"bearer"}}"#);
            assert_eq!(accept(&body, ALL).unwrap_err(), Unacceptable::NoToken, "{token}");
        }
        assert_eq!(accept(r#"{"token_type":"bearer"}"#, ALL).unwrap_err(), Unacceptable::NoToken);
        assert_eq!(accept(r#"{"access_token":"a","token_type":"mac"}"#, ALL).unwrap_err(), Unacceptable::Kind("mac".into()));
    }

    #[test]
    fn a_bound_token_is_taken_where_a_proof_was_sent_and_a_plain_one_is_noted() {
        let key = ProofKey::make(&["ES256".to_owned()], &crate::entropy::SeededEntropy::new(1)).unwrap();
        let accept = |kind: &str, key: Option<&ProofKey>| {
            let body = format!(r#"{{"access_token":"a","token_type":"{kind}"}}"#);
            serde_json::from_str::<TokenAnswer>(&body).unwrap().accept(Tolerances::default(), key)
        };
        let bound = accept("dpop", key.as_ref()).unwrap();
        assert_eq!((bound.token_type.as_str(), bound.proof_key.as_ref(), bound.deviations.len()), (BOUND, key.as_ref(), 0));
        let plain = accept("bearer", key.as_ref()).unwrap();
        assert_eq!((plain.token_type.as_str(), plain.proof_key.as_ref()), (BEARER, key.as_ref()));
        assert_eq!(plain.deviations, [NOT_BOUND]);
        assert_eq!(accept("DPoP", None).unwrap_err(), Unacceptable::Kind("DPoP".into()));
    }

    #[test]
    fn a_token_answer_does_not_print_and_is_not_written() {
        let answer: TokenAnswer =
            serde_json::from_str(r#"{"access_token":"canary-a","refresh_token":"canary-b","id_token":"canary-c","token_type":"bearer"}"#)
                .unwrap();
        assert!(!format!("{answer:?}").contains("canary"));
        assert!(serde_json::to_string(&answer).is_err());
        assert!(!format!("{:?}", answer.accept(ALL, None).unwrap()).contains("canary"));
    }

    #[test]
    fn error_bodies_of_every_shape_give_their_reason() {
        let said = |text: &str| serde_json::from_str::<ErrorAnswer>(text).map(|e| (e.code(), e.description())).unwrap();
        assert_eq!(said(r#"{"error":"invalid_grant"}"#), ("invalid_grant".into(), None));
        assert_eq!(said(r#"{"error":"x","error_description":"a\u001bb"}"#), ("x".into(), Some("ab".into())));
        assert_eq!(said(r#"{"error":{"code":400,"message":"no"}}"#), (String::new(), Some("no".into())));
    }
}
