//! Where services differ from the standard, by name.
//!
//! A deviation passes only where the preset names it or the person allowed it for that one service; what passed is told.
//! Nothing here weakens a check of who answers, but [`Deviation::MissingIss`], which only a preset with return addresses of
//! its own for each provider may name (RFC 9700 §4.4.2 takes those in place of `iss`).

use std::collections::BTreeSet;

use countersign_wire::error::{ErrorCode, UserError};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::http::shown;

/// Something that the standard does not allow and real services do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Deviation {
    /// No `token_type` (RFC 6749 §5.1 requires it).
    MissingTokenType,
    /// `expires_in` as a text.
    TextualExpiresIn,
    /// `scope` as an array.
    ScopeAsArray,
    /// `scope` with commas between (RFC 6749 §3.3: spaces).
    ScopeWithCommas,
    /// An error with status 200 (RFC 6749 §5.2: 400 or 401).
    ErrorWithSuccess,
    /// JSON that calls itself something else (RFC 6749 §5.1: `application/json`).
    MislabelledJson,
    /// No ID token, although `openid` was asked for (OpenID Connect Core §3.1.3.3).
    MissingIdToken,
    /// An authorization answer without the `iss` that the metadata promises (RFC 9207 §2.4).
    MissingIss,
}

impl Deviation {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::MissingTokenType,
        Self::TextualExpiresIn,
        Self::ScopeAsArray,
        Self::ScopeWithCommas,
        Self::ErrorWithSuccess,
        Self::MislabelledJson,
        Self::MissingIdToken,
        Self::MissingIss,
    ];

    /// Its name, as it is typed.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::MissingTokenType => "missing-token-type",
            Self::TextualExpiresIn => "textual-expires-in",
            Self::ScopeAsArray => "scope-as-array",
            Self::ScopeWithCommas => "scope-with-commas",
            Self::ErrorWithSuccess => "error-with-success",
            Self::MislabelledJson => "mislabelled-json",
            Self::MissingIdToken => "missing-id-token",
            Self::MissingIss => "missing-iss",
        }
    }

    /// What the service did.
    pub(crate) fn deed(self) -> &'static str {
        match self {
            Self::MissingTokenType => "it left out token_type",
            Self::TextualExpiresIn => "it sent expires_in as a text",
            Self::ScopeAsArray => "it sent scope as an array",
            Self::ScopeWithCommas => "it put commas between scopes",
            Self::ErrorWithSuccess => "it sent an error as a success",
            Self::MislabelledJson => "it called its JSON something else",
            Self::MissingIdToken => "it gave no ID token, although openid was asked for",
            Self::MissingIss => "it promises to say in each answer who it is, and did not",
        }
    }

    /// Told to the person where it passed.
    pub(crate) fn told(self) -> String {
        format!("The service deviates from the standard: {}.", self.deed())
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deviation| deviation.name() == name)
    }

    /// The one that a person named.
    pub(crate) fn named(name: &str) -> Result<Self, UserError> {
        Self::parse(name).ok_or_else(|| UserError::new(ErrorCode::InvalidInput, format!("There is {}.", unknown(name))).about("allow"))
    }
}

fn unknown(name: &str) -> String {
    let all: Vec<_> = Deviation::ALL.iter().map(|deviation| deviation.name()).collect();
    format!("no deviation “{}”; there is {}", shown(name), all.join(", "))
}

/// The deviations that are accepted from a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tolerances(BTreeSet<Deviation>);

impl Tolerances {
    pub(crate) fn has(&self, deviation: Deviation) -> bool {
        self.0.contains(&deviation)
    }

    pub(crate) fn add(&mut self, deviation: Deviation) {
        self.0.insert(deviation);
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|deviation| deviation.name().to_owned()).collect()
    }
}

impl FromIterator<Deviation> for Tolerances {
    fn from_iter<I: IntoIterator<Item = Deviation>>(deviations: I) -> Self {
        Self(deviations.into_iter().collect())
    }
}

/// A list of names; or, as earlier versions kept it, a table of switches.
impl<'de> Deserialize<'de> for Tolerances {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;
        impl<'de> Visitor<'de> for Named {
            type Value = Tolerances;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of deviations")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tolerances, A::Error> {
                let mut found = Tolerances::default();
                while let Some(name) = seq.next_element::<String>()? {
                    found.add(Deviation::parse(&name).ok_or_else(|| A::Error::custom(format!("there is {}", unknown(&name))))?);
                }
                Ok(found)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tolerances, A::Error> {
                let mut found = Tolerances::default();
                while let Some((name, on)) = map.next_entry::<String, bool>()? {
                    let name = name.replace('_', "-");
                    let deviation = Deviation::parse(&name).ok_or_else(|| A::Error::custom(format!("there is {}", unknown(&name))))?;
                    if on {
                        found.add(deviation);
                    }
                }
                Ok(found)
            }
        }
        deserializer.deserialize_any(Named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_one_name_everywhere() {
        for deviation in Deviation::ALL {
            assert_eq!(serde_json::to_value(deviation).unwrap(), deviation.name());
            assert_eq!(Deviation::named(deviation.name()).unwrap(), deviation);
        }
        let error = Deviation::named("missing_token").unwrap_err();
        assert!(error.message.contains("missing-token-type") && error.field.as_deref() == Some("allow"), "{error}");
    }

    #[test]
    fn what_an_earlier_version_kept_still_reads() {
        let old = r#"{"missing_token_type":true,"textual_expires_in":false,"scope_as_array":true}"#;
        let read: Tolerances = serde_json::from_str(old).unwrap();
        assert_eq!(read, Tolerances::from_iter([Deviation::MissingTokenType, Deviation::ScopeAsArray]));
        assert_eq!(serde_json::from_str::<Tolerances>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
        assert!(serde_json::from_str::<Tolerances>(r#"["everything"]"#).is_err());
    }
}
