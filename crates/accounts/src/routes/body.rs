//! The body of a request to an endpoint for apps: a form (RFC 6749 §3.2) or, where a document shows it, JSON.
//!
//! The header decides which of them it is, never the bytes. But for one document, whose example has the header of JSON
//! and the body of a form: at the paths that are its own, what begins with no brace is read as a form.

use std::fmt;

use countersign_wire::oauth_error::OAuthErrorCode;
use http::{HeaderMap, header};
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};

use crate::grant::Refusal;
use crate::grant::parameters::Parameters;
use crate::grant::resource::RESOURCE;

/// What a body was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Form,
    Json,
}

/// Reads a body.
///
/// # Errors
/// `invalid_request`, whatever is wrong: a repeated name (A2), a value that is no text, bytes that are neither.
pub(super) fn read(headers: &HeaderMap, body: &[u8], forms_may_be_called_json: bool) -> Result<(Parameters, Written), Refusal> {
    let written = match media_type(headers) {
        kind if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Written::Form,
        kind if kind.eq_ignore_ascii_case("application/json") => {
            let is_object = body.trim_ascii_start().first() == Some(&b'{');
            if forms_may_be_called_json && !is_object { Written::Form } else { Written::Json }
        }
        _ => return Err(refuse(NOT_A_FORM)),
    };
    let parameters = match written {
        Written::Form => Parameters::read(body).map_err(|_| refuse("A parameter is not text in UTF-8."))?,
        Written::Json => {
            let text = "The body has to be one JSON object whose members are text, with nothing after it.";
            Parameters::of(members(body).map_err(|_| refuse(text))?).map_err(|_| refuse("A member holds a null character."))?
        }
    };
    // JSON has one member of a name; a form may name several resources (RFC 8707 §2).
    let repeatable = if written == Written::Form { RESOURCE } else { "" };
    if parameters.repeated_but(repeatable).is_some() {
        return Err(refuse("A parameter is given more than once."));
    }
    Ok((parameters, written))
}

/// What is said to an app that sends something else than a form, where its document shows forms alone.
pub(super) const NOT_A_FORM: &str = "The body has to be application/x-www-form-urlencoded.";

fn refuse(description: &'static str) -> Refusal {
    Refusal::Protocol { code: OAuthErrorCode::InvalidRequest, description }
}

/// The media type without its parameters; empty where there is none.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}

/// The members of an object as they were sent, the repeated ones too: most readers of JSON keep the last of them, others
/// the first, and what stands between could be made to see another request than we do (A2).
fn members(body: &[u8]) -> Result<Vec<(String, String)>, serde_json::Error> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, String)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object whose members are text")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }

    let mut reader = serde_json::Deserializer::from_slice(body);
    let pairs = reader.deserialize_map(Members)?;
    reader.end()?;
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_as(kind: &str, body: &[u8], lenient: bool) -> Result<(Parameters, Written), Refusal> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
        read(&headers, body, lenient)
    }

    #[test]
    fn int_06_json_is_read_as_a_form_is() {
        let (json, written) = read_as("application/json; charset=utf-8", br#"{"code": "a b", "state": "\u00e9"}"#, false).unwrap();
        assert_eq!((json.get("code"), json.get("state"), written), (Some("a b"), Some("é"), Written::Json));
    }

    #[test]
    fn a2_a_repeated_member_is_refused_wherever_it_stands() {
        for body in [r#"{"code":"a","code":"b"}"#, r#"{"code":"a","x":"1","code":"a"}"#, r#"{"co\u0064e":"a","code":"b"}"#] {
            assert!(read_as("application/json", body.as_bytes(), false).is_err(), "{body}");
        }
    }

    #[test]
    fn a25_what_is_no_object_of_text_is_an_invalid_request() {
        let deep = "[".repeat(100_000);
        for body in [
            "",
            "null",
            "[]",
            "\"a\"",
            "{",
            "{}x",
            "{\"a\":1}",
            "{\"a\":null}",
            "{\"a\":{}}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\u0000\"}",
            "\u{feff}{}",
            "a=b",
            &deep,
        ] {
            let refused = read_as("application/json", body.as_bytes(), false).unwrap_err();
            assert!(matches!(refused, Refusal::Protocol { code: OAuthErrorCode::InvalidRequest, .. }), "{body:.20}");
        }
    }

    #[test]
    fn the_header_decides_and_only_where_it_is_documented_the_bytes() {
        assert!(read_as("application/json", b"code=a", false).is_err());
        assert_eq!(read_as("application/json", b"code=a", true).unwrap().0.get("code"), Some("a"));
        assert_eq!(read_as("application/json", b" {\"code\":\"a\"}", true).unwrap().1, Written::Json);
        assert!(read_as("text/plain", b"code=a", true).is_err());
        assert!(read(&HeaderMap::new(), b"code=a", true).is_err());
    }

    proptest! {
        #[test]
        fn a25_any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..256), lenient: bool) {
            let _ = read_as("application/json", &bytes, lenient);
        }

        #[test]
        fn a2_json_and_form_are_the_same_request(pairs in proptest::collection::vec(("[a-d]", "[^\0]{0,12}"), 0..5)) {
            let members: Vec<String> = pairs.iter().map(|(name, value)| format!("{}:{}", serde_json::json!(name), serde_json::json!(value))).collect();
            let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let json = read_as("application/json", format!("{{{}}}", members.join(",")).as_bytes(), false);
            let form = read_as("application/x-www-form-urlencoded", form.as_bytes(), false);
            prop_assert_eq!(json.is_ok(), form.is_ok());
            if let (Ok((json, _)), Ok((form, _))) = (json, form) {
                for name in ["a", "b", "c", "d"] {
                    prop_assert_eq!(json.get(name), form.get(name));
                }
            }
        }
    }
}
