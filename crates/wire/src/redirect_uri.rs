//! Redirect URIs: what may be registered, and when a request matches it.
//!
//! A URI is compared byte for byte as it was registered (RFC 9700 §4.1.3); it is parsed once, to decide
//! whether it may be registered at all, and never written anew. The one freedom is the port of a loopback
//! IP literal (RFC 8252 §7.3), because a native app cannot know beforehand which port is free.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A redirect URI that passed the rules of registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct RedirectUri(String);

/// Why a text cannot be registered as a redirect URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriProblem {
    /// Empty, or over 2,048 bytes.
    #[error("a return address has 1 to 2,048 characters")]
    Length,
    /// A byte that no URI may hold unescaped.
    #[error("a return address is written in plain ASCII, without spaces or control characters; escape what is not")]
    Characters,
    /// Not an absolute URI.
    #[error("a return address is absolute: write it with its scheme, such as https://app.example/callback")]
    NotAbsolute,
    /// RFC 6749 §3.1.2: no fragment.
    #[error("a return address has no fragment: leave out “#” and what follows")]
    Fragment,
    /// `user@host`.
    #[error("a return address names no user: leave out what stands before “@”")]
    UserInfo,
    /// Plain http to another machine.
    #[error("plain http is for this computer only: use https, or http://127.0.0.1")]
    PlainHttp,
    /// `http://localhost` without a port.
    #[error("http://localhost needs its port here, as it is compared with it; http://127.0.0.1 allows any port")]
    LocalhostWithoutPort,
    /// A private-use scheme without a dot (RFC 8252 §7.1).
    #[error("a scheme of your own is a domain name turned round, such as com.example.app:/callback")]
    SchemeWithoutDot,
    /// A scheme that runs or shows something.
    #[error("this scheme cannot receive a sign-in")]
    SchemeForbidden,
    /// http or https without a host, or with one that the rules of URLs refuse.
    #[error("the host of this address is missing or not valid")]
    Host,
}

/// Something worth a look that is no reason to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RedirectUriWarning {
    /// `localhost` may resolve to another machine (RFC 8252 §8.3).
    Localhost,
}

const FORBIDDEN_SCHEMES: [&str; 8] = ["javascript", "data", "file", "blob", "about", "vbscript", "view-source", "ws"];

impl RedirectUri {
    /// Reads a URI that somebody wants to register.
    ///
    /// # Errors
    /// The first [`RedirectUriProblem`] found.
    pub fn parse(text: &str) -> Result<Self, RedirectUriProblem> {
        use RedirectUriProblem as P;
        if text.is_empty() || text.len() > 2048 {
            return Err(P::Length);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) || text.contains(['\\', '"', '<', '>', '^', '`', '{', '|', '}']) {
            return Err(P::Characters);
        }
        if text.contains('#') {
            return Err(P::Fragment);
        }
        let url = url::Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => P::NotAbsolute,
            _ => P::Host,
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(P::UserInfo);
        }
        match url.scheme() {
            // The parser forgives `https:host` and `https:///host`; a registered string has to say it plainly.
            "https" | "http" if !has_plain_authority(text) => Err(P::Host),
            "https" => Ok(()),
            "http" => match url.host_str() {
                Some("127.0.0.1" | "[::1]") => Ok(()),
                Some("localhost") if url.port().is_some() => Ok(()),
                Some("localhost") => Err(P::LocalhostWithoutPort),
                _ => Err(P::PlainHttp),
            },
            scheme if FORBIDDEN_SCHEMES.contains(&scheme) => Err(P::SchemeForbidden),
            scheme if !scheme.contains('.') => Err(P::SchemeWithoutDot),
            _ => Ok(()),
        }?;
        Ok(Self(text.to_owned()))
    }

    /// The URI as it was registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a requested URI matches this registration.
    ///
    /// Byte for byte; of `http://127.0.0.1` and `http://[::1]` the port may be another one.
    #[must_use]
    pub fn matches(&self, requested: &str) -> bool {
        if self.0 == requested {
            return true;
        }
        match (split_loopback(&self.0), split_loopback(requested)) {
            (Some(registered), Some(asked)) => registered == asked,
            _ => false,
        }
    }

    /// Whether this is an address of this computer by its IP literal, so that any port matches.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        split_loopback(&self.0).is_some()
    }

    /// Whether the scheme is a private-use one (RFC 8252 §7.1), not http or https.
    #[must_use]
    pub fn is_private_use(&self) -> bool {
        let scheme = self.0.split(':').next().unwrap_or_default();
        !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https")
    }

    /// What an administrator should look at.
    #[must_use]
    pub fn warning(&self) -> Option<RedirectUriWarning> {
        let rest = self.0.strip_prefix("http://")?;
        rest.starts_with("localhost").then_some(RedirectUriWarning::Localhost)
    }
}

