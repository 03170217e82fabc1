//! What a service wants or says in its own way, as fields. Every one has an ordinary value, which is the standard's.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::header::{HeaderName, HeaderValue};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// How a confidential client says who it is (RFC 6749 §2.3.1, RFC 7523 §2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientAuthentication {
    /// `Authorization: Basic`.
    #[default]
    Basic,
    /// `client_secret` in the body, whatever that is written as.
    Body,
    /// An assertion that is signed by a key of its own.
    PrivateKeyJwt,
    /// Not at all, even if there is a secret (RFC 7591 §2 calls it `none`).
    None,
}

/// Whom an assertion of a client is for (RFC 7523 §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssertionAudience {
    /// The issuer; of a service without one, the token endpoint.
    #[default]
    Issuer,
    /// The token endpoint.
    TokenEndpoint,
}

/// How the body of a token request is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BodyEncoding {
    /// As RFC 6749 §4.1.3 says.
    #[default]
    Form,
    /// An object with the same names.
    Json,
    /// A form whose header calls it JSON.
    FormCalledJson,
}

/// What is different.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Quirks {
    /// How a code is sent to the token endpoint.
    pub(crate) token_encoding: BodyEncoding,
    /// How a refresh token is; absent: as a code.
    pub(crate) renewal_encoding: Option<BodyEncoding>,
    /// More for the authorization request.
    #[serde(deserialize_with = "parameters")]
    pub(crate) authorization_parameters: BTreeMap<String, String>,
    /// The header that carries the token where the person is described; absent: `Authorization`.
    #[serde(deserialize_with = "header_name")]
    pub(crate) token_header: Option<String>,
    /// More headers there.
    #[serde(deserialize_with = "headers")]
    pub(crate) user_info_headers: BTreeMap<String, String>,
    /// Where the code of an error stands, beside `/error`.
    pub(crate) error_code: Places,
    /// Where its reason stands, beside the usual places.
    pub(crate) error_description: Places,
    /// Codes that mean that a grant is over, beside `invalid_grant` and what is usual instead of it.
    pub(crate) dead_grant_codes: BTreeSet<String>,
    /// Scopes that answers call by another name than requests: that name, and the one that is asked for.
    pub(crate) scope_aliases: BTreeMap<String, String>,
    /// How many seconds a token lives where the answer does not say.
    pub(crate) assumed_lifetime: Option<u32>,
    /// Whether to end one token there is to end all that the app has of this person, of later sign-ins too (RFC 7009 §2.1 leaves
    /// it to the service). Then older tokens are only forgotten while a session stands.
    pub(crate) revocation_ends_all: bool,
}

/// Where in an answer something stands: JSON pointers (RFC 6901), of which the first that leads to something counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Places(Vec<String>);

impl Places {
    /// Whether it stands nowhere.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that stands there, in order.
    pub(crate) fn all<'a>(&'a self, answer: &'a Value) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter_map(|pointer| answer.pointer(pointer)).filter(|value| !value.is_null())
    }
}

/// One pointer, several, or none.
impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pointers;
        impl<'de> Visitor<'de> for Pointers {
            type Value = Places;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON pointer such as \"/user/name\", or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Places, E> {
                Ok(Places(vec![pointer(text).map_err(E::custom)?]))
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<Places, E> {
                Ok(Places::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Places, A::Error> {
                let mut pointers = Vec::new();
                while let Some(text) = seq.next_element::<String>()? {
                    pointers.push(pointer(&text).map_err(A::Error::custom)?);
                }
                Ok(Places(pointers))
            }
        }
        deserializer.deserialize_any(Pointers)
    }
}

/// RFC 6901 §3: each part begins with `/`, and `~` only stands before `0` or `1`.
fn pointer(text: &str) -> Result<String, String> {
    let escaped = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    if text.starts_with('/') && escaped && text.len() <= 256 {
        Ok(text.to_owned())
    } else {
        Err(format!("“{}” is no JSON pointer: it begins with “/”, such as “/user/name”", crate::http::shown(text)))
    }
}

/// Where each field of a profile stands in the user information.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ProfileMap {
    pub(crate) subject: Places,
    pub(crate) name: Places,
    pub(crate) email: Places,
    pub(crate) locale: Places,
    pub(crate) timezone: Places,
    pub(crate) date_format: Places,
    pub(crate) smart_dates: Places,
    pub(crate) thousands: Places,
    pub(crate) decimal: Places,
    pub(crate) business: Places,
}

/// What a preset may not say in the authorization request: it is this program's to say.
const OWN_PARAMETERS: [&str; 13] = [
    "response_type",
    "response_mode",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "request",
    "request_uri",
];

fn parameters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let parameters = BTreeMap::<String, String>::deserialize(deserializer)?;
    match parameters.keys().find(|name| name.is_empty() || OWN_PARAMETERS.contains(&name.as_str())) {
        None => Ok(parameters),
        Some(name) => Err(D::Error::custom(format!("“{name}” is not for a preset to say: the program says it itself"))),
    }
}

/// Headers that carry who somebody is, or that belong to the connection.
const OWN_HEADERS: [&str; 6] = ["authorization", "cookie", "host", "content-length", "transfer-encoding", "connection"];

fn header_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    name.map(|name| checked_header(&name).map_err(D::Error::custom).map(|()| name)).transpose()
}

pub(super) fn checked_header(name: &str) -> Result<(), String> {
    match HeaderName::from_bytes(name.as_bytes()) {
        Err(_) => Err(format!("“{}” is no name of a header", crate::http::shown(name))),
        Ok(_) if OWN_HEADERS.iter().any(|own| own.eq_ignore_ascii_case(name)) => {
            Err(format!("“{name}” is not for a preset to say: the program says it itself"))
        }
        Ok(_) => Ok(()),
    }
}

fn headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let headers = BTreeMap::<String, String>::deserialize(deserializer)?;
    for (name, value) in &headers {
        checked_header(name).map_err(D::Error::custom)?;
        HeaderValue::from_str(value).map_err(|_| D::Error::custom(format!("the value of “{name}” does not fit into a header")))?;
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_pointer_or_several_and_null_leads_on() {
        let one: Places = serde_json::from_str("\"/a\"").unwrap();
        let two: Places = serde_json::from_str("[\"/x/y\", \"/a\"]").unwrap();
        let none: Places = serde_json::from_str("null").unwrap();
        let answer = serde_json::json!({"a": 1, "x": {"y": null}});
        for places in [&one, &two] {
            assert_eq!(places.all(&answer).collect::<Vec<_>>(), [&Value::from(1)]);
        }
        assert_eq!(none.all(&answer).count(), 0);
        for bad in ["\"a\"", "[\"/a\", \"b\"]", "\"/a~2\"", "5"] {
            assert!(serde_json::from_str::<Places>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_the_program_says_itself_is_not_for_a_preset() {
        for bad in [
            r#"{"authorization_parameters":{"state":"x"}}"#,
            r#"{"authorization_parameters":{"code_challenge_method":"plain"}}"#,
            r#"{"token_header":"Authorization"}"#,
            r#"{"token_header":"a b"}"#,
            r#"{"user_info_headers":{"Cookie":"a"}}"#,
            r#"{"user_info_headers":{"X-A":"a\nb"}}"#,
        ] {
            assert!(serde_json::from_str::<Quirks>(bad).is_err(), "{bad}");
        }
    }
}
