//! A signed text in compact form (RFC 7515 §3.1), as it came.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Why a text is no signed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotJws {
    #[error("it is not the three parts of a signed token")]
    Parts,
    #[error("its header is no JSON object")]
    Header,
    #[error("“{0}” in its header is missing or no text")]
    Member(&'static str),
    #[error("its content is no JSON object")]
    Content,
}

/// A signed text whose signature nobody has looked at yet.
pub(crate) struct Jws<'a> {
    /// The algorithm that it says it is signed by.
    pub(crate) alg: String,
    /// Which key, where it says so.
    pub(crate) kid: Option<String>,
    /// What kind of token it is (RFC 8725 §3.11), where it says so.
    pub(crate) typ: Option<String>,
    /// Whether it wants something to be understood or else refused (RFC 7515 §4.1.11).
    pub(crate) is_critical: bool,
    pub(super) message: &'a str,
    pub(super) signature: &'a str,
    content: Map<String, Value>,
}

impl<'a> Jws<'a> {
    /// Reads one.
    pub(crate) fn read(text: &'a str) -> Result<Self, NotJws> {
        let (message, signature) = text.rsplit_once('.').ok_or(NotJws::Parts)?;
        let (header, content) = message.split_once('.').ok_or(NotJws::Parts)?;
        if content.contains('.') {
            return Err(NotJws::Parts);
        }
        let header = object(header).ok_or(NotJws::Header)?;
        let optional = |name| match header.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(NotJws::Member(name)),
        };
        Ok(Self {
            alg: optional("alg")?.ok_or(NotJws::Member("alg"))?,
            kid: optional("kid")?,
            typ: optional("typ")?,
            is_critical: header.contains_key("crit"),
            message,
            signature,
            content: object(content).ok_or(NotJws::Content)?,
        })
    }

    /// What it says, by nobody's word until its signature was held against a key.
    pub(crate) fn unproven(&self) -> &Map<String, Value> {
        &self.content
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, content: &str) -> String {
        format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(content))
    }

    #[test]
    fn c8_what_is_no_signed_token_says_what_is_wrong_with_it() {
        let good = token(r#"{"alg":"RS256","kid":"a"}"#, "{}");
        assert_eq!(Jws::read(&good).map(|jws| (jws.alg, jws.kid)).ok(), Some(("RS256".into(), Some("a".into()))));
        for (text, why) in [
            (String::new(), NotJws::Parts),
            ("a.b".into(), NotJws::Parts),
            (format!("{good}.{good}"), NotJws::Parts),
            ("!.!.!".into(), NotJws::Header),
            (good.replacen('.', "=.", 1), NotJws::Header),
            (token("[]", "{}"), NotJws::Header),
            (token(&"[".repeat(2000), "{}"), NotJws::Header),
            (token("{}", "{}"), NotJws::Member("alg")),
            (token(r#"{"alg":["RS256"]}"#, "{}"), NotJws::Member("alg")),
            (token(r#"{"alg":"RS256","kid":5}"#, "{}"), NotJws::Member("kid")),
            (token(r#"{"alg":"RS256","typ":null}"#, "{}"), NotJws::Member("typ")),
            (token(r#"{"alg":"RS256"}"#, "null"), NotJws::Content),
            (token(r#"{"alg":"RS256"}"#, "{"), NotJws::Content),
        ] {
            assert_eq!(Jws::read(&text).err(), Some(why), "{text}");
        }
    }
}