impl std::fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = RedirectUriProblem;
    fn try_from(text: String) -> Result<Self, RedirectUriProblem> {
        Self::parse(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

/// `scheme://` and then a host that is there, as the text itself says it.
///
/// The rules of URLs would also take signs such as `;`, `,` and `*` for part of a name. Nobody's host has them, and
/// in the policy of the consent page, which names the host, they would be read as something else.
fn has_plain_authority(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    authority.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
        && authority.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
}

/// The parts of a loopback URI that have to be the same: the literal, and all that follows the port.
///
/// A port is one to five digits up to 65535, without a leading zero; anything else is no port and therefore no match.
fn split_loopback(uri: &str) -> Option<(&str, &str)> {
    let (host, rest) = ["http://127.0.0.1", "http://[::1]"].iter().find_map(|host| uri.strip_prefix(host).map(|rest| (*host, rest)))?;
    let tail = match rest.strip_prefix(':') {
        Some(after) => {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let port = &after[..digits];
            if port.starts_with('0') || port.parse::<u16>().is_err() {
                return None;
            }
            &after[digits..]
        }
        None => rest,
    };
    (tail.is_empty() || tail.starts_with(['/', '?'])).then_some((host, tail))
}

/// Adds a query to a redirect URI without touching the URI itself (INB-05).
///
/// `pairs` are encoded as `application/x-www-form-urlencoded` (RFC 6749 §4.1.2).
#[must_use]
pub fn with_query(redirect_uri: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(redirect_uri.len() + 128);
    out.push_str(redirect_uri);
    // Only the first question mark begins a query (RFC 3986 §3.4); another one is part of it.
    let mut joint = match redirect_uri.split_once('?') {
        None => Some('?'),
        Some((_, query)) if query.is_empty() || query.ends_with('&') => None,
        Some(_) => Some('&'),
    };
    for (name, value) in pairs {
        out.extend(joint);
        out.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
        out.push('=');
        out.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
        joint = Some('&');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_a_parameter_of_its_own_whatever_the_query_ends_with() {
        for (uri, whole) in [
            ("https://a.example", "https://a.example?code=1"),
            ("https://a.example?", "https://a.example?code=1"),
            ("https://a.example?t=1", "https://a.example?t=1&code=1"),
            ("https://a.example?t=1&", "https://a.example?t=1&code=1"),
            ("https://a.example?to=/b?", "https://a.example?to=/b?&code=1"),
        ] {
            assert_eq!(with_query(uri, &[("code", "1")]), whole);
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_literal_varies() {
        let registered = RedirectUri::parse("http://127.0.0.1/callback").unwrap();
        assert!(registered.matches("http://127.0.0.1:49152/callback"));
        for other in [
            "http://127.0.0.1:49152/callback/",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:080/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:1@evil.example/callback",
            "http://127.0.0.10/callback",
            "http://[::1]:49152/callback",
            "http://localhost:49152/callback",
            "https://127.0.0.1:49152/callback",
            "HTTP://127.0.0.1/callback",
            "http://127.0.0.1:49152/callback?x=1",
        ] {
            assert!(!registered.matches(other), "{other}");
        }
    }

    #[test]
    fn the_query_is_added_to_the_registered_string() {
        assert_eq!(with_query("https://my-application.com", &[("code", "a b")]), "https://my-application.com?code=a+b");
        assert_eq!(with_query("https://a.example/?x=1", &[("code", "c"), ("state", "s")]), "https://a.example/?x=1&code=c&state=s");
    }

    #[test]
    fn what_may_not_be_registered_says_why() {
        use RedirectUriProblem as P;
        for (text, problem) in [
            ("", P::Length),
            ("/callback", P::NotAbsolute),
            ("https://a.example/#x", P::Fragment),
            ("https://user@a.example/", P::UserInfo),
            ("http://a.example/", P::PlainHttp),
            ("http://localhost/cb", P::LocalhostWithoutPort),
            ("myapp:/callback", P::SchemeWithoutDot),
            ("javascript:alert(1)", P::SchemeForbidden),
            ("https:a.example", P::Host),
            ("https:///a.example", P::Host),
            ("https://a.example;sandbox", P::Host),
            ("https://a.example,b", P::Host),
            ("https://a.*.example/", P::Host),
            ("https://a'b.example/", P::Host),
            ("https://a.example\\b", P::Characters),
            ("https://a.example/\n", P::Characters),
            ("https://exämple.example/", P::Characters),
        ] {
            assert_eq!(RedirectUri::parse(text), Err(problem), "{text:?}");
        }
    }
}
