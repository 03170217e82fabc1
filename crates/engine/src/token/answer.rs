//! A token endpoint's successes, as real services give them (RFC 6749 §5.1).

use std::time::Duration;

use countersign_wire::scope::{Scope, ScopeSet};
use oauth2::{AccessToken, RefreshToken};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::error_answer::ErrorAnswer;
use crate::granted::{BEARER, BOUND, Granted};
use crate::http::shown;
use crate::proof::ProofKey;
use crate::provider::deviation::{Deviation, Tolerances};
use crate::provider::quirks::Quirks;
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
    /// Some send errors as successes.
    #[serde(default)]
    error: Value,
    #[serde(default)]
    error_description: Value,
}

/// `token_type`, whatever it is. Only a text is one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kind(Value);

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

/// The tokens of an answer, whatever else is wrong with it.
pub(super) struct Next {
    pub(super) refresh_token: Secret,
    pub(super) access_token: Secret,
    pub(super) id_token: Option<Secret>,
}

/// What keeps a success from being used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unacceptable {
    /// Something that could be allowed.
    #[error("{}, which the standard does not allow. To accept that from this service: {}", .0.deed(), how_to_allow(.1, *.0))]
    Deviation(Deviation, String),
    #[error("there is no usable access_token in it. Nothing was kept. Ask whoever runs the service.")]
    NoToken,
    #[error("its token is of the kind “{0}”, which was not asked for and cannot be used: it has to be a bearer token. Nothing was kept.")]
    Kind(String),
    #[error("its expires_in is no number of seconds. Ask whoever runs the service.")]
    Lifetime,
    #[error("its scope does not read as scopes. Ask whoever runs the service.")]
    Scope,
    /// Of a code for another device (RFC 8628 §3.2).
    #[error("{0}. Choose another way to sign in, and tell whoever runs the service.")]
    Device(&'static str),
    #[error("its id_token is no text. Ask whoever runs the service.")]
    IdToken,
    #[error("its shape is not that of a token answer (at “{0}”). Check the token address.")]
    Shape(String),
}

/// RFC 9449 §5: whether that is good enough is the client's to decide. It is what every other client has there.
const NOT_BOUND: &str = "The service says that it can bind tokens to a key (DPoP), and gave one that is bound to none.";

/// The command that allows it, as a shell takes it.
fn how_to_allow(provider: &str, deviation: Deviation) -> String {
    let plain = provider.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    let provider = if plain { provider.to_owned() } else { format!("'{}'", provider.replace('\'', r"'\''")) };
    format!("countersign providers allow {provider} {}", deviation.name())
}

/// What is accepted from whom.
pub(super) struct Terms<'a> {
    pub(super) provider: &'a str,
    pub(super) tolerates: &'a Tolerances,
    pub(super) quirks: &'a Quirks,
    /// What was proved to the service: without it, nothing that needs a proof can be used.
    pub(super) key: Option<&'a ProofKey>,
}

impl Terms<'_> {
    /// Whether a deviation passes; if so it is noted.
    fn pass(&self, deviation: Deviation, passed: &mut Vec<String>) -> Result<(), Unacceptable> {
        if !self.tolerates.has(deviation) {
            return Err(Unacceptable::Deviation(deviation, self.provider.to_owned()));
        }
        passed.push(deviation.told());
        Ok(())
    }
}

impl TokenAnswer {
    /// The error that came as a success; nothing where there is a token.
    pub(super) fn error_instead(&self) -> Option<ErrorAnswer> {
        let is_one = self.access_token.secret().is_empty() && !self.error.is_null();
        is_one.then(|| ErrorAnswer::of(&self.error, &self.error_description))
    }

    /// What a session could go on by, where both tokens are there.
    pub(super) fn next(&self) -> Option<Next> {
        let refresh_token = self.refresh_token.as_ref()?.secret();
        let access_token = self.access_token.secret();
        let id_token = if let IdToken::Text(token) = &self.id_token { Some(token.clone()) } else { None };
        let are_there = !refresh_token.is_empty() && fits_a_header(access_token);
        are_there.then(|| Next { refresh_token: Secret::new(refresh_token), access_token: Secret::new(access_token), id_token })
    }

    /// Holds the answer against the standard and against what the preset tolerates. `mislabelled` is whether it called its
    /// JSON something else.
    pub(super) fn accept(self, terms: &Terms<'_>, mislabelled: bool) -> Result<Granted, Unacceptable> {
        let mut deviations = Vec::new();
        if mislabelled {
            terms.pass(Deviation::MislabelledJson, &mut deviations)?;
        }
        let access_token = self.access_token.into_secret();
        if !fits_a_header(&access_token) {
            return Err(Unacceptable::NoToken);
        }
        let kind = match &self.token_type.0 {
            Value::Null => None,
            Value::String(kind) => Some(kind.as_str()),
            _ => return Err(Unacceptable::Shape("token_type".to_owned())),
        };
        let token_type = match (kind, terms.key) {
            (Some(kind), Some(_)) if kind.eq_ignore_ascii_case(BOUND) => BOUND,
            (Some(kind), _) if kind.eq_ignore_ascii_case(BEARER) => BEARER,
            (None, _) => {
                terms.pass(Deviation::MissingTokenType, &mut deviations)?;
                BEARER
            }
            (Some(kind), _) => return Err(Unacceptable::Kind(shown(kind))),
        };
        let lifetime = lifetime(&self.expires_in)?;
        if self.expires_in.is_string() {
            terms.pass(Deviation::TextualExpiresIn, &mut deviations)?;
        }
        let (scope, deviation) = scope(&self.scope, terms)?;
        if let Some(deviation) = deviation {
            terms.pass(deviation, &mut deviations)?;
        }
        let id_token = match self.id_token {
            IdToken::Absent => None,
            IdToken::Text(token) => Some(token),
            IdToken::Odd => return Err(Unacceptable::IdToken),
        };
        if terms.key.is_some() && token_type == BEARER {
            deviations.push(NOT_BOUND.to_owned());
        }
        let refresh_token = self.refresh_token.map(RefreshToken::into_secret).filter(|token| !token.is_empty());
        Ok(Granted {
            access_token: Secret::new(access_token),
            token_type: token_type.to_owned(),
            refresh_token: refresh_token.map(Secret::new),
            lifetime: lifetime.or(terms.quirks.assumed_lifetime.map(i64::from)),
            scope,
            deviations,
            id_token,
            identity: None,
            proof_key: terms.key.cloned(),
        })
    }
}

/// RFC 6750 §2.1.
fn fits_a_header(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
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

/// The scopes by the names that they are asked for by, and how they were not written as they should be.
///
/// A comma may be part of a scope (RFC 6749 §3.3), so it separates only where that is known of the service.
fn scope(value: &Value, terms: &Terms<'_>) -> Result<(Option<ScopeSet>, Option<Deviation>), Unacceptable> {
    let aliases = &terms.quirks.scope_aliases;
    let named = |name: &str| Scope::parse(aliases.get(name).map_or(name, String::as_str)).map_err(|_| Unacceptable::Scope);
    match value {
        Value::Null => Ok((None, None)),
        Value::String(text) => {
            let commas = text.contains(',') && terms.tolerates.has(Deviation::ScopeWithCommas);
            let parts = text.split(|sign| sign == ' ' || commas && sign == ',').filter(|part| !part.is_empty());
            Ok((Some(parts.map(named).collect::<Result<_, _>>()?), commas.then_some(Deviation::ScopeWithCommas)))
        }
        Value::Array(items) => {
            let read = |item: &Value| item.as_str().ok_or(Unacceptable::Scope).and_then(named);
            Ok((Some(items.iter().map(read).collect::<Result<_, _>>()?), Some(Deviation::ScopeAsArray)))
        }
        _ => Err(Unacceptable::Scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(text: &str, tolerates: impl IntoIterator<Item = Deviation>) -> Result<Granted, Unacceptable> {
        with(text, tolerates, &Quirks::default())
    }

    fn with(text: &str, tolerates: impl IntoIterator<Item = Deviation>, quirks: &Quirks) -> Result<Granted, Unacceptable> {
        let terms = Terms { provider: "my work", tolerates: &tolerates.into_iter().collect(), quirks, key: None };
        serde_json::from_str::<TokenAnswer>(text).unwrap().accept(&terms, false)
    }

    const ALL: [Deviation; 8] = Deviation::ALL;

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
    fn c10_a_deviation_passes_only_where_it_is_allowed_and_is_told() {
        for (body, deviation) in [
            (r#"{"access_token":"a"}"#, Deviation::MissingTokenType),
            (r#"{"access_token":"a","token_type":"bearer","expires_in":"60"}"#, Deviation::TextualExpiresIn),
            (r#"{"access_token":"a","token_type":"bearer","scope":["x","y"]}"#, Deviation::ScopeAsArray),
        ] {
            let refused = accept(body, []).unwrap_err();
            assert_eq!(refused, Unacceptable::Deviation(deviation, "my work".into()));
            let how = format!("countersign providers allow 'my work' {}", deviation.name());
            assert!(refused.to_string().ends_with(&how), "{refused}");
            let granted = accept(body, [deviation]).unwrap();
            assert_eq!(granted.deviations, [deviation.told()], "{body}");
            assert!(granted.scope.is_none_or(|scope| scope.to_wire() == "x y"));
        }
    }

    #[test]
    fn a_comma_separates_scopes_only_where_that_is_known_of_the_service() {
        let body = r#"{"access_token":"a","token_type":"bearer","scope":"x,y z"}"#;
        assert_eq!(accept(body, []).unwrap().scope.unwrap().to_wire(), "x,y z");
        let granted = accept(body, [Deviation::ScopeWithCommas]).unwrap();
        assert_eq!((granted.scope.unwrap().to_wire().as_str(), granted.deviations), ("x y z", vec![Deviation::ScopeWithCommas.told()]));
    }

    #[test]
    fn scopes_by_other_names_are_those_that_were_asked_for() {
        let quirks = Quirks { scope_aliases: [("https://a.example/email".to_owned(), "email".to_owned())].into(), ..Quirks::default() };
        let granted = with(r#"{"access_token":"a","token_type":"bearer","scope":"openid https://a.example/email"}"#, [], &quirks).unwrap();
        assert_eq!(granted.scope.unwrap().to_wire(), "openid email");
    }

    #[test]
    fn a_lifetime_that_is_left_out_is_that_of_the_preset() {
        let quirks = Quirks { assumed_lifetime: Some(7200), ..Quirks::default() };
        assert_eq!(with(r#"{"access_token":"a","token_type":"bearer"}"#, [], &quirks).unwrap().lifetime, Some(7200));
        assert_eq!(with(r#"{"access_token":"a","token_type":"bearer","expires_in":10}"#, [], &quirks).unwrap().lifetime, Some(10));
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
            let (tolerates, quirks) = (Tolerances::default(), Quirks::default());
            let terms = Terms { provider: "work", tolerates: &tolerates, quirks: &quirks, key };
            serde_json::from_str::<TokenAnswer>(&body).unwrap().accept(&terms, false)
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
        let (tolerates, quirks) = (Tolerances::default(), Quirks::default());
        let terms = Terms { provider: "work", tolerates: &tolerates, quirks: &quirks, key: None };
        assert!(!format!("{:?}", answer.accept(&terms, false).unwrap()).contains("canary"));
    }
}
